"""The story of one agreement on one page: from the signature to what was decided, with every empty place shown as empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sinergi.domain.activities import policies as activity_policies
from sinergi.domain.activities.choices import ActivityState
from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import CountedUnit, Kind, Level, Side, State
from sinergi.domain.agreements.rules.completeness import NEEDED_TO_SIGN
from sinergi.domain.evaluation import policies as evaluation_policies
from sinergi.domain.identity import policies as identity_policies
from sinergi.domain.people.choices import Category
from sinergi.foundation.institutions import queries as institutions
from sinergi.insight.story import Story, story
from sinergi.interfaces.web.agreements.words import WHY, day, rupiah, source_urls, standing_words, term_words
from sinergi.interfaces.web.lifecycle.views import stage_items
from sinergi.interfaces.web.lifecycle.words import correction_lines, names_in, source_line, step_lines
from sinergi.interfaces.web.obligations.words import due_words, state_words
from sinergi.interfaces.web.shell.doors import NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.activities.models import Activity
    from sinergi.domain.activities.rules import OutcomeSum
    from sinergi.domain.agreements.models import Agreement, Obligation, Party
    from sinergi.domain.evaluation.models import Evaluation

SHOWN_ACTIVITIES = 8
SCALE = 1000  # length of the longer of the two bars of a measure


@dataclass(frozen=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True)
class PartyLine:
    name: str
    side: str
    number: str
    signatory: str
    mandate: str
    is_provisional: bool
    url: str
    now: str


@dataclass(frozen=True)
class UnknownLine:
    label: str
    why: str


@dataclass(frozen=True)
class Stage:
    """One of the seven, for the trail."""

    key: str
    state: str
    href: str
    number: str = ""
    note: str = ""
    label: str = ""


@dataclass(frozen=True)
class Event:
    when: str
    what: str
    note: str = ""
    href: str = ""
    tone: str = "brand"


@dataclass(frozen=True)
class ObligationLine:
    description: str
    url: str
    owed_by: str
    done: Decimal
    quantity: Decimal | None
    unit: str
    due: str
    accepted: Decimal
    disputed: Decimal
    units: str
    state: str
    tone: str
    requires_verification: bool


@dataclass(frozen=True)
class ActivityLine:
    title: str
    url: str
    when: str
    unit: str
    state: str
    tone: str
    attended: int


@dataclass(frozen=True)
class CategoryLine:
    label: str
    persons: int
    participations: int


@dataclass(frozen=True)
class OutputLine:
    label: str
    quantity: Decimal
    outputs: int


@dataclass(frozen=True)
class OutcomeLine:
    """What changed in one measure. Bars run from 0 to `scale`; means "" where nothing was compared."""

    measure: str
    unit: str
    measured: int
    compared: int
    before: str
    after: str
    difference: str
    before_bar: int
    after_bar: int
    higher: int
    same: int
    lower: int
    scale: int = SCALE


@dataclass(frozen=True)
class EvaluationLine:
    period: str
    url: str
    rating: str
    tone: str
    judgement: str
    is_locked: bool


@dataclass(frozen=True)
class DecisionLine:
    kind: str
    on: str
    reason: str
    result: str
    result_url: str


@dataclass(frozen=True)
class LineageLine:
    title: str
    url: str
    when: str
    standing: str
    tone: str
    is_draft: bool
    is_this: bool
    compare_url: str = ""


@dataclass(frozen=True)
class Actions:
    """Addresses of what this viewer may do next; "" where he may not."""

    sign: str = ""
    promise: str = ""
    plan: str = ""
    extract: str = ""
    evaluate: str = ""
    end: str = ""
    stage: str = ""
    edit: str = ""
    copy: str = ""
    correct: str = ""
    describe: str = ""
    source: str = ""
    answer: str = ""


@door(owner=OK, colleague=NOT_FOUND)
def agreement_story(request: Request, agreement: UUID) -> HttpResponse:
    found = queries.find(agreement, request.actor)
    if found is None:
        raise Http404
    told = story(found, on=request.today, viewer=request.actor)
    standing, tone = standing_words(found, request.today)
    sees_evaluations = request.actor.may_somewhere(evaluation_policies.VIEW)
    activities = [_activity(activity) for activity in told.activities]
    followers = institutions.followers([party.institution for party in found.parties.all()], request.actor)
    context = {
        "title": found.title,
        "crumbs": [Crumb(_("Perjanjian"), reverse("perjanjian")), Crumb(found.title)],
        "is_example": found.is_example,
        "is_draft": found.state != State.CONCLUDED,
        **_life(told, found),
        "standing": standing,
        "standing_tone": tone,
        "today": day(request.today),
        "kind": str(Kind(found.kind).label) if found.kind else "",
        "level": str(Level(found.level).label) if found.level else "",
        "scope": found.scope,
        "signed_on": day(found.signed_on),
        "term": term_words(found),
        "place": found.location_text,
        "covered": [unit.name for unit in found.covered_units.all()],
        "parties": [_party(party, found, followers) for party in found.parties.all()],
        "sources": source_urls(found),
        "source_text": "" if found.row_identity else found.source_text,
        "source_cells": queries.source_cells(found, viewer=request.actor),
        "unknowns": [UnknownLine(unknown.label, str(WHY[unknown.fact])) for unknown in told.unknowns],
        "missing": [
            unknown.label for unknown in told.unknowns if unknown.fact in NEEDED_TO_SIGN and found.state == State.DRAFT
        ],
        "stages": _reachable(_stages(told, sees_evaluations=sees_evaluations), is_draft=found.state != State.CONCLUDED),
        "events": list(_events(found, request.today)),
        "obligations": [_obligation(obligation, request.today) for obligation in told.obligations],
        "activities": activities[:SHOWN_ACTIVITIES],
        "more_activities": activities[SHOWN_ACTIVITIES:],
        "outputs": [OutputLine(_unit(sum_.unit), sum_.quantity, sum_.outputs) for sum_ in told.trunk.outputs],
        "trunk": told.trunk,
        "categories": [
            _category(count.category, count.persons, count.participations) for count in told.trunk.categories
        ],
        "outcomes": [_outcome(outcome) for outcome in told.trunk.outcomes],
        "sees_evaluations": sees_evaluations,
        "evaluations": [_evaluation(evaluation) for evaluation in told.evaluations],
        "decisions": list(_decisions(told)),
        "lineage": [_document(document, found, request.today) for document in told.lineage],
        "actions": _actions(request, told),
        "plan_url": reverse("rencana", args=[found.public_id]),
    }
    return render(request, "stories/story.html", context)


def _life(told: Story, agreement: Agreement) -> dict[str, object]:
    """Where it stands in its life, what was done and put right on the way, and what it is sorted by."""
    umbrella = told.umbrella
    payer = agreement.get_paid_by_display() if agreement.paid_by else ""
    funding = (agreement.funding_text, rupiah(agreement.funding_rupiah), str(payer))
    return {
        "phase": str(told.phase.label),
        "is_withdrawn": agreement.state == State.WITHDRAWN,
        "draft_stages": stage_items(agreement) if agreement.state == State.DRAFT else [],
        "steps": step_lines(told.steps),
        "urgency": agreement.urgency,
        "signing_place": agreement.signing_place,
        "programmes": [programme.name for programme in agreement.programmes.all()],
        "subject_fields": [f"{row.group}: {row}" if row.group else str(row) for row in agreement.fields.all()],
        "funding": " · ".join(part for part in funding if part),
        "umbrella": umbrella.title if umbrella else "",
        "umbrella_url": _story_url(umbrella) if umbrella else "",
        "carried_out_by": [Crumb(document.title, _story_url(document)) for document in told.carried_out_by],
        "corrections": correction_lines(told.corrections, names_in(agreement, told.umbrella)),
        "fact_sources": {fact.value: source_line(source) for fact, source in told.sources.items()},
        "warning": told.warning,
        "warning_answered_on": day(told.warning.answered_at.date())
        if told.warning and told.warning.answered_at
        else "",
    }


def _party(party: Party, agreement: Agreement, followers: Mapping[int, tuple[str, ...]]) -> PartyLine:
    """A party under the name of its day; `now` says what became of it since."""
    institution = party.institution
    name = agreement.name_of(party)
    since = followers.get(institution.survivor_key) or ((institution.name,) if institution.name != name else ())
    return PartyLine(
        name=name,
        side=str(Side(party.side).label),
        number=party.number,
        signatory=", ".join(filter(None, (party.signatory_name, party.signatory_position))),
        mandate=", ".join(filter(None, (party.mandate_number, day(party.mandate_on)))),
        is_provisional=institution.is_provisional,
        url=reverse("lembaga-lihat", args=[institution.public_id]),
        now=_(" dan ").join(since),
    )


def _stages(told: Story, *, sees_evaluations: bool) -> list[Stage]:
    trunk, agreement = told.trunk, told.agreement
    promised = len(told.obligations)
    fulfilled = promised - told.open_obligations
    locked, decided = told.locked_evaluations, told.decisions
    measured = sum(outcome.measured for outcome in trunk.outcomes)
    stages = [
        Stage(
            "signature",
            "none" if agreement.state != State.CONCLUDED else "done" if agreement.signed_on else "unknown",
            "#tanda-tangan",
            day(agreement.signed_on),
            _("masih rancangan")
            if agreement.state == State.DRAFT
            else _("ditarik")
            if agreement.state == State.WITHDRAWN
            else ""
            if agreement.signed_on
            else _("tanggalnya"),
        ),
        Stage(
            "obligations",
            _how_far(fulfilled, promised),
            "#kewajiban",
            _("%(done)d dari %(all)d terpenuhi") % {"done": fulfilled, "all": promised} if promised else "",
        ),
        Stage(
            "activities",
            "done" if trunk.activities else "partly" if told.activities else "none",
            "#kegiatan",
            _("%(n)d terlaksana") % {"n": trunk.activities} if trunk.activities else "",
            _("baru direncanakan") if told.activities and not trunk.activities else "",
        ),
        Stage(
            "participants",
            _how_far(trunk.persons_verified, trunk.persons),
            "#untuk-siapa",
            ngettext("%(n)d orang", "%(n)d orang", trunk.persons) % {"n": trunk.persons} if trunk.persons else "",
            _("%(n)d terverifikasi") % {"n": trunk.persons_verified} if trunk.persons else "",
            label=_("Untuk siapa"),
        ),
        Stage(
            "outcomes",
            "done" if measured else "none",
            "#perubahan",
            ngettext("%(n)d pengukuran", "%(n)d pengukuran", measured) % {"n": measured} if measured else "",
            label=_("Perubahan"),
        ),
    ]
    if not sees_evaluations:
        hidden = _("tidak terbuka bagi peran Anda")
        closed = [("evaluation", "#evaluasi"), ("decision", "#keputusan")]
        return [*stages, *(Stage(key, "unknown", href, note=hidden) for key, href in closed)]
    rounds = len(told.evaluations)
    return [
        *stages,
        Stage(
            "evaluation",
            _how_far(locked, rounds),
            "#evaluasi",
            str(rounds or ""),
            _("%(n)d dikunci") % {"n": locked} if rounds else "",
        ),
        Stage("decision", "done" if decided else "none", "#keputusan", str(decided or "")),
    ]


def _reachable(stages: list[Stage], *, is_draft: bool) -> list[Stage]:
    """On a draft's page the later stages have no section yet to jump to."""
    early = {"signature", "obligations"}
    return [replace(stage, href="") if is_draft and stage.key not in early else stage for stage in stages]


