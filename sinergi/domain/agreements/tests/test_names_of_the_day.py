"""An old agreement shows the names of its day; a merge shows one name, and hides nothing."""

from __future__ import annotations

from datetime import date

import pytest

from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import VIEW, Side
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.queries import AgreementFilter
from sinergi.domain.agreements.services import recording
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.services import merging, naming
from tests.support.factories import NOW, SYSTEM, actor, institution, partner

pytestmark = pytest.mark.django_db


def recorded(ours: Institution, *partners: Institution, signed_on: date | None = date(2024, 1, 1)) -> Agreement:
    parties = (PartyFacts(ours, Side.OURS), *(PartyFacts(each, Side.PARTNER) for each in partners))
    return recording.record(RecordedAgreement(parties=parties, kind="PKS", signed_on=signed_on), by=SYSTEM, at=NOW)


def title(agreement: Agreement) -> str:
    return Agreement.objects.with_parties().get(pk=agreement.pk).title


def renamed(unit: Institution, name: str, starts_on: date) -> None:
    naming.rename(unit, name, starts_on=starts_on, source="", by=SYSTEM, at=NOW)


def test_each_agreement_shows_the_name_of_its_day_and_the_present_one_where_that_is_unknown() -> None:
    school, mitra = institution("Akademi Contoh"), partner("Yayasan Contoh")
    old, new = recorded(school, mitra), recorded(school, mitra, signed_on=date(2025, 6, 1))
    undated = recorded(school, mitra, signed_on=None)
    renamed(school, "Politeknik Contoh", date(2024, 8, 8))
    assert title(old) == "PKS Akademi Contoh – Yayasan Contoh"
    assert title(new) == title(undated) == "PKS Politeknik Contoh – Yayasan Contoh"


def test_it_is_found_by_either_name() -> None:
    school = institution("Akademi Contoh")
    agreement = recorded(school, partner())
    renamed(school, "Politeknik Contoh", date(2024, 8, 8))
    for word in ("Akademi", "politeknik"):
        assert list(queries.listed(AgreementFilter(text=word, examples=True), SYSTEM)) == [agreement]
    assert not queries.listed(AgreementFilter(text="institut", examples=True), SYSTEM).exists()


def test_two_parties_that_were_one_are_named_once() -> None:
    one, other = partner("Yayasan Contoh Delapan"), partner("Yys Contoh Delapan")
    agreement = recorded(institution("Lapas Contoh Satu"), one, other)
    merged = merging.merge(other, one, reason="Ejaan", by=SYSTEM, at=NOW)
    assert title(agreement) == "PKS Lapas Contoh Satu – Yayasan Contoh Delapan"
    assert agreement.parties.count() == 3
    merging.undo(merged, by=SYSTEM, at=NOW)
    assert title(agreement).endswith("Yayasan Contoh Delapan dan Yys Contoh Delapan")


def test_whoever_sees_the_survivor_sees_its_other_agreements_until_the_merge_is_undone() -> None:
    wrong, right = institution(), institution()
    agreement = recorded(wrong, partner())
    viewer, superior_of_neither = actor(VIEW, at=right), actor(VIEW, at=institution())
    assert queries.find(agreement.public_id, viewer) is None
    merged = merging.merge(wrong, right, reason="Ejaan", by=SYSTEM, at=NOW)
    assert queries.find(agreement.public_id, viewer) == agreement
    assert queries.find(agreement.public_id, superior_of_neither) is None
    merging.undo(merged, by=SYSTEM, at=NOW)
    assert queries.find(agreement.public_id, viewer) is None
    wrong.refresh_from_db()
    assert queries.find(agreement.public_id, actor(VIEW, at=Institution.objects.get(pk=wrong.pk))) == agreement


def test_an_agreement_is_found_by_the_category_of_the_survivor() -> None:
    wrong, right = partner(category=""), partner(category="pemerintah")
    agreement = recorded(institution(), wrong)
    merging.merge(wrong, right, reason="Ejaan", by=SYSTEM, at=NOW)
    assert list(queries.listed(AgreementFilter(category="pemerintah", examples=True), SYSTEM)) == [agreement]
