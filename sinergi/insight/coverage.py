"""How far is each unit? Who attended, who is confirmed by the register, who by the unit only: three questions, three numbers.

Attendance is not identity: somebody may have been there whom nobody confirmed. The numbers are never added up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, Count, Exists, Subquery, Value, When

from sinergi.domain.activities.models import Participation
from sinergi.domain.identity.choices import Confirmation, Method, Result
from sinergi.domain.identity.models import Verification
from sinergi.domain.identity.queries import cases
from sinergi.domain.people.models import Episode
from sinergi.domain.people.models.person import human
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.periods import Period

DAYS_LOOKED_BACK = 365


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """One unit on a day. `present` = the three parts that follow; `attended` are persons who were at an activity of the
    unit in the year before, here or not any more; `cases` are open cases of people without a NIK, for who sees to them."""

    unit: str
    present: int
    by_register: int
    by_unit: int
    unconfirmed: int
    attended: int
    cases: int


def per_unit(viewer: Actor, *, on: date, examples: bool) -> tuple[UnitCoverage, ...]:
    """All units of the viewer where somebody is or attended, by name. Three queries, however many they are."""
    made = Verification.objects.of_outer_human("human").filter(checked_on__lte=on)
    asked = made.filter(method=Method.REGISTER).newest_first()
    confirmation = Case(
        When(answer=Result.SESUAI, then=Value(Confirmation.REGISTER.value)),
        When(Exists(made.filter(method=Method.UNIT).confirming()), then=Value(Confirmation.UNIT.value)),
        default=Value(Confirmation.NONE.value),
        output_field=CharField(),
    )
    here = (
        Episode.objects.visible_to(viewer).on(on).filter(person__is_example=examples).annotate(human=human()).order_by()
    )
    parts = here.annotate(answer=Subquery(asked.values("result")[:1])).annotate(confirmation=confirmation)
    found: dict[str, dict[str, int]] = {}
    for name, part, number in parts.values_list("unit__name", "confirmation").annotate(n=Count("human", distinct=True)):
        found.setdefault(name, {})[part] = number
    took_part = Participation.objects.visible_to(viewer).counted().filter(person__is_example=examples)
    took_part = took_part.during(Period(on - timedelta(days=DAYS_LOOKED_BACK - 1), on)).order_by()
    attended = dict(took_part.values_list("activity__unit__name").annotate(n=Count(human(), distinct=True)))
    open_cases = cases.open_at_units(viewer, examples=examples)
    return tuple(
        UnitCoverage(
            unit=name,
            present=sum(counts.values()),
            by_register=counts.get(Confirmation.REGISTER, 0),
            by_unit=counts.get(Confirmation.UNIT, 0),
            unconfirmed=counts.get(Confirmation.NONE, 0),
            attended=attended.get(name, 0),
            cases=open_cases.get(name, 0),
        )
        for name, counts in sorted({name: found.get(name, {}) for name in {*found, *attended, *open_cases}}.items())
    )
