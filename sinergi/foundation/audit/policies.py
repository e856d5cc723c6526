from __future__ import annotations

from sinergi.foundation.audit.choices import VIEW
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

CAPABILITIES = {VIEW: "Membaca jejak audit"}


def can_view(actor: Actor) -> bool:
    """Whether the actor reads the whole audit: held everywhere, for an entry belongs to no unit."""
    return actor.paths(VIEW) == ("",)


def ensure_can_view(actor: Actor) -> None:
    if not can_view(actor):
        raise NotAllowed("Jejak audit hanya dapat dibaca auditor.")