def _how_far(done: int, of: int) -> str:
    return "none" if of == 0 else "done" if done == of else "partly"


def _events(agreement: Agreement, today: date) -> list[Event]:
    """The days of the document itself, in their order; a planned or future day says so."""
    if agreement.state != State.CONCLUDED:
        planned = [
            (agreement.starts_on, _("Direncanakan mulai berlaku")),
            (agreement.ends_on, _("Direncanakan berakhir")),
        ]
        return [Event(day(on), what, tone="neutral") for on, what in planned if on]
    end_tone = "neutral" if agreement.ends_on is None or agreement.ends_on >= today else "bad"
    events = [
        Event(day(agreement.signed_on), _("Ditandatangani")),
        Event(day(agreement.starts_on), _("Mulai berlaku")),
        Event(day(agreement.ends_on), _("Hari terakhir berlaku menurut naskah"), tone=end_tone),
    ]
    if agreement.ended_on:
        events.append(Event(day(agreement.ended_on), _("Diakhiri atas keputusan"), agreement.end_reason, tone="bad"))
    return events


def _obligation(obligation: Obligation, today: date) -> ObligationLine:
    state, tone = state_words(obligation, today)
    return ObligationLine(
        description=obligation.description,
        url=reverse("kewajiban", args=[obligation.public_id]),
        owed_by=obligation.owed_by.institution.name,
        done=obligation.delivered,
        quantity=obligation.quantity,
        unit=_unit(obligation.unit),
        due=due_words(obligation),
        accepted=obligation.accepted,
        disputed=obligation.disputed,
        units=", ".join(unit.name for unit in obligation.units.all()),
        state=state,
        tone=tone,
        requires_verification=obligation.requires_verification,
    )


