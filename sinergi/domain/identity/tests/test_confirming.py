"""The unit's own word, and how many are confirmed by whom."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sinergi.domain.identity import queries
from sinergi.domain.identity.choices import Confirmation, Method, Result
from sinergi.domain.identity.models import Verification
from sinergi.domain.identity.queries import Coverage
from sinergi.domain.identity.services import checking, confirming
from sinergi.domain.identity.services.confirming import WrongNumber
from sinergi.domain.identity.tests.worlds import World, register_row
from sinergi.domain.people.models import Person
from sinergi.domain.people.services import episodes
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db


def confirm(person: Person, **known: Any) -> Verification:
    facts: dict[str, Any] = {
        "officer_name": "Petugas Contoh",
        "registration_number": person.episodes.all()[0].registration_number,
        "on": TODAY,
        "by": SYSTEM,
        "at": NOW,
    }
    return confirming.confirm_by_unit(person, **(facts | known))


class TestConfirmingByTheUnit:
    def test_a_number_and_a_named_officer_confirm(self) -> None:
        world = World()
        made = confirm(world.person(registration_number="B.12"), by=world.owner)
        assert (made.method, made.result, made.registration_number) == (Method.UNIT, Result.SESUAI, "B.12")
        assert (made.officer_name, made.extract, made.agreement) == ("Petugas Contoh", None, None)
        assert "Petugas Contoh" not in str(Entry.objects.get(action="identity.confirmed").facts)

    @pytest.mark.parametrize("number", ["B.13", "b.12", "B.1", "%"])
    def test_another_number_does_not_confirm(self, number: str) -> None:
        world = World()
        world.person(registration_number="B.13")
        with pytest.raises(WrongNumber, match="bukan nomor orang tersebut"):
            confirm(world.person(registration_number="B.12"), registration_number=number, by=world.owner)

    def test_the_number_of_another_unit_or_of_another_time_does_not_confirm(self) -> None:
        world = World()
        person = world.person(registration_number="T.1", category="tahanan")
        for category, unit, number, ends_previous in (
            ("narapidana", world.lapas, "N.1", True),
            ("klien", world.other_lapas, "K.1", False),
        ):
            episodes.begin(
                person,
                category=category,
                unit=unit,
                registration_number=number,
                starts_on=date(2026, 2, 1),
                ends_previous=ends_previous,
                by=SYSTEM,
                at=NOW,
            )
        for number in ("T.1", "K.1"):
            with pytest.raises(WrongNumber):
                confirm(person, registration_number=number, by=world.owner)
        assert confirm(person, registration_number="N.1", by=world.owner).confirms
        assert confirm(person, registration_number="T.1", on=date(2026, 1, 31), by=world.owner).confirms

    @pytest.mark.parametrize(
        ("known", "sentence"),
        [
            ({"officer_name": " "}, "Nama petugas wajib"),
            ({"registration_number": ""}, "Nomor registrasi wajib"),
            ({"on": date(2026, 3, 3)}, "belum tiba"),
        ],
    )
    def test_officer_number_and_a_day_that_can_be_are_needed(self, known: dict[str, Any], sentence: str) -> None:
        with pytest.raises(Invalid, match=sentence):
            confirm(World().person(), **known)

    def test_owner_confirms_colleague_and_stranger_do_not(self) -> None:
        world = World()
        person = world.person()
        for other in (world.colleague, world.stranger, actor("people.view", at=world.lapas)):
            with pytest.raises(NotAllowed):
                confirm(person, by=other)
        with pytest.raises(NotAllowed):
            confirm(person, by=world.owner, on=date(2025, 5, 31))
        assert confirm(person, by=world.owner).confirms


class TestLatest:
    def test_the_newest_day_comes_first_and_of_one_day_the_last_recorded(self) -> None:
        world = World()
        person, extract = world.person(), world.extract(register_row(name="Xaverius Zulkarnain"))
        assert Verification.objects.latest_for(person) is None
        assert queries.result_of(person, world.owner) is Result.BELUM
        mismatch = checking.check(person, extract, on=TODAY, purpose="Uji", by=SYSTEM, at=NOW)
        word = confirm(person, on=date(2026, 3, 1))
        assert Verification.objects.latest_for(person) == mismatch
        assert Verification.objects.confirming().latest_for(person) == word
        assert queries.result_of(person, world.owner) is Result.TIDAK_SESUAI
        again = confirm(person)
        assert list(queries.history(person, world.owner)) == [again, mismatch, word]
        assert queries.result_of(person, world.stranger) is Result.BELUM


class TestCoverage:
    def test_the_three_parts_are_disjoint_and_add_up(self) -> None:
        world = World()
        extract = world.extract(register_row(), register_row(nik="9901014107900043", name="Xaverius Zulkarnain"))
        both, by_unit, contradicted, _nothing = (
            world.person(),
            world.person(nik=""),
            world.person(world.other_lapas, nik="9901014107900043"),
            world.person(world.other_lapas),
        )
        for person in (both, by_unit, contradicted):
            confirm(person, on=date(2026, 2, 1))
        for person in (both, contradicted):
            checking.check(person, extract, on=date(2026, 2, 10), purpose="Uji", by=SYSTEM, at=NOW)
        assert queries.coverage(world.kanwil, TODAY, world.above) == Coverage(4, 1, 2, 1)
        assert queries.coverage(world.lapas, TODAY, world.owner) == Coverage(2, 1, 1, 0)
        parts = [set(queries.covered(world.kanwil, TODAY, world.above, part)) for part in Confirmation]
        assert parts == [{both}, {by_unit, contradicted}, {_nothing}]

    def test_what_is_found_later_does_not_move_the_answer_for_an_earlier_day(self) -> None:
        world = World()
        person = world.person()
        checking.check(person, world.extract(), on=date(2026, 2, 10), purpose="Uji", by=SYSTEM, at=NOW)
        assert queries.coverage(world.lapas, date(2026, 2, 9), world.owner) == Coverage(1, 0, 0, 1)
        assert queries.coverage(world.lapas, date(2026, 2, 10), world.owner) == Coverage(1, 1, 0, 0)

    def test_a_later_mismatch_undoes_a_match(self) -> None:
        world = World()
        person = world.person()
        other = world.extract(register_row(name="Xaverius Zulkarnain"))
        checking.check(person, world.extract(), on=date(2026, 2, 10), purpose="Uji", by=SYSTEM, at=NOW)
        checking.check(person, other, on=date(2026, 2, 11), purpose="Uji", by=SYSTEM, at=NOW)
        assert queries.coverage(world.lapas, date(2026, 2, 10), world.owner).confirmed_by_register == 1
        assert queries.coverage(world.lapas, TODAY, world.owner) == Coverage(1, 0, 0, 1)

    def test_a_part_is_never_given_for_the_whole(self) -> None:
        world = World()
        for viewer in (world.owner, world.stranger, actor("identity.verify", at=world.kanwil)):
            with pytest.raises(NotAllowed, match="tidak berwenang melihat"):
                queries.coverage(world.kanwil, TODAY, viewer)

    def test_an_empty_unit_has_nobody_to_confirm(self) -> None:
        world = World()
        assert queries.coverage(world.lapas, TODAY, world.owner) == Coverage(0, 0, 0, 0)

    def test_the_answer_takes_one_query(self, django_assert_num_queries: Any) -> None:
        world = World()
        world.person()
        with django_assert_num_queries(1):
            queries.coverage(world.kanwil, TODAY, world.above)


@pytest.mark.parametrize(
    "broken",
    [
        {"result": Result.BELUM},
        {"result": "mungkin"},
        {"result": Result.TIDAK_SESUAI},
        {"officer_name": ""},
        {"registration_number": ""},
        {"method": Method.REGISTER},
        {"register_row": 2},
    ],
)
def test_the_database_refuses_a_verification_that_cannot_be(broken: dict[str, Any]) -> None:
    made = confirm(World().person())
    with pytest.raises(IntegrityError), transaction.atomic():
        Verification.objects.filter(pk=made.pk).update(**broken)
