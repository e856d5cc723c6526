"""The work plan of an agreement: its steps and obligations in the order of their days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import ObligationState
from sinergi.domain.agreements.services import milestones
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.obligations.forms import (
    FinishForm,
    HangForm,
    MoveForm,
    NewStepForm,
    ReopenForm,
    StepForm,
)
from sinergi.interfaces.web.obligations.pages import (
    Fact,
    about,
    ask,
    found_agreement,
    found_milestone,
    found_obligation,
    sent,
)
from sinergi.interfaces.web.obligations.words import due_words, state_words
from sinergi.interfaces.web.shell.doors import NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.forms import Form
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Milestone, Obligation


@dataclass(frozen=True)
class Moved:
    """A former day of a step and why it was left."""

    what: str
    reason: str


@dataclass(frozen=True)
class Entry:
    """A step or an obligation in the plan; `due` is None where no source states a day."""

    kind: str
    title: str
    url: str
    due: date | None
    when: str
    who: str
    state: str
    tone: str
    note: str = ""
    obligations: tuple[str, ...] = ()
    moves: tuple[Moved, ...] = field(default=())
    move_url: str = ""
    finish_url: str = ""
    finish_label: str = ""


@door(owner=OK, colleague=NOT_FOUND, method="GET POST", reader=OK)
def plan(request: Request, agreement: UUID) -> HttpResponse:
    found = found_agreement(request, agreement)
    may_plan = policies.can_promise(request.actor, found)
    if request.method == "POST":
        policies.ensure_can_promise(request.actor, found)
    form = NewStepForm(found, request.actor, request.today, sent(request)) if may_plan else None
    if form is not None and form.is_bound and form.is_valid():
        planned = form.submit(milestones.plan, found, **form.said(), by=request.actor, at=request.now)
        if planned is not None:
            messages.success(request, _("Langkah sudah masuk rencana kerja."))
            return redirect("rencana", agreement=found.public_id)
    steps = list(queries.milestones_of(found, request.actor))
    owed = list(queries.obligations_of(found, request.actor))
    entries = [*_steps(steps, owed, request.today, may_plan=may_plan), *_owed(owed, request.today)]
    refused = form is not None and form.is_bound
    context = {
        "form": form,
        "entries": sorted(entries, key=lambda entry: (entry.due is None, entry.due or date.max)),
        "overdue": sum(entry.tone == "bad" for entry in entries),
        "today": day(request.today),
        **about(found, _("Rencana kerja")),
    }
    return render(request, "obligations/plan.html", context, status=422 if refused else 200)


def _steps(steps: list[Milestone], owed: list[Obligation], today: date, *, may_plan: bool) -> Iterator[Entry]:
    for step in steps:
        overdue, done = step.is_overdue(today), step.done_on is not None
        done_words = _("Selesai %(on)s") % {"on": day(step.done_on)}
        yield Entry(
            kind=_("Langkah"),
            title=step.title,
            url=reverse("langkah", args=[step.public_id]) if may_plan else "",
            due=step.due_on,
            when=day(step.due_on),
            who=step.owner,
            state=done_words if done else _("Lewat batas") if overdue else _("Belum selesai"),
            tone="good" if done else "bad" if overdue else "info",
            note=step.note,
            obligations=tuple(each.description for each in owed if each.milestone_id == step.pk),
            moves=tuple(_moves(step)),
            move_url=reverse("langkah-geser", args=[step.public_id]) if may_plan and not done else "",
            finish_url=reverse("langkah-selesai", args=[step.public_id]) if may_plan else "",
            finish_label=_("Buka kembali") if done else _("Selesai"),
        )


def _moves(step: Milestone) -> Iterator[Moved]:
    for moved in sorted(step.moves.all(), key=lambda moved: moved.pk):
        facts = {"from": day(moved.from_on), "to": day(moved.to_on)}
        yield Moved(_("Digeser dari %(from)s ke %(to)s") % facts, moved.reason)


def _owed(owed: list[Obligation], today: date) -> Iterator[Entry]:
    for obligation in owed:
        state, tone = state_words(obligation, today)
        yield Entry(
            kind=_("Kewajiban"),
            title=obligation.description,
            url=reverse("kewajiban", args=[obligation.public_id]),
            due=obligation.owed().next_due_on() if obligation.is_open else obligation.due_on,
            when=due_words(obligation),
            who=obligation.owed_by.institution.name,
            state=state,
            tone="bad" if obligation.state(today) == ObligationState.OVERDUE else tone,
        )


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def edit(request: Request, milestone: UUID) -> HttpResponse:
    found = found_milestone(request, milestone)
    agreement = found_agreement(request, found.agreement.public_id)
    policies.ensure_can_promise(request.actor, agreement)
    owner = f"o:{found.owner_user.public_id}" if found.owner_user else ""
    owner = f"l:{found.owner_institution.public_id}" if found.owner_institution else owner
    initial = {"title": found.title, "note": found.note, "owner": owner}
    form = StepForm(agreement, request.actor, request.today, sent(request), initial=initial)
    if form.is_bound and form.is_valid():
        said = form.said()
        if form.submit(milestones.edit, found, **said, by=request.actor, at=request.now) is not None:
            messages.success(request, _("Langkah sudah diubah."))
            return redirect("rencana", agreement=agreement.public_id)
    return _ask(request, found, form, _("Ubah langkah"), _("Simpan"))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def move(request: Request, milestone: UUID) -> HttpResponse:
    found = found_milestone(request, milestone)
    policies.ensure_can_promise(request.actor, found.agreement)
    form = MoveForm(sent(request), initial={"to": found.due_on})
    acting = {"by": request.actor, "at": request.now}
    valid = form.is_bound and form.is_valid()
    if valid and form.submit(milestones.move, found, **form.cleaned_data, **acting) is not None:
        messages.success(request, _("Tenggat sudah digeser; yang lama tetap tercatat."))
        return redirect("rencana", agreement=found.agreement.public_id)
    return _ask(request, found, form, _("Geser tenggat"), _("Geser"))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def finish(request: Request, milestone: UUID) -> HttpResponse:
    """It is done; where it was, it is not after all."""
    found = found_milestone(request, milestone)
    policies.ensure_can_promise(request.actor, found.agreement)
    is_done = found.done_on is not None
    form: Form = ReopenForm(sent(request)) if is_done else FinishForm(sent(request), initial={"on": request.today})
    service = milestones.reopen if is_done else milestones.finish
    acting = {"by": request.actor, "at": request.now}
    valid = form.is_bound and form.is_valid()
    if valid and form.submit(service, found, **form.cleaned_data, **acting) is not None:
        messages.success(request, _("Langkah dibuka kembali.") if is_done else _("Langkah sudah selesai."))
        return redirect("rencana", agreement=found.agreement.public_id)
    title = _("Buka kembali langkah") if is_done else _("Selesaikan langkah")
    return _ask(request, found, form, title, _("Buka kembali") if is_done else _("Simpan"))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def hang(request: Request, obligation: UUID) -> HttpResponse:
    """Let an obligation belong to a step of the plan, or to none."""
    found = found_obligation(request, obligation)
    agreement = found.agreement
    policies.ensure_can_promise(request.actor, agreement)
    steps = list(queries.milestones_of(agreement, request.actor))
    initial = {"milestone": str(found.milestone.public_id) if found.milestone else ""}
    form = HangForm(steps, sent(request), initial=initial)
    valid = form.is_bound and form.is_valid()
    step = form.cleaned_data.get("milestone") if valid else None
    if valid and form.submit(milestones.hang, found, step, by=request.actor, at=request.now) is not None:
        messages.success(request, _("Kaitan dengan rencana kerja sudah disimpan."))
        return redirect("kewajiban", obligation=found.public_id)
    back = reverse("kewajiban", args=[found.public_id])
    return ask(
        request, agreement, form, title=_("Kaitkan dengan langkah"), button=_("Simpan"), back=back,
        facts=[Fact(_("Kewajiban"), found.description)], between=(Crumb(_("Kewajiban"), back),),
    )  # fmt: skip


def _ask(request: Request, milestone: Milestone, form: Form, title: str, button: str) -> HttpResponse:
    agreement = found_agreement(request, milestone.agreement.public_id)
    back = reverse("rencana", args=[agreement.public_id])
    facts = [
        Fact(_("Langkah"), milestone.title),
        Fact(_("Penanggung jawab"), milestone.owner),
        Fact(_("Tenggat"), day(milestone.due_on)),
    ]
    between = (Crumb(_("Rencana kerja"), back),)
    return ask(request, agreement, form, title=title, button=button, back=back, facts=facts, between=between)
