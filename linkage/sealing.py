"""Seal a file that leaves the house, and check a file that comes in: nobody changed it, and it answers the right one.

A seal is a small JSON file beside the sealed one, `<file>.seal.json`: what the file is, its SHA-256, its rows, when it was
sealed, for answers the SHA-256 of the file they answer, and an Ed25519 signature over all of it (RFC 8032). It does not
encrypt. Keys are PEM files of the caller; the two sides compare fingerprints by another way than the file travels.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import stat
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from linkage.faults import Fault, saying_what_the_system_refused
from linkage.sheets import count_rows, open_sheet
from linkage.writing import whole_file, write_text

VERSION = 1
_SIGNED_AS = b"sinergi linkage seal 1\n"
_MOST_BYTES_OF_A_SEAL = 20_000
_BLOCK = 1 << 20


class SealError(Fault):
    """A seal cannot be made, or a file is not what its seal says."""


class SealKind(StrEnum):
    """What a sealed file holds."""

    PEOPLE = "people"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What a seal says of its file. `answers_to` is the SHA-256 of the file that answers answer, None for others."""

    kind: SealKind
    file: str
    bytes: int
    sha256: str
    rows: int
    sealed_at: datetime
    key: str
    answers_to: str | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"sealed_at": self.sealed_at.isoformat()}


def make_key(path: Path) -> Path:
    """Make a new pair of keys: the secret one at `path`, the public one beside it as `<path>.pub`, which is returned.

    Raises SealError when one of the two is there already: a key is never overwritten.
    """
    public_path = path.with_name(f"{path.name}.pub")
    for one in (path, public_path):
        if one.exists():
            raise SealError(f"{one} sudah ada; kunci tidak pernah ditimpa. Pilih nama lain.")
    key = Ed25519PrivateKey.generate()
    public_text = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    secret_text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_text(public_path, public_text.decode())
    # Readable by its owner only, as every file that is written here.
    write_text(path, secret_text.decode())
    with saying_what_the_system_refused(public_path):
        public_path.chmod(0o644)
    return public_path


def fingerprint(public_key: Path) -> str:
    """The mark of a public key, to be read aloud: 32 hexadecimal digits in groups of four. Raises SealError."""
    return _mark(_public_key(public_key))


