"""Whole tables of people into columns of numbers: fast where a text is plain, exact everywhere.

A name of plain words (capital letters, no title, no marker, no short form) is normalised word by word, each distinct word
once; every other name goes through `names.parts`. Both ways give the same.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from linkage import names
from linkage.addresses import address_numbers
from linkage.columns import (
    MOST_LETTERS,
    MOTHER_WORDS,
    NAME_WORDS,
    Columns,
    Numbers,
    nik_number,
    region_number,
)
from linkage.compare import place_words
from linkage.vocabulary import Words

COLUMNS = ("nik", "name", "aliases", "sex", "birth_date", "birth_place", "mother_name", "address", "region_code")

_PLAIN = "^[A-Z]+( [A-Z]+)*$"
_SEXES = {"L": 1, "P": 2}
_ALIAS_SEPARATORS = re.compile(r"[;|\n]")


def columns_of(table: pa.Table, words: Numbers, places: Numbers) -> Columns:
    """The columns of a table with any of COLUMNS, all text but birth_date (date32 or text YYYY-MM-DD).

    A value that cannot be read counts as not known; whoever must refuse it does so before. Aliases are separated by ;
    """
    size = table.num_rows
    text = {name: _text(table, name) for name in COLUMNS if name != "birth_date"}
    name, aliases, parents = _names(text["name"], words, NAME_WORDS)
    mother, _, _ = _names(text["mother_name"], words, MOTHER_WORDS)
    aliases.extend(_told_aliases(text["aliases"]))
    aliases.sort()
    parent = np.zeros((size, NAME_WORDS), np.int32)
    if parents:
        parent[[row for row, _ in parents]] = _matrix([found for _, found in parents], words, NAME_WORDS)
    nik, length = _niks(text["nik"])
    return Columns(
        nik=nik,
        nik_length=length,
        birth=_births(table),
        place=_each_once(text["birth_place"], lambda told: places.numbers(map(_place, told)), np.int32),
        region=_each_once(text["region_code"], lambda told: [region_number(value) for value in told], np.int32),
        address=address_numbers(text["address"]),
        name=name,
        mother=mother,
        sex=_each_once(
            text["sex"], lambda told: [_SEXES.get((value or "").strip().upper(), 0) for value in told], np.uint8
        ),
        namesakes=np.zeros(size, np.uint8),
        alias_owner=np.array([row for row, _ in aliases], np.int64),
        alias=_matrix([found for _, found in aliases], words, NAME_WORDS),
        parent=parent,
    )


def _text(table: pa.Table, name: str) -> pa.Array:
    if name not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    column = table[name]
    if name == "nik" and pa.types.is_floating(column.type):
        # A number with a decimal point has lost digits: it is no NIK.
        return pa.nulls(table.num_rows, pa.string())
    column = column.cast(pa.string()) if column.type != pa.string() else column
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _names(texts: pa.Array, words: Numbers, width: int) -> tuple[Words, list[tuple[int, str]], list[tuple[int, str]]]:
    """The words of the main names, and (row, alias) and (row, parent) where there are."""
    made = np.zeros((len(texts), width), np.int32)
    capitals = pc.utf8_upper(texts)
    is_plain = pc.fill_null(pc.match_substring_regex(capitals, _PLAIN), False)
    is_plain = pc.and_(is_plain, pc.fill_null(pc.less_equal(pc.utf8_length(capitals), MOST_LETTERS), False))
    plain_rows = np.flatnonzero(is_plain.to_numpy(zero_copy_only=False))
    lists = pc.split_pattern(capitals.take(pa.array(plain_rows)), " ")
    flat = lists.flatten().dictionary_encode()
    spelled = flat.dictionary.to_pylist()
    plain = np.array([names.is_plain_word(word) for word in spelled], np.bool_)
    number = words.numbers(
        names.plain_form(word) if ok else "" for word, ok in zip(spelled, plain.tolist(), strict=True)
    )
    codes = flat.indices.to_numpy()
    offsets = lists.offsets.to_numpy()
    counts = np.diff(offsets)
    owner = np.repeat(np.arange(len(plain_rows)), counts)
    at = np.arange(len(codes)) - np.repeat(offsets[:-1], counts)
    fits = at < width
    made[plain_rows[owner[fits]], at[fits]] = number[codes[fits]] if len(codes) else 0
    odd = np.zeros(len(plain_rows), np.bool_)
    if len(codes):
        odd[owner[~plain[codes]]] = True
    has_text = pc.fill_null(pc.greater(pc.utf8_length(texts), 0), False).to_numpy(zero_copy_only=False)
    by_hand = has_text.copy()
    by_hand[plain_rows[~odd]] = False
    rows = np.flatnonzero(by_hand)
    split = [names.parts(text[:MOST_LETTERS]) for text in texts.take(pa.array(rows)).to_pylist()]
    made[rows] = _matrix([found.main for found in split], words, width)
    numbered = list(zip(rows.tolist(), split, strict=True))
    return (
        made,
        [(row, alias) for row, found in numbered for alias in found.aliases],
        [(row, found.parent) for row, found in numbered if found.parent],
    )


def _matrix(texts: Sequence[str], words: Numbers, width: int) -> Words:
    made = np.zeros((len(texts), width), np.int32)
    split = [text.split()[:width] for text in texts]
    flat = words.numbers(word for found in split for word in found)
    counts = np.array([len(found) for found in split], np.int64)
    owner = np.repeat(np.arange(len(split)), counts)
    made[owner, np.arange(len(flat)) - np.repeat(np.cumsum(counts) - counts, counts)] = flat
    return made


def _told_aliases(texts: pa.Array) -> list[tuple[int, str]]:
    rows = np.flatnonzero(pc.fill_null(pc.greater(pc.utf8_length(texts), 0), False).to_numpy(zero_copy_only=False))
    told = texts.take(pa.array(rows)).to_pylist()
    return [
        (row, name)
        for row, text in zip(rows.tolist(), told, strict=True)
        for part in _ALIAS_SEPARATORS.split(text)
        if (name := names.normalised(part[:MOST_LETTERS]))
    ]


def _niks(texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    is_usual = pc.fill_null(pc.match_substring_regex(texts, "^[1-9][0-9]{15}$"), False).to_numpy(zero_copy_only=False)
    nik, length = np.zeros(len(texts), np.int64), np.zeros(len(texts), np.uint8)
    usual = np.flatnonzero(is_usual)
    nik[usual] = texts.take(pa.array(usual)).cast(pa.int64()).to_numpy()
    length[usual] = 16
    # Sixteen equal digits are a filler, as `nik_number` knows.
    filler = nik % 1_111_111_111_111_111 == 0
    nik[filler], length[filler] = 0, 0
    others = np.flatnonzero(~is_usual & pc.is_valid(texts).to_numpy(zero_copy_only=False))
    for row, text in zip(others.tolist(), texts.take(pa.array(others)).to_pylist(), strict=True):
        nik[row], length[row] = nik_number(text)
    return nik, length


def _births(table: pa.Table) -> NDArray[np.int32]:
    if "birth_date" not in table.column_names:
        return np.zeros(table.num_rows, np.int32)
    column = table["birth_date"]
    if not pa.types.is_date(column.type):
        column = pc.strptime(column.cast(pa.string()), "%Y-%m-%d", "s", error_is_null=True).cast(pa.date32())
    parts = [pc.fill_null(part(column), 0).to_numpy().astype(np.int32) for part in (pc.year, pc.month, pc.day)]
    return (parts[0] * 10_000 + parts[1] * 100 + parts[2]).astype(np.int32)


def _each_once[Number: np.generic](
    texts: pa.Array, read: Callable[[list[str]], Sequence[int] | NDArray[np.int32]], dtype: type[Number]
) -> NDArray[Number]:
    """Read every distinct text once."""
    coded = texts.fill_null("").dictionary_encode()
    return (
        np.asarray(read(coded.dictionary.to_pylist()), dtype)[coded.indices.to_numpy()]
        if len(texts)
        else np.zeros(0, dtype)
    )


def _place(text: str) -> str:
    return " ".join(place_words(text[:MOST_LETTERS]))
