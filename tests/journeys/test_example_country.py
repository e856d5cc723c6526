"""The example country: built through the services, marked everywhere, gone without a trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.apps import apps
from django.db import models

from sinergi.demo import country, removing
from sinergi.demo.numerals import in_words
from sinergi.domain.activities.models import Outcome
from sinergi.domain.agreements.choices import Move, Stage, State
from sinergi.domain.agreements.models import (
    Agreement,
    ClaimRecord,
    Delivery,
    Milestone,
    Obligation,
    SavedFilter,
    Waiver,
)
from sinergi.domain.agreements.services import cataloguing
from sinergi.domain.evaluation.models import Decision, Evaluation
from sinergi.domain.evaluation.services import locking
from sinergi.domain.identity.choices import CaseKind, CaseState, DayState, ReviewState, StepKind
from sinergi.domain.identity.models import NikCase, RecordingDay, ReviewCase, ReviewDecision
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Person
from sinergi.foundation.access.models import Leave
from sinergi.foundation.access.services import roles
from sinergi.foundation.institutions.choices import ListingDecision
from sinergi.foundation.institutions.models import (
    Contact,
    Institution,
    InstitutionName,
    LikelyPair,
    Listing,
    Merge,
    Succession,
)
from sinergi.foundation.institutions.services import contacting, merging, succeeding
from tests.support.factories import NOW, TODAY, institution, partner

STAYS = {"audit", "contenttypes", "auth", "sessions"}


EXAMPLES = Agreement.objects.examples
LIVING: tuple[Callable[[], object], ...] = (
    *(lambda stage=stage: EXAMPLES().filter(stage=stage).exists() for stage in Stage),
    lambda: EXAMPLES().filter(state=State.WITHDRAWN, steps__move=Move.WITHDRAW).exists(),
    lambda: EXAMPLES().filter(steps__move=Move.BACK).exists(),
    lambda: EXAMPLES().filter(corrections__isnull=False).exists(),
    lambda: EXAMPLES().filter(programmes__isnull=False, fields__isnull=False, umbrella__isnull=False).exists(),
    lambda: EXAMPLES().filter(funding_rupiah__isnull=False).exists(),
    lambda: EXAMPLES().filter(fact_sources__isnull=False).exists(),
    lambda: EXAMPLES().filter(assignments__isnull=False).exists(),
    *(lambda state=state: NikCase.objects.filter(state=state, is_example=True).exists() for state in CaseState),
    lambda: RecordingDay.objects.filter(state=DayState.HELD, steps__kind=StepKind.RECORDED).exists(),
    lambda: RecordingDay.objects.filter(state=DayState.PLANNED, booked__gt=0).exists(),
    lambda: ReviewDecision.objects.filter(case__is_example=True).exists(),
    *(
        lambda state=state: ReviewCase.objects.filter(is_example=True, state=state).exists()
        for state in (ReviewState.READING, ReviewState.REFERRED, ReviewState.SETTLED)
    ),
    lambda: ReviewCase.objects.filter(is_example=True, kind=CaseKind.PAIR).exists(),
    lambda: Delivery.objects.accepted().exists(),
    lambda: Delivery.objects.disputed().exists(),
    lambda: Delivery.objects.awaiting().exists(),
    lambda: Delivery.objects.filter(resolved_on__isnull=False).exists(),
    lambda: Waiver.objects.standing().exists(),
    lambda: Obligation.objects.filter(every_months=3, in_kind_rupiah__gt=0, milestone__isnull=False).exists(),
    lambda: Milestone.objects.overdue(TODAY).exists(),
    lambda: Milestone.objects.filter(done_on__isnull=False).exists(),
    lambda: Milestone.objects.filter(moves__isnull=False).exists(),
    lambda: Outcome.objects.exclude(withdrawn_on=None).exists(),
    lambda: Contact.objects.exists(),
    lambda: Succession.objects.exists(),
    lambda: InstitutionName.objects.exclude(ends_on=None).exists(),
    lambda: LikelyPair.objects.open().exists(),
    lambda: Merge.objects.standing().exists(),
    lambda: Listing.objects.filter(decision=ListingDecision.OPEN).exists(),
    lambda: ClaimRecord.objects.count() == 2,
    lambda: SavedFilter.objects.count() == 4,
    lambda: Leave.objects.exists(),
    lambda: all(evaluation.findings.version == 2 for evaluation in Evaluation.objects.all()),
)
"""What somebody who looks around finds living."""


def rows() -> dict[str, int]:
    """How many rows each table of Sinergi holds, but for the audit, which only grows."""
    return {
        model._meta.label: count
        for model in apps.get_models()
        if model._meta.app_label not in STAYS and (count := _count(model))
    }


def _count(model: type[models.Model]) -> int:
    return model._default_manager.count()


@pytest.mark.django_db
def test_the_country_comes_marked_and_goes_without_a_trace() -> None:
    roles.deliver()
    cataloguing.deliver()
    real = partner("Yayasan Sungguhan", example=False)
    before = rows()

    country.build(at=NOW, say=lambda _text: None)
    assert Institution.objects.filter(is_example=True, place__isnull=False).count() == 40
    assert 300 <= Person.objects.count() <= 3_000
    assert not Person.objects.filter(is_example=False).exists()
    assert not Agreement.objects.filter(is_example=False).exists()
    assert all("Contoh" in name for name in Institution.objects.filter(is_example=True).values_list("name", flat=True))
    assert all("Contoh" in name for name in Person.objects.values_list("name", flat=True))
    niks = [person.nik for person in Person.objects.exclude(nik_index="")]
    assert len(niks) > 100
    assert [nik for nik in niks if not impossible(nik)] == []
    children = Person.objects.filter(
        episodes__category__in=[Category.ANAK, Category.ANAK_BINAAN], birth_date__isnull=False
    )
    assert children.exists()
    assert not children.filter(birth_date__lte=TODAY.replace(year=TODAY.year - 18)).exists()
    decisions = list(Decision.objects.select_related("evaluation"))
    assert {decision.kind for decision in decisions} == {"extend", "amend", "end"}
    assert all(locking.verify(decision.evaluation) for decision in decisions)

    assert [question for question in LIVING if not question()] == []

    removing.remove(by=country.BUILDER)
    assert rows() == before
    assert Institution.objects.get() == real


def impossible(nik: str) -> bool:
    """No province has the code 00 or 99, and no serial is 0000. A damaged NIK is none in the first place."""
    return len(nik) != 16 or nik[:2] in {"00", "99"} or nik.endswith("0000")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "Nol"),
        (8, "Delapan"),
        (10, "Sepuluh"),
        (11, "Sebelas"),
        (12, "Dua Belas"),
        (20, "Dua Puluh"),
        (35, "Tiga Puluh Lima"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.django_db
def test_what_people_did_to_made_up_institutions_goes_with_them() -> None:
    real, one, other, listed = (
        partner("Yayasan Sungguhan", example=False), institution(), institution(), partner("Dua Griya Contoh (A; B)")
    )  # fmt: skip
    merging.merge(one, other, reason="Ejaan", by=country.BUILDER, at=NOW)
    contacting.add(listed, kept_at=other, name="Orang Contoh", phone="021 5550100", by=country.BUILDER, at=NOW)
    succeeding.succeed(other, listed, kind="nama", on=None, source="Contoh", by=country.BUILDER, at=NOW)
    removing.remove(by=country.BUILDER)
    assert list(Institution.objects.all()) == [real]


@pytest.mark.parametrize(
    ("now", "built_at"),
    [
        ("2026-03-02 14:59:59", "2026-03-02 14:59:59"),
        ("2026-03-02 15:00:00", "2026-03-02 14:59:59"),
        ("2026-03-02 16:30:00", "2026-03-02 14:59:59"),
        ("2026-03-02 17:00:00", "2026-03-02 17:00:00"),
    ],
)
def test_it_is_built_at_a_moment_when_it_is_one_day_in_all_zones(now: str, built_at: str) -> None:
    moment = datetime.fromisoformat(f"{now}+00:00")
    assert country.one_day_everywhere(moment) == datetime.fromisoformat(f"{built_at}+00:00")
