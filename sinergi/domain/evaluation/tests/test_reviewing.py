from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sinergi.domain.activities.models import Output
from sinergi.domain.activities.tests.worlds import Work, posted, withdrawn
from sinergi.domain.agreements.choices import Fact
from sinergi.domain.agreements.services import accepting, waiving
from sinergi.domain.agreements.tests.worlds import SIGNED, credited
from sinergi.domain.evaluation.choices import Rating
from sinergi.domain.evaluation.models import Evaluation, Locked
from sinergi.domain.evaluation.services import judging, reviewing
from sinergi.domain.evaluation.tests.worlds import PERIOD, done, judged, locked, officer, reviewed
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from sinergi.foundation.kernel.periods import Period
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db


def test_a_round_writes_down_what_was_promised_and_done() -> None:
    work = done()
    facts = reviewed(work.agreement).findings
    sessions, persons = facts.obligations
    assert (sessions.promised, sessions.delivered_in_period, sessions.remaining) == (3, 2, 1)
    assert sessions.is_open
    assert (persons.promised, persons.delivered_in_period, persons.is_open) == (1, 1, False)
    assert sessions.owed_by == "Yayasan Contoh Delapan"
    assert (facts.trunk.activities, facts.trunk.persons, facts.trunk.persons_verified) == (1, 2, 1)
    assert facts.trunk.outcomes[0].higher == 1
    assert facts.cut_off_at == NOW
    assert facts.agreement == work.agreement.public_id
    assert facts.title == "PKS Lapas Contoh Tiga – Yayasan Contoh Delapan"
    assert facts.unknowns == ()


def test_a_round_says_what_nobody_knows_about_the_agreement() -> None:
    work = Work()
    known = work.world.recorded(kind="", scope="", signed_on=SIGNED)
    assert reviewed(known).findings.unknowns == (Fact.KIND, Fact.SCOPE, Fact.TERM)


def test_deliveries_count_in_the_period_of_their_day() -> None:
    work = done()
    january = Period(date(2026, 1, 1), date(2026, 1, 31))
    february = Period(date(2026, 2, 1), date(2026, 2, 28))
    assert reviewed(work.agreement, january).findings.obligations[0].delivered_in_period == 2
    later = reviewed(work.agreement, february).findings.obligations[0]
    assert (later.delivered_in_period, later.delivered_to_date) == (0, 2)


def test_what_was_reversed_counts_nowhere_not_even_before_the_reversal() -> None:
    work = done()
    withdrawn(Output.objects.get(), on=TODAY)
    assert PERIOD.end < TODAY
    sessions = reviewed(work.agreement).findings.obligations[0]
    assert (sessions.delivered_in_period, sessions.delivered_to_date) == (0, 0)


def test_the_findings_do_not_depend_on_who_counts() -> None:
    work = done()
    evaluation = reviewed(work.agreement)
    again = reviewing.refresh(evaluation, by=officer(work.unit), at=NOW)
    assert again.findings == evaluation.findings


def test_what_the_other_side_said_and_what_was_waived_is_counted() -> None:
    work = Work()
    obligation = work.promised(quantity=Decimal(10))
    given = [credited(obligation, origin=f"test:{n}", quantity=Decimal(n)) for n in (1, 2, 3)]
    accepting.accept(given[0], on=TODAY, document="BA-1", by=SYSTEM, at=NOW)
    accepting.dispute(given[1], on=TODAY, reason="Kurang", by=SYSTEM, at=NOW)
    waiving.waive(obligation, on=TODAY, reason="Tidak perlu lagi", document="S-1", by=SYSTEM, at=NOW)
    [line] = reviewed(work.agreement).findings.obligations
    assert (line.delivered_to_date, line.accepted, line.disputed, line.waived) == (6, 1, 2, 4)
    assert (line.remaining, line.is_open) == (0, True)
    accepting.resolve(given[1], accepted=True, on=TODAY, reason="Lengkap", document="BA-2", by=SYSTEM, at=NOW)
    [line] = reviewing.refresh(Evaluation.objects.get(), by=SYSTEM, at=NOW).findings.obligations
    assert (line.accepted, line.disputed, line.is_open) == (3, 0, False)


def test_a_draft_is_not_evaluated() -> None:
    with pytest.raises(reviewing.NotConcluded):
        reviewed(Work().world.draft())


def test_a_period_does_not_begin_before_the_signature() -> None:
    with pytest.raises(reviewing.OutsideAgreement, match="02-10-2025") as refusal:
        reviewed(Work().agreement, Period(SIGNED - timedelta(days=1), TODAY))
    assert refusal.value.field == "period_start"


def test_where_the_signature_is_unknown_no_period_comes_before_it() -> None:
    old = Period(date(2020, 1, 1), date(2020, 12, 31))
    assert reviewed(Work().world.recorded(), old).period == old


