"""What the privacy officer sees: what is processed and why, who read what, what was erased. Nobody's data, and no name."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.people import policies, queries
from sinergi.foundation.kernel import personal
from sinergi.foundation.kernel.personal import Kind, RoomDeclaration
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.shell.doors import FORBIDDEN, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request


@dataclass(frozen=True)
class Processed:
    """One kind of data: what it is called, of which kind it is by law, what for, on what basis, and how long it is kept."""

    label: str
    is_specific: bool
    why: str
    basis: str
    kept: str


@dataclass(frozen=True)
class Room:
    title: str
    data: tuple[Processed, ...]


@dataclass(frozen=True)
class Decided:
    due_on: str
    decision: str
    keep_until: str
    by: str
    at: str


@door(colleague=FORBIDDEN, national=True)
@never_cache
def overview(request: Request) -> HttpResponse:
    """The record of processing (UU 27/2022 Pasal 31), from the same declarations that the nightly job obeys, and erasures."""
    policies.ensure_can_oversee(request.actor)
    counts = queries.erasure_counts(request.actor)
    page = page_of(request, queries.erasures_decided(request.actor))
    context = {
        "counts": counts,
        "oldest": day(counts.oldest) if counts and counts.oldest else "",
        "decided": [(str(decision.label), number) for decision, number in counts.decided] if counts else [],
        "page": page,
        "lines": [
            Decided(
                due_on=day(row.due_on),
                decision=row.get_decision_display(),
                keep_until=day(row.keep_until) if row.keep_until else "",
                by=row.decided_by_label,
                at=date_format(localtime(row.decided_at), "j M Y, H.i") if row.decided_at else "",
            )
            for row in page
        ],
        "rooms": [
            _room(room) for room in personal.rooms() if any(each.kind is not Kind.HARMLESS for each in room.fields)
        ],
        "title": _("Pelindungan data"),
    }
    return render(request, "people/oversight.html", context)


def _room(room: RoomDeclaration) -> Room:
    about = (each for each in room.fields if each.kind is not Kind.HARMLESS)
    return Room(
        room.title,
        tuple(
            Processed(
                each.label,
                each.kind is Kind.SPECIFIC,
                each.why,
                each.basis,
                each.retention.text if each.retention else "",
            )
            for each in about
        ),
    )
