"""An address as one number: the same telling words and numbers, in any order, give the same.

Works on the bytes of a whole column at once; an address is long, different for everybody, and the least of the evidence.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage.hashing import mixed

# Words that are left out, since one writer puts them and the other does not.
_NOISE = b"""JALAN JLN JL GANG GG NOMOR NO RT RW RTRW DUSUN DSN DESA DS KELURAHAN KEL KECAMATAN KEC KABUPATEN KAB KOTA
PROVINSI PROV PERUMAHAN PERUM KOMPLEK KOMP BLOK BLK"""
_BASE = np.uint64(0x100000001B3)
_LONGEST_WORD = 64

with np.errstate(over="ignore"):
    _POWERS = np.cumprod(np.full(_LONGEST_WORD, _BASE, np.uint64))
_LETTER = np.zeros(256, np.uint8)
for _code in (*range(48, 58), *range(65, 91)):
    _LETTER[_code] = _code
for _code in range(97, 123):
    _LETTER[_code] = _code - 32


def address_numbers(texts: pa.StringArray) -> NDArray[np.uint32]:
    """One number per text; 0 where nothing telling is written. Independent of letter case, dots and leading zeros."""
    texts = texts.fill_null("") if texts.null_count else texts
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    held = texts.buffers()[2]
    made = np.zeros(len(texts), np.uint32)
    if held is None or offsets[-1] == offsets[0]:
        return made
    letters = _LETTER[np.frombuffer(held, np.uint8)[offsets[0] : offsets[-1]]]
    row_starts = np.zeros(len(letters) + 1, np.bool_)
    row_starts[offsets[:-1] - offsets[0]] = True
    row_starts = row_starts[:-1]
    for _ in range(3):
        before = np.append(np.uint8(0), letters[:-1])
        letters = np.where((letters == 48) & ((before == 0) | row_starts), 0, letters)
    before = np.append(np.uint8(0), letters[:-1])
    starts = np.flatnonzero((letters > 0) & ((before == 0) | row_starts))
    if not len(starts):
        return made
    words = _hashed_words(letters, starts)
    row = np.searchsorted(offsets - offsets[0], starts, side="right") - 1
    telling = ~np.isin(words, _NOISE_HASHES)
    with np.errstate(over="ignore"):
        total = np.zeros(len(texts), np.uint64)
        np.add.at(total, row[telling], mixed(11, words[telling]))
    made[:] = (total ^ total >> np.uint64(32)) & np.uint64(0xFFFFFFFF)
    return made


def _hashed_words(letters: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The polynomial of each word's letters; a word ends at the next non-letter or at the next word."""
    place = (
        np.arange(len(letters)) - np.repeat(starts, np.diff(np.append(starts, len(letters))))
        if starts[0] == 0
        else None
    )
    if place is None:
        letters, starts = letters[starts[0] :], starts - starts[0]
        place = np.arange(len(letters)) - np.repeat(starts, np.diff(np.append(starts, len(letters))))
    with np.errstate(over="ignore"):
        return np.add.reduceat(letters * _POWERS[np.minimum(place, _LONGEST_WORD - 1)], starts)


def _noise_hashes() -> NDArray[np.uint64]:
    letters = _LETTER[np.frombuffer(_NOISE, np.uint8)]
    return _hashed_words(letters, np.flatnonzero((letters > 0) & (np.append(0, letters[:-1]) == 0)))


_NOISE_HASHES = _noise_hashes()
