"""Sealed content comes back as it was given, from anywhere, and what was changed, cut or moved does not open."""

from __future__ import annotations

import io
import tracemalloc
from pathlib import Path

import pytest
from django.test.utils import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from sinergi.foundation.files import queries
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import resealing, sealing, storing
from sinergi.foundation.files.services.sealing import PIECE_BYTES
from sinergi.foundation.kernel.encryption import Undecipherable
from tests.support.factories import NOW, SYSTEM

CONTEXT = "files.storedfile:contoh"
KEYS = {"k2": bytes(range(32)), "k1": bytes(32)}

sizes = st.one_of(st.integers(0, 300), st.sampled_from([k * PIECE_BYTES + d for k in (1, 2, 3) for d in (-1, 0, 1)]))


def seal(content: bytes, *, under: str = "k2", context: str = CONTEXT) -> bytes:
    with override_settings(FIELD_KEYS=KEYS):
        return b"".join(sealing.sealed(io.BytesIO(content), under=under, context=context))


def unseal(lying: bytes, *, context: str = CONTEXT) -> bytes:
    with override_settings(FIELD_KEYS=KEYS), sealing.opened(io.BytesIO(lying), context=context) as stream:
        return stream.read()


@settings(deadline=None, max_examples=40)
@given(sizes, st.sampled_from(sorted(KEYS)))
def test_content_comes_back(size: int, under: str) -> None:
    content = bytes(number % 251 for number in range(size))
    lying = seal(content, under=under)
    assert unseal(lying) == content
    assert size < 8 or content[:8] not in lying
    assert seal(content, under=under) != lying, "a fresh key for each file"


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 3 * PIECE_BYTES), st.integers(0, 70_000))
def test_it_is_read_from_anywhere(start: int, most: int) -> None:
    content = bytes(number % 251 for number in range(2 * PIECE_BYTES + 77))
    with override_settings(FIELD_KEYS=KEYS), sealing.opened(io.BytesIO(seal(content)), context=CONTEXT) as stream:
        stream.seek(start)
        assert stream.read(most) == content[start : start + most]
        assert stream.seek(0, io.SEEK_END) == len(content)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_changed_byte_never_passes(data: st.DataObject) -> None:
    lying = bytearray(seal(bytes(PIECE_BYTES + 10)))
    place = data.draw(st.integers(0, len(lying) - 1))
    lying[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Undecipherable):
        unseal(bytes(lying))


def test_neither_cut_nor_moved_nor_anothers_content_opens() -> None:
    lying = seal(bytes(3 * PIECE_BYTES))
    piece = PIECE_BYTES + 16
    head = len(lying) - 3 * piece
    swapped = (
        lying[:head] + lying[head + piece : head + 2 * piece] + lying[head : head + piece] + lying[head + 2 * piece :]
    )
    for wrong in (lying[:-piece], lying[:-1], lying[:head], lying[:10], b"", swapped, lying + lying[-piece:]):
        with pytest.raises(Undecipherable):
            unseal(wrong)
    with pytest.raises(Undecipherable):
        unseal(lying, context="files.storedfile:lain")
    with override_settings(FIELD_KEYS={"k9": bytes(32)}), pytest.raises(Undecipherable):
        sealing.opened(io.BytesIO(lying), context=CONTEXT)


def test_memory_does_not_grow_with_the_content(tmp_path: Path) -> None:
    plain, lying = tmp_path / "plain", tmp_path / "lying"
    with plain.open("wb") as file:
        file.truncate(40_000_000)
    with override_settings(FIELD_KEYS=KEYS), plain.open("rb") as source, lying.open("wb") as target:
        tracemalloc.start()
        for piece in sealing.sealed(source, under="k2", context=CONTEXT):
            target.write(piece)
        with sealing.opened(lying.open("rb"), context=CONTEXT) as stream:
            while stream.read(100_000):
                pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.django_db
def test_a_sealed_file_lies_encrypted_and_is_read_as_it_was_given() -> None:
    content = b"nama;no reg\nContoh Rahasia;B.1\n"

    def stored() -> StoredFile:
        return storing.store(
            io.BytesIO(content),
            name="isi.csv",
            allowed=[FileKind.CSV],
            most_bytes=1000,
            is_sealed=True,
            by=SYSTEM,
            at=NOW,
        )

    one, other = stored(), stored()
    assert one.sha256 != other.sha256, "no two uploads share content on the disk"
    assert one.fingerprint == other.fingerprint
    assert one.size == len(content)
    assert b"Rahasia" not in storing.path_of(one.sha256).read_bytes()
    with storing.open_file(one) as stream:
        assert stream.read() == content
    assert storing.recheck(one) is None
    with override_settings(FIELD_KEYS={"k9": bytes(32)}), pytest.raises(storing.Locked):
        storing.open_file(one)


@pytest.mark.django_db
def test_what_a_sealed_file_refuses_leaves_nothing_behind() -> None:
    for content, most in ((b"", 100), (b"a;b\n" * 100, 100), (b"%PDF-1.4\n", 100)):
        with pytest.raises(storing.Refused):
            storing.store(
                io.BytesIO(content),
                name="x.csv",
                allowed=[FileKind.CSV],
                most_bytes=most,
                is_sealed=True,
                by=SYSTEM,
                at=NOW,
            )
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_sealed_files_are_sealed_anew_under_the_newest_key_and_the_old_content_goes() -> None:
    content = b"nama;no reg\nContoh;B.1\n"
    with override_settings(FIELD_KEYS={"k1": KEYS["k1"]}):
        one, other = (
            storing.store(
                io.BytesIO(content),
                name="isi.csv",
                allowed=[FileKind.CSV],
                most_bytes=1000,
                is_sealed=True,
                by=SYSTEM,
                at=NOW,
            )
            for _number in range(2)
        )
    before = storing.path_of(one.sha256)
    storing.path_of(other.sha256).unlink()
    with override_settings(FIELD_KEYS=KEYS):
        assert queries.sealed_per_key(SYSTEM) == {"k1": 2}
        assert resealing.reseal() == (1, 1), "what is lost cannot be sealed anew"
        assert resealing.reseal() == (0, 1)
        assert queries.sealed_per_key(SYSTEM) == {"k1": 1, "k2": 1}
        one.refresh_from_db()
        assert not before.exists()
        with storing.open_file(one) as stream:
            assert stream.read() == content
    with override_settings(FIELD_KEYS={"k2": KEYS["k2"]}):
        storing.open_file(one).close()
