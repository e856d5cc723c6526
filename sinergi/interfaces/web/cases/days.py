"""Recording days: planned, filled from the queue, listed for the office, and told who was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import DayState
from sinergi.domain.identity.queries import cases as queries
from sinergi.domain.identity.services import cases, recording_days
from sinergi.domain.people.choices import REVEAL
from sinergi.foundation.audit.services import readings
from sinergi.foundation.institutions import queries as institutions
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.cases import sheets
from sinergi.interfaces.web.cases.forms import AttendedForm, DayForm, ListForm, QueueForm, ReasonForm
from sinergi.interfaces.web.cases.words import ATTENDANCE_TONES, DAY_TONES, age_words, crumbs, tabs
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.forms import UnitFilterForm
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from django.forms import BoundField

    from sinergi.domain.identity.models import NikCase, RecordingDay

MOST_SHOWN = 100
"""How many of the queue a day's page offers; the next come once these are booked."""


@dataclass(frozen=True)
class DayLine:
    on: str
    url: str
    unit: str
    office: str
    booked: int
    capacity: int
    state: str
    tone: str


@dataclass(frozen=True)
class Somebody:
    """One who is or was booked; `field` asks what became of him."""

    name: str
    url: str
    unit: str
    outcome: str = ""
    tone: str = ""
    field: BoundField | None = None


