"""NIKs that an extract gave for somebody: seen beside the row they come from, decided by a second officer."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from linkage.compare import FieldMark
from sinergi.domain.identity import policies
from sinergi.domain.identity.queries import runs as queries
from sinergi.domain.identity.services import proposals
from sinergi.domain.people.rules import masked
from sinergi.foundation.kernel.errors import DomainError, NotAllowed
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.identity.forms import DecisionForm
from sinergi.interfaces.web.identity.runs import tabs
from sinergi.interfaces.web.identity.words import field_label, moment
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.pages import Crumb
from sinergi.interfaces.web.people.words import MARK_LABELS, MARK_TONES
from sinergi.interfaces.web.shell.doors import FORBIDDEN, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request


@dataclass(frozen=True)
class ProposalLine:
    name: str
    url: str
    extract: str
    since: str


@dataclass(frozen=True)
class Side:
    """One field of the person and of the candidate, beside each other, with how they compare."""

    label: str
    here: str
    there: str
    mark: str
    tone: str


@door(reader=FORBIDDEN)
@never_cache
def listing(request: Request) -> HttpResponse:
    """Proposals that wait for a decision."""
    if not (request.actor.may_somewhere(policies.SETTLE) or request.actor.may_somewhere(policies.VERIFY)):
        raise NotAllowed(_("Usulan NIK hanya terbuka bagi petugas yang memeriksa atau memutuskannya."))
    examples = request.GET.get("contoh") == "1"
    page = page_of(request, queries.proposals(request.actor, examples=examples))
    lines = [
        ProposalLine(
            row.person.name,
            reverse("usulan-nik-putus", args=[row.public_id]),
            row.extract.label,
            moment(row.recorded_at),
        )
        for row in page
    ]
    context = {"page": page, "lines": lines, "examples": examples, "tabs": tabs(request, "usulan-nik")}
    return render(request, "identity/proposals.html", context)


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
@sensitive_variables("read")
def decide(request: Request, proposal: UUID) -> HttpResponse:
    """The person and the row of the extract side by side, and the decision."""
    found = pages.found(queries.proposal_by_id, proposal, request.actor)
    policies.ensure_can_settle(request.actor, found, at=request.now)
    form = DecisionForm(pages.sent(request))
    if form.is_bound and form.is_valid():
        settle = proposals.accept if form.cleaned_data["decision"] == "accept" else proposals.refuse
        done = form.submit(settle, found, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
        if done is not None:
            messages.success(request, _("Usulan NIK %(state)s.") % {"state": done.get_state_display().lower()})
            return redirect("usulan-nik")
    person, gone = found.person, ""
    sides: list[Side] = []
    try:
        read = proposals.candidate(found, purpose=_("Memutuskan usulan NIK"), by=request.actor, at=request.now).row
    except DomainError as error:
        gone = str(error)
    else:
        sides = [
            _side("name", person.name, read.name, found.marks),
            _side("birth_date", day(person.birth_date), day(read.birth_date), found.marks),
            _side("birth_place", person.birth_place, read.birth_place or "", found.marks),
            _side("sex", person.sex, read.sex or "", found.marks),
            Side(
                _("NIK"),
                person.masked_nik or _("tanpa NIK"),
                masked(read.nik or ""),
                _where_they_differ(person.nik, read.nik or ""),
                "info",
            ),
        ]
    context = {
        "form": form,
        "name": person.name,
        "sides": sides,
        "gone": gone,
        "why": found.why,
        "extract": found.extract.label,
        "is_open": found.decided_at is None,
        "crumbs": [Crumb(_("Usulan NIK"), reverse("usulan-nik")), Crumb(person.name)],
    }
    return render(request, "identity/proposal.html", context, status=pages.status(form))


def _side(field: str, here: str, there: str, marks: dict[str, str]) -> Side:
    mark = FieldMark(marks.get(field, FieldMark.MISSING))
    return Side(field_label(field), here, there, str(MARK_LABELS[mark]), MARK_TONES[mark])


def _where_they_differ(here: str, there: str) -> str:
    """At which digits two numbers differ, without showing any of them."""
    if len(here) != len(there):
        return _("usulan baru") if not here else _("panjangnya berbeda")
    places = [str(place) for place, (one, other) in enumerate(zip(here, there, strict=True), start=1) if one != other]
    return _("berbeda pada angka ke-%(places)s") % {"places": ", ".join(places)}
