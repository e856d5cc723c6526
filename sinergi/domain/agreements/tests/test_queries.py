"""Lists, counts and what is unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import Fact, Kind, Level, Phase, Side, Standing
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.queries import AgreementFilter, StandingCount
from sinergi.domain.agreements.rules.reading import COLUMNS, verbatim
from sinergi.domain.agreements.services import ending
from sinergi.domain.agreements.services.recording import PartyFacts
from sinergi.domain.agreements.tests.worlds import SIGNED, World, credited
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.errors import Invalid
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution, partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def listed(**known: Any) -> list[Agreement]:
    return list(queries.listed(AgreementFilter(**({"examples": True} | known)), SYSTEM))


def real(world: World, **known: Any) -> Agreement:
    """Between a partner and nobody of ours, as a news item may have it."""
    return world.recorded(parties=(PartyFacts(partner("Lembaga Nyata", example=False), Side.PARTNER),), **known)


class TestTheList:
    def test_shows_real_agreements_unless_asked_for_examples(self, world: World) -> None:
        example, truly = world.signed(), real(world)
        assert listed(examples=False) == [truly]
        assert listed() == [example]

    def test_has_the_latest_signing_first_and_unknown_days_last(self, world: World) -> None:
        unknown, old, new = world.recorded(), world.recorded(signed_on=date(2020, 1, 1)), world.signed()
        assert listed() == [new, old, unknown]

    @pytest.mark.parametrize("word", ["menjahit", "MENJAHIT", "delapan", "w.1-pk", "gedung", "contoh delapan menjahit"])
    def test_finds_words_in_scope_place_names_and_numbers(self, world: World, word: str) -> None:
        wanted = world.signed(location_text="Gedung B")
        world.signed(
            parties=(PartyFacts(world.elsewhere, Side.OURS), PartyFacts(partner("Sekolah Contoh"), Side.PARTNER)),
            scope="Kejar Paket C",
        )
        assert listed(text=word) == [wanted]

    def test_finds_nothing_when_one_of_the_words_is_nowhere(self, world: World) -> None:
        world.signed()
        assert listed(text="menjahit terbang") == []

    @pytest.mark.parametrize(
        "narrowed",
        [
            {"state": "concluded"},
            {"kind": Kind.PKS},
            {"level": Level.UPT},
            {"category": "masyarakat_sipil"},
            {"year": 2025},
            {"standing": Standing.CERTAIN, "on": TODAY},
            {"phase": Phase.IN_FORCE, "on": TODAY},
        ],
    )
    def test_can_be_narrowed(self, world: World, narrowed: dict[str, Any]) -> None:
        wanted = world.signed()
        school = partner("Sekolah Contoh", category="pemerintah")
        parties = (PartyFacts(world.lapas, Side.OURS), PartyFacts(school, Side.PARTNER))
        world.draft(parties=parties, kind=Kind.NK, level=Level.KANWIL)
        assert listed(**narrowed) == [wanted]
        assert len(listed()) == 2

    def test_the_category_is_that_of_the_partner_not_of_our_side(self, world: World) -> None:
        founding.profile(world.lapas, category="pemerintah")
        world.signed()
        assert listed(category="pemerintah") == []

    def test_can_show_what_waits_for_a_person(self, world: World) -> None:
        new = founding.found("Yayasan Contoh Baru", category="", provisional=True, example=True, by=SYSTEM, at=NOW)
        by_party = world.recorded(parties=(PartyFacts(new, Side.PARTNER),))
        by_unit = world.recorded(covered_units=(new,))
        world.signed()
        assert set(listed(provisional=True)) == {by_party, by_unit}

    @pytest.mark.parametrize(
        ("known", "field"),
        [
            ({"text": "\x00"}, "text"),
            ({"text": "a" * 201}, "text"),
            ({"year": 0}, "year"),
            ({"year": 10_000}, "year"),
            ({"standing": "perhaps", "on": TODAY}, "standing"),
            ({"standing": Standing.CERTAIN}, "on"),
            ({"phase": "perhaps", "on": TODAY}, "phase"),
            ({"phase": Phase.IN_FORCE}, "on"),
            ({"unknown": "weather"}, "unknown"),
        ],
    )
    def test_a_filter_that_cannot_be_is_refused(self, known: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            AgreementFilter(**known)
        assert refusal.value.field == field

    def test_asks_the_same_number_of_queries_for_one_and_for_many(
        self, world: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        who = actor(policies.VIEW, at=world.kanwil)
        for number in (1, 5):
            while Agreement.objects.count() < number:
                world.signed(covered_units=(world.elsewhere,))
            filter = AgreementFilter(examples=True, standing="certain", on=TODAY)
            with django_assert_num_queries(3):
                rows = list(queries.listed(filter, who))
                told = [(row.title, row.unknowns(), row.phase(TODAY), row.open_obligations) for row in rows]
            with django_assert_num_queries(4):
                rows = list(queries.listed(filter, who, whole=True))
                units = [list(row.covered_units.all()) for row in rows]
                partners = [
                    party.institution.partner_profile
                    for row in rows
                    for party in row.parties.all()
                    if party.side == Side.PARTNER
                ]
            assert len(told) == len(units) == len(partners) == number


class TestTheCount:
    def test_adds_up_and_each_number_opens_its_list(self, world: World) -> None:
        world.signed()
        world.signed()
        world.recorded(signed_on=SIGNED)
        world.recorded()
        ending.end(world.signed(), ended_on=TODAY, reason="Mitra bubar", by=SYSTEM, at=NOW)
        world.draft()
        count = queries.count_on(TODAY, SYSTEM, examples=True)
        assert count == StandingCount(TODAY, 2, 1, 1, 1, 5, examples_left_out=0)
        opened = {standing: len(listed(standing=standing, on=TODAY)) for standing in Standing}
        assert opened == {"certain": 2, "possible": 1, "unknown": 1, "not": 1}

    def test_leaves_examples_out_and_says_how_many(self, world: World) -> None:
        world.signed()
        world.draft()
        real(world, signed_on=SIGNED)
        assert queries.count_on(TODAY, SYSTEM) == StandingCount(TODAY, 0, 1, 0, 0, 1, examples_left_out=1)

    def test_counts_what_the_viewer_may_see(
        self, world: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        world.signed()
        with django_assert_num_queries(1):
            mine = queries.count_on(TODAY, actor(policies.VIEW, at=world.kanwil), examples=True)
        assert mine.total == mine.certain == 1
        assert queries.count_on(TODAY, actor(policies.VIEW, at=world.elsewhere), examples=True).total == 0


class TestWhatIsUnknown:
    def test_the_list_and_the_property_agree_for_each_fact(self, world: World) -> None:
        whole = world.facts(signed_on=SIGNED, starts_on=SIGNED, ends_on=TODAY)
        ours, theirs = (replace(party, number="1") for party in whole.parties)
        world.recorded(signed_on=SIGNED, starts_on=SIGNED, ends_on=TODAY)
        for gap in (
            {"signed_on": None},
            {"kind": ""},
            {"level": ""},
            {"scope": ""},
            {"starts_on": None},
            {"ends_on": None},
            {"parties": (ours,)},
            {"parties": (theirs,)},
            {"parties": (replace(ours, number=""), replace(theirs, number=""))},
        ):
            world.recorded(**({"signed_on": SIGNED, "starts_on": SIGNED, "ends_on": TODAY} | gap))
        for fact in Fact:
            lacking = {row.pk for row in listed() if fact in {unknown.fact for unknown in queries.unknowns(row)}}
            assert {row.pk for row in listed(unknown=fact)} == lacking
            assert lacking

    def test_each_unknown_has_a_code_and_a_label(self, world: World) -> None:
        told = [(unknown.code, unknown.label) for unknown in world.recorded(kind="").unknowns()]
        assert told == [
            ("signed_on", "tanggal penandatanganan"),
            ("kind", "jenis naskah"),
            ("term", "masa berlaku"),
        ]


def test_those_signed_on_one_day_are_found_by_it(world: World) -> None:
    day = world.recorded(signed_on=date(2025, 10, 2))
    world.recorded(signed_on=date(2025, 10, 3))
    world.recorded()
    assert list(queries.listed(queries.AgreementFilter(signed_on=date(2025, 10, 2), examples=True), SYSTEM)) == [day]


def test_an_imported_agreement_shows_its_row_and_another_none(world: World) -> None:
    cells = dict.fromkeys(COLUMNS, "") | {"partner": "Yayasan Contoh Delapan", "scope": "Pelatihan"}
    imported = world.recorded(source_text=verbatim(cells), row_identity="a" * 64)
    assert [(cell.column, cell.text) for cell in queries.source_cells(imported, viewer=SYSTEM)] == [
        ("partner", "Yayasan Contoh Delapan"), ("scope", "Pelatihan"),
    ]  # fmt: skip
    assert queries.source_cells(world.recorded(source_text="Kutipan"), viewer=SYSTEM) == ()


def test_one_agreement_is_found_ready_to_be_told(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    public_id = world.signed(covered_units=(world.elsewhere,)).public_id
    with django_assert_num_queries(3):
        agreement = queries.find(public_id, SYSTEM)
        assert agreement is not None
        assert agreement.title == "PKS Lapas Contoh Tiga – Yayasan Contoh Delapan"
        assert agreement.unknowns() == ()
        assert list(agreement.covered_units.all()) == [world.elsewhere]


def test_obligations_come_with_their_progress_and_units_in_two_queries(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agreement = world.signed(covered_units=(world.elsewhere,))
    later = world.promised(agreement, units=(world.elsewhere,))
    sooner = world.promised(agreement, due_on=date(2026, 6, 1))
    for number in range(3):
        credited(later, origin=f"test:{number}")
    with django_assert_num_queries(2):
        rows = list(queries.obligations_of(agreement, SYSTEM))
        told = [(row.delivered, row.accepted, row.owed_by.institution.name, len(row.units.all())) for row in rows]
    assert rows == [sooner, later]
    assert told == [(0, 0, "Yayasan Contoh Delapan", 0), (3, 0, "Yayasan Contoh Delapan", 1)]


@pytest.mark.parametrize(
    ("partners", "title"),
    [
        (0, "PKS Lapas Contoh Tiga – (pihak tidak disebut)"),
        (2, "PKS Lapas Contoh Tiga – Mitra Contoh 0 dan Mitra Contoh 1"),
        (4, "PKS Lapas Contoh Tiga – Mitra Contoh 0 dan 3 lainnya"),
    ],
)
def test_a_title_names_two_parties_a_side_and_counts_the_rest(world: World, partners: int, title: str) -> None:
    others = (PartyFacts(partner(f"Mitra Contoh {number}"), Side.PARTNER) for number in range(partners))
    assert world.recorded(parties=(PartyFacts(world.lapas, Side.OURS), *others)).title == title


def test_an_unknown_kind_is_not_guessed_in_the_title(world: World) -> None:
    assert world.recorded(kind="").title.startswith("Naskah Lapas Contoh Tiga")


def test_deliveries_are_told_in_order(world: World) -> None:
    obligation = world.promised()
    late = credited(obligation, on=TODAY, origin="test:late")
    early = credited(obligation, on=SIGNED, origin="test:early")
    assert list(queries.deliveries(SYSTEM)) == [early, late]
    assert list(queries.deliveries(actor(policies.VIEW, at=institution("Lapas Contoh Lain")))) == []
