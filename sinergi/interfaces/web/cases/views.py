"""One case: what is known, what was done, what comes next; and opening one for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import CaseState, StepKind
from sinergi.domain.identity.queries import cases as queries
from sinergi.domain.identity.services import cases, recording_days
from sinergi.domain.people import policies as people_policies
from sinergi.domain.people import queries as people
from sinergi.foundation.audit.services import readings
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.cases import calls
from sinergi.interfaces.web.cases.forms import BookForm, OpenForm, StepForm
from sinergi.interfaces.web.cases.words import STATE_TONES, STEP_TONES, age_words, crumbs
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.views import about
from sinergi.interfaces.web.shell.doors import FOUND, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.identity.models import NikCase, NikCaseStep

ON_THE_PAGE = ("name", "case", "case_steps")


@dataclass(frozen=True)
class StepLine:
    """What a timeline shows of a step."""

    when: str
    what: str
    note: str
    by: str
    tone: str
    file: str
    file_url: str


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def show(request: Request, nik_case: UUID) -> HttpResponse:
    """A case with everything that was done, and the next step."""
    case = pages.found(queries.by_id, nik_case, request.actor)
    form = StepForm(case, request.today, pages.sent(request), request.FILES if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        done = form.submit(calls.step, case, **form.cleaned_data, by=request.actor, at=request.now)
        if done is not None:
            messages.success(request, _("Langkah dicatat."))
            return redirect("kasus-lihat", nik_case=case.public_id)
    readings.note(case.person, ON_THE_PAGE, by=request.actor, at=request.now, purpose=_("Membuka kasus tanpa NIK"))
    days = queries.days_for(case, request.actor, on=request.today) if case.state == CaseState.OPEN else ()
    may_know = people_policies.can_see(request.actor, case.person)
    person_url = reverse("orang-lihat", args=[case.person.public_id]) if may_know else ""
    context = {
        "case": case,
        "name": case.person.name,
        "person_url": person_url,
        "is_example": case.is_example,
        "crumbs": crumbs(Crumb(case.person.name)),
        "state": case.get_state_display(),
        "tone": STATE_TONES[CaseState(case.state)],
        "unit": case.unit.name,
        "opened": day(case.opened_on),
        "age": age_words(case.age(request.today)),
        "origin": case.get_origin_display(),
        "closed": day(case.closed_on) if case.closed_on else "",
        "close_reason": case.get_close_reason_display(),
        "booked": _booked(case),
        "is_issued": case.state == CaseState.ISSUED,
        "lines": [_line(step) for step in queries.steps(case, request.actor)],
        "form": form,
        "book_form": BookForm(days) if days else None,
        "book_url": reverse("kasus-jadwal", args=[case.public_id]),
        "is_open": case.state == CaseState.OPEN,
        "is_over": case.is_over,
    }
    return render(request, "cases/case.html", context, status=pages.status(form))


@door(owner=FOUND, colleague=NOT_FOUND, reader=NOT_FOUND, method="POST")
def book(request: Request, nik_case: UUID) -> HttpResponse:
    """Take a place on a recording day."""
    case = pages.found(queries.by_id, nik_case, request.actor)
    form = BookForm(queries.days_for(case, request.actor, on=request.today), request.POST)
    booked = None
    if form.is_valid():
        booked = form.submit(recording_days.book, form.day(), [case], by=request.actor, at=request.now)
    if booked:
        messages.success(request, _("Dijadwalkan untuk direkam."))
    else:
        messages.error(request, " ".join(pages.sentences(form)))
    return redirect("kasus-lihat", nik_case=case.public_id)


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND)
@never_cache
def evidence(request: Request, case_step: UUID) -> FileResponse:
    """The paper itself, always as a download; that it was taken is noted."""
    step = pages.found(queries.paper, case_step, request.actor)
    paper = step.evidence
    assert paper is not None, "by the query"
    content = storing.open_file(paper)
    readings.note(step.case.person, ["evidence"], by=request.actor, at=request.now, purpose=_("Membuka bukti kasus"))
    return FileResponse(content, as_attachment=True, filename=paper.name, content_type=paper.media_type)


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def open_one(request: Request, person: UUID) -> HttpResponse:
    """Open the case of one person."""
    found = pages.found(people.by_id, person, request.actor)
    if not request.actor.may_somewhere(policies.CASES):
        raise NotAllowed(_("Kasus tanpa NIK hanya dibuka petugas yang mengurusnya di unitnya."))
    form = OpenForm(pages.sent(request))
    if form.is_bound and form.is_valid():
        case = form.submit(cases.open_case, found, note=form.cleaned_data["note"], by=request.actor, at=request.now)
        if case is not None:
            messages.success(request, _("Kasus dibuka."))
            return redirect("kasus-lihat", nik_case=case.public_id)
    context = {"form": form, **about(found, _("Buka kasus tanpa NIK"))}
    return render(request, "cases/open.html", context, status=pages.status(form))


def _booked(case: NikCase) -> dict[str, str] | None:
    found = case.recording_day
    if found is None:
        return None
    return {"on": day(found.on), "office": found.office.name, "url": reverse("perekaman-lihat", args=[found.public_id])}


def _line(step: NikCaseStep) -> StepLine:
    about_day = ""
    if step.recording_day is not None:
        about_day = _("%(day)s, %(office)s") % {
            "day": day(step.recording_day.on),
            "office": step.recording_day.office.name,
        }
    kind = StepKind(step.kind)
    return StepLine(
        when=day(step.on),
        what=str(kind.label),
        note=" · ".join(filter(None, (about_day, step.note))),
        by=step.by_label,
        tone=STEP_TONES.get(kind, "brand"),
        file=step.evidence.name if step.evidence else "",
        file_url=reverse("kasus-bukti", args=[step.public_id]) if step.evidence else "",
    )