def _unit(unit: str) -> str:
    return str(CountedUnit(unit).label)


ACTIVITY_TONES = {ActivityState.PLANNED: "info", ActivityState.CARRIED_OUT: "good", ActivityState.CANCELLED: "neutral"}


def _activity(activity: Activity) -> ActivityLine:
    state = ActivityState(activity.state)
    return ActivityLine(
        title=activity.title,
        url=reverse("kegiatan-lihat", args=[activity.public_id]),
        when=day(activity.carried_out_on or activity.starts_on),
        unit=activity.unit.name,
        state=str(state.label),
        tone=ACTIVITY_TONES[state],
        attended=activity.attended,
    )


def _category(category: str, persons: int, participations: int) -> CategoryLine:
    return CategoryLine(str(Category(category).label), persons, participations)


def _outcome(outcome: OutcomeSum) -> OutcomeLine:
    before, after = outcome.mean_before, outcome.mean_after
    if before is None or after is None:
        return OutcomeLine(outcome.measure, outcome.unit, outcome.measured, 0, "", "", "", 0, 0, 0, 0, 0)
    longest = max(abs(before), abs(after))
    difference = after - before
    return OutcomeLine(
        measure=outcome.measure,
        unit=outcome.unit,
        measured=outcome.measured,
        compared=outcome.compared,
        before=_number(before),
        after=_number(after),
        difference=f"{'+' if difference > 0 else '−' if difference < 0 else '±'}{_number(abs(difference))}",
        before_bar=_bar(before, longest),
        after_bar=_bar(after, longest),
        higher=outcome.higher,
        same=outcome.same,
        lower=outcome.lower,
    )


