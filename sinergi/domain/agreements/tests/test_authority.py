"""A signature at an unusual level is warned of, never refused; the warning and its answer are kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Kind, Level, State
from sinergi.domain.agreements.models import Agreement, Authority, Programme, Requirement, SigningWarning, SubjectField
from sinergi.domain.agreements.queries.regulation import deviation_of, subject_fields
from sinergi.domain.agreements.services import cataloguing, signing
from sinergi.domain.agreements.services.cataloguing import Basis, NameTaken, TwoLevelsOnly
from sinergi.domain.agreements.services.signing import AlreadyAnswered
from sinergi.domain.agreements.tests.worlds import ENDS, SIGNED, STARTS, World
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM, "at": NOW}
BASIS = Basis("Peraturan Contoh 1", "sedang")


@pytest.fixture(autouse=True)
def delivered() -> None:
    cataloguing.deliver()


@pytest.fixture
def world() -> World:
    return World()


def sign(draft: Agreement, **known: Any) -> Agreement:
    return signing.sign(draft, **({"signed_on": SIGNED, "starts_on": STARTS, "ends_on": ENDS} | WHO | known))


class TestTheTable:
    @pytest.mark.parametrize(
        ("kind", "level"),
        [
            ("NK", "kementerian"),
            ("NK", "kanwil"),
            ("PKS", "ditjen"),
            ("PKS", "upt"),
            ("IA", "upt"),
            ("", "upt"),
            ("NK", ""),
        ],
    )
    def test_says_nothing_of_what_it_names_or_does_not_know(self, kind: str, level: str) -> None:
        assert deviation_of(kind, level, TODAY, viewer=SYSTEM) == ""

    @pytest.mark.parametrize(
        ("kind", "level"), [("NK", "upt"), ("NK", "ditjen"), ("PKS", "kanwil"), ("PKS", "kementerian")]
    )
    def test_names_what_is_unusual_with_its_basis_and_how_sure_it_is(self, kind: str, level: str) -> None:
        sentence = deviation_of(kind, level, TODAY, viewer=SYSTEM)
        assert "Permenkumham 65/2016" in sentence
        assert "Keyakinan atas aturan ini: tinggi" in sentence

    def test_reads_as_a_sentence(self) -> None:
        assert deviation_of("NK", "upt", TODAY, viewer=SYSTEM) == (
            "Menurut Permenkumham 65/2016 tentang Penataan Kerja Sama, Nota Kesepahaman ditandatangani oleh Kepala Kantor "
            "Wilayah atau Menteri; naskah ini ditandatangani pada tingkat Unit Pelaksana Teknis. Keyakinan atas aturan ini: "
            "tinggi."
        )

    def test_holds_from_its_first_to_its_last_day(self) -> None:
        assert deviation_of("NK", "upt", date(2016, 12, 31), viewer=SYSTEM) == ""
        assert deviation_of("NK", "upt", date(2017, 1, 1), viewer=SYSTEM) != ""
        for row in Authority.objects.filter(kind=Kind.NK):
            row.ends_on = TODAY
            row.save()
        assert deviation_of("NK", "upt", TODAY, viewer=SYSTEM) != ""
        assert deviation_of("NK", "upt", TODAY + timedelta(days=1), viewer=SYSTEM) == ""

    def test_a_row_that_forbids_is_a_deviation_by_itself_and_one_that_allows_ends_it(self) -> None:
        facts = {"kind": Kind.IA, "level": Level.UPT, "position": "Kepala UPT", "basis": BASIS}
        row = cataloguing.keep_authority(None, **facts, may_sign=False, **WHO)
        assert "pejabat lain" in deviation_of("IA", "upt", TODAY, viewer=SYSTEM)
        cataloguing.keep_authority(row, **facts, may_sign=True, **WHO)
        assert deviation_of("IA", "upt", TODAY, viewer=SYSTEM) == ""

    def test_what_is_delivered_twice_stands_once_and_what_was_changed_stays_changed(self) -> None:
        programme = Programme.objects.get(code="pelayanan")
        cataloguing.keep_programme(programme, name="Pelayanan tahanan", **WHO)
        before = [model.objects.count() for model in (Programme, SubjectField, Authority, Requirement)]
        cataloguing.deliver()
        assert [model.objects.count() for model in (Programme, SubjectField, Authority, Requirement)] == before
        assert Programme.objects.get(code="pelayanan").name == "Pelayanan tahanan"


class TestSigning:
    def test_goes_through_with_its_warning_and_the_answer_to_it(self, world: World) -> None:
        signed = sign(
            world.draft(kind=Kind.NK),
            answer="Praktik di wilayah kami sejak 2019",
            by=actor(policies.SIGN, at=world.lapas),
        )
        warning = SigningWarning.objects.get(agreement=signed)
        assert signed.state == State.CONCLUDED
        assert "tingkat Unit Pelaksana Teknis" in warning.sentence
        assert (warning.answer, warning.answered_by_label, warning.answered_at) == (
            "Praktik di wilayah kami sejak 2019", "Petugas Contoh", NOW,
        )  # fmt: skip
        assert Entry.objects.filter(action="agreement.signing_warning_answered").count() == 1

    def test_goes_through_without_an_answer_which_may_come_later_and_only_once(self, world: World) -> None:
        warning = SigningWarning.objects.get(agreement=sign(world.draft(kind=Kind.NK)))
        assert warning.answer == ""
        signing.answer(warning, words="Atas izin Kakanwil", **WHO)
        with pytest.raises(AlreadyAnswered):
            signing.answer(warning, words="Lain", **WHO)
        warning.refresh_from_db()
        assert warning.answer == "Atas izin Kakanwil"

    def test_an_answer_has_words_and_comes_from_who_may_sign(self, world: World) -> None:
        warning = SigningWarning.objects.get(agreement=sign(world.draft(kind=Kind.NK)))
        with pytest.raises(Invalid):
            signing.answer(warning, words=" ", **WHO)
        for somebody in (actor(policies.RECORD, at=world.lapas), actor(policies.SIGN, at=world.elsewhere)):
            with pytest.raises(NotAllowed):
                signing.answer(warning, words="Baik", by=somebody, at=NOW)

    def test_at_the_level_that_is_named_warns_of_nothing(self, world: World) -> None:
        sign(world.draft(), answer="Tidak perlu")
        assert not SigningWarning.objects.exists()

    def test_a_warning_stays_when_the_table_changes(self, world: World) -> None:
        signed = sign(world.draft(kind=Kind.NK))
        said = signed.signing_warning.sentence
        Authority.objects.all().delete()
        assert SigningWarning.objects.get(agreement=signed).sentence == said


class TestTheLists:
    def test_a_name_stands_once(self) -> None:
        with pytest.raises(NameTaken) as refusal:
            cataloguing.keep_programme(None, name=" Pelayanan ", **WHO)
        assert refusal.value.field == "name"
        with pytest.raises(NameTaken):
            cataloguing.keep_field(None, name="Kesehatan", **WHO)

    def test_the_same_name_may_stand_in_two_groups_and_once_in_each(self) -> None:
        health, law = SubjectField.objects.get(name="Kesehatan"), SubjectField.objects.get(name="Hukum dan hak")
        for group in (health, law):
            cataloguing.keep_field(None, name="Penyuluhan", group=group, **WHO)
        with pytest.raises(NameTaken):
            cataloguing.keep_field(None, name="Penyuluhan", group=law, **WHO)

    def test_fields_stand_in_two_levels(self) -> None:
        inner = SubjectField.objects.get(name="Keagamaan")
        with pytest.raises(TwoLevelsOnly):
            cataloguing.keep_field(None, name="Pesantren", group=inner, **WHO)
        group, other = inner.group, SubjectField.objects.get(name="Kesehatan")
        assert group is not None
        for above in (other, group):
            with pytest.raises(TwoLevelsOnly):
                cataloguing.keep_field(group, name=group.name, group=above, **WHO)

    def test_each_group_comes_before_what_stands_in_it(self) -> None:
        rows = list(subject_fields(SYSTEM))
        for row in rows:
            if row.group is not None:
                assert rows.index(row.group) < rows.index(row)

    @pytest.mark.parametrize(
        ("keep", "facts", "field"),
        [
            ("keep_programme", {"name": " "}, "name"),
            ("keep_field", {"name": "a" * 201}, "name"),
            (
                "keep_authority",
                {"kind": "MoU", "level": "upt", "position": "K", "may_sign": True, "basis": BASIS},
                "kind",
            ),
            (
                "keep_authority",
                {"kind": "NK", "level": "pusat", "position": "K", "may_sign": True, "basis": BASIS},
                "level",
            ),
            (
                "keep_authority",
                {"kind": "NK", "level": "upt", "position": "", "may_sign": True, "basis": BASIS},
                "position",
            ),
            ("keep_requirement", {"stage": "arsip", "fact": "scope", "basis": BASIS}, "stage"),
            ("keep_requirement", {"stage": "siap", "fact": "cap", "basis": BASIS}, "fact"),
            ("keep_requirement", {"stage": "siap", "fact": "scope", "basis": Basis(" ", "tinggi")}, "legal_basis"),
            ("keep_requirement", {"stage": "siap", "fact": "scope", "basis": Basis("P 1", "pasti")}, "confidence"),
            (
                "keep_requirement",
                {
                    "stage": "siap",
                    "fact": "scope",
                    "basis": Basis("P 1", "sedang", starts_on=SIGNED, ends_on=date(2025, 1, 1)),
                },
                "ends_on",
            ),
        ],
    )
    def test_nothing_is_kept_that_cannot_be(self, keep: str, facts: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            getattr(cataloguing, keep)(None, **facts, **WHO)
        assert refusal.value.field == field

    @pytest.mark.parametrize(
        ("keep", "facts"),
        [
            ("keep_programme", {"name": "Baru"}),
            ("keep_field", {"name": "Baru"}),
            ("keep_authority", {"kind": "NK", "level": "upt", "position": "Kepala", "may_sign": True, "basis": BASIS}),
            ("keep_requirement", {"stage": "siap", "fact": "funding", "basis": BASIS}),
        ],
    )
    def test_only_who_may_everywhere_edits_them(self, world: World, keep: str, facts: dict[str, Any]) -> None:
        with pytest.raises(NotAllowed):
            getattr(cataloguing, keep)(None, **facts, by=actor(policies.CATALOG, at=world.kanwil), at=NOW)
        row = getattr(cataloguing, keep)(None, **facts, by=actor(policies.CATALOG), at=NOW)
        assert Entry.objects.filter(action=f"{row._meta.model_name}.added").count() == 1
