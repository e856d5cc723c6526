from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sinergi.foundation.audit.choices import READINGS, VIEW
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

CAPABILITIES = {VIEW: _("Membaca jejak audit"), READINGS: _("Membaca catatan pembacaan data pribadi")}


def can_view(actor: Actor) -> bool:
    """Whether the actor reads the whole audit: held everywhere, for an entry belongs to no unit."""
    return actor.paths(VIEW) == ("",)


def ensure_can_view(actor: Actor) -> None:
    if not can_view(actor):
        raise NotAllowed(gettext("Jejak audit hanya dapat dibaca auditor."))


def can_view_readings(actor: Actor) -> bool:
    """Whether the actor reads who saw whose data, and answers alarms: an auditor, or the privacy officer."""
    return can_view(actor) or actor.paths(READINGS) == ("",)


def ensure_can_view_readings(actor: Actor) -> None:
    if not can_view_readings(actor):
        raise NotAllowed(gettext("Catatan pembacaan hanya dapat dibaca auditor dan petugas pelindungan data."))
