"""What is owed: promising, and one obligation with what was given of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import Answer, State
from sinergi.domain.agreements.services import delivering, obligations
from sinergi.foundation.access import queries as access
from sinergi.foundation.files.services import storing
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.obligations import calls
from sinergi.interfaces.web.obligations.forms import (
    CreditForm,
    PromiseForm,
    ReverseForm,
    counts_from_attendance,
)
from sinergi.interfaces.web.obligations.pages import (
    about,
    found_agreement,
    found_delivery,
    found_obligation,
    sent,
)
from sinergi.interfaces.web.obligations.words import ANSWER_TONES, due_words, rupiah, state_words
from sinergi.interfaces.web.shell.doors import NOT_FOUND, OK, UNPROCESSABLE, door
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Delivery, Obligation, Waiver
    from sinergi.domain.agreements.rules.owing import Occurrence

PAGE = 25


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def promise(request: Request, agreement: UUID) -> HttpResponse:
    found = found_agreement(request, agreement)
    policies.ensure_can_promise(request.actor, found)
    steps = list(queries.milestones_of(found, request.actor))
    form = PromiseForm(found, steps, sent(request))
    if form.is_bound and form.is_valid():
        promised = form.submit(obligations.promise, found, **form.promised(), by=request.actor, at=request.now)
        if promised is not None:
            messages.success(request, _("Kewajiban sudah dicatat."))
            return redirect("kewajiban", obligation=promised.public_id)
    context = {"form": form, **about(found, _("Kewajiban baru"))}
    return render(request, "obligations/promise.html", context, status=422 if form.is_bound else 200)


@dataclass(frozen=True)
class DeliveryLine:
    """One delivery as its obligation's page shows it; `origin` says in words where it was written down."""

    on: str
    quantity: Decimal
    unit: str
    note: str
    origin: str
    verified: bool
    evidence_url: str
    evidence_name: str
    is_reversal: bool
    answer: str
    tone: str
    answered: tuple[str, ...]
    paper_url: str
    accept_url: str
    dispute_url: str
    resolve_url: str
    reverse_url: str


@dataclass(frozen=True)
class TurnLine:
    """One turn of what repeats: when it falls due and what was given in its days."""

    number: int
    days: str
    expected: Decimal | None
    delivered: Decimal
    accepted: Decimal
    is_over: bool
    is_met: bool


@dataclass(frozen=True)
class WaiverLine:
    when: str
    what: str
    note: str
    tone: str


@door(owner=OK, colleague=NOT_FOUND)
def obligation(request: Request, obligation: UUID) -> HttpResponse:
    found = found_obligation(request, obligation)
    return _obligation_page(request, found, CreditForm(found))


@door(owner=UNPROCESSABLE, colleague=NOT_FOUND, method="POST")
def credit(request: Request, obligation: UUID) -> HttpResponse:
    """Write down that something was given, with what shows it."""
    found = found_obligation(request, obligation)
    policies.ensure_can_deliver(request.actor, found.agreement)
    form = CreditForm(found, request.POST, request.FILES)
    acting = {"by": request.actor, "at": request.now}
    if form.is_valid() and form.submit(calls.deliver, found, **form.cleaned_data, **acting) is not None:
        messages.success(request, _("Pemenuhan sudah dicatat."))
        return redirect("kewajiban", obligation=found.public_id)
    return _obligation_page(request, found, form)


@dataclass(frozen=True)
class May:
    """What this viewer may do with one obligation."""

    deliver: bool
    accept: bool
    waive: bool
    plan: bool


