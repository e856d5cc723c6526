from __future__ import annotations

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.files.services.veiling import VeiledFile

places = st.integers(0, 400)


@given(st.lists(st.binary(max_size=90), max_size=8), st.lists(st.tuples(places, st.integers(-1, 400)), max_size=8))
def test_it_is_read_from_anywhere_as_it_was_written(pieces: list[bytes], reads: list[tuple[int, int]]) -> None:
    whole = b"".join(pieces)
    with VeiledFile() as veiled:
        for piece in pieces:
            assert veiled.write(piece) == len(piece)
        plain = io.BytesIO(whole)
        for place, most in reads:
            assert veiled.seek(place) == plain.seek(place) == veiled.tell()
            assert veiled.read(most) == plain.read(most)


@given(st.binary(min_size=1, max_size=60), st.binary(max_size=60))
def test_it_grows_at_its_end_wherever_it_was_read(first: bytes, second: bytes) -> None:
    with VeiledFile() as veiled:
        veiled.write(first)
        veiled.seek(0)
        veiled.read(1)
        veiled.write(second)
        assert veiled.seek(-len(second), os.SEEK_END) == len(first)
        assert veiled.read() == second


def test_the_disk_holds_nothing_of_it() -> None:
    secret = b"9901010101900001 CONTOH BUDI " * 1_000
    with VeiledFile() as veiled, VeiledFile() as again:
        for each in (veiled, again):
            each.write(secret)
            each._file.flush()
        lies, lies_again = (os.pread(each._file.fileno(), len(secret), 0) for each in (veiled, again))
    assert len(lies) == len(secret)
    assert lies != lies_again, "each file has a key of its own"
    assert not any(secret[n : n + 29] in lies for n in range(29))
    assert len({lies[n : n + 29] for n in range(0, len(lies), 29)}) == 1_000, "alike is not told either"


def test_nothing_lies_before_its_beginning() -> None:
    with VeiledFile() as veiled, pytest.raises(ValueError, match="beginning"):
        veiled.seek(-1)
