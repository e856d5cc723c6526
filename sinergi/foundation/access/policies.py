from __future__ import annotations

from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

CAPABILITIES = {MANAGE: "Mengelola pengguna dan perannya"}


def can_manage(actor: Actor, path: str | None) -> bool:
    return actor.may(MANAGE, path)


def ensure_can_manage(actor: Actor, path: str | None) -> None:
    if not can_manage(actor, path):
        raise NotAllowed("Anda tidak berwenang mengelola pengguna di unit ini.")