def _obligation_page(request: Request, found: Obligation, form: CreditForm) -> HttpResponse:
    agreement = found.agreement
    concluded = agreement.state == State.CONCLUDED
    may = May(
        deliver=concluded and policies.can_deliver(request.actor, agreement),
        accept=concluded and policies.can_accept(request.actor, agreement),
        waive=concluded and policies.can_waive(request.actor, agreement),
        plan=policies.can_promise(request.actor, agreement),
    )
    paginator = Paginator(queries.deliveries_of(found, request.actor), PAGE)
    paginator.count = found.delivery_count  # came with the obligation
    page = paginator.get_page(request.GET.get("halaman"))
    keys = {key for delivery in page for key in _keys(delivery)} | {waiver.by_key for waiver in found.waivers.all()}
    names = access.names_of(keys, request.actor)
    unit = found.get_unit_display()
    state, tone = state_words(found, request.today)
    turns = [_turn(turn, request) for turn in queries.occurrences_of(found, request.actor)]
    awaiting = found.delivered - found.accepted - found.disputed
    context = {
        "title": found.description,
        "state": state,
        "tone": tone,
        "owed_by": found.owed_by.institution.name,
        "done": found.delivered,
        "accepted": found.accepted,
        "disputed": found.disputed,
        "awaiting": awaiting,
        "quantity": found.quantity,
        "unit": unit,
        "due": due_words(found),
        "units": ", ".join(unit.name for unit in found.units.all()),
        "value": rupiah(found.in_kind_rupiah),
        "basis": found.in_kind_basis,
        "milestone": found.milestone.title if found.milestone else "",
        "requires_verification": found.requires_verification,
        "turns": turns,
        "waivers": [line for waiver in found.waivers.all() for line in _waiver(waiver, unit, names)],
        "lines": [_line(delivery, unit, names, may) for delivery in page],
        "page": page,
        "form": form,
        "may": may,
        "may_credit": may.deliver and not counts_from_attendance(found),
        "may_waive": may.waive and (found.is_waived or not found.owed().is_complete),
        "is_waived": found.is_waived,
        "from_attendance": counts_from_attendance(found),
        "is_draft": not concluded,
        "credit_url": reverse("kewajiban-serahkan", args=[found.public_id]),
        "accept_url": reverse("kewajiban-terima", args=[found.public_id]) if may.accept and awaiting else "",
        "waive_url": reverse("kewajiban-hapuskan", args=[found.public_id]),
        "hang_url": reverse("kewajiban-langkah", args=[found.public_id]),
        "plan_page_url": reverse("rencana", args=[agreement.public_id]),
        "plan_url": f"{reverse('perjanjian-kisah', args=[agreement.public_id])}#kegiatan",
        **about(agreement, _("Kewajiban")),
    }
    return render(request, "obligations/obligation.html", context, status=422 if form.is_bound else 200)


def _keys(delivery: Delivery) -> set[str]:
    return {delivery.accepted_by_key, delivery.disputed_by_key, delivery.resolved_by_key} - {""}


def _line(delivery: Delivery, unit: str, names: dict[str, str], may: May) -> DeliveryLine:
    by_hand = delivery.origin.startswith(calls.MANUAL)
    answer, is_reversal = delivery.answer, delivery.reverses_id is not None
    reversible = may.deliver and by_hand and answer != Answer.REVERSED
    own = [delivery.public_id]
    awaits = may.accept and answer == Answer.AWAITING
    return DeliveryLine(
        on=day(delivery.on),
        quantity=delivery.quantity,
        unit=unit,
        note=delivery.note,
        origin=_("Pembatalan") if is_reversal else _("Dicatat di sini") if by_hand else _("Dari kegiatan"),
        verified=delivery.verified,
        evidence_url=reverse("penyerahan-bukti", args=own) if delivery.evidence else "",
        evidence_name=delivery.evidence.name if delivery.evidence else "",
        is_reversal=is_reversal,
        answer="" if is_reversal else str(answer.label),
        tone=ANSWER_TONES[answer],
        answered=tuple(_answered(delivery, names)),
        paper_url=reverse("penyerahan-bukti-terima", args=own) if delivery.accepted_evidence else "",
        accept_url=reverse("penyerahan-terima", args=own) if awaits else "",
        dispute_url=reverse("penyerahan-sengketa", args=own) if awaits else "",
        resolve_url=reverse("penyerahan-selesaikan", args=own) if may.accept and answer == Answer.DISPUTED else "",
        reverse_url=reverse("penyerahan-batalkan", args=own) if reversible else "",
    )