def _bar(value: Decimal, longest: Decimal) -> int:
    """Length from 0 to `SCALE`; what is below zero is not drawn, its number says it."""
    return 0 if longest == 0 or value < 0 else round(SCALE * value / longest)


def _number(value: Decimal) -> str:
    whole = value.to_integral_value()
    return number_format(whole if value == whole else value.normalize(), use_l10n=True)


RATING_TONES = {"berhasil": "good", "sebagian": "warn", "belum": "bad"}


def _evaluation(evaluation: Evaluation) -> EvaluationLine:
    return EvaluationLine(
        period=_("%(start)s sampai %(end)s")
        % {"start": day(evaluation.period_start), "end": day(evaluation.period_end)},
        url=reverse("evaluasi-lihat", args=[evaluation.public_id]),
        rating=str(evaluation.get_rating_display()) if evaluation.rating else "",
        tone=RATING_TONES.get(evaluation.rating, "unknown"),
        judgement=evaluation.judgement,
        is_locked=evaluation.is_locked,
    )


def _decisions(told: Story) -> list[DecisionLine]:
    decisions = [evaluation.decided for evaluation in told.evaluations if evaluation.decided is not None]
    visible = {document.pk for document in told.lineage}
    return [
        DecisionLine(
            kind=str(decision.get_kind_display()),
            on=day(decision.decided_on),
            reason=decision.reason,
            result=decision.result.title if decision.result and decision.result.pk in visible else "",
            result_url=_story_url(decision.result) if decision.result and decision.result.pk in visible else "",
        )
        for decision in decisions
    ]