@door(method="GET POST", reader=FORBIDDEN)
@never_cache
def listing(request: Request) -> HttpResponse:
    """The recording days, and a new one."""
    policies.ensure_sees_to_cases(request.actor)
    units = list(institutions.units_for(request.actor, policies.CASES))
    form = DayForm(units, institutions.partners(request.actor), pages.sent(request))
    if form.is_bound and form.is_valid():
        made = form.submit(
            recording_days.plan, form.cleaned_data["unit"], form.cleaned_data["office"], on=form.cleaned_data["on"],
            capacity=form.cleaned_data["capacity"], by=request.actor, at=request.now,
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("Hari perekaman direncanakan. Pilih sekarang siapa yang direkam."))
            return redirect("perekaman-lihat", recording_day=made.public_id)
    asked = UnitFilterForm(request.GET, units)
    examples = asked.examples() if asked.is_valid() else False
    page = page_of(request, queries.days(request.actor, examples=examples))
    context = {
        "page": page,
        "lines": [_line(one) for one in page],
        "form": form,
        "tabs": tabs("perekaman", examples=examples),
        "is_example": examples,
    }
    return render(request, "cases/days.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def show(request: Request, recording_day: UUID) -> HttpResponse:
    """One day: who is booked or was, and the queue to book from."""
    found = pages.found(queries.day_by_id, recording_day, request.actor)
    actor, is_planned = request.actor, found.state == DayState.PLANNED
    is_to_come = is_planned and found.on >= request.today
    waiting = list(queries.queue_for(found, actor)[: MOST_SHOWN + 1]) if is_to_come else []
    form = QueueForm([(case, _waiting_words(case, request)) for case in waiting[:MOST_SHOWN]], pages.sent(request))
    if form.is_bound and form.is_valid():
        booked = form.submit(recording_days.book, found, form.chosen(), by=actor, at=request.now)
        if booked is not None:
            told = ngettext("%(count)d orang dijadwalkan.", "%(count)d orang dijadwalkan.", booked) % {"count": booked}
            messages.success(request, told)
            return redirect("perekaman-lihat", recording_day=found.public_id)
    people = [_somebody(case) for case in queries.booked_for(found, actor)] if is_planned else _told(found, request)
    readings.note_list(
        "people", cases.SHOWN_IN_A_LIST, shown=len(people) + len(waiting[:MOST_SHOWN]), narrowed=f"{found.unit}, {found}",
        by=actor, at=request.now, purpose=_("Daftar hari perekaman"),
    )  # fmt: skip
    context = {
        **_about(found),
        "people": people,
        "form": form if waiting else None,
        "refused": form if form.is_bound else None,
        "has_more": len(waiting) > MOST_SHOWN,
        "most": MOST_SHOWN,
        "is_to_come": is_to_come,
        "is_planned": is_planned,
        "may_tell": is_planned and found.on <= request.today,
        "reason": found.reason,
        "cancel_form": ReasonForm() if is_planned else None,
    }
    return render(request, "cases/day.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def outcomes(request: Request, recording_day: UUID) -> HttpResponse:
    """Who was recorded, who was absent, who refused: all of them in one form."""
    found = pages.found(queries.day_by_id, recording_day, request.actor)
    booked = list(queries.booked_for(found, request.actor)) if found.state == DayState.PLANNED else []
    form = AttendedForm(booked, pages.sent(request))
    if form.is_bound and form.is_valid():
        held = form.submit(recording_days.hold, found, form.attended(), by=request.actor, at=request.now)
        if held is not None:
            messages.success(request, _("Hasil dicatat. Yang tidak direkam kembali ke antrean."))
            return redirect("perekaman-lihat", recording_day=found.public_id)
    readings.note_list(
        "people", cases.SHOWN_IN_A_LIST, shown=len(booked), narrowed=f"{found.unit}, {found}", by=request.actor,
        at=request.now, purpose=_("Hasil hari perekaman"),
    )  # fmt: skip
    context = {
        **_about(found, _("Hasil")),
        "form": form,
        "people": [_somebody(case, form[name]) for name, case in form.cases.items()],
        "is_planned": found.state == DayState.PLANNED,
        "is_to_come": found.on > request.today,
    }
    return render(request, "cases/outcomes.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def list_out(request: Request, recording_day: UUID) -> HttpResponseBase:
    """The list for the office as a file."""
    found = pages.found(queries.day_by_id, recording_day, request.actor)
    form = ListForm(may_open=request.actor.may(REVEAL, found.unit.path), data=pages.sent(request))
    if form.is_bound and form.is_valid():
        kind, with_mother = form.cleaned_data["bentuk"], bool(form.cleaned_data.get("with_mother"))
        rows = form.submit(
            recording_days.list_out, found, with_mother=with_mother, purpose=form.cleaned_data["purpose"], form=kind,
            by=request.actor, at=request.now,
        )  # fmt: skip
        if rows is not None:
            return sheets.list_for_office(request, found, rows, kind=kind, with_mother=with_mother)
    context = {**_about(found, _("Daftar untuk dinas")), "form": form}
    return render(request, "cases/list_out.html", context, status=pages.status(form))


@door(owner=FOUND, colleague=NOT_FOUND, reader=NOT_FOUND, method="POST")
def cancel(request: Request, recording_day: UUID) -> HttpResponse:
    """Call a day off."""
    found = pages.found(queries.day_by_id, recording_day, request.actor)
    form = ReasonForm(request.POST)
    done = None
    if form.is_valid():
        done = form.submit(
            recording_days.cancel, found, reason=form.cleaned_data["reason"], by=request.actor, at=request.now
        )
    if done is not None:
        messages.success(request, _("Hari perekaman dibatalkan; semua kembali ke antrean."))
    else:
        messages.error(request, " ".join(pages.sentences(form)))
    return redirect("perekaman-lihat", recording_day=found.public_id)


def _about(found: RecordingDay, here: str = "") -> dict[str, object]:
    url = reverse("perekaman-lihat", args=[found.public_id])
    title = _("Perekaman %(day)s") % {"day": day(found.on)}
    trail = [Crumb(_("Hari perekaman"), reverse("perekaman")), Crumb(title, url if here else "")]
    return {
        "day": found,
        "title": title,
        "day_url": url,
        "unit": found.unit.name,
        "office": found.office.name,
        "room": found.room,
        "state": found.get_state_display(),
        "tone": DAY_TONES[DayState(found.state)],
        "is_example": found.is_example,
        "crumbs": crumbs(*trail, *([Crumb(here)] if here else [])),
    }


def _line(one: RecordingDay) -> DayLine:
    return DayLine(
        on=day(one.on),
        url=reverse("perekaman-lihat", args=[one.public_id]),
        unit=one.unit.name,
        office=one.office.name,
        booked=one.booked,
        capacity=one.capacity,
        state=one.get_state_display(),
        tone=DAY_TONES[DayState(one.state)],
    )


def _waiting_words(case: NikCase, request: Request) -> str:
    return f"{case.person.name} · {case.unit.name} · {age_words(case.age(request.today))}"


def _somebody(case: NikCase, field: BoundField | None = None) -> Somebody:
    return Somebody(case.person.name, reverse("kasus-lihat", args=[case.public_id]), case.unit.name, field=field)


def _told(found: RecordingDay, request: Request) -> list[Somebody]:
    return [
        Somebody(
            told.case.person.name,
            reverse("kasus-lihat", args=[told.case.public_id]),
            told.case.unit.name,
            outcome=str(told.attendance.label),
            tone=ATTENDANCE_TONES[told.attendance],
        )
        for told in queries.told_of(found, request.actor)
    ]
