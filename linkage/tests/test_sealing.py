"""A sealed file is the one its seal speaks of, and answers exactly the file it says; everything else is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from linkage.faults import FileFault
from linkage.sealing import SealError, SealKind, check, fingerprint, make_key, seal, seal_of
from linkage.tests.sheets import write

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    make_key(tmp_path / "unit.key")
    return tmp_path / "unit.key"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return write(tmp_path / "people.csv", ("id", "name"), [("1", "Budi"), ("2", "Putri")])


def public(key: Path) -> Path:
    return key.with_name(f"{key.name}.pub")


def refusal(*arguments: Path, **options: object) -> str:
    with pytest.raises(SealError) as said:
        check(*arguments, **options)
    return str(said.value)


def test_a_seal_says_what_was_sealed(key: Path, people: Path) -> None:
    assert seal(people, key, kind=SealKind.PEOPLE, at=AT) == seal_of(people)
    said = check(people, public(key), kind=SealKind.PEOPLE)
    assert (said.kind, said.file, said.rows, said.sealed_at) == (SealKind.PEOPLE, "people.csv", 2, AT)
    assert said.bytes == people.stat().st_size
    assert said.key == fingerprint(public(key))
    assert len(said.key.split()) == 8


def test_a_sealed_file_may_be_renamed_together_with_its_seal(key: Path, people: Path) -> None:
    seal(people, key, kind=SealKind.PEOPLE, at=AT)
    moved = people.rename(people.with_name("other.csv"))
    seal_of(people).rename(seal_of(moved))
    assert check(moved, public(key)).rows == 2


def test_answers_are_bound_to_the_file_they_answer(key: Path, people: Path, tmp_path: Path) -> None:
    answers = write(tmp_path / "answers.parquet", ("id", "answer"), [("1", "same"), ("2", "different")])
    seal(answers, key, kind=SealKind.ANSWERS, at=AT, answers_to=people)
    assert check(answers, public(key), answers_to=people).kind is SealKind.ANSWERS
    other = write(tmp_path / "other.csv", ("id", "name"), [("1", "Budi"), ("2", "Putra")])
    assert refusal(answers, public(key), answers_to=other) == (
        "answers.parquet menjawab berkas lain, bukan other.csv; mintalah jawaban untuk berkas itu."
    )
    seal(people, key, kind=SealKind.PEOPLE, at=AT)
    assert refusal(people, public(key), answers_to=other).startswith("people.csv bukan berkas jawaban")
    assert "disegel sebagai berkas answers, bukan people" in refusal(answers, public(key), kind=SealKind.PEOPLE)


def test_answers_without_the_file_they_answer_are_not_sealed(key: Path, people: Path) -> None:
    with pytest.raises(SealError, match="bersama berkas yang dijawabnya"):
        seal(people, key, kind=SealKind.ANSWERS, at=AT)
    with pytest.raises(SealError, match="bersama berkas yang dijawabnya"):
        seal(people, key, kind=SealKind.PEOPLE, at=AT, answers_to=people)


def test_another_key_is_named(key: Path, people: Path, tmp_path: Path) -> None:
    other = make_key(tmp_path / "other.key")
    seal(people, key, kind=SealKind.PEOPLE, at=AT)
    said = refusal(people, other)
    assert fingerprint(other) in said
    assert fingerprint(public(key)) in said


def test_a_cut_file_and_a_changed_one_are_told_apart(key: Path, people: Path) -> None:
    seal(people, key, kind=SealKind.PEOPLE, at=AT)
    content = people.read_bytes()
    people.write_bytes(content[:-3])
    assert refusal(people, public(key)) == (
        f"people.csv terpotong: {len(content) - 3} dari {len(content)} bita; mintalah kirim ulang."
    )
    people.write_bytes(content.replace(b"Budi", b"Bude"))
    assert refusal(people, public(key)).startswith("Isi people.csv berubah setelah disegel")
    people.write_bytes(content + b"3,Sri\n")
    assert refusal(people, public(key)).startswith("Isi people.csv berubah setelah disegel")


@given(st.data())
def test_no_byte_of_a_seal_can_be_changed_in_meaning(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("seal")
    make_key(folder / "k")
    file = write(folder / "p.csv", ("id", "name"), [("1", "Budi")])
    seal(file, folder / "k", kind=SealKind.PEOPLE, at=AT)
    good = check(file, folder / "k.pub")
    content = bytearray(seal_of(file).read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] = data.draw(st.integers(0, 255))
    seal_of(file).write_bytes(bytes(content))
    with suppress(SealError):
        assert check(file, folder / "k.pub") == good


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(rows=99),
        lambda document: document.update(kind="answers", answers_to="0" * 64),
        lambda document: document.update(sealed_at="2020-01-01T00:00:00+00:00"),
        lambda document: document.update(signature="AAAA"),
    ],
)
def test_a_changed_seal_is_refused(key: Path, people: Path, change: Callable[[dict[str, object]], None]) -> None:
    document = json.loads(seal(people, key, kind=SealKind.PEOPLE, at=AT).read_bytes())
    change(document)
    seal_of(people).write_text(json.dumps(document))
    assert refusal(people, public(key)) == "Segel people.csv pernah diubah; jangan dipakai, mintalah kirim ulang."


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'{"version": 1}', b"x" * 30_000])
def test_what_is_no_seal_is_refused(key: Path, people: Path, content: bytes) -> None:
    seal_of(people).write_bytes(content)
    assert "tidak terbaca" in refusal(people, public(key))


def test_a_seal_of_another_version_asks_for_an_update(key: Path, people: Path) -> None:
    seal_of(people).write_text('{"version": 2}')
    assert "versi lain" in refusal(people, public(key))


def test_a_file_without_its_seal_is_refused(key: Path, people: Path) -> None:
    assert refusal(people, public(key)).startswith("Segel people.csv.seal.json tidak ada")
    with pytest.raises(FileFault, match="tidak ditemukan"):
        check(people.with_name("none.csv"), public(key))


def test_keys_of_another_kind_are_refused(key: Path, people: Path, tmp_path: Path) -> None:
    with pytest.raises(SealError, match="bukan kunci rahasia"):
        seal(people, public(key), kind=SealKind.PEOPLE, at=AT)
    seal(people, key, kind=SealKind.PEOPLE, at=AT)
    assert "bukan kunci publik" in refusal(people, key)
    other = generate_private_key(SECP256R1())
    pem = serialization.Encoding.PEM
    (tmp_path / "ec.pub").write_bytes(
        other.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    (tmp_path / "ec").write_bytes(
        other.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (tmp_path / "ec").chmod(0o600)
    assert "bukan kunci publik Ed25519" in refusal(people, tmp_path / "ec.pub")
    with pytest.raises(SealError, match="bukan kunci rahasia Ed25519"):
        seal(people, tmp_path / "ec", kind=SealKind.PEOPLE, at=AT)


def test_a_secret_key_that_others_may_read_is_not_used(key: Path, people: Path) -> None:
    key.chmod(0o640)
    with pytest.raises(SealError, match="chmod 600"):
        seal(people, key, kind=SealKind.PEOPLE, at=AT)


def test_a_key_is_never_overwritten(key: Path) -> None:
    with pytest.raises(SealError, match="tidak pernah ditimpa"):
        make_key(key)
    assert key.stat().st_mode & 0o777 == 0o600
