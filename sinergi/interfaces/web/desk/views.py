"""What waits at the review desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import CaseKind
from sinergi.domain.identity.queries import desk
from sinergi.interfaces.web.desk import words
from sinergi.interfaces.web.identity.words import moment
from sinergi.interfaces.web.shell.doors import FORBIDDEN, door
from sinergi.interfaces.web.shell.furniture import Tab
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request, asks_for_examples

if TYPE_CHECKING:
    from sinergi.domain.identity.models import ReviewCase


@dataclass(frozen=True)
class CaseLine:
    title: str
    kind: str
    url: str
    cost: str
    since: str
    is_pair: bool


@door(reader=FORBIDDEN)
@never_cache
def listing(request: Request) -> HttpResponse:
    """What waits for a reading of this viewer, the dearest first."""
    policies.ensure_is_at_the_desk(request.actor)
    examples = asks_for_examples(request)
    page = page_of(request, desk.queue(request.actor, at=request.now, examples=examples))
    context = {
        "page": page,
        "lines": [_line(case, "meja-tinjau-baca") for case in page],
        "is_example": examples,
        "tabs": tabs(request, "meja-tinjau"),
        "begin_url": reverse("meja-tinjau-mulai") + suffix(request),
        "may_read": request.actor.may_somewhere(policies.REVIEW),
    }
    return render(request, "desk/queue.html", context)


@door(reader=FORBIDDEN)
@never_cache
def referred(request: Request) -> HttpResponse:
    """Cases that readers handed up and this viewer may rule on."""
    policies.ensure_is_at_the_desk(request.actor)
    examples = asks_for_examples(request)
    page = page_of(request, desk.referred(request.actor, examples=examples))
    context = {
        "page": page,
        "lines": [_line(case, "meja-tinjau-putus") for case in page],
        "is_example": examples,
        "tabs": tabs(request, "meja-tinjau-diteruskan"),
    }
    return render(request, "desk/referred.html", context)


def suffix(request: Request) -> str:
    return "?contoh=ya" if asks_for_examples(request) else ""


def tabs(request: Request, current: str) -> list[Tab]:
    """The pages of the desk that this viewer may open."""
    actor = request.actor
    waits = desk.waiting(actor, examples=asks_for_examples(request))
    rules = actor.may_somewhere(policies.SETTLE)
    known = [
        (_("Antrean"), "meja-tinjau", True, waits.to_read),
        (_("Diteruskan"), "meja-tinjau-diteruskan", rules, waits.referred),
        (_("Putusan"), "meja-tinjau-putusan", True, None),
        (_("Angka"), "meja-tinjau-angka", True, None),
        (_("Aturan"), "meja-tinjau-aturan", policies.can_tune(actor), None),
    ]
    return [
        Tab(label, reverse(name) + suffix(request), name == current, count)
        for label, name, open_, count in known
        if open_
    ]


def _line(case: ReviewCase, name: str) -> CaseLine:
    return CaseLine(
        words.title(case),
        words.kind(case),
        reverse(name, args=[case.public_id]),
        number_format(round(case.cost, 2)),
        moment(case.recorded_at),
        case.kind == CaseKind.PAIR,
    )
