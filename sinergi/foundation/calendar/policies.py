"""Who may correct the calendar."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

CORRECT = "calendar.correct"
CAPABILITIES = {CORRECT: _("Mengoreksi hari libur dan hari kerja")}


def can_correct(actor: Actor) -> bool:
    """A day off is the same for the whole country, so the capability must be held everywhere."""
    return actor.may(CORRECT, "")


def ensure_can_correct(actor: Actor) -> None:
    if not can_correct(actor):
        raise NotAllowed(gettext("Anda tidak berwenang mengoreksi kalender. Mintalah kepada administrator pusat."))
