"""Two records that both count in what was promised weigh more at the review desk than two that do not."""

from __future__ import annotations

import pytest

from sinergi.domain.activities.services import enrolment, planning
from sinergi.domain.activities.tests.worlds import STARTS, Work
from sinergi.domain.identity.choices import CaseKind
from sinergi.domain.identity.models import ReviewCase
from sinergi.domain.identity.services import opening
from sinergi.domain.identity.tests.desks import rule, superior
from sinergi.insight import doubles
from sinergi.interfaces.jobs.registry import FUNCTIONS
from tests.support.factories import NOW, SYSTEM, institution

pytestmark = pytest.mark.django_db


def test_what_both_were_credited_for_makes_a_pair_dearer() -> None:
    rule(high_stake=24.0)
    work = Work()
    one, other = work.person(), work.person()
    case = opening.of_pair(one, other, probability=0.5, weight_bits=0.0, says_same=False, by=SYSTEM, at=NOW)
    assert case is not None
    before = (case.cost, case.stake, case.readers_needed)
    activity = work.planned(work.promised())
    planning.carry_out(activity, on=STARTS, by=SYSTEM, at=NOW)
    for person in (one, other):
        assert doubles.counted_on_both_sides(SYSTEM) == {}, "not both of them were there"
        enrolment.attend(enrolment.enrol(activity, person, on=STARTS, by=SYSTEM, at=NOW), on=STARTS, by=SYSTEM, at=NOW)
    assert doubles.counted_on_both_sides(SYSTEM) == {case.pk: 1}
    assert doubles.counted_on_both_sides(superior(institution())) == {}
    opening.weigh_again(doubles.counted_on_both_sides(SYSTEM), at=NOW)
    case.refresh_from_db()
    assert (case.cost, case.stake) == (before[0] + 1.0, before[1] + 2.0)
    assert opening.weigh_again(doubles.counted_on_both_sides(SYSTEM), at=NOW) == 0


def test_the_nightly_job_does_all_of_it() -> None:
    rule()
    work = Work()
    people = [work.person(name="Contoh Ratnawulan Kusumaningrum", nik="9901014107900042") for _number in range(2)]
    FUNCTIONS["identity.tend_desk"](at=NOW, progress=lambda _percent: None)
    found = ReviewCase.objects.filter(kind=CaseKind.PAIR).values_list("person", "other")
    assert list(found) == [(people[0].pk, people[1].pk)]
