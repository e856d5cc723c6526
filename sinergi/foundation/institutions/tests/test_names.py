"""Names change, and an old document keeps the name of its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from sinergi.foundation.institutions import queries
from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.institutions.models import Institution, InstitutionName, Succession
from sinergi.foundation.institutions.rules.names import Validity, name_on
from sinergi.foundation.institutions.services import founding, merging, naming, succeeding
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution, partner

SETTLER = actor(SETTLE)
D2020, D2024 = date(2020, 3, 1), date(2024, 8, 8)
days = st.dates(date(2019, 1, 1), date(2027, 1, 1))
bounds = st.none() | days


@st.composite
def validities(draw: st.DrawFn) -> Validity:
    start, end = draw(bounds), draw(bounds)
    return Validity(min(start, end), max(start, end)) if start and end else Validity(start, end)


def renamed(institution: Institution, name: str, starts_on: date | None) -> Institution:
    return naming.rename(institution, name, starts_on=starts_on, source="Peraturan Contoh 1", by=SETTLER, at=NOW)


@given(validities(), validities())
def test_two_names_overlap_when_some_day_is_claimed_by_both(one: Validity, other: Validity) -> None:
    edges = {d for v in (one, other) for d in (v.starts_on, v.ends_on) if d} | {date.min, date.max}
    assert one.overlaps(other) == other.overlaps(one) == any(one.claims(d) and other.claims(d) for d in edges)


@given(days, validities())
def test_the_name_of_a_day_is_the_one_that_claims_it_else_the_present_one(day: date, validity: Validity) -> None:
    assert name_on(day, [("Lama", validity)], present="Kini") == ("Lama" if validity.claims(day) else "Kini")


@pytest.mark.django_db
class TestRenaming:
    def test_the_old_name_ends_the_day_before_the_new_one(self) -> None:
        school = renamed(institution("Akademi Contoh"), "Politeknik Contoh", D2024)
        assert school.name == "Politeknik Contoh"
        assert school.name_on(D2024 - timedelta(days=1)) == "Akademi Contoh"
        assert school.name_on(D2024) == "Politeknik Contoh"
        assert school.name_on(None) == "Politeknik Contoh"

    def test_three_names_follow_each_other_without_a_gap(self) -> None:
        school = renamed(renamed(institution("Akademi Contoh"), "Politeknik Contoh", D2020), "Institut Contoh", D2024)
        names = [school.name_on(day) for day in (D2020 - timedelta(days=1), D2020, D2024 - timedelta(days=1), D2024)]
        assert names == ["Akademi Contoh", "Politeknik Contoh", "Politeknik Contoh", "Institut Contoh"]

    def test_without_a_day_the_old_name_is_kept_and_claims_none(self) -> None:
        school = renamed(institution("Akademi Contoh"), "Politeknik Contoh", None)
        assert school.name_on(D2020) == "Politeknik Contoh"
        assert [row.name for row in queries.past(school, SETTLER).spellings] == ["Akademi Contoh"]

    def test_the_institution_is_found_by_its_former_name(self) -> None:
        school = renamed(institution("Akademi Contoh"), "Politeknik Contoh", D2024)
        assert queries.named("akademi contoh", viewer=SYSTEM) == school
        assert queries.by_every_name(SYSTEM)["akademi contoh"] == school

    def test_a_former_name_that_two_bore_leads_to_neither(self) -> None:
        for new in ("Politeknik Contoh", "Institut Contoh"):
            unit = institution()
            naming.remember(unit, "Akademi Contoh", starts_on=None, ends_on=D2020, source="", by=SETTLER, at=NOW)
            renamed(unit, new, D2024)
        assert queries.named("Akademi Contoh", viewer=SYSTEM) is None
        assert "akademi contoh" not in queries.by_every_name(SYSTEM)

    def test_a_new_name_cannot_start_before_the_present_one(self) -> None:
        school = renamed(institution("Akademi Contoh"), "Politeknik Contoh", D2024)
        with pytest.raises(naming.Overlapping, match="08-08-2024"):
            renamed(school, "Institut Contoh", D2024)

    def test_a_dated_name_is_not_followed_on_an_unknown_day(self) -> None:
        school = renamed(institution("Akademi Contoh"), "Politeknik Contoh", D2024)
        with pytest.raises(Invalid, match="sejak kapan"):
            renamed(school, "Institut Contoh", None)

    def test_a_name_does_not_start_tomorrow(self) -> None:
        with pytest.raises(Invalid, match="belum tiba"):
            renamed(institution(), "Nama Esok", TODAY + timedelta(days=1))

    @pytest.mark.parametrize("name", ["", " ", "…", "a\0b", "x" * 301])
    def test_a_name_that_is_none_is_refused(self, name: str) -> None:
        unit = institution("Akademi Contoh")
        with pytest.raises(Invalid):
            renamed(unit, name, D2024)
        unit.refresh_from_db()
        assert unit.name == "Akademi Contoh"
        assert not unit.names.exists()

    def test_a_name_of_another_is_refused_and_nothing_changes(self) -> None:
        unit, other = institution("Akademi Contoh"), partner("Yayasan Contoh Ada")
        with transaction.atomic(), pytest.raises(founding.NameTaken):
            renamed(unit, other.name, D2024)
        unit.refresh_from_db()
        assert unit.name == "Akademi Contoh"

    def test_the_same_name_is_no_new_one(self) -> None:
        with pytest.raises(Invalid, match="sama"):
            renamed(institution("Akademi Contoh"), "Akademi Contoh", D2024)

    def test_only_who_may_settle_everywhere_renames(self) -> None:
        unit = institution()
        for stranger in (actor("agreements.view"), actor(SETTLE, at=unit)):
            with pytest.raises(NotAllowed):
                naming.rename(unit, "Baru", starts_on=None, source="", by=stranger, at=NOW)

    def test_former_names_do_not_overlap(self) -> None:
        unit = institution()
        naming.remember(unit, "Dulu", starts_on=None, ends_on=D2024, source="", by=SETTLER, at=NOW)
        with pytest.raises(naming.Overlapping, match="Dulu"):
            naming.remember(unit, "Juga Dulu", starts_on=D2020, ends_on=None, source="", by=SETTLER, at=NOW)

    def test_remembering_twice_is_remembering_once(self) -> None:
        unit = institution()
        for _time in range(2):
            naming.remember(unit, "Dulu", starts_on=None, ends_on=D2024, source="", by=SETTLER, at=NOW)
        assert unit.names.count() == 1

    def test_the_database_refuses_a_name_that_ends_before_it_starts(self) -> None:
        with pytest.raises(IntegrityError, match="a_name_does_not_end_before_it_starts"):
            InstitutionName.objects.create(
                institution=institution(), name="Dulu", folded_name="dulu", starts_on=D2024, ends_on=D2020
            )

    def test_wherever_an_institution_is_at_hand_so_is_its_name_of_the_day(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        school, wrong = renamed(institution("Akademi Contoh"), "Politeknik Contoh", D2024), institution()
        merging.merge(wrong, school, reason="Ejaan", by=SETTLER, at=NOW)
        with django_assert_num_queries(1):
            assert [row.name_on(D2020) for row in Institution.objects.all()] == ["Akademi Contoh"] * 2


@pytest.mark.django_db
class TestSuccession:
    def test_who_came_before_and_after_is_told(self) -> None:
        old, new = institution("Kementerian Contoh Lama"), institution("Kementerian Contoh Baru")
        succeeding.succeed(old, new, kind="pecah", on=None, source="Perpres Contoh", by=SETTLER, at=NOW)
        assert [row.successor for row in queries.past(old, SETTLER).after] == [new]
        assert [row.predecessor for row in queries.past(new, SETTLER).before] == [old]

    def test_the_last_of_each_line_is_told(self) -> None:
        one, two, three, four, five = (institution(f"Kementerian Contoh {n}") for n in "ABCDE")
        for before, after in ((one, two), (two, three), (one, four)):
            succeeding.succeed(before, after, kind="pecah", on=None, source="X", by=SETTLER, at=NOW)
        told = queries.followers([one, two, five], SETTLER)
        assert told == {one.pk: (three.name, four.name), two.pk: (three.name,)}

    def test_nothing_comes_after_what_came_after_it(self) -> None:
        one, two, three = (institution(f"Kementerian Contoh {n}") for n in "ABC")
        succeeding.succeed(one, two, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        succeeding.succeed(two, three, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        for earlier in (one, two, three):
            with pytest.raises(Invalid, match="lebih dahulu"):
                succeeding.succeed(three, earlier, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        assert Succession.objects.count() == 2

    def test_what_was_merged_brings_its_line_along(self) -> None:
        one, two, other, three = (institution(f"Kementerian Contoh {n}") for n in "ABCD")
        succeeding.succeed(one, two, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        succeeding.succeed(other, three, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        merged = merging.merge(other, two, reason="Ejaan", by=SETTLER, at=NOW)
        assert queries.followers([one], SETTLER) == {one.pk: (three.name,)}
        assert [row.successor for row in queries.past(two, SETTLER).after] == [three]
        succeeding.succeed(two, three, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        with pytest.raises(Invalid, match="lebih dahulu"):
            succeeding.succeed(three, one, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        assert Succession.objects.count() == 2
        merging.undo(merged, by=SETTLER, at=NOW)
        assert queries.followers([one], SETTLER) == {one.pk: (two.name,)}

    def test_two_of_one_line_that_turn_out_to_be_one_do_not_lead_round_for_ever(self) -> None:
        one, two, three = (institution(f"Kementerian Contoh {n}") for n in "ABC")
        succeeding.succeed(one, two, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        succeeding.succeed(two, three, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        merging.merge(one, three, reason="Ejaan", by=SETTLER, at=NOW)
        assert queries.followers([two, three], SETTLER) == {two.pk: (three.name,), three.pk: (two.name,)}

    def test_it_has_a_source_and_a_known_kind(self) -> None:
        one, two = institution(), institution()
        with pytest.raises(Invalid, match="Sumber"):
            succeeding.succeed(one, two, kind="nama", on=None, source=" ", by=SETTLER, at=NOW)
        with pytest.raises(Invalid, match="Cara penggantian"):
            succeeding.succeed(one, two, kind="lain", on=None, source="X", by=SETTLER, at=NOW)

    def test_real_and_made_up_do_not_follow_each_other(self) -> None:
        with pytest.raises(Invalid, match="contoh"):
            succeeding.succeed(
                institution(), institution(example=False), kind="nama", on=None, source="X", by=SETTLER, at=NOW
            )

    def test_telling_twice_is_telling_once(self) -> None:
        one, two = institution(), institution()
        for _time in range(2):
            succeeding.succeed(one, two, kind="nama", on=None, source="X", by=SETTLER, at=NOW)
        assert Succession.objects.count() == 1
