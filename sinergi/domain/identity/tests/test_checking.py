"""Asking the register: what comes of it, what is kept, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from sinergi.domain.agreements.services import ending
from sinergi.domain.identity.choices import Method, Result
from sinergi.domain.identity.models import RegisterExtract, Verification
from sinergi.domain.identity.services import checking
from sinergi.domain.identity.services.checking import Mixed, OutsideTerm
from sinergi.domain.identity.tests.columns import everything_stored
from sinergi.domain.identity.tests.worlds import NIK, SECRETS, World, register_row
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Person
from sinergi.domain.people.services import episodes
from sinergi.foundation.audit.models import Entry, Reading
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db


def check(person: Person, extract: RegisterExtract, **known: Any) -> Verification:
    facts: dict[str, Any] = {"on": TODAY, "purpose": "Pelatihan menjahit", "by": SYSTEM, "at": NOW}
    return checking.check(person, extract, **(facts | known))


class TestWhatComesOfIt:
    @pytest.mark.parametrize(
        ("known", "in_register", "result"),
        [
            ({}, {}, Result.SESUAI),
            ({"name": "CONTOH  SATU"}, {}, Result.SESUAI),
            ({}, {"birth_date": "1971-01-01"}, Result.SESUAI_SEBAGIAN),
            ({}, {"name": "Xaverius Zulkarnain"}, Result.TIDAK_SESUAI),
            ({"nik": "9901014107900099"}, {}, Result.TIDAK_DITEMUKAN),
            ({"nik": ""}, {}, Result.TANPA_NIK),
            ({"nik": "12345"}, {}, Result.TANPA_NIK),
            ({}, {"status": "meninggal"}, Result.MENINGGAL),
            ({}, {"status": "tidak_aktif"}, Result.TIDAK_AKTIF),
            ({}, {"status": "meninggal", "name": "Xaverius Zulkarnain"}, Result.TIDAK_SESUAI),
        ],
    )
    def test_the_answer_of_the_register_becomes_a_result(
        self, known: dict[str, str], in_register: dict[str, str], result: Result
    ) -> None:
        world = World()
        made = check(world.person(**known), world.extract(register_row(**in_register)))
        assert made.result == result
        assert made.confirms == (result is Result.SESUAI)
        assert made.why

    def test_two_rows_with_one_nik_are_double(self) -> None:
        world = World()
        made = check(world.person(), world.extract(register_row(), register_row(name="Contoh Dua")))
        assert (made.result, made.register_row, made.marks) == (Result.GANDA, None, {})

    def test_a_birth_date_known_by_year_only_contradicts_nothing(self) -> None:
        world = World()
        made = check(world.person(birth_precision="year"), world.extract())
        assert (made.result, made.marks["birth_date"]) == (Result.SESUAI, "tidak_ada")

    def test_a_verification_names_what_it_rests_on(self) -> None:
        world = World()
        extract = world.extract(register_row(nik="9901014107900099"), register_row())
        made = check(world.person(), extract, by=world.owner)
        assert (made.method, made.extract, made.agreement) == (Method.REGISTER, extract, extract.agreement)
        assert (made.register_row, made.checked_on, made.by_key) == (3, TODAY, world.owner.key)


class TestWhatIsKept:
    def test_no_value_of_the_register_is_in_any_column_of_the_database(self) -> None:
        world = World()
        person = world.person(birth_place="Desa Contoh")
        for row in (
            register_row(),
            register_row(name="Nama Register Rahasia"),
            register_row(name="Contoh Satu Rahasia"),
        ):
            check(person, world.extract(row))
        kept = everything_stored()
        assert Verification.objects.count() == 3
        assert "Desa Contoh" in kept, "the search looks at real rows"
        assert not [secret for secret in (*SECRETS, "Rahasia", NIK) if secret in kept]

    def test_marks_and_sentences_name_nobody(self) -> None:
        world = World()
        made = check(world.person(), world.extract(register_row(name="Nama Register Rahasia")))
        assert set(made.marks.values()) <= {"sesuai", "mirip", "tidak_sesuai", "tidak_ada"}
        told = " ".join(made.why)
        assert not [word for word in ("Contoh", "Satu", "Rahasia", NIK, "1990") if word in told]

    def test_the_reading_is_written_down_with_its_purpose(self) -> None:
        world = World()
        check(world.person(), world.extract(), by=world.owner, purpose="Perekaman KTP-el")
        reading = Reading.objects.get()
        assert (reading.purpose, reading.actor_key) == ("Perekaman KTP-el", world.owner.key)
        assert "nik" in reading.fields
        assert Entry.objects.filter(action="identity.checked").count() == 1


class TestRefusals:
    @pytest.mark.parametrize(
        "days", [{"ends_on": date(2026, 2, 1)}, {"signed_on": date(2026, 2, 1), "starts_on": None}]
    )
    def test_a_day_outside_the_term_is_refused(self, days: dict[str, Any]) -> None:
        world = World()
        agreement = world.agreement()
        extract = world.extract(agreement=agreement)
        type(agreement).objects.filter(pk=agreement.pk).update(**days)
        outside = date(2026, 1, 20) if "signed_on" in days else date(2026, 2, 2)
        with pytest.raises(OutsideTerm, match="tidak berlaku"):
            check(world.person(), extract, on=outside)
        assert not Verification.objects.exists()
        assert not Reading.objects.exists()

    def test_after_the_end_a_check_dated_back_is_refused_too(self) -> None:
        world = World()
        agreement = world.agreement()
        extract, person = world.extract(agreement=agreement), world.person()
        ending.end(agreement, ended_on=TODAY, reason="Mitra mundur", by=SYSTEM, at=NOW)
        with pytest.raises(OutsideTerm):
            check(person, extract, on=TODAY - timedelta(days=3))

    def test_real_and_example_do_not_meet(self) -> None:
        world, real = World(), World(example=False)
        with pytest.raises(Mixed, match="contoh"):
            check(real.person(), world.extract())
        with pytest.raises(Mixed, match="contoh"):
            check(world.person(), real.extract())

    @pytest.mark.parametrize(
        ("known", "sentence"),
        [
            ({"purpose": " "}, "Tujuan pemeriksaan wajib"),
            ({"on": date(2026, 3, 3)}, "belum tiba"),
            ({"on": date(2026, 1, 4)}, "mendahului pengambilan"),
        ],
    )
    def test_a_purpose_and_a_day_that_can_be_are_needed(self, known: dict[str, Any], sentence: str) -> None:
        world = World()
        with pytest.raises(Invalid, match=sentence):
            check(world.person(), world.extract(), **known)

    def test_a_lost_file_is_said_even_when_it_was_read_before(self) -> None:
        world = World()
        extract, person = world.extract(register_row(address="Jalan Rahasia 77")), world.person()
        check(person, extract)
        path: Path = storing.path_of(extract.file.sha256)
        path.unlink()
        with pytest.raises(storing.Gone, match="hilang"):
            check(person, extract)

    def test_a_file_whose_key_is_gone_is_not_read(self) -> None:
        world = World()
        extract, person = world.extract(), world.person()
        with override_settings(FIELD_KEYS={"k9": bytes(32)}), pytest.raises(storing.Locked, match="kunci"):
            check(person, extract)


class TestWho:
    def test_owner_checks_colleague_and_stranger_do_not(self) -> None:
        world = World()
        person, extract = world.person(), world.extract()
        for other in (
            world.colleague,
            world.stranger,
            actor("people.view", "identity.extract", at=world.lapas),
            actor(),
        ):
            with pytest.raises(NotAllowed, match="berwenang"):
                check(person, extract, by=other)
        assert check(person, extract, by=world.owner).confirms
        assert check(person, extract, by=world.above).confirms

    def test_a_day_before_the_person_came_is_not_checked(self) -> None:
        world = World()
        person = world.person(starts_on=date(2026, 2, 1))
        with pytest.raises(NotAllowed, match="pada hari itu dan sekarang"):
            check(person, world.extract(), on=date(2026, 1, 31), by=world.owner)

    def test_an_extract_of_others_is_not_asked(self) -> None:
        world, elsewhere = World(), World()
        with pytest.raises(NotAllowed, match="bukan untuk unit Anda"):
            check(world.person(), elsewhere.extract(), by=world.owner)

    def test_after_a_transfer_the_old_unit_checks_no_more_not_even_dated_back(self) -> None:
        world = World()
        person, extract = world.person(), world.extract()
        episodes.begin(
            person,
            category=Category.NARAPIDANA,
            unit=world.other_lapas,
            registration_number="B.PINDAH",
            starts_on=date(2026, 2, 1),
            ends_previous=True,
            by=SYSTEM,
            at=NOW,
        )
        for on in (TODAY, date(2026, 1, 15)):
            with pytest.raises(NotAllowed):
                check(person, extract, on=on, by=world.owner)
        assert check(person, extract, by=world.colleague).confirms

    def test_who_sees_a_verification_follows_where_the_person_was(self) -> None:
        world = World()
        person, extract = world.person(), world.extract()
        before = check(person, extract, on=date(2026, 1, 10))
        episodes.begin(
            person,
            category=Category.NARAPIDANA,
            unit=world.other_lapas,
            registration_number="B.PINDAH",
            starts_on=date(2026, 2, 1),
            ends_previous=True,
            by=SYSTEM,
            at=NOW,
        )
        after = check(person, extract)
        assert set(Verification.objects.visible_to(world.owner)) == {before}
        assert set(Verification.objects.visible_to(world.colleague)) == {before, after}
        assert not Verification.objects.visible_to(world.stranger).exists()
