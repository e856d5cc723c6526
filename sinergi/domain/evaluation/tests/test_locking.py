from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from sinergi.domain.activities.models import Output
from sinergi.domain.activities.tests.worlds import Work, posted
from sinergi.domain.evaluation.choices import Rating
from sinergi.domain.evaluation.models import Evaluation, Locked
from sinergi.domain.evaluation.rules import seal
from sinergi.domain.evaluation.services import locking
from sinergi.domain.evaluation.tests.worlds import done, judged, locked, officer, reviewed
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import NOW, SYSTEM, actor

pytestmark = pytest.mark.django_db


def test_a_lock_counts_a_last_time_and_seals() -> None:
    work = done()
    evaluation = judged(work.agreement)
    posted(Output.objects.get().activity, obligation=Output.objects.get().obligation, quantity=Decimal(1))
    evaluation = locking.lock(evaluation, by=SYSTEM, at=NOW)
    assert evaluation.findings.obligations[0].delivered_to_date == 3
    assert (evaluation.locked_at, evaluation.locked_by_key) == (NOW, "system:test")
    assert len(evaluation.facts_sha256) == 64
    assert locking.verify(evaluation)


def test_a_round_without_a_judgement_is_not_locked() -> None:
    with pytest.raises(locking.NotJudged):
        locking.lock(reviewed(Work().agreement), by=SYSTEM, at=NOW)


def test_a_round_is_locked_once() -> None:
    evaluation = locked(Work().agreement)
    with pytest.raises(Locked):
        locking.lock(evaluation, by=SYSTEM, at=NOW)


def test_a_copy_read_before_the_lock_does_not_write_over_it() -> None:
    stale = judged(Work().agreement)
    locking.lock(stale, by=SYSTEM, at=NOW)
    stale.judgement = "Diubah diam-diam"
    with pytest.raises(Locked):
        stale.save()
    assert Evaluation.objects.get().judgement == "Masih kurang satu sesi."


@pytest.mark.parametrize("changes", [{"judgement": "Lain"}, {"rating": Rating.BERHASIL}, {"facts": {"version": 1}}])
def test_what_was_changed_past_the_services_is_found(changes: dict[str, object]) -> None:
    evaluation = locked(done().agreement)
    Evaluation.objects.filter(pk=evaluation.pk).update(**changes)
    assert not locking.verify(evaluation)


def test_an_open_round_is_not_verified() -> None:
    assert not locking.verify(judged(Work().agreement))


def test_whoever_judged_may_lock_with_the_capability_to_lock_and_not_without() -> None:
    work = Work()
    evaluation = judged(work.agreement)
    for stranger in (officer(work.world.elsewhere), actor("evaluation.review", "agreements.view", at=work.unit)):
        with pytest.raises(NotAllowed):
            locking.lock(evaluation, by=stranger, at=NOW)
    assert locking.lock(evaluation, by=officer(work.unit), at=NOW).is_locked


def test_a_lock_is_whole() -> None:
    evaluation = judged(Work().agreement)
    for changes in ({"locked_at": NOW}, {"locked_by_key": "user:x"}, {"facts_sha256": "0" * 64}, {"rating": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evaluation.objects.filter(pk=evaluation.pk).update(**changes)


def test_a_round_locked_under_version_1_stays_readable_and_sealed() -> None:
    evaluation = locked(done().agreement)
    older = dict(evaluation.facts, version=1)
    added = {"accepted", "disputed", "is_waived"}
    older["obligations"] = [{name: line[name] for name in line if name not in added} for line in older["obligations"]]
    digest = seal(older, rating=evaluation.rating, judgement=evaluation.judgement)
    Evaluation.objects.update(facts=older, facts_sha256=digest)
    evaluation.refresh_from_db()
    assert locking.verify(evaluation)
    assert evaluation.findings.version == 1
    assert [(line.accepted, line.is_waived) for line in evaluation.findings.obligations] == [(None, None)] * 2
    assert evaluation.findings.obligations[0].remaining == 1
