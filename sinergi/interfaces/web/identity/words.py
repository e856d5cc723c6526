"""How moments and fields are said on the pages about verification."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sinergi.interfaces.web.people.words import FIELD_LABELS


def moment(at: datetime) -> str:
    """A moment in the zone of the site: “2 Mar 2026, 10.00”."""
    return date_format(localtime(at), "j M Y, H.i")


def field_label(field: str) -> str:
    return _("Nomor kartu keluarga") if field == "family_card_number" else str(FIELD_LABELS.get(field, field))
