"""The rows of parties in the forms of an agreement: what is asked about each, and a partner whom nobody knew yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.interfaces.web.shell.forms import DateField

if TYPE_CHECKING:
    from datetime import date

MOST_ROWS = 20


@dataclass(frozen=True)
class Newcomer:
    """A partner named by hand because nobody knew it: `name` becomes a provisional institution."""

    name: str
    number: str
    position: str
    signatory: str = ""
    mandate: str = ""
    mandate_on: date | None = None


@dataclass(frozen=True)
class PartyRow:
    """The fields about one party, as the page shows them beside each other."""

    title: str
    fields: tuple[BoundField, ...]
    alike: str = ""  # id of the place for institutions that a new name may mean; "" where nobody is named


def place_for_alike(name: str) -> str:
    """The id of the place for institutions that the new name of this row may mean."""
    return f"{name}-mirip"


def looked_up(name: str) -> dict[str, str]:
    """Attributes with which the name of a new partner is looked up while it is typed, in the world of our first party."""
    return {
        "autocomplete": "off",
        "hx-get": reverse("mitra-mirip"),
        "hx-trigger": "input changed delay:400ms",
        "hx-target": f"#{place_for_alike(name)}",
        "hx-include": "[name='ours-0']",
        "hx-vals": json.dumps({"baris": name}),
        "hx-sync": "this:replace",
    }


def copy_fields(name: str, *, signatory: bool) -> dict[str, forms.Field]:
    """What stands on one party's own copy, and when asked who signed it by which decision."""
    fields: dict[str, forms.Field] = {
        f"{name}-number": forms.CharField(label=_("Nomor naskah pihak ini"), required=False, max_length=120),
        f"{name}-position": forms.CharField(label=_("Jabatan penanda tangan"), required=False, max_length=200),
    }
    if signatory:
        fields |= {
            f"{name}-signatory": forms.CharField(label=_("Nama penanda tangan"), required=False, max_length=200),
            f"{name}-mandate": forms.CharField(label=_("Nomor SK kewenangan"), required=False, max_length=200),
            f"{name}-mandate-on": DateField(label=_("Tanggal SK"), required=False),
        }
    return fields
