"""While somebody types the name of a partner: the institutions that it may mean already. A person decides."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sinergi.foundation.institutions import queries
from sinergi.foundation.institutions.queries import Alike
from sinergi.interfaces.web.shell.doors import door
from sinergi.interfaces.web.shell.requests import Request

SHORTEST, LONGEST = 4, 300
_ROW = re.compile(r"partner-[0-9]{1,2}")


@dataclass(frozen=True)
class Line:
    """An institution that the name may mean; `key` is its value in the row's list of partners, "" where it is no partner."""

    name: str
    key: str
    url: str
    percent: int
    is_example: bool


@door()
def alike(request: Request) -> HttpResponse:
    """A part of the form: what `<baris>-new`, as typed so far, is like. Too little typed is like nothing."""
    row = request.GET.get("baris", "")
    row = row if _ROW.fullmatch(row) else "partner-0"
    name = request.GET.get(f"{row}-new", "").replace("\0", "").strip()[:LONGEST]
    found = _found(request, name) if len(name) >= SHORTEST else []
    context = {"lines": [_line(each) for each in found], "row": row}
    return render(request, "agreements/alike.html", context)


def _found(request: Request, name: str) -> list[Alike]:
    """Among the institutions of the world in which our party stands; among all while none was chosen."""
    worlds = [False, True]
    if chosen := request.GET.get("ours-0"):
        with contextlib.suppress(ObjectDoesNotExist, ValidationError):
            worlds = [queries.by_id(chosen, viewer=request.actor).is_example]
    found = [each for examples in worlds for each in queries.alike(name, viewer=request.actor, examples=examples)]
    return sorted(found, key=lambda each: -each.likeness)[:5]


def _line(found: Alike) -> Line:
    institution = found.institution
    return Line(
        name=institution.name,
        key=str(institution.public_id) if hasattr(institution, "partner_profile") else "",
        url=reverse("lembaga-lihat", args=[institution.public_id]),
        percent=round(100 * found.likeness),
        is_example=institution.is_example,
    )
