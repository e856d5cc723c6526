"""Secrets come from the environment; an embedded system that was given none makes its own, once, in a private file.

The file `secrets.env` (mode 0600) lies under `SINERGI_DATA` and holds the same variables the environment would. It is read
only for variables the environment does not set. With `SINERGI_PRODUCTION=1` nothing is made up: what is missing is said.
"""

from __future__ import annotations

import base64
import os
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAMES = ("SINERGI_SECRET_KEY", "SINERGI_FIELD_KEYS", "SINERGI_INDEX_KEY")


@dataclass(frozen=True)
class Secrets:
    """`field_keys` maps a key's id to its 32 bytes; the first encrypts, all decrypt.

    `index_keys` are for blind indexes: the first makes them, all find; more than one only while keys are replaced.
    """

    secret_key: str
    field_keys: dict[str, bytes]
    index_keys: tuple[bytes, ...]


def load(data: Path, environment: Mapping[str, str]) -> Secrets:
    """The secrets of this installation. Exits with one sentence when production lacks one or a key is malformed."""
    values = {name: environment[name] for name in NAMES if environment.get(name)}
    missing = [name for name in NAMES if name not in values]
    if missing and environment.get("SINERGI_PRODUCTION") == "1":
        raise SystemExit(f"Rahasia belum diatur di lingkungan: {', '.join(missing)}. Lihat docs/howto/settings.md.")
    if missing:
        values = _from_file(data / "secrets.env") | values
    try:
        ring = dict(entry.split(":", 1) for entry in values["SINERGI_FIELD_KEYS"].split(","))
        keys = {name: base64.b64decode(key, validate=True) for name, key in ring.items()}
        indexes = tuple(base64.b64decode(key, validate=True) for key in values["SINERGI_INDEX_KEY"].split(","))
    except ValueError:
        raise SystemExit(
            "SINERGI_FIELD_KEYS atau SINERGI_INDEX_KEY tidak terbaca. Lihat docs/howto/settings.md."
        ) from None
    if any(len(key) != 32 for key in [*keys.values(), *indexes]):
        raise SystemExit("Setiap kunci di SINERGI_FIELD_KEYS dan SINERGI_INDEX_KEY harus 32 byte dalam base64.")
    return Secrets(values["SINERGI_SECRET_KEY"], keys, indexes)


def _from_file(path: Path) -> dict[str, str]:
    """What the private file holds; the file is made when it is not there. Two first starts at once agree on one file."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w") as file:
            file.write("".join(f"{name}={value}\n" for name, value in _fresh().items()))
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _fresh() -> dict[str, str]:
    def key() -> str:
        return base64.b64encode(random.token_bytes(32)).decode()

    return {
        "SINERGI_SECRET_KEY": random.token_urlsafe(50),
        "SINERGI_FIELD_KEYS": f"k1:{key()}",
        "SINERGI_INDEX_KEY": key(),
    }
