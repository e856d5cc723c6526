"""The rounds: list, opening one, and the page where it is judged, locked and decided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import batched
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sinergi.domain.activities.rules import OutcomeSum
from sinergi.domain.agreements import queries as agreements
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.evaluation import policies, queries
from sinergi.domain.evaluation.choices import Rating
from sinergi.domain.evaluation.rules import VERSION, ObligationFacts
from sinergi.domain.evaluation.services import deciding, judging, locking, reviewing
from sinergi.domain.people.choices import Category
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.agreements.words import day, term_words
from sinergi.interfaces.web.evaluation import calls
from sinergi.interfaces.web.evaluation.forms import DecideForm, FilterForm, JudgeForm, LockForm, OpenForm
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.words import is_child
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, NOT_FOUND, OK, UNPROCESSABLE, door
from sinergi.interfaces.web.shell.furniture import Crumb, folded
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from datetime import datetime

    from sinergi.domain.evaluation.models import Decision, Evaluation

TONES = {Rating.BERHASIL: "good", Rating.SEBAGIAN: "warn", Rating.BELUM: "bad", Rating.TIDAK_DAPAT_DINILAI: "unknown"}


@dataclass(frozen=True)
class Row:
    agreement: str
    url: str
    period: str
    rating: str
    tone: str
    is_locked: bool
    decision: str


@dataclass(frozen=True)
class ObligationLine:
    description: str
    url: str
    owed_by: str
    unit: str
    requires_verification: bool
    due_on: str
    promised: Decimal | None
    in_period: Decimal
    to_date: Decimal
    remaining: Decimal | None
    is_open: bool
    accepted: Decimal | None
    disputed: Decimal | None
    waived: Decimal | None
    is_waived: bool


@dataclass(frozen=True)
class CategoryLine:
    label: str
    is_child: bool
    persons: int
    participations: int


@dataclass(frozen=True)
class OutputLine:
    label: str
    outputs: int
    quantity: Decimal


@dataclass(frozen=True)
class OutcomeLine:
    """What changed in one measure; `change` is "" where nothing was compared."""

    measure: str
    unit: str
    measured: int
    compared: int
    before: Decimal | None
    after: Decimal | None
    change: str
    higher: int
    same: int
    lower: int


@dataclass(frozen=True)
class DecisionLine:
    kind: str
    on: str
    reason: str
    result: str
    result_url: str


@door(reader=FORBIDDEN, auditor=OK)
def listing(request: Request) -> HttpResponse:
    if not request.actor.may_somewhere(policies.VIEW):
        raise NotAllowed(_("Evaluasi tidak terbuka bagi peran Anda."))
    form = FilterForm(request.GET, institutions.units_for(request.actor, policies.VIEW))
    context: dict[str, object] = {"form": form, "reset_url": reverse("evaluasi")}
    if not form.is_valid():
        return render(request, "evaluation/list.html", context | {"errors": list(pages.sentences(form))}, status=422)
    filter = form.filter()
    page = page_of(request, queries.listed(filter, request.actor))
    chips = list(pages.chips(form, request.GET, reverse("evaluasi")))
    context |= {
        "page": page,
        "rows": [_row(evaluation) for evaluation in page],
        "chips": chips,
        "closed": folded(request),
        "is_example": filter.examples,
    }
    return render(request, "evaluation/list.html", context)


def _row(evaluation: Evaluation) -> Row:
    return Row(
        agreement=evaluation.agreement.title,
        url=reverse("evaluasi-lihat", args=[evaluation.public_id]),
        period=_period(evaluation),
        rating=evaluation.get_rating_display() if evaluation.rating else "",
        tone=TONES[Rating(evaluation.rating)] if evaluation.rating else "neutral",
        is_locked=evaluation.is_locked,
        decision=evaluation.decided.get_kind_display() if evaluation.decided else "",
    )


def _period(evaluation: Evaluation) -> str:
    days = {"start": day(evaluation.period_start), "end": day(evaluation.period_end)}
    return _("%(start)s sampai %(end)s") % days


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def begin(request: Request, agreement: UUID) -> HttpResponse:
    """Open a round for a period of an agreement."""
    found = agreements.find(agreement, request.actor)
    if found is None:
        raise Http404
    policies.ensure_can_review(request.actor, found)
    form = OpenForm(pages.sent(request), initial={"period_start": found.starts_on or found.signed_on})
    if form.is_bound and form.is_valid():
        opened = form.submit(calls.review, found, **form.cleaned_data, by=request.actor, at=request.now)
        if opened is not None:
            messages.success(request, _("Evaluasi dibuka; faktanya sudah dihitung."))
            return redirect("evaluasi-lihat", evaluation=opened.public_id)
    story = reverse("perjanjian-kisah", args=[found.public_id])
    context = {
        "form": form,
        "agreement_title": found.title,
        "story_url": story,
        "term": term_words(found),
        "signed_on": day(found.signed_on),
        "rounds": [_row(evaluation) for evaluation in queries.of(found, request.actor)],
        "is_example": found.is_example,
        "crumbs": [Crumb(_("Perjanjian"), reverse("perjanjian")), Crumb(found.title, story), Crumb(_("Buka evaluasi"))],
    }
    return render(request, "evaluation/begin.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, auditor=OK)
def evaluation(request: Request, evaluation: UUID) -> HttpResponse:
    return _page(request, pages.found(queries.by_id, evaluation, request.actor))


@door(owner=FOUND, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND, auditor=FORBIDDEN)
def refresh(request: Request, evaluation: UUID) -> HttpResponse:
    """Count the facts of a round again."""
    found = pages.found(queries.by_id, evaluation, request.actor)
    reviewing.refresh(found, by=request.actor, at=request.now)
    messages.success(request, _("Fakta sudah dihitung ulang."))
    return redirect("evaluasi-lihat", evaluation=found.public_id)


@door(owner=UNPROCESSABLE, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND, auditor=FORBIDDEN)
def judge(request: Request, evaluation: UUID) -> HttpResponse:
    found = pages.found(queries.by_id, evaluation, request.actor)
    policies.ensure_can_review(request.actor, found.agreement)
    form = JudgeForm(request.POST)
    acting = {"by": request.actor, "at": request.now}
    if form.is_valid() and form.submit(judging.judge, found, **form.cleaned_data, **acting) is not None:
        messages.success(request, _("Penilaian sudah disimpan; sampai dikunci masih dapat diubah."))
        return redirect("evaluasi-lihat", evaluation=found.public_id)
    return _page(request, found, judge_form=form)


@door(owner=UNPROCESSABLE, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND, auditor=FORBIDDEN)
def lock(request: Request, evaluation: UUID) -> HttpResponse:
    """Freeze a round, once whoever asks for it says that this cannot be undone."""
    found = pages.found(queries.by_id, evaluation, request.actor)
    policies.ensure_can_lock(request.actor, found.agreement)
    form = LockForm(request.POST)
    if form.is_valid() and form.submit(locking.lock, found, by=request.actor, at=request.now) is not None:
        messages.success(request, _("Evaluasi sudah dikunci. Sekarang kelanjutan perjanjian dapat diputuskan."))
        return redirect("evaluasi-lihat", evaluation=found.public_id)
    return _page(request, found, lock_form=form)


@door(owner=UNPROCESSABLE, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND, auditor=FORBIDDEN)
def decide(request: Request, evaluation: UUID) -> HttpResponse:
    found = pages.found(queries.by_id, evaluation, request.actor)
    policies.ensure_can_decide(request.actor, found.agreement)
    form = DecideForm(request.POST)
    acting = {"by": request.actor, "at": request.now}
    if form.is_valid() and form.submit(deciding.decide, found, **form.cleaned_data, **acting) is not None:
        messages.success(request, _("Keputusan sudah dicatat dan dijalankan."))
        return redirect("evaluasi-lihat", evaluation=found.public_id)
    return _page(request, found, decide_form=form)


def _page(
    request: Request,
    found: Evaluation,
    *,
    judge_form: JudgeForm | None = None,
    lock_form: LockForm | None = None,
    decide_form: DecideForm | None = None,
) -> HttpResponse:
    actor, agreement, facts = request.actor, found.agreement, found.findings
    refused = judge_form or lock_form or decide_form
    may_review = policies.can_review(actor, agreement) and not found.is_locked
    may_decide = policies.can_decide(actor, agreement) and found.is_locked and found.decided is None
    here = [found.public_id]
    trunk = facts.trunk
    context = {
        "period": _period(found),
        "agreement_title": agreement.title,
        "story_url": reverse("perjanjian-kisah", args=[agreement.public_id]),
        "is_example": agreement.is_example,
        "crumbs": [Crumb(_("Evaluasi"), reverse("evaluasi")), Crumb(_period(found))],
        "rating": found.get_rating_display() if found.rating else "",
        "tone": TONES[Rating(found.rating)] if found.rating else "neutral",
        "judgement": found.judgement,
        "is_locked": found.is_locked,
        "locked_at": _moment(found.locked_at) if found.locked_at else "",
        "sha256": tuple("".join(eight) for eight in batched(found.facts_sha256, 8, strict=False)),
        "seal_holds": found.is_locked and locking.verify(found),
        "cut_off": _moment(facts.cut_off_at),
        "trunk": trunk,
        "version": facts.version,
        "is_older": facts.version != VERSION,
        "obligations": [_obligation(line) for line in facts.obligations],
        "categories": [
            CategoryLine(str(Category(line.category).label), is_child(line.category), line.persons, line.participations)
            for line in trunk.categories
        ],
        "outputs": [
            OutputLine(str(CountedUnit(line.unit).label), line.outputs, line.quantity) for line in trunk.outputs
        ],
        "outcomes": [_outcome(line) for line in trunk.outcomes],
        "unknowns": [str(fact.label) for fact in facts.unknowns],
        "decision": _decision(found.decided) if found.decided else None,
        "refused": refused,
        "judge_form": judge_form or JudgeForm(initial={"rating": found.rating, "judgement": found.judgement}),
        "lock_form": lock_form or LockForm(),
        "decide_form": decide_form or DecideForm(initial={"on": request.today}),
        "judge_url": reverse("evaluasi-nilai", args=here) if may_review else "",
        "refresh_url": reverse("evaluasi-hitung-ulang", args=here) if may_review else "",
        "lock_url": reverse("evaluasi-kunci", args=here)
        if found.is_judged and not found.is_locked and policies.can_lock(actor, agreement)
        else "",
        "decide_url": reverse("evaluasi-putuskan", args=here) if may_decide else "",
    }
    return render(request, "evaluation/evaluation.html", context, status=422 if refused else 200)


def _moment(at: datetime) -> str:
    return _("%(moment)s WIB") % {"moment": date_format(timezone.localtime(at), "j F Y, H.i")}


def _obligation(line: ObligationFacts) -> ObligationLine:
    return ObligationLine(
        description=line.description,
        url=reverse("kewajiban", args=[line.obligation]),
        owed_by=line.owed_by,
        unit=str(CountedUnit(line.unit).label),
        requires_verification=line.requires_verification,
        due_on=day(line.due_on),
        promised=line.promised,
        in_period=line.delivered_in_period,
        to_date=line.delivered_to_date,
        remaining=line.remaining,
        is_open=line.is_open,
        accepted=line.accepted,
        disputed=line.disputed,
        waived=line.waived,
        is_waived=bool(line.is_waived),
    )


def _outcome(line: OutcomeSum) -> OutcomeLine:
    before, after = line.mean_before, line.mean_after
    change = "" if before is None or after is None else pages.signed(after - before)
    return OutcomeLine(
        line.measure, line.unit, line.measured, line.compared, before, after, change,
        line.higher, line.same, line.lower,
    )  # fmt: skip


def _decision(decision: Decision) -> DecisionLine:
    result = decision.result
    return DecisionLine(
        kind=decision.get_kind_display(),
        on=day(decision.decided_on),
        reason=decision.reason,
        result=result.title if result else "",
        result_url=reverse("perjanjian-kisah", args=[result.public_id]) if result else "",
    )