def _answered(delivery: Delivery, names: dict[str, str]) -> Iterator[str]:
    """What was said of it, in order: when, why or by which paper, and who wrote it down."""
    if delivery.disputed_on:
        facts = {
            "on": day(delivery.disputed_on),
            "why": delivery.dispute_reason,
            "who": names[delivery.disputed_by_key],
        }
        yield _("Disengketakan %(on)s: %(why)s (dicatat %(who)s)") % facts
    if delivery.resolved_on:
        facts = {
            "on": day(delivery.resolved_on),
            "why": delivery.resolution_reason,
            "who": names[delivery.resolved_by_key],
        }
        yield _("Diselesaikan %(on)s: %(why)s (dicatat %(who)s)") % facts
    if delivery.accepted_on:
        facts = {
            "on": day(delivery.accepted_on),
            "doc": delivery.accepted_document,
            "who": names[delivery.accepted_by_key],
        }
        with_paper, without = (
            _("Diterima %(on)s dengan %(doc)s (dicatat %(who)s)"),
            _("Diterima %(on)s (dicatat %(who)s)"),
        )
        yield (with_paper if facts["doc"] else without) % facts


def _turn(turn: Occurrence, request: Request) -> TurnLine:
    return TurnLine(
        number=turn.number,
        days=_("%(start)s sampai %(end)s") % {"start": day(turn.days.start), "end": day(turn.days.end)},
        expected=turn.expected,
        delivered=turn.delivered,
        accepted=turn.accepted,
        is_over=turn.due_on < request.today,
        is_met=turn.expected is not None and turn.delivered >= turn.expected,
    )


def _waiver(waiver: Waiver, unit: str, names: dict[str, str]) -> Iterator[WaiverLine]:
    quantity = "" if waiver.quantity is None else f"{waiver.quantity.normalize():f} {unit}".replace(".", ",")
    paper = _("%(reason)s (surat %(document)s)") % {"reason": waiver.reason, "document": waiver.document}
    what = _("Dihapuskan: %(rest)s") % {"rest": quantity} if quantity else _("Dihapuskan seluruhnya")
    facts = {"what": what, "who": names[waiver.by_key]}
    yield WaiverLine(
        day(waiver.waived_on),
        _("%(what)s, dicatat %(who)s") % facts,
        paper if waiver.document else waiver.reason,
        "neutral",
    )
    if waiver.reinstated_on:
        yield WaiverLine(day(waiver.reinstated_on), _("Ditagih lagi"), waiver.reinstatement_reason, "brand")


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def reverse_delivery(request: Request, delivery: UUID) -> HttpResponse:
    found = found_delivery(request, delivery)
    agreement = found_agreement(request, found.obligation.agreement.public_id)
    policies.ensure_can_deliver(request.actor, agreement)
    form = ReverseForm(sent(request), initial={"on": request.today})
    acting = {"by": request.actor, "at": request.now}
    valid = form.is_bound and form.is_valid()
    if valid and form.submit(delivering.reverse, found, **form.cleaned_data, **acting) is not None:
        messages.success(request, _("Pemenuhan sudah dibatalkan; keduanya tetap tercatat."))
        return redirect("kewajiban", obligation=found.obligation.public_id)
    context = {
        "form": form,
        "quantity": found.quantity,
        "unit": found.obligation.get_unit_display(),
        "on": day(found.on),
        "obligation": found.obligation.description,
        "obligation_url": reverse("kewajiban", args=[found.obligation.public_id]),
        **about(agreement, _("Batalkan pemenuhan")),
    }
    return render(request, "obligations/reverse.html", context, status=422 if form.is_bound else 200)


@door(owner=OK, colleague=NOT_FOUND)
@never_cache
def evidence(request: Request, delivery: UUID) -> FileResponse:
    """The evidence itself, to whoever may see the agreement; always as a download, never shown inside our pages."""
    found = found_delivery(request, delivery)
    if found.evidence is None:
        raise Http404
    content = storing.open_file(found.evidence)
    return FileResponse(
        content, as_attachment=True, filename=found.evidence.name, content_type=found.evidence.media_type
    )
