"""What was decided at the review desk goes before what a machine says, for as long as the decision stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db.models import Q

from sinergi.domain.identity.choices import CaseKind, Opinion, Result, Scope
from sinergi.domain.identity.models import RegisterExtract, ReviewDecision, ReviewDecisionQuerySet
from sinergi.domain.identity.rules import weighing
from sinergi.domain.identity.rules.told import Told
from sinergi.domain.identity.services.knowing import known
from sinergi.domain.people.models import Person
from sinergi.domain.people.rules import nik_indexes
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at

DECIDED = {
    Opinion.SAME: "Diputuskan sama di meja tinjau.",
    Opinion.DIFFERENT: "Diputuskan berbeda di meja tinjau.",
}
"""Kept with the answer, so in Indonesian whatever the language of who decided."""


def respected(person: Person, extract: RegisterExtract | None, told: Told, *, at: datetime) -> Told:
    """The answer as it may be kept: decided "same" verifies what only asked for a look, decided "different" never verifies.

    A NIK that was decided to be another's is not found again. What the register says about the entry itself (a death, a
    switched-off number) stays.
    """
    if extract is None or (told.register_row is None and told.found is None):
        return told
    decisions = _standing(person, at).filter(case__kind=CaseKind.ROW)
    if not decisions.exists():
        return told
    if told.found is not None:
        refused = decisions.filter(opinion=Opinion.DIFFERENT, nik_index__in=nik_indexes(told.found.nik))
        same_row = decisions.filter(_row(extract, told.found.row), opinion=Opinion.DIFFERENT)
        if any(_still_about(each, person) for each in refused | same_row):
            return replace(told, found=None, weighed=None)
        return told
    about_row = decisions.filter(_row(extract, told.register_row)).order_by("-decided_at", "-pk")
    decision = next((each for each in about_row if _still_about(each, person)), None)
    if decision is None:
        return told
    if decision.opinion == Opinion.SAME and told.result == Result.SESUAI_SEBAGIAN:
        return replace(told, result=Result.SESUAI, why=(DECIDED[Opinion.SAME], *told.why))
    if decision.opinion == Opinion.DIFFERENT and told.result in (Result.SESUAI, Result.SESUAI_SEBAGIAN):
        return replace(told, result=Result.TIDAK_SESUAI, why=(DECIDED[Opinion.DIFFERENT], *told.why))
    return told


def is_row_decided(person: Person, extract: RegisterExtract, row: int, *, at: datetime) -> bool:
    """Whether a decision about this person and this row stands, so that nobody need look again."""
    decisions = _standing(person, at).filter(_row(extract, row), case__kind=CaseKind.ROW)
    return any(_still_about(each, person) for each in decisions)


def is_pair_decided(one: Person, other: Person, *, at: datetime) -> bool:
    """Whether a decision about these two stands: once called different they are not proposed again before something changes."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    today = today_at(Zone.WIT, at)
    decisions = ReviewDecision.objects.standing(today).filter(case__person=first, case__other=second)
    prints = [each.fingerprint for each in decisions]
    if not prints:
        return False
    people = [known(each).particulars for each in (first, second)]
    return any(weighing.is_fingerprint_of(kept, *people) for kept in prints)


def _standing(person: Person, at: datetime) -> ReviewDecisionQuerySet:
    return ReviewDecision.objects.standing(today_at(Zone.WIT, at)).filter(case__person=person)


def _row(extract: RegisterExtract, row: int | None) -> Q:
    """The same content received twice has the same rows."""
    same = extract.file.fingerprint
    content = Q(case__extract__file__content_sha256=same) | Q(case__extract__file__sha256=same)
    return content & Q(case__register_row=row)


def _still_about(decision: ReviewDecision, person: Person) -> bool:
    return decision.scope != Scope.PAIR and weighing.is_fingerprint_of(decision.fingerprint, known(person).particulars)