def seal(path: Path, key: Path, *, kind: SealKind, at: datetime, answers_to: Path | None = None) -> Path:
    """Seal the table at `path` with the secret key at `key`, made at the moment `at`; returns the path of the seal.

    Answers are sealed together with the file they answer, `answers_to`. Raises SealError or FileFault.
    """
    if (kind is SealKind.ANSWERS) != (answers_to is not None):
        raise SealError("Berkas jawaban disegel bersama berkas yang dijawabnya, berkas lain tanpa itu.")
    secret = _secret_key(key)
    size, digest = _digest(path)
    said = Seal(
        kind=kind,
        file=path.name,
        bytes=size,
        sha256=digest,
        rows=count_rows(open_sheet(path, required=["id"])),
        sealed_at=at,
        key=_mark(secret.public_key()),
        answers_to=_digest(answers_to)[1] if answers_to else None,
    )
    statement = said.as_json()
    signature = base64.b64encode(secret.sign(_signed_bytes(statement))).decode()
    seal_path = seal_of(path)
    with whole_file(seal_path) as file:
        document = {"version": VERSION, **statement, "signature": signature}
        file.write(json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n")
    return seal_path


def check(path: Path, public_key: Path, *, kind: SealKind | None = None, answers_to: Path | None = None) -> Seal:
    """What the seal of `path` says, when it was made with the key that belongs to `public_key` and all of it is true.

    With `kind` it must be that kind of file; with `answers_to` it must answer exactly that file.
    Raises SealError: no seal or an unreadable one, another key, a changed seal, a cut or changed file, another kind,
    answers to another file. FileFault when a file cannot be read.
    """
    public = _public_key(public_key)
    document = _document(path)
    said = _said(document, path)
    if said.key != _mark(public):
        raise SealError(
            f"{path.name} disegel dengan kunci lain ({said.key}), bukan kunci {_mark(public)}; "
            "tanyakan kepada pengirim kunci mana yang ia pakai."
        )
    try:
        public.verify(_signature(document, path), _signed_bytes(said.as_json()))
    except InvalidSignature as error:
        raise SealError(f"Segel {path.name} pernah diubah; jangan dipakai, mintalah kirim ulang.") from error
    _ensure_unchanged(path, said)
    if kind is not None and said.kind != kind:
        raise SealError(
            f"{path.name} disegel sebagai berkas {said.kind}, bukan {kind}; periksa berkas mana yang dipilih."
        )
    if answers_to is not None:
        if said.kind is not SealKind.ANSWERS:
            raise SealError(f"{path.name} bukan berkas jawaban; periksa berkas mana yang dipilih.")
        if said.answers_to != _digest(answers_to)[1]:
            raise SealError(
                f"{path.name} menjawab berkas lain, bukan {answers_to.name}; mintalah jawaban untuk berkas itu."
            )
    return said


def seal_of(path: Path) -> Path:
    """Where the seal of the file at `path` lies."""
    return path.with_name(f"{path.name}.seal.json")


def _ensure_unchanged(path: Path, said: Seal) -> None:
    size, digest = _digest(path)
    if size < said.bytes:
        raise SealError(f"{path.name} terpotong: {size} dari {said.bytes} bita; mintalah kirim ulang.")
    if digest != said.sha256:
        raise SealError(f"Isi {path.name} berubah setelah disegel; jangan dipakai, mintalah kirim ulang.")


def _document(path: Path) -> dict[str, Any]:
    seal_path = seal_of(path)
    with saying_what_the_system_refused(path):
        path.stat()
    if not seal_path.exists():
        raise SealError(f"Segel {seal_path.name} tidak ada di samping {path.name}; keduanya dikirim bersama.")
    with saying_what_the_system_refused(seal_path), seal_path.open("rb") as file:
        content = file.read(_MOST_BYTES_OF_A_SEAL + 1)
    try:
        document = json.loads(content) if len(content) <= _MOST_BYTES_OF_A_SEAL else None
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise _unreadable(path)
    if document.get("version") != VERSION:
        raise SealError(f"Segel {path.name} dibuat oleh versi lain; perbarui program di kedua pihak.")
    return document


def _said(document: dict[str, Any], path: Path) -> Seal:
    try:
        said = Seal(
            kind=SealKind(document["kind"]),
            file=str(document["file"]),
            bytes=int(document["bytes"]),
            sha256=str(document["sha256"]),
            rows=int(document["rows"]),
            sealed_at=datetime.fromisoformat(document["sealed_at"]),
            key=str(document["key"]),
            answers_to=document["answers_to"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(path) from error
    return said


def _signature(document: dict[str, Any], path: Path) -> bytes:
    try:
        return base64.b64decode(document["signature"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> SealError:
    return SealError(f"Segel {path.name} tidak terbaca; mintalah kirim ulang berkas dan segelnya.")


def _signed_bytes(statement: dict[str, Any]) -> bytes:
    return _SIGNED_AS + json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digest(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file, read once."""
    total, digest = 0, hashlib.sha256()
    with saying_what_the_system_refused(path), path.open("rb") as file:
        while block := file.read(_BLOCK):
            total += len(block)
            digest.update(block)
    return total, digest.hexdigest()


def _mark(public: Ed25519PublicKey) -> str:
    raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    digits = hashlib.sha256(raw).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _secret_key(path: Path) -> Ed25519PrivateKey:
    with saying_what_the_system_refused(path):
        content = path.read_bytes()
        mode = stat.S_IMODE(path.stat().st_mode)
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError) as error:
        raise SealError(
            f"{path.name} bukan kunci rahasia Ed25519 tanpa kata sandi; buat dengan `linkage key`."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SealError(f"{path.name} bukan kunci rahasia Ed25519; buat dengan `linkage key`.")
    if mode & 0o077:
        raise SealError(f"Kunci rahasia {path.name} dapat dibaca orang lain ({mode:o}). Jalankan: chmod 600 {path}")
    return key


def _public_key(path: Path) -> Ed25519PublicKey:
    with saying_what_the_system_refused(path):
        content = path.read_bytes()
    try:
        key = serialization.load_pem_public_key(content)
    except ValueError as error:
        raise SealError(f"{path.name} bukan kunci publik Ed25519; mintalah berkas .pub dari pengirim.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise SealError(f"{path.name} bukan kunci publik Ed25519; mintalah berkas .pub dari pengirim.")
    return key
