"""Counts in tables: each number is that of a list, and totals that are no sums say so."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.agreements.choices import Dimension, Kind, Level, Side, Signing, Stage, State
from sinergi.domain.agreements.models import Agreement, Programme, SubjectField
from sinergi.domain.agreements.models.agreement import signing_condition, signing_within
from sinergi.domain.agreements.queries import AgreementFilter, listed
from sinergi.domain.agreements.queries.counting import (
    CERTAINTIES,
    Counted,
    CountTable,
    Lists,
    choices,
    table,
)
from sinergi.domain.agreements.rules.standing import Dates, signing
from sinergi.domain.agreements.services.recording import PartyFacts
from sinergi.domain.agreements.tests.test_standing import DAY, near, possible_dates, possible_drafts
from sinergi.domain.agreements.tests.worlds import SIGNED, STARTS, World
from sinergi.foundation.kernel.errors import Invalid
from tests.support.factories import NOW, SYSTEM, actor, partner

ON = date(2026, 3, 2)
YEAR = Counted.flow(date(2025, 1, 1), date(2025, 12, 31))
EXAMPLES = AgreementFilter(examples=True)


@pytest.fixture
def world(db: None) -> World:
    """Of every sort: known and unknown days, kinds, levels, categories; one with partners of two categories."""
    world = World()
    world.signed()
    world.draft()
    world.recorded()
    world.recorded(kind="", level="", signed_on=date(2024, 5, 6))
    world.recorded(starts_on=STARTS)
    world.recorded(starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31))
    school, firm = partner("Sekolah Contoh", category="perguruan_tinggi"), partner("PT Contoh", category="")
    programmes = [Programme.objects.create(name=f"Program Contoh {number}") for number in (1, 2)]
    fields = [SubjectField.objects.create(name=f"Bidang Contoh {number}") for number in (1, 2)]
    for others in ([school, world.partner], [firm], [firm, school], []):
        parties = (PartyFacts(world.lapas, Side.OURS), *(PartyFacts(other, Side.PARTNER) for other in others))
        made = world.recorded(parties=parties, kind=Kind.NK, level=Level.KANWIL, signed_on=SIGNED)
        made.programmes.set(programmes[: len(others)])
        made.fields.set(fields[: len(others)])
    return world


@pytest.mark.parametrize("by", [None, *Dimension])
@pytest.mark.parametrize("counted", [Counted.stock(ON), Counted.stock(date(2023, 6, 1)), YEAR], ids=str)
def test_each_number_is_that_of_its_list(world: World, counted: Counted, by: Dimension | None) -> None:
    found = table(counted, SYSTEM, at=NOW, by=by, filter=EXAMPLES)
    lines = [(None, found.total), *((row.key, row.tally) for row in found.rows)]
    for key, tally in lines:
        for name in ("", *CERTAINTIES):
            shown = listed(Lists(found).behind(key, name), SYSTEM).count()
            assert shown == getattr(tally, name or "base"), (key, name)
    assert found.total.base == 9


@pytest.mark.parametrize("by", [None, *Dimension])
def test_a_table_is_one_query(world: World, by: Dimension | None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        table(YEAR, SYSTEM, at=NOW, by=by, filter=EXAMPLES)
    assert len(asked) == 1


def rows(found: CountTable) -> dict[str, int]:
    return {row.key: row.tally.base for row in found.rows if row.tally.base}


def test_where_an_agreement_has_several_keys_the_rows_say_that_they_do_not_add_up(world: World) -> None:
    found = table(YEAR, SYSTEM, at=NOW, by=Dimension.CATEGORY, filter=EXAMPLES)
    assert rows(found) == {"masyarakat_sipil": 6, "perguruan_tinggi": 2, "": 3}
    assert sum(rows(found).values()) > found.total.base
    assert not found.adds_up
    assert "satu kali" in found.note
    assert table(YEAR, SYSTEM, at=NOW, by=Dimension.KIND, filter=EXAMPLES).note == ""


def test_a_word_that_nobody_has_is_a_row_of_nothing_and_the_unknown_comes_last(world: World) -> None:
    found = table(YEAR, SYSTEM, at=NOW, by=Dimension.KIND, filter=EXAMPLES)
    assert [row.key for row in found.rows] == ["NK", "PKS", "IA", "ADENDUM", ""]
    assert rows(found) == {"NK": 4, "PKS": 4, "": 1}


def test_a_flow_tells_what_was_signed_from_what_may_have_been(world: World) -> None:
    found = table(YEAR, SYSTEM, at=NOW, by=Dimension.YEAR, filter=EXAMPLES)
    assert [(row.key, row.tally.certain, row.tally.possible, row.tally.unknown) for row in found.rows] == [
        ("2025", 5, 0, 0),
        ("2024", 0, 0, 0),
        ("", 0, 1, 2),
    ]


def test_the_filter_narrows_and_its_own_day_gives_way(world: World) -> None:
    narrowed = AgreementFilter(kind=Kind.NK, standing="not", on=ON, examples=True)
    found = table(Counted.stock(ON), SYSTEM, at=NOW, filter=narrowed)
    assert (found.total.possible, found.total.base) == (4, 4)


def test_what_the_directorate_sorts_by_is_named_and_never_adds_up(world: World) -> None:
    found = table(YEAR, SYSTEM, at=NOW, by=Dimension.PROGRAMME, filter=EXAMPLES)
    labels = {row.label: row.tally.base for row in found.rows}
    assert labels == {"Program Contoh 1": 3, "Program Contoh 2": 2, "belum diketahui": 6}
    assert not found.adds_up
    named = dict(choices(SYSTEM)[Dimension.PROGRAMME])
    assert all(named[str(UUID(row.key))] == row.label for row in found.rows if row.key)


def test_the_years_to_choose_from_are_those_of_what_is_seen(world: World) -> None:
    assert choices(SYSTEM, examples=True)[Dimension.YEAR] == (("2025", "2025"), ("2024", "2024"))
    assert choices(actor("agreements.view", at=world.elsewhere), examples=True)[Dimension.YEAR] == ()


def test_nobody_counts_what_is_not_shown_to_them(world: World) -> None:
    elsewhere = actor("agreements.view", at=world.elsewhere)
    found = table(YEAR, elsewhere, at=NOW, by=Dimension.LEVEL, filter=EXAMPLES)
    assert found.total.base == sum(rows(found).values()) == 0


def test_a_table_prints_what_it_counts_from(world: World) -> None:
    made_up = table(Counted.stock(ON), SYSTEM, at=NOW, filter=EXAMPLES)
    assert made_up.base.startswith("9 perjanjian contoh")
    assert table(Counted.stock(ON), SYSTEM, at=NOW).base.startswith("0 perjanjian nyata")
    assert made_up.counted.title == "Perjanjian yang berlaku pada 2 Maret 2026"
    assert YEAR.title == "Perjanjian yang ditandatangani 1 Januari 2025 sampai 31 Desember 2025"
    assert set(YEAR.definitions()) == set(Counted.stock(ON).definitions()) == set(CERTAINTIES)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Invalid, match="berakhir sebelum mulai") as refusal:
        Counted.flow(ON, date(2026, 3, 1))
    assert refusal.value.field == "until"
    with pytest.raises(Invalid, match="berakhir sebelum mulai"):
        AgreementFilter(since=ON, until=date(2026, 3, 1))
    with pytest.raises(Invalid, match="awal dan akhir masanya"):
        AgreementFilter(signing="certain", since=ON)
    with pytest.raises(Invalid, match="Kepastian"):
        AgreementFilter(signing="perhaps", since=ON, until=ON)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        pytest.param(Dates(DAY), Signing.CERTAIN, id="signed on the only day"),
        pytest.param(Dates(date(2026, 3, 1)), Signing.NOT, id="signed the day before"),
        pytest.param(Dates(None, DAY), Signing.POSSIBLE, id="its start speaks for it"),
        pytest.param(Dates(None, date(2020, 1, 1)), Signing.UNKNOWN, id="a start elsewhere does not speak against it"),
        pytest.param(Dates(), Signing.UNKNOWN, id="nothing known"),
        pytest.param(Dates(ended_on=date(2026, 3, 1)), Signing.NOT, id="ended before the period"),
        pytest.param(Dates(None, DAY, is_draft=True), Signing.NOT, id="a draft is not signed"),
    ],
)
def test_the_signing_of(dates: Dates, expected: Signing) -> None:
    assert signing(dates, DAY, DAY) is expected


@pytest.mark.django_db
@given(st.lists(possible_dates | possible_drafts, min_size=1, max_size=30), near, near)
def test_query_and_rule_agree_on_what_was_signed(all_dates: list[Dates], one: date, other: date) -> None:
    start, end = sorted((one, other))
    Agreement.objects.all().delete()
    Agreement.objects.bulk_create(
        Agreement(
            state=State.DRAFT if dates.is_draft else State.CONCLUDED,
            stage=Stage.EXPLORING if dates.is_draft else "",
            signed_on=dates.signed_on,
            starts_on=dates.starts_on,
            ends_on=dates.ends_on,
            ended_on=dates.ended_on,
            end_reason="" if dates.ended_on is None else "Diakhiri",
            recorded_at=NOW,
            recorded_by_key="test",
        )
        for dates in all_dates
    )
    every = list(Agreement.objects.order_by("pk"))
    for wanted in Signing:
        found = set(Agreement.objects.filter(signing_condition(wanted, start, end)))
        assert found == {row for row in every if signing(row.dates(), start, end) is wanted}
    surely = Agreement.objects.annotate(surely=signing_within(start, end))
    assert all(row.surely == signing(row.dates(), start, end) for row in surely)
