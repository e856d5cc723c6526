"""The ground never decides who may open a file: the room that holds the file's purpose does, before it opens it."""

from __future__ import annotations

from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed


def can_remove_examples(actor: Actor) -> bool:
    return actor.is_system


def ensure_can_remove_examples(actor: Actor) -> None:
    if not can_remove_examples(actor):
        raise NotAllowed("Berkas contoh hanya dihapus lewat perintah `sinergi example remove`.")