def test_a_period_that_has_not_begun_is_not_evaluated() -> None:
    with pytest.raises(reviewing.OutsideAgreement, match="belum dimulai"):
        reviewed(Work().agreement, Period(TODAY + timedelta(days=1), TODAY + timedelta(days=9)))


@pytest.mark.parametrize(
    "period",
    [
        PERIOD,
        Period(PERIOD.end, TODAY),
        Period(PERIOD.start, PERIOD.start),
        Period(date(2025, 12, 1), date(2025, 12, 31)),
        Period(PERIOD.start, TODAY),
    ],
)
def test_periods_of_one_agreement_do_not_overlap(period: Period) -> None:
    work = Work()
    reviewed(work.agreement)
    with pytest.raises(reviewing.Overlaps, match="02-10-2025"):
        reviewed(work.agreement, period)


def test_periods_may_follow_each_other_and_other_agreements_have_their_own() -> None:
    work = Work()
    reviewed(work.agreement)
    reviewed(work.agreement, Period(PERIOD.end + timedelta(days=1), TODAY))
    reviewed(work.world.signed())
    assert Evaluation.objects.count() == 3


def test_a_round_is_counted_again_until_the_lock() -> None:
    work = done()
    evaluation = judged(work.agreement)
    posted(Output.objects.get().activity, obligation=Output.objects.get().obligation, quantity=Decimal(1))
    assert evaluation.findings.obligations[0].delivered_to_date == 2
    fresh = reviewing.refresh(evaluation, by=SYSTEM, at=NOW + timedelta(hours=1))
    assert fresh.findings.obligations[0].delivered_to_date == 3
    assert fresh.findings.cut_off_at == NOW + timedelta(hours=1)
    assert fresh.judgement == evaluation.judgement


def test_a_locked_round_is_neither_counted_nor_judged_again() -> None:
    evaluation = locked(Work().agreement)
    with pytest.raises(Locked):
        reviewing.refresh(evaluation, by=SYSTEM, at=NOW)
    with pytest.raises(Locked):
        judging.judge(evaluation, rating=Rating.BELUM, judgement="Lain", by=SYSTEM, at=NOW)


def test_a_judgement_may_be_said_anew_until_the_lock() -> None:
    evaluation = judged(Work().agreement)
    judging.judge(evaluation, rating=Rating.BERHASIL, judgement="Sudah\r\nlengkap. ", by=SYSTEM, at=NOW)
    evaluation.refresh_from_db()
    assert (evaluation.rating, evaluation.judgement) == (Rating.BERHASIL, "Sudah\nlengkap.")


@pytest.mark.parametrize("rating", ["", "bagus"])
def test_a_rating_is_one_of_the_list(rating: str) -> None:
    evaluation = reviewed(Work().agreement)
    with pytest.raises(Invalid) as refusal:
        judging.judge(evaluation, rating=rating, judgement="Baik", by=SYSTEM, at=NOW)
    assert refusal.value.field == "rating"


@pytest.mark.parametrize("judgement", ["", " \n ", "x" * 10_001, "nol\x00"])
def test_a_rating_comes_with_a_judgement(judgement: str) -> None:
    evaluation = reviewed(Work().agreement)
    with pytest.raises(Invalid) as refusal:
        judging.judge(evaluation, rating=Rating.BERHASIL, judgement=judgement, by=SYSTEM, at=NOW)
    assert refusal.value.field == "judgement"


def test_only_who_reviews_for_our_party_reviews_and_judges() -> None:
    work = done()
    covering = work.world.signed(covered_units=(work.world.elsewhere,))
    for stranger in (officer(work.world.elsewhere), actor("evaluation.view", "agreements.view", at=work.unit)):
        with pytest.raises(NotAllowed):
            reviewing.review(covering, period=PERIOD, by=stranger, at=NOW)
    owner = officer(work.unit)
    evaluation = reviewing.review(covering, period=PERIOD, by=owner, at=NOW)
    for stranger in (officer(work.world.elsewhere), actor("evaluation.lock", "agreements.view", at=work.unit)):
        with pytest.raises(NotAllowed):
            reviewing.refresh(evaluation, by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            judging.judge(evaluation, rating=Rating.BELUM, judgement="Belum", by=stranger, at=NOW)
    assert judging.judge(evaluation, rating=Rating.BELUM, judgement="Belum", by=owner, at=NOW).is_judged


def test_who_may_not_see_the_agreement_does_not_review_it() -> None:
    work = Work()
    blind = actor("evaluation.review", at=work.unit)
    with pytest.raises(NotAllowed):
        reviewing.review(work.agreement, period=PERIOD, by=blind, at=NOW)
    assert not Evaluation.objects.exists()
