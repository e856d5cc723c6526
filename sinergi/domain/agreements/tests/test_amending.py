"""What comes after an agreement: a new document, or an end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import Kind, Standing, State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import amending, ending, signing
from sinergi.domain.agreements.services.amending import AlreadyContinued
from sinergi.domain.agreements.services.delivering import NotSigned
from sinergi.domain.agreements.services.ending import AlreadyEnded
from sinergi.domain.agreements.tests.worlds import ENDS, SIGNED, World
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db
NEXT_START, NEXT_END = date(2027, 10, 3), date(2029, 10, 2)


@pytest.fixture
def world() -> World:
    return World()


def extend(agreement: Agreement, **known: Any) -> Agreement:
    facts = {"starts_on": NEXT_START, "ends_on": NEXT_END, "reason": "Hasilnya baik", "by": SYSTEM, "at": NOW}
    return amending.extend(agreement, **(facts | known))


def end(agreement: Agreement, **known: Any) -> Agreement:
    facts = {"ended_on": date(2026, 2, 1), "reason": "Mitra bubar", "by": SYSTEM, "at": NOW}
    return ending.end(agreement, **(facts | known))


class TestExtending:
    def test_makes_a_draft_with_the_same_parties_units_and_scope_and_blank_numbers(self, world: World) -> None:
        agreement = world.signed(covered_units=(world.elsewhere,))
        draft = extend(agreement, by=actor(policies.AMEND, at=world.lapas))
        draft.refresh_from_db()
        assert draft.state == State.DRAFT
        assert draft.continues == agreement
        assert (draft.kind, draft.level, draft.scope) == (agreement.kind, agreement.level, agreement.scope)
        assert (draft.starts_on, draft.ends_on) == (NEXT_START, NEXT_END)
        assert list(draft.covered_units.all()) == [world.elsewhere]
        assert draft.is_example
        assert [(party.institution, party.side, party.number) for party in draft.parties.order_by("pk")] == [
            (party.institution, party.side, "") for party in agreement.parties.order_by("pk")
        ]
        assert draft.source_text == "Alasan perpanjangan: Hasilnya baik"
        assert Entry.objects.get(action="agreement.extended").facts == {"draft": str(draft.public_id)}

    def test_leaves_the_extended_agreement_as_it_is(self, world: World) -> None:
        agreement = world.signed()
        extend(agreement)
        assert Agreement.objects.get(pk=agreement.pk).ends_on == ENDS

    def test_a_draft_is_not_extended(self, world: World) -> None:
        with pytest.raises(NotSigned):
            extend(world.draft())

    def test_it_is_extended_once(self, world: World) -> None:
        agreement = world.signed()
        draft = extend(agreement)
        with pytest.raises(AlreadyContinued):
            extend(agreement)
        signing.sign(draft, signed_on=TODAY, starts_on=NEXT_START, ends_on=NEXT_END, by=SYSTEM, at=NOW)
        with pytest.raises(AlreadyContinued):
            extend(agreement)

    def test_it_may_be_extended_again_when_its_continuation_was_ended(self, world: World) -> None:
        agreement = world.signed()
        continuation = signing.sign(
            extend(agreement), signed_on=TODAY, starts_on=TODAY, ends_on=NEXT_END, by=SYSTEM, at=NOW
        )
        end(continuation, ended_on=date(2026, 4, 1))
        assert extend(agreement).continues == agreement

    def test_an_addendum_does_not_stand_in_the_way(self, world: World) -> None:
        agreement = world.signed()
        amending.amend(agreement, scope="Pelatihan memasak", reason="Permintaan unit", by=SYSTEM, at=NOW)
        assert extend(agreement).continues == agreement

    @pytest.mark.parametrize(
        ("facts", "field"), [({"ends_on": date(2027, 10, 2)}, "ends_on"), ({"reason": " "}, "reason")]
    )
    def test_not_to_end_before_it_starts_nor_without_a_reason(
        self, world: World, facts: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            extend(world.signed(), **facts)
        assert refusal.value.field == field
        assert Agreement.objects.count() == 1


class TestAmending:
    def test_makes_an_addendum_with_another_scope(self, world: World) -> None:
        agreement = world.signed()
        draft = amending.amend(agreement, scope="Pelatihan memasak", reason="Permintaan unit", by=SYSTEM, at=NOW)
        assert (draft.kind, draft.state, draft.scope) == (Kind.ADENDUM, State.DRAFT, "Pelatihan memasak")
        assert draft.continues == agreement
        assert draft.title == "Adendum Lapas Contoh Tiga – Yayasan Contoh Delapan"

    def test_a_draft_is_not_amended(self, world: World) -> None:
        with pytest.raises(NotSigned):
            amending.amend(world.draft(), scope="Lain", reason="Alasan", by=SYSTEM, at=NOW)

    @pytest.mark.parametrize("missing", ["scope", "reason"])
    def test_not_without_a_scope_or_a_reason(self, world: World, missing: str) -> None:
        with pytest.raises(Invalid) as refusal:
            amending.amend(world.signed(), **({"scope": "Lain", "reason": "Alasan"} | {missing: ""}), by=SYSTEM, at=NOW)
        assert refusal.value.field == missing


class TestEnding:
    def test_takes_effect_from_its_day_on_and_leaves_earlier_days_alone(self, world: World) -> None:
        agreement = end(world.signed(), ended_on=date(2026, 2, 1), by=actor(policies.AMEND, at=world.kanwil))
        agreement.refresh_from_db()
        assert agreement.standing(date(2026, 1, 31)) is Standing.CERTAIN
        assert agreement.standing(date(2026, 2, 1)) is Standing.NOT
        assert (agreement.end_reason, agreement.ends_on) == ("Mitra bubar", ENDS)
        assert Entry.objects.get(action="agreement.ended").facts["ended_on"] == "2026-02-01"

    def test_a_draft_is_not_ended(self, world: World) -> None:
        with pytest.raises(NotSigned):
            end(world.draft())

    def test_not_twice(self, world: World) -> None:
        with pytest.raises(AlreadyEnded, match="sudah diakhiri per 01-02-2026"):
            end(end(world.signed()))

    def test_not_after_its_term_is_over(self, world: World) -> None:
        with pytest.raises(AlreadyEnded, match="Masa berlaku sudah habis"):
            end(world.signed(), ended_on=date(2027, 10, 3))

    @pytest.mark.parametrize(
        ("facts", "field"), [({"ended_on": date(2025, 10, 1)}, "ended_on"), ({"reason": ""}, "reason")]
    )
    def test_not_before_it_is_signed_nor_without_a_reason(
        self, world: World, facts: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            end(world.signed(), **facts)
        assert refusal.value.field == field
        assert end(world.signed(), ended_on=SIGNED).ended_on == SIGNED


def test_others_neither_extend_nor_amend_nor_end(world: World) -> None:
    agreement = world.signed()
    for other in (actor(policies.AMEND, at=world.elsewhere), actor(policies.SIGN, at=world.lapas)):
        with pytest.raises(NotAllowed):
            extend(agreement, by=other)
        with pytest.raises(NotAllowed):
            amending.amend(agreement, scope="Lain", reason="Alasan", by=other, at=NOW)
        with pytest.raises(NotAllowed):
            end(agreement, by=other)


def test_the_lineage_is_told_from_any_of_its_documents_and_only_to_who_may_see_them(world: World) -> None:
    first = world.signed(covered_units=(world.elsewhere,))
    addendum = amending.amend(first, scope="Pelatihan memasak", reason="Permintaan unit", by=SYSTEM, at=NOW)
    second = extend(first)
    world.signed()
    assert queries.family(second, SYSTEM).lineage == queries.family(first, SYSTEM).lineage == (first, addendum, second)
    assert queries.family(first, actor(policies.VIEW, at=world.elsewhere)).lineage == (first,)
