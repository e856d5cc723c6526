"""The list of activities, planning them, the page of one, and what it produced."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.activities import policies, queries
from sinergi.domain.activities.choices import ActivityState
from sinergi.domain.activities.services import outputs, planning
from sinergi.domain.agreements import queries as agreements
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.activities.forms import (
    CancelForm,
    DayForm,
    FilterForm,
    OutputForm,
    PlanForm,
    WithdrawForm,
)
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.words import is_child
from sinergi.interfaces.web.shell.doors import FORBIDDEN, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Chip, Crumb, folded
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.activities.models import Activity, Outcome, Output, Participation
    from sinergi.domain.agreements.models import Agreement, Obligation

TONES = {ActivityState.PLANNED: "info", ActivityState.CARRIED_OUT: "good", ActivityState.CANCELLED: "neutral"}
MOST_OFFERED = 100


@dataclass(frozen=True)
class Row:
    """An activity as the list shows one."""

    title: str
    url: str
    unit: str
    days: str
    state: str
    tone: str
    agreements: tuple[str, ...]
    enrolled: int
    attended: int


@dataclass(frozen=True)
class ObligationLine:
    description: str
    url: str
    agreement: str
    agreement_url: str
    done: Decimal
    quantity: Decimal | None
    unit: str
    requires_verification: bool


@dataclass(frozen=True)
class OutputLine:
    measure: str
    quantity: Decimal
    unit: str
    on: str
    obligation: str
    obligation_url: str
    withdrawn: str
    withdraw_url: str


@dataclass(frozen=True)
class OutcomeLine:
    """One measure: `before` is None and `change` "" where nobody measured before; `withdraw_url` "" where it may not be."""

    measure: str
    unit: str
    before: Decimal | None
    after: Decimal
    change: str
    on: str
    withdrawn: str
    withdraw_url: str


@dataclass(frozen=True)
class ParticipantLine:
    """Somebody who takes part, with addresses of what this viewer may do about it; "" where nothing."""

    name: str
    url: str
    category: str
    is_child: bool
    number: str
    is_repeated: bool
    verified: str
    attended: str
    withdrawn: str
    outcomes: tuple[OutcomeLine, ...]
    attend_url: str
    verify_url: str
    outcome_url: str
    withdraw_url: str


@door()
def listing(request: Request) -> HttpResponse:
    actor = request.actor
    form = FilterForm(request.GET, institutions.units_for(actor, policies.VIEW))
    context: dict[str, object] = {"form": form, "reset_url": reverse("kegiatan")}
    if not form.is_valid():
        return render(request, "activities/list.html", context | {"errors": list(pages.sentences(form))}, status=422)
    agreement = _asked_agreement(request, form.cleaned_data["perjanjian"])
    filter = form.filter(agreement)
    page = page_of(request, queries.listed(filter, actor))
    chips = [
        Chip(agreement.title, pages.address(reverse("kegiatan"), request.GET, perjanjian=None))
        if chip.label.startswith(str(form.fields["perjanjian"].label)) and agreement
        else chip
        for chip in pages.chips(form, request.GET, reverse("kegiatan"))
    ]
    plan_url = reverse("kegiatan-rencana")
    context |= {
        "page": page,
        "rows": [_row(activity) for activity in page],
        "chips": chips,
        "closed": folded(request),
        "is_example": filter.examples,
        "plan_url": (f"{plan_url}?perjanjian={agreement.public_id}" if agreement else plan_url)
        if actor.may_somewhere(policies.PLAN)
        else "",
    }
    return render(request, "activities/list.html", context)


def _asked_agreement(request: Request, public_id: UUID | None) -> Agreement | None:
    if public_id is None:
        return None
    agreement = agreements.find(public_id, request.actor)
    if agreement is None:
        raise Http404
    return agreement


def _row(activity: Activity) -> Row:
    return Row(
        title=activity.title,
        url=_url(activity),
        unit=activity.unit.name,
        days=days(activity),
        state=activity.get_state_display(),
        tone=TONES[ActivityState(activity.state)],
        agreements=tuple(sorted({obligation.agreement.title for obligation in activity.obligations.all()})),
        enrolled=activity.enrolled,
        attended=activity.attended,
    )


def days(activity: Activity) -> str:
    if activity.ends_on is None or activity.ends_on == activity.starts_on:
        return day(activity.starts_on)
    return _("%(start)s sampai %(end)s") % {"start": day(activity.starts_on), "end": day(activity.ends_on)}


@door(method="GET POST", reader=FORBIDDEN)
def plan(request: Request) -> HttpResponse:
    """Plan an activity for obligations of one agreement, or of any that are still owed."""
    actor = request.actor
    units = list(institutions.units_for(actor, policies.PLAN))
    if not units:
        raise NotAllowed(_("Anda tidak berwenang merencanakan kegiatan di unit mana pun. Hubungi kepala unit Anda."))
    asked = _uuid(request.GET.get("perjanjian", ""))
    agreement = _asked_agreement(request, asked)
    text = request.GET.get("cari", "")[:200]
    offered = list(queries.to_serve(actor, agreement=agreement, text=text)[: MOST_OFFERED + 1])
    form = PlanForm(units, offered[:MOST_OFFERED], pages.sent(request))
    if form.is_bound and form.is_valid():
        planned = form.submit(planning.plan, **form.cleaned_data, by=actor, at=request.now)
        if planned is not None:
            messages.success(request, _("Kegiatan sudah direncanakan. Sekarang pesertanya dapat didaftarkan."))
            return redirect("kegiatan-lihat", activity=planned.public_id)
    context = {
        "form": form,
        "has_offers": bool(offered),
        "has_more": len(offered) > MOST_OFFERED,
        "agreement_title": agreement.title if agreement else "",
        "text": text,
        "is_search": agreement is None,
        "is_example": agreement.is_example if agreement else all(unit.is_example for unit in units),
        "crumbs": [Crumb(_("Kegiatan"), reverse("kegiatan")), Crumb(_("Rencanakan"))],
    }
    return render(request, "activities/plan.html", context, status=pages.status(form))


def _uuid(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@door(owner=OK, colleague=NOT_FOUND)
@never_cache
def activity(request: Request, activity: UUID) -> HttpResponse:
    """One activity as a workplace; who may not know the participants sees how many they are."""
    found = pages.found(queries.by_id, activity, request.actor)
    actor = request.actor
    may_manage = policies.can_manage(actor, found) and found.state == ActivityState.PLANNED
    may_post = policies.can_post(actor, found) and found.is_carried_out
    may_enrol = policies.can_enrol(actor, found) and not found.is_cancelled
    knows = policies.can_see_participants(actor, found)
    page = page_of(request, queries.participants(found, actor)) if knows else None
    people = [_participant(row, found, may_enrol=may_enrol, may_post=may_post) for row in page or ()]
    here = [found.public_id]
    context = {
        **about(found),
        "unit": found.unit.name,
        "days": days(found),
        "place": found.place_text,
        "state": found.get_state_display(),
        "tone": TONES[ActivityState(found.state)],
        "carried_out_on": day(found.carried_out_on),
        "cancel_reason": found.cancel_reason,
        "enrolled": found.enrolled,
        "attended": found.attended,
        "verified": found.verified,
        "obligations": [_obligation(row) for row in queries.obligations_served(found, actor)],
        "outputs": [_output(row, may_post=may_post) for row in queries.outputs(found, actor)],
        "knows": knows,
        "page": page,
        "people": people,
        "has_children": any(line.is_child for line in people),
        "carry_out_url": reverse("kegiatan-laksanakan", args=here) if may_manage else "",
        "cancel_url": reverse("kegiatan-batal", args=here) if may_manage else "",
        "output_url": reverse("keluaran-catat", args=here) if may_post else "",
        "enrol_url": reverse("peserta-daftar", args=here) if may_enrol else "",
        "attend_on": (found.carried_out_on or found.starts_on).isoformat(),
        "is_planned": found.state == ActivityState.PLANNED,
    }
    return render(request, "activities/activity.html", context)


def _obligation(row: Obligation) -> ObligationLine:
    return ObligationLine(
        description=row.description,
        url=reverse("kewajiban", args=[row.public_id]),
        agreement=row.agreement.title,
        agreement_url=reverse("perjanjian-kisah", args=[row.agreement.public_id]),
        done=row.delivered,
        quantity=row.quantity,
        unit=row.get_unit_display(),
        requires_verification=row.requires_verification,
    )


def _output(row: Output, *, may_post: bool) -> OutputLine:
    open_to_withdraw = may_post and row.withdrawn_on is None
    return OutputLine(
        measure=row.measure,
        quantity=row.quantity,
        unit=row.get_unit_display(),
        on=day(row.on),
        obligation=row.obligation.description if row.obligation else "",
        obligation_url=reverse("kewajiban", args=[row.obligation.public_id]) if row.obligation else "",
        withdrawn=day(row.withdrawn_on),
        withdraw_url=reverse("keluaran-cabut", args=[row.public_id]) if open_to_withdraw else "",
    )


def outcome_line(row: Outcome, *, may_post: bool = False) -> OutcomeLine:
    return OutcomeLine(
        measure=row.measure,
        unit=row.unit,
        before=row.before,
        after=row.after,
        change="" if row.before is None else pages.signed(row.after - row.before),
        on=day(row.measured_on),
        withdrawn=day(row.withdrawn_on),
        withdraw_url=reverse("perubahan-cabut", args=[row.public_id]) if may_post and not row.withdrawn_on else "",
    )


def _participant(row: Participation, activity: Activity, *, may_enrol: bool, may_post: bool) -> ParticipantLine:
    current = row.withdrawn_on is None
    here = [row.public_id]
    return ParticipantLine(
        name=row.person.name,
        url=reverse("orang-lihat", args=[row.person.public_id]),
        category=row.get_category_display(),
        is_child=is_child(row.category),
        number=row.episode.registration_number,
        is_repeated=current and row.also_enrolled,
        verified=day(row.verification.checked_on) if row.verification else "",
        attended=day(row.attended_on),
        withdrawn=day(row.withdrawn_on),
        outcomes=tuple(outcome_line(outcome, may_post=may_post) for outcome in row.outcomes.all()),
        attend_url=reverse("peserta-hadir", args=here)
        if may_enrol and current and activity.is_carried_out and row.attended_on is None
        else "",
        verify_url=reverse("peserta-verifikasi", args=here) if may_enrol and current and not row.verification else "",
        outcome_url=reverse("perubahan-catat", args=here) if may_post and current and row.attended_on else "",
        withdraw_url=reverse("peserta-cabut", args=here) if may_enrol and current else "",
    )


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def carry_out(request: Request, activity: UUID) -> HttpResponse:
    found = pages.found(queries.by_id, activity, request.actor)
    policies.ensure_can_manage(request.actor, found)
    form = DayForm(_("Dilaksanakan pada"), found.starts_on, pages.sent(request))
    acting = {"by": request.actor, "at": request.now}
    if (
        form.is_bound
        and form.is_valid()
        and form.submit(planning.carry_out, found, **form.cleaned_data, **acting) is not None
    ):
        messages.success(request, _("Pelaksanaan sudah dicatat. Sekarang kehadiran dan keluarannya dapat dicatat."))
        return redirect("kegiatan-lihat", activity=found.public_id)
    context = {"form": form, "days": days(found), **about(found, _("Laksanakan"))}
    return render(request, "activities/carry_out.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def cancel(request: Request, activity: UUID) -> HttpResponse:
    found = pages.found(queries.by_id, activity, request.actor)
    policies.ensure_can_manage(request.actor, found)
    form = CancelForm(pages.sent(request))
    acting = {"by": request.actor, "at": request.now}
    if (
        form.is_bound
        and form.is_valid()
        and form.submit(planning.cancel, found, **form.cleaned_data, **acting) is not None
    ):
        messages.success(request, _("Kegiatan sudah dibatalkan."))
        return redirect("kegiatan-lihat", activity=found.public_id)
    context = {"form": form, "days": days(found), **about(found, _("Batalkan"))}
    return render(request, "activities/cancel.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def post_output(request: Request, activity: UUID) -> HttpResponse:
    found = pages.found(queries.by_id, activity, request.actor)
    policies.ensure_can_post(request.actor, found)
    served = queries.obligations_served(found, request.actor)
    form = OutputForm(served, found.carried_out_on or found.starts_on, pages.sent(request))
    acting = {"by": request.actor, "at": request.now}
    if form.is_bound and form.is_valid() and form.submit(outputs.post, found, **form.posted(), **acting) is not None:
        messages.success(request, _("Keluaran sudah dicatat."))
        return redirect("kegiatan-lihat", activity=found.public_id)
    context = {"form": form, **about(found, _("Catat keluaran"))}
    return render(request, "activities/output.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def withdraw_output(request: Request, output: UUID) -> HttpResponse:
    found = pages.found(queries.output_by_id, output, request.actor)
    policies.ensure_can_post(request.actor, found.activity)
    form = WithdrawForm(pages.sent(request), initial={"on": request.today})
    acting = {"by": request.actor, "at": request.now}
    if (
        form.is_bound
        and form.is_valid()
        and form.submit(outputs.withdraw, found, **form.cleaned_data, **acting) is not None
    ):
        messages.success(request, _("Keluaran sudah dicabut; catatannya tetap tersimpan."))
        return redirect("kegiatan-lihat", activity=found.activity.public_id)
    context = {"form": form, "line": _output(found, may_post=False), **about(found.activity, _("Cabut keluaran"))}
    return render(request, "activities/withdraw_output.html", context, status=pages.status(form))


def _url(activity: Activity) -> str:
    return reverse("kegiatan-lihat", args=[activity.public_id])


def about(activity: Activity, *here: str) -> dict[str, object]:
    """What every page under one activity shows of it."""
    return {
        "activity_title": activity.title,
        "activity_url": _url(activity),
        "is_example": activity.is_example,
        "crumbs": [
            Crumb(_("Kegiatan"), reverse("kegiatan")),
            Crumb(activity.title, _url(activity)),
            *(Crumb(label) for label in here),
        ],
    }