def _document(document: Agreement, this: Agreement, today: date) -> LineageLine:
    standing, tone = standing_words(document, today)
    return LineageLine(
        title=document.title,
        url=_story_url(document),
        when=day(document.signed_on),
        standing=standing,
        tone=tone,
        is_draft=document.state == State.DRAFT,
        is_this=document.pk == this.pk,
        compare_url=""
        if document.pk == this.pk
        else reverse("perjanjian-banding", args=[this.public_id, document.public_id]),
    )


def _story_url(agreement: Agreement) -> str:
    return reverse("perjanjian-kisah", args=[agreement.public_id])


def _actions(request: Request, told: Story) -> Actions:
    """An activity serves an obligation, so none is planned before there is one."""
    agreement, actor = told.agreement, request.actor
    key = agreement.public_id
    promise = reverse("kewajiban-janji", args=[key]) if policies.can_promise(actor, agreement) else ""
    if agreement.state == State.DRAFT:
        sign = reverse("perjanjian-tanda-tangan", args=[key]) if policies.can_sign(actor, agreement) else ""
        return Actions(sign=sign, promise=promise, **_preparing(request, told))
    if agreement.state == State.WITHDRAWN:
        return Actions(copy=_preparing(request, told).get("copy", ""))
    may_end = agreement.ended_on is None and policies.can_amend(actor, agreement)
    may_plan = bool(told.obligations) and actor.may_somewhere(activity_policies.PLAN)
    return Actions(
        promise=promise,
        plan=f"{reverse('kegiatan-rencana')}?perjanjian={key}" if may_plan else "",
        extract=reverse("ekstrak", args=[key]) if identity_policies.can_receive(actor, agreement) else "",
        evaluate=reverse("evaluasi-buka", args=[key]) if evaluation_policies.can_review(actor, agreement) else "",
        end=reverse("perjanjian-akhiri", args=[key]) if may_end else "",
        correct=reverse("perjanjian-koreksi", args=[key]) if policies.can_correct(actor, agreement) else "",
        answer=reverse("perjanjian-tanggapan", args=[key]) if _may_answer(request, told) else "",
        **_preparing(request, told),
    )


def _preparing(request: Request, told: Story) -> dict[str, str]:
    """Addresses for those who record for one of our parties."""
    agreement = told.agreement
    if not policies.can_prepare(request.actor, agreement):
        return {}
    names = {"copy": "perjanjian-salin", "describe": "perjanjian-uraian", "source": "perjanjian-sumber"}
    if agreement.state == State.DRAFT:
        names |= {"stage": "perjanjian-tahap", "edit": "perjanjian-ubah"}
    return {action: reverse(name, args=[agreement.public_id]) for action, name in names.items()}


def _may_answer(request: Request, told: Story) -> bool:
    return told.warning is not None and not told.warning.answer and policies.can_sign(request.actor, told.agreement)
