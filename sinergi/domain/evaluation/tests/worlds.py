"""An agreement under which something was done, ready to be looked back at: states in it were made by the services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sinergi.domain.activities.tests.worlds import Work, confirmed, measured, posted
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.evaluation.choices import DecisionKind, Rating
from sinergi.domain.evaluation.models import Decision, Evaluation
from sinergi.domain.evaluation.policies import CAPABILITIES
from sinergi.domain.evaluation.services import deciding, judging, locking, reviewing
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.periods import Period
from tests.support.factories import NOW, SYSTEM, TODAY, actor

PERIOD = Period(date(2025, 10, 2), date(2026, 2, 28))
NEXT_TERM = {"starts_on": date(2027, 10, 3), "ends_on": date(2029, 10, 2)}


def officer(unit: Institution, *more: str) -> Actor:
    """Somebody at the unit who may do all that this room knows and see its agreements."""
    return actor(*CAPABILITIES, "agreements.view", *more, at=unit, name=f"Petugas {unit}")


def done() -> Work:
    """Two sessions held, two persons there of whom one is verified, one measured."""
    work = Work()
    sessions = work.promised(quantity=Decimal(3))
    persons = work.promised(CountedUnit.PERSON, quantity=Decimal(1), requires_verification=True)
    activity = work.carried_out(sessions, persons)
    posted(activity, obligation=sessions)
    verified = work.person()
    confirmed(verified)
    measured(work.attended(activity, verified), "60", "80")
    work.attended(activity)
    return work


def reviewed(agreement: Agreement, period: Period = PERIOD) -> Evaluation:
    return reviewing.review(agreement, period=period, by=SYSTEM, at=NOW)


def judged(agreement: Agreement, period: Period = PERIOD) -> Evaluation:
    evaluation = reviewed(agreement, period)
    return judging.judge(evaluation, rating=Rating.SEBAGIAN, judgement="Masih kurang satu sesi.", by=SYSTEM, at=NOW)


def locked(agreement: Agreement, period: Period = PERIOD) -> Evaluation:
    return locking.lock(judged(agreement, period), by=SYSTEM, at=NOW)


def extended(evaluation: Evaluation, **known: Any) -> Decision:
    facts: dict[str, Any] = {"kind": DecisionKind.EXTEND, "reason": "Hasilnya dirasakan peserta.", **NEXT_TERM}
    return deciding.decide(evaluation, **(facts | {"on": TODAY, "by": SYSTEM, "at": NOW} | known))
