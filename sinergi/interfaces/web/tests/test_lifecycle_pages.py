"""The pages on which a draft moves, and a record is put right, described, sourced and compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.agreements.choices import Kind, Level, Side, Stage, State
from sinergi.domain.agreements.models import Agreement, Programme, SigningWarning, SubjectField
from sinergi.domain.agreements.services import amending, cataloguing, correcting, describing, drafting, stepping
from sinergi.domain.agreements.services.recording import PartyFacts, facts_of
from sinergi.domain.agreements.tests.worlds import ENDS, SIGNED, STARTS, World
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.answers import text
from tests.support.factories import NOW, SYSTEM, TODAY, partner

pytestmark = pytest.mark.django_db
WHO = {"by": SYSTEM, "at": NOW}


@pytest.fixture
def world() -> World:
    cataloguing.deliver()
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.lapas, "kepala-unit")


def address(name: str, agreement: Agreement, **more: Any) -> str:
    return reverse(name, kwargs={"agreement": agreement.public_id} | more)


def fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


def filled_in(response: Any) -> dict[str, Any]:
    """The form of a page, as a browser would send it back unchanged."""
    form = response.context["form"]
    sent: dict[str, Any] = {f"{side}-rows": count for side, count in getattr(form, "rows", {}).items()}
    for field in form:
        value = field.value()
        if value is True:
            value = "on"
        if value not in (None, "", False, []):
            sent[field.html_name] = field.field.prepare_value(value) if not isinstance(value, list) else value
    return sent


ABOUT_A_DRAFT = ("perjanjian-tahap", "perjanjian-ubah", "perjanjian-uraian", "perjanjian-sumber")


def test_pages_open_for_their_unit_and_do_not_exist_for_another(world: World, owner: Client) -> None:
    colleague = signed_in(world.elsewhere, "kepala-unit", email="rekan@contoh.test")
    draft, signed = world.draft(), world.signed()
    addendum = amending.amend(signed, scope="Meluas", reason="Baik", **WHO)
    addresses = [address(name, draft) for name in ABOUT_A_DRAFT]
    addresses += [address(name, signed) for name in ("perjanjian-koreksi", "perjanjian-tanggapan")]
    addresses.append(address("perjanjian-banding", signed, other=addendum.public_id))
    for where in addresses:
        assert owner.get(where).status_code == 200, where
        assert colleague.get(where).status_code == 404, where
        assert Client().get(where)["Location"].startswith("/masuk/"), where


def test_who_only_looks_is_not_let_in_to_change(world: World) -> None:
    looker = signed_in(world.lapas, "pimpinan")
    draft, signed = world.draft(), world.signed()
    for where in [*(address(name, draft) for name in ABOUT_A_DRAFT), address("perjanjian-koreksi", signed)]:
        assert looker.get(where).status_code == 403, where
    assert looker.post(address("perjanjian-salin", signed)).status_code == 403
    assert Agreement.objects.count() == 2


class TestStages:
    def test_the_page_says_what_is_missing_and_which_rule_asks_for_it(self, world: World, owner: Client) -> None:
        page = owner.get(address("perjanjian-tahap", world.draft()))
        assert [line.label for line in page.context["lacking"]] == ["urgensi", "jangka waktu"]
        assert "Permenkumham 65/2016: rencana kerja sama memuat urgensi (keyakinan tinggi)" in text(page)
        assert [item.state for item in page.context["stages"]] == ["current", "todo", "todo", "todo", "todo"]

    def test_going_on_is_refused_with_what_is_missing_and_what_was_typed(self, world: World, owner: Client) -> None:
        draft = world.draft()
        sent = {"langkah": "maju", "maju-on": TODAY.isoformat(), "maju-note": "Sudah dibalas"}
        page = owner.post(address("perjanjian-tahap", draft), sent)
        assert page.status_code == 422
        assert "Lengkapi dahulu: urgensi, jangka waktu." in text(page)
        assert "Sudah dibalas" in text(page)
        assert fresh(draft).stage == Stage.EXPLORING

    def test_a_draft_goes_on_back_and_out(self, world: World, owner: Client) -> None:
        draft = world.draft(urgency="Perlu", duration_months=24)
        where = address("perjanjian-tahap", draft)
        today = TODAY.isoformat()
        assert owner.post(where, {"langkah": "maju", "maju-on": today}).status_code == 302
        assert fresh(draft).stage == Stage.DRAFTING
        back = {
            "langkah": "kembali",
            "kembali-on": today,
            "kembali-stage": Stage.EXPLORING,
            "kembali-reason": "Mitra ragu",
        }
        assert owner.post(where, back).status_code == 302
        assert fresh(draft).stage == Stage.EXPLORING
        page = owner.get(where)
        assert "Mitra ragu" in text(page)
        out = owner.post(where, {"langkah": "tarik", "tarik-on": today, "tarik-reason": "Mitra mundur"})
        assert out["Location"] == address("perjanjian-kisah", draft)
        assert fresh(draft).state == State.WITHDRAWN
        story = text(owner.get(out["Location"]))
        assert "Rancangan ini sudah ditarik" in story
        assert "Mitra mundur" in text(owner.get(address("kisah-riwayat", draft)))
        assert owner.get(where).status_code == 200

    @pytest.mark.parametrize(
        "sent",
        [
            {"langkah": "kembali", "kembali-on": "31-02-2026", "kembali-stage": "penjajakan", "kembali-reason": "a"},
            {"langkah": "kembali", "kembali-on": "2026-03-02", "kembali-stage": "siap", "kembali-reason": "a"},
            {"langkah": "tarik", "tarik-on": "2026-03-02", "tarik-reason": ""},
            {"langkah": "tarik", "tarik-on": "2026-03-02", "tarik-reason": "a\0b"},
            {"langkah": "tarik", "tarik-on": "2026-03-02", "tarik-reason": "a" * 10_000},
            {"langkah": "tarik", "tarik-on": "2199-01-01", "tarik-reason": "a"},
            {"langkah": "lompat", "lompat-on": "2026-03-02"},
            {},
        ],
    )
    def test_what_cannot_be_is_refused_and_changes_nothing(
        self, world: World, owner: Client, sent: dict[str, str]
    ) -> None:
        draft = world.draft(urgency="Perlu", duration_months=24)
        stepping.go_on(draft, on=TODAY, **WHO)
        assert owner.post(address("perjanjian-tahap", draft), sent).status_code == 422
        assert (fresh(draft).stage, draft.steps.count()) == (Stage.DRAFTING, 2)


class TestEditing:
    def test_the_page_is_filled_in_and_sending_it_back_changes_nothing(self, world: World, owner: Client) -> None:
        programme = Programme.objects.get(code="pelayanan")
        field = SubjectField.objects.get(name="Keagamaan")
        parties = (
            PartyFacts(
                world.lapas, Side.OURS, number="1/I", signatory_name="Pejabat Contoh", signatory_position="Kepala",
                mandate_number="SK-1", mandate_on=date(2024, 1, 2),
            ),
            PartyFacts(world.partner, Side.PARTNER),
        )  # fmt: skip
        draft = world.draft(
            parties=parties, covered_units=(world.lapas,), programmes=(programme,), fields=(field,), urgency="Perlu",
            funding_rupiah=12_500_000, funding_text="DIPA", paid_by="mitra", duration_months=12, starts_on=STARTS,
        )  # fmt: skip
        before = facts_of(fresh(draft))
        where = address("perjanjian-ubah", draft)
        assert owner.post(where, filled_in(owner.get(where))).status_code == 302
        assert facts_of(fresh(draft)) == before

    def test_every_part_may_be_said_anew(self, world: World, owner: Client) -> None:
        draft = world.draft()
        where = address("perjanjian-ubah", draft)
        sent = filled_in(owner.get(where)) | {
            "urgency": "Perlu segera", "funding_rupiah": "12.500.000", "partner-0": "", "partner-0-new": "Mitra Contoh Baru",
            "partner-0-mandate": "SK-9",
        }  # fmt: skip
        assert owner.post(where, sent).status_code == 302
        now = fresh(draft)
        assert (now.urgency, now.funding_rupiah) == ("Perlu segera", 12_500_000)
        party = now.parties.partners().get()
        assert (party.institution.name, party.institution.is_provisional, party.mandate_number) == (
            "Mitra Contoh Baru", True, "SK-9",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"funding_rupiah": "dua juta"}, "Tulis angka saja"),
            ({"funding_rupiah": "-5"}, "Tulis dalam rupiah penuh"),
            ({"starts_on": "31-02-2026"}, "tidak ada di kalender"),
            ({"starts_on": "2026-05-01", "ends_on": "2026-04-01"}, "berakhir sebelum mulai"),
            ({"programmes": "00000000-0000-0000-0000-000000000000"}, "Pilihan ini tidak tersedia"),
            ({"urgency": "a" * 10_000}, "terlalu panjang"),
            ({"ours-0-mandate-on": "kemarin"}, "tidak ada di kalender"),
        ],
    )
    def test_what_cannot_be_is_answered_at_its_field(
        self, world: World, owner: Client, typed: dict[str, str], sentence: str
    ) -> None:
        draft = world.draft()
        where = address("perjanjian-ubah", draft)
        before = facts_of(fresh(draft))
        page = owner.post(where, filled_in(owner.get(where)) | typed)
        assert page.status_code == 422
        assert sentence in text(page)
        assert facts_of(fresh(draft)) == before

    def test_another_row_for_a_party_keeps_what_was_typed(self, world: World, owner: Client) -> None:
        where = address("perjanjian-ubah", world.draft())
        page = owner.post(where, filled_in(owner.get(where)) | {"urgency": "Baru diketik", "more": "partner"})
        assert page.status_code == 200
        assert "Baru diketik" in text(page)
        assert len(page.context["form"].partner_rows) == 2

    def test_what_is_signed_is_not_edited(self, world: World, owner: Client) -> None:
        signed = world.signed()
        where = address("perjanjian-ubah", signed)
        page = owner.get(where)
        assert "tidak dapat diubah lagi" in text(page)
        assert owner.post(where, filled_in(page)).status_code == 422
        assert fresh(signed).scope == signed.scope


class TestCopying:
    def test_a_copy_is_a_draft_of_its_own_that_is_edited_next(self, world: World, owner: Client) -> None:
        signed = world.signed()
        answer = owner.post(address("perjanjian-salin", signed))
        copied = Agreement.objects.get(state=State.DRAFT)
        assert answer["Location"] == address("perjanjian-ubah", copied)
        assert copied.continues is None
        assert owner.get(address("perjanjian-salin", signed)).status_code == 405


class TestCorrecting:
    def test_sent_back_unchanged_it_says_that_nothing_differs(self, world: World, owner: Client) -> None:
        signed = world.signed()
        where = address("perjanjian-koreksi", signed)
        page = owner.post(where, filled_in(owner.get(where)) | {"reason": "Periksa"})
        assert page.status_code == 422
        assert "Tidak ada yang berbeda dari catatan sekarang" in text(page)

    def test_a_correction_stands_on_the_story_with_old_and_new_values(self, world: World, owner: Client) -> None:
        signed = world.signed()
        where = address("perjanjian-koreksi", signed)
        sent = filled_in(owner.get(where)) | {
            "signed_on": "2025-10-01",
            "ours-0-number": "9/IX",
            "reason": "Salah baca cap",
        }
        assert owner.post(where, sent).status_code == 302
        assert fresh(signed).signed_on == date(2025, 10, 1)
        story = owner.get(address("kisah-riwayat", signed))
        [line] = story.context["corrections"]
        told = {(change.label, change.party, change.before, change.after) for change in line.changes}
        assert told == {
            ("Ditandatangani", "", "2 Oktober 2025", "1 Oktober 2025"),
            ("Nomor naskah", "Lapas Contoh Tiga", "W.1-PK.01", "9/IX"),
        }
        assert "Salah baca cap" in text(story)

    def test_a_correction_without_a_reason_is_refused_and_everything_typed_is_still_there(
        self, world: World, owner: Client
    ) -> None:
        signed = world.signed()
        where = address("perjanjian-koreksi", signed)
        page = owner.post(where, filled_in(owner.get(where)) | {"scope": "Pelatihan membatik"})
        assert page.status_code == 422
        assert "Pelatihan membatik" in text(page)
        assert not signed.corrections.exists()

    def test_the_officer_who_may_record_is_not_offered_to_correct(self, world: World) -> None:
        signed = world.signed()
        officer = signed_in(world.lapas, "petugas-kerja-sama")
        assert officer.get(address("perjanjian-kisah", signed)).context["actions"].correct == ""
        assert officer.get(address("perjanjian-koreksi", signed)).status_code == 403


class TestDescribing:
    def test_programmes_fields_and_units_stand_on_the_story(self, world: World, owner: Client) -> None:
        signed = world.signed()
        programmes = list(Programme.objects.all()[:2])
        field = SubjectField.objects.get(name="Keagamaan")
        sent = {
            "programmes": [str(one.public_id) for one in programmes], "fields": [str(field.public_id)],
            "covered_units": [str(world.lapas.public_id)],
        }  # fmt: skip
        assert owner.post(address("perjanjian-uraian", signed), sent).status_code == 302
        story = owner.get(address("kisah-rincian", signed))
        assert story.context["programmes"] == [one.name for one in programmes]
        assert story.context["subject_fields"] == ["Pembinaan kepribadian: Keagamaan"]
        assert owner.get(address("perjanjian-kisah", signed)).context["covered"] == ["Lapas Contoh Tiga"]

    def test_a_unit_of_others_is_not_on_offer(self, world: World, owner: Client) -> None:
        signed = world.signed()
        page = owner.post(address("perjanjian-uraian", signed), {"covered_units": [str(world.elsewhere.public_id)]})
        assert page.status_code == 422
        assert not signed.covered_units.exists()

    def test_a_source_stands_beside_its_fact_with_how_sure_it_makes_it(self, world: World, owner: Client) -> None:
        signed = world.signed()
        where = address("perjanjian-sumber", signed)
        assert owner.get(where, {"fakta": "term"}).context["form"]["fact"].value() == "term"
        sent = {"fact": "term", "url": "https://berita.example/7", "text": "lima tahun", "confidence": "sedang"}
        assert owner.post(where, sent).status_code == 302
        story = owner.get(address("kisah-rincian", signed))
        assert 'href="https://berita.example/7"' in text(story)
        assert "keyakinan sedang" in text(story)
        assert owner.post(where, sent | {"url": "javascript:alert(1)"}).status_code == 422
        assert signed.fact_sources.count() == 1


class TestSigning:
    def sent(self, **typed: str) -> dict[str, str]:
        days = {"signed_on": SIGNED.isoformat(), "starts_on": STARTS.isoformat(), "ends_on": ENDS.isoformat()}
        return days | {"kind": Kind.NK, "level": Level.UPT, "scope": "Pelatihan"} | typed

    def test_a_deviation_is_shown_once_for_an_answer_and_both_are_kept_and_shown(
        self, world: World, owner: Client
    ) -> None:
        draft = world.draft(kind=Kind.NK)
        where = address("perjanjian-tanda-tangan", draft)
        page = owner.post(where, self.sent())
        assert page.status_code == 422
        assert "Menurut Permenkumham 65/2016" in text(page)
        assert fresh(draft).state == State.DRAFT
        assert owner.post(where, self.sent(answer="Praktik setempat")).status_code == 302
        assert SigningWarning.objects.get(agreement=draft).answer == "Praktik setempat"
        story = text(owner.get(address("perjanjian-kisah", draft)))
        assert "Peringatan kewenangan menandatangani" in story
        assert "Praktik setempat" in story

    def test_at_the_named_level_nothing_is_asked(self, world: World, owner: Client) -> None:
        draft = world.draft()
        assert owner.post(address("perjanjian-tanda-tangan", draft), self.sent(kind=Kind.PKS)).status_code == 302
        assert not SigningWarning.objects.exists()

    def test_who_signed_by_which_decision_and_where_is_kept(self, world: World, owner: Client) -> None:
        draft = world.draft()
        ours = draft.parties.ours().get()
        typed = {
            f"signatory-{ours.pk}": "Pejabat Contoh", f"position-{ours.pk}": "Kepala Lapas", f"mandate-{ours.pk}": "SK-7",
            f"mandate-on-{ours.pk}": "2025-01-06", f"number-{ours.pk}": "7/VII", "signing_place": "Bandung",
        }  # fmt: skip
        assert (
            owner.post(address("perjanjian-tanda-tangan", draft), self.sent(kind=Kind.PKS, **typed)).status_code == 302
        )
        ours.refresh_from_db()
        assert (ours.signatory_name, ours.signatory_position, ours.mandate_number, ours.mandate_on, ours.number) == (
            "Pejabat Contoh", "Kepala Lapas", "SK-7", date(2025, 1, 6), "7/VII",
        )  # fmt: skip
        assert fresh(draft).signing_place == "Bandung"
        assert "SK-7, 6 Januari 2025" in text(owner.get(address("perjanjian-kisah", draft)))

    def test_a_warning_without_an_answer_waits_for_one(self, world: World, owner: Client) -> None:
        signed = world.signed(kind=Kind.NK)
        story = owner.get(address("perjanjian-kisah", signed))
        where = story.context["actions"].answer
        assert where
        assert owner.post(where, {"answer": " "}).status_code == 422
        assert owner.post(where, {"answer": "Atas izin"}).status_code == 302
        assert owner.post(where, {"answer": "Lain"}).status_code == 422
        assert SigningWarning.objects.get(agreement=signed).answer == "Atas izin"

    def test_without_a_warning_there_is_nothing_to_answer(self, world: World, owner: Client) -> None:
        where = address("perjanjian-tanggapan", world.signed())
        assert "Tidak ada peringatan" in text(owner.get(where))
        assert owner.post(where, {"answer": "Baik"}).status_code == 422


class TestComparing:
    def test_what_each_document_alone_says_is_marked(self, world: World, owner: Client) -> None:
        signed = world.signed(scope="Pembinaan dua agama")
        addendum = amending.amend(signed, scope="Pembinaan enam agama", reason="Meluas", **WHO)
        page = text(owner.get(address("perjanjian-banding", addendum, other=signed.public_id)))
        assert "<del>dua </del>" in page
        assert "<ins>enam </ins>" in page
        story = text(owner.get(address("kisah-silsilah", signed)))
        assert address("perjanjian-banding", signed, other=addendum.public_id) in story

    def test_text_of_a_scope_stays_text(self, world: World, owner: Client) -> None:
        signed = world.signed(scope="<script>alert(1)</script>")
        addendum = amending.amend(signed, scope="Lain", reason="Meluas", **WHO)
        assert "<script>alert" not in text(owner.get(address("perjanjian-banding", signed, other=addendum.public_id)))

    def test_strangers_are_not_compared(self, world: World, owner: Client) -> None:
        assert (
            owner.get(address("perjanjian-banding", world.signed(), other=world.signed().public_id)).status_code == 404
        )


def count(client: Client, where: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(where).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", ["perjanjian-tahap", "perjanjian-ubah", "perjanjian-uraian", "perjanjian-sumber"])
def test_pages_about_a_draft_ask_the_database_as_often_for_few_as_for_many(
    world: World, owner: Client, name: str
) -> None:
    few = world.draft()
    parties = (
        PartyFacts(world.lapas, Side.OURS), PartyFacts(world.partner, Side.PARTNER),
        *(PartyFacts(partner(), Side.PARTNER) for _ in range(6)),
    )  # fmt: skip
    many = world.draft(
        parties=parties, urgency="Perlu", duration_months=12,
        programmes=tuple(Programme.objects.all()), fields=tuple(SubjectField.objects.all()),
    )  # fmt: skip
    for _ in range(4):
        stepping.go_on(many, on=TODAY, **WHO)
        stepping.go_back(many, stage=Stage.EXPLORING, reason="Lagi", on=TODAY, **WHO)
    asked = count(owner, address(name, few)), count(owner, address(name, many))
    assert asked[0] == asked[1]
    assert asked[1] <= {"perjanjian-ubah": 14}.get(name, 12)


def test_the_correction_page_and_the_comparison_ask_as_often_for_few_as_for_many(world: World, owner: Client) -> None:
    signed = world.signed()
    addendum = amending.amend(signed, scope="Meluas", reason="Baik", **WHO)
    correction, banding = (
        address("perjanjian-koreksi", signed),
        address("perjanjian-banding", signed, other=addendum.public_id),
    )
    few = count(owner, correction), count(owner, banding)
    for number in range(5):
        said = replace(facts_of(fresh(signed)), location_text=f"Bandung {number}")
        correcting.correct(signed, said, reason="Salah", **WHO)
        amending.amend(signed, scope=f"Meluas {number}", reason="Baik", **WHO)
    assert (count(owner, correction), count(owner, banding)) == few


def test_a_story_asks_as_often_whatever_was_corrected_noted_and_chosen(world: World, owner: Client) -> None:
    signed = world.signed()
    places = [address(name, signed) for name in ("perjanjian-kisah", "kisah-rincian", "kisah-riwayat")]

    def enrich(number: int) -> None:
        said = replace(facts_of(fresh(signed)), location_text=f"Bandung {number}")
        correcting.correct(signed, said, reason="Salah", **WHO)
        describing.note_source(signed, fact="term", text=f"Pasal {number}", confidence="tinggi", **WHO)

    describing.classify(
        signed, programmes=Programme.objects.all()[:1], fields=SubjectField.objects.filter(name="Keagamaan"), **WHO
    )
    enrich(0)
    few = [count(owner, where) for where in places]
    describing.classify(signed, programmes=Programme.objects.all(), fields=SubjectField.objects.all(), **WHO)
    for number in range(1, 5):
        enrich(number)
    assert [count(owner, where) for where in places] == few
    assert max(few) <= 12


def test_a_copied_draft_is_shown_with_its_beginning(world: World, owner: Client) -> None:
    copied = drafting.copy(world.signed(), **WHO)
    assert "Salinan dari PKS Lapas Contoh Tiga" in text(owner.get(address("kisah-riwayat", copied)))
