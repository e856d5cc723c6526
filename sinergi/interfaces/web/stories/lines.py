"""What the story of an agreement shows, line by line: finished values, and how a row becomes one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sinergi.domain.activities.choices import ActivityState
from sinergi.domain.agreements.choices import CountedUnit, Side, State
from sinergi.domain.people.choices import Category
from sinergi.interfaces.web.agreements.views import story_url
from sinergi.interfaces.web.agreements.words import day, standing_words
from sinergi.interfaces.web.obligations.words import due_words, state_words

if TYPE_CHECKING:
    from sinergi.domain.activities.models import Activity
    from sinergi.domain.activities.rules import CategoryCount, OutcomeSum, OutputSum
    from sinergi.domain.agreements.models import Agreement, Obligation, Party
    from sinergi.domain.evaluation.models import Decision, Evaluation

SCALE = 1000  # length of the longer of the two bars of a measure


@dataclass(frozen=True)
class Link:
    label: str
    url: str


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


def party_line(party: Party, agreement: Agreement, followers: Mapping[int, tuple[str, ...]]) -> PartyLine:
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


def event_lines(agreement: Agreement, today: date) -> list[Event]:
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


def obligation_line(obligation: Obligation, today: date) -> ObligationLine:
    state, tone = state_words(obligation, today)
    return ObligationLine(
        description=obligation.description,
        url=reverse("kewajiban", args=[obligation.public_id]),
        owed_by=obligation.owed_by.institution.name,
        done=obligation.delivered,
        quantity=obligation.quantity,
        unit=unit_label(obligation.unit),
        due=due_words(obligation),
        accepted=obligation.accepted,
        disputed=obligation.disputed,
        units=", ".join(unit.name for unit in obligation.units.all()),
        state=state,
        tone=tone,
        requires_verification=obligation.requires_verification,
    )


def unit_label(unit: str) -> str:
    return str(CountedUnit(unit).label)


ACTIVITY_TONES = {ActivityState.PLANNED: "info", ActivityState.CARRIED_OUT: "good", ActivityState.CANCELLED: "neutral"}


def activity_line(activity: Activity) -> ActivityLine:
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


def category_line(count: CategoryCount) -> CategoryLine:
    return CategoryLine(str(Category(count.category).label), count.persons, count.participations)


def output_line(made: OutputSum) -> OutputLine:
    return OutputLine(unit_label(made.unit), made.quantity, made.outputs)


def outcome_line(outcome: OutcomeSum) -> OutcomeLine:
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


def evaluation_line(evaluation: Evaluation) -> EvaluationLine:
    return EvaluationLine(
        period=_("%(start)s sampai %(end)s")
        % {"start": day(evaluation.period_start), "end": day(evaluation.period_end)},
        url=reverse("evaluasi-lihat", args=[evaluation.public_id]),
        rating=str(evaluation.get_rating_display()) if evaluation.rating else "",
        tone=RATING_TONES.get(evaluation.rating, "unknown"),
        judgement=evaluation.judgement,
        is_locked=evaluation.is_locked,
    )


def decision_line(decision: Decision, result: Agreement | None) -> DecisionLine:
    """A decision, and the document it led to where the viewer sees it."""
    return DecisionLine(
        kind=str(decision.get_kind_display()),
        on=day(decision.decided_on),
        reason=decision.reason,
        result=result.title if result else "",
        result_url=story_url(result) if result else "",
    )


def document_line(document: Agreement, this: Agreement, today: date) -> LineageLine:
    standing, tone = standing_words(document, today)
    return LineageLine(
        title=document.title,
        url=story_url(document),
        when=day(document.signed_on),
        standing=standing,
        tone=tone,
        is_draft=document.state == State.DRAFT,
        is_this=document.pk == this.pk,
        compare_url=""
        if document.pk == this.pk
        else reverse("perjanjian-banding", args=[this.public_id, document.public_id]),
    )
