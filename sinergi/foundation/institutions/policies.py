from __future__ import annotations

from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

CAPABILITIES = {SETTLE: "Menetapkan lembaga sementara"}


def can_settle(actor: Actor) -> bool:
    """Whether the actor may found and settle institutions: held everywhere, for names are shared by all."""
    return actor.paths(SETTLE) == ("",)


def ensure_can_settle(actor: Actor) -> None:
    if not can_settle(actor):
        raise NotAllowed("Hanya direktorat kerja sama yang dapat menetapkan lembaga.")
