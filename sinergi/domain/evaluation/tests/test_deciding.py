from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sinergi.domain.activities.tests.worlds import Work
from sinergi.domain.agreements.choices import Kind, State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import ending
from sinergi.domain.evaluation.choices import DecisionKind
from sinergi.domain.evaluation.models import Decision, Evaluation
from sinergi.domain.evaluation.services import deciding
from sinergi.domain.evaluation.tests.worlds import NEXT_TERM, PERIOD, extended, judged, locked, officer
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY

pytestmark = pytest.mark.django_db


def nothing_written(evaluation: Evaluation, *, agreements: int = 1) -> None:
    assert not Decision.objects.exists()
    assert Agreement.objects.count() == agreements
    assert not Entry.objects.filter(action="evaluation.decided").exists()


def test_to_extend_drafts_the_next_document_of_the_lineage() -> None:
    work = Work()
    decision = extended(locked(work.agreement))
    assert decision.result is not None
    assert decision.result.continues == work.agreement
    assert decision.result.state == State.DRAFT
    assert (decision.result.starts_on, decision.result.ends_on) == (NEXT_TERM["starts_on"], NEXT_TERM["ends_on"])


def test_to_amend_drafts_an_addendum() -> None:
    work = Work()
    decision = deciding.decide(
        locked(work.agreement),
        kind=DecisionKind.AMEND,
        reason="Peserta meminta pelatihan lain.",
        scope="Menjahit dan budi daya lele",
        on=TODAY,
        by=SYSTEM,
        at=NOW,
    )
    assert decision.result is not None
    assert (decision.result.kind, decision.result.scope) == (Kind.ADENDUM, "Menjahit dan budi daya lele")


def test_to_end_ends_the_agreement_and_leads_to_no_document() -> None:
    work = Work()
    decision = deciding.decide(
        locked(work.agreement),
        kind=DecisionKind.END,
        reason="Tidak ada kegiatan.",
        ended_on=date(2026, 4, 1),
        on=TODAY,
        by=SYSTEM,
        at=NOW,
    )
    work.agreement.refresh_from_db()
    assert work.agreement.ended_on == date(2026, 4, 1)
    assert decision.result is None


def test_there_is_no_decision_before_the_lock() -> None:
    evaluation = judged(Work().agreement)
    with pytest.raises(deciding.NotLocked, match="Kunci dahulu"):
        extended(evaluation)
    nothing_written(evaluation)


def test_there_is_one_decision_on_a_round() -> None:
    evaluation = locked(Work().agreement)
    extended(evaluation)
    with pytest.raises(deciding.AlreadyDecided):
        extended(evaluation)
    assert Agreement.objects.count() == 2


def test_the_decision_of_a_round_is_found_on_it() -> None:
    evaluation = locked(Work().agreement)
    assert evaluation.decided is None
    decision = extended(evaluation)
    assert Evaluation.objects.get().decided == decision


def test_when_agreements_refuses_nothing_is_written() -> None:
    work = Work()
    evaluation = locked(work.agreement)
    ending.end(work.agreement, ended_on=date(2026, 3, 1), reason="Diakhiri lebih awal", by=SYSTEM, at=NOW)
    with pytest.raises(ending.AlreadyEnded):
        deciding.decide(evaluation, kind="end", reason="Akhiri", ended_on=date(2026, 3, 5), on=TODAY, by=SYSTEM, at=NOW)
    nothing_written(evaluation)


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({"kind": "pause"}, "kind"),
        ({"reason": " "}, "reason"),
        ({"ends_on": None}, "ends_on"),
        ({"scope": "Lain"}, "scope"),
        ({"ends_on": NEXT_TERM["starts_on"] - timedelta(days=1)}, "ends_on"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
        ({"on": PERIOD.start - timedelta(days=1)}, "on"),
    ],
)
def test_an_impossible_decision_is_refused_and_nothing_written(known: dict[str, Any], field: str) -> None:
    evaluation = locked(Work().agreement)
    with pytest.raises(Invalid) as refusal:
        extended(evaluation, **known)
    assert refusal.value.field == field
    nothing_written(evaluation)


def test_deciding_is_allowed_at_our_party_only() -> None:
    work = Work()
    evaluation = locked(work.agreement)
    with pytest.raises(NotAllowed, match="memutuskan"):
        extended(evaluation, by=officer(work.world.elsewhere, "agreements.amend"))
    nothing_written(evaluation)


def test_who_decides_must_be_allowed_to_amend_as_well() -> None:
    work = Work()
    evaluation = locked(work.agreement)
    with pytest.raises(NotAllowed):
        extended(evaluation, by=officer(work.unit))
    nothing_written(evaluation)
    assert extended(evaluation, by=officer(work.unit, "agreements.amend")).by_key == f"user:Petugas {work.unit}"


def test_a_decision_leads_to_a_document_exactly_when_it_goes_on() -> None:
    decision = extended(locked(Work().agreement))
    for changes in ({"kind": DecisionKind.END}, {"result": None}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**changes)


def test_each_refusal_is_a_sentence_for_people() -> None:
    evaluation = judged(Work().agreement)
    with pytest.raises(DomainError) as refusal:
        extended(evaluation)
    assert str(refusal.value).endswith(".")
    assert refusal.value.code == "evaluation_not_locked"
