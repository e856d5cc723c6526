"""Owner, colleague and stranger: a round is seen where its agreement is."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from sinergi.domain.activities.tests.worlds import Work
from sinergi.domain.evaluation import queries
from sinergi.domain.evaluation.models import Evaluation
from sinergi.domain.evaluation.queries import EvaluationFilter
from sinergi.domain.evaluation.tests.worlds import PERIOD, done, extended, judged, locked, officer, reviewed
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.foundation.kernel.periods import Period
from tests.support.factories import NOW, SYSTEM, actor

pytestmark = pytest.mark.django_db

EXAMPLES = EvaluationFilter(examples=True)


def test_owner_and_covered_colleague_see_the_round_and_a_stranger_does_not() -> None:
    work = Work()
    covering = work.world.signed(covered_units=(work.world.elsewhere,))
    round_here, round_covering = reviewed(work.agreement), reviewed(covering)
    owner, colleague = officer(work.unit), officer(work.world.elsewhere)
    assert set(queries.listed(EXAMPLES, owner)) == {round_here, round_covering}
    assert list(queries.listed(EXAMPLES, colleague)) == [round_covering]
    assert list(queries.of(work.agreement, owner)) == [round_here]
    assert not queries.of(work.agreement, colleague).exists()
    with pytest.raises(Evaluation.DoesNotExist):
        queries.by_id(round_here.public_id, colleague)
    assert not Evaluation.objects.visible_to(actor("agreements.view")).exists()


def test_facts_are_counted_for_who_sees_the_agreement() -> None:
    work = Work()
    with pytest.raises(NotAllowed):
        queries.facts(work.agreement, PERIOD, viewer=officer(work.world.elsewhere), at=NOW)


def test_the_document_knows_the_decision_it_came_from_where_the_round_is_seen() -> None:
    work = Work()
    decision = extended(locked(work.agreement))
    assert decision.result is not None
    assert queries.decision_behind(decision.result, officer(work.unit)) == decision
    assert queries.decision_behind(decision.result, officer(work.world.elsewhere)) is None
    assert queries.decision_behind(work.agreement, SYSTEM) is None


def test_each_filter_narrows_the_list() -> None:
    work = Work()
    open_round = reviewed(work.world.signed(scope="Budi daya lele"))
    judged_round = judged(work.world.signed())
    decided = locked(work.agreement)
    extended(decided)

    def found(**narrowed: object) -> set[Evaluation]:
        return set(queries.listed(EvaluationFilter(examples=True, **narrowed), SYSTEM))

    assert found() == {open_round, judged_round, decided}
    assert found(rating="sebagian") == {judged_round, decided}
    assert found(locked=True) == {decided}
    assert found(locked=False) == {open_round, judged_round}
    assert found(decided=True) == {decided}
    assert found(decided=False) == {open_round, judged_round}
    assert found(agreement=work.agreement) == {decided}
    assert found(text="LELE") == {open_round}
    assert found(text="kurang\x00 sesi") == {judged_round, decided}
    assert found(text="delapan") == {open_round, judged_round, decided}
    assert not queries.listed(EvaluationFilter(), SYSTEM).exists()


@pytest.mark.parametrize("size", [1, 4])
def test_questions_cost_the_same_however_much_there_is(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    work = done()
    for month in range(1, size + 1):
        work.promised()
        agreement = work.world.signed()
        extended(locked(agreement, Period(date(2026, 1, month), date(2026, 1, month))))
    with django_assert_num_queries(3):
        for row in queries.listed(EXAMPLES, officer(work.unit)):
            assert row.agreement.title
            assert row.decided is None or row.decided.result is None or row.decided.result.title
    with django_assert_num_queries(11):
        queries.facts(work.agreement, PERIOD, viewer=officer(work.unit), at=NOW)
