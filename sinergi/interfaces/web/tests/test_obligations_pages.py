"""The pages on which obligations are listed, answered, waived and planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.agreements.choices import Answer, Side
from sinergi.domain.agreements.models import Agreement, Delivery, Milestone, Obligation
from sinergi.domain.agreements.services import accepting, milestones, waiving
from sinergi.domain.agreements.tests.worlds import World, credited
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.tests.samples import PDF
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.factories import NOW, SYSTEM, TODAY

pytestmark = pytest.mark.django_db
BAD_TEXTS = [("", "wajib diisi"), ("x" * 10_000, "terlalu panjang"), ("a\0b", "null")]
BAD_DAYS = [("", "wajib diisi"), ("31-02-2026", "tidak ada di kalender"), ("2150-01-01", "belum tiba")]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.lapas, "kepala-unit")


@pytest.fixture
def colleague(world: World) -> Client:
    return signed_in(world.elsewhere, "kepala-unit", email="rekan@contoh.test")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def step(agreement: Agreement, **known: object) -> Milestone:
    facts = {"title": "Ruang siap", "owner": agreement.parties.ours().get().institution, "due_on": date(2026, 2, 1)}
    return milestones.plan(agreement, **(facts | known), by=SYSTEM, at=NOW)  # type: ignore[arg-type]


def given(obligation: Obligation, number: int = 1) -> Delivery:
    return credited(obligation, origin=f"agreements.by_hand:{number}")


def url_of(name: str, thing: Agreement | Obligation | Delivery | Milestone) -> str:
    return reverse(name, args=[thing.public_id])


def queries(client: Client, url: str, **typed: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, typed).status_code == 200
    return len(asked)


# Who gets in


def test_pages_open_for_the_unit_and_do_not_exist_for_another(world: World, owner: Client, colleague: Client) -> None:
    agreement = world.signed()
    obligation, milestone = world.promised(agreement), step(agreement)
    delivery = given(obligation)
    things = {
        "kewajiban-terima": obligation, "kewajiban-hapuskan": obligation, "kewajiban-langkah": obligation,
        "penyerahan-terima": delivery, "penyerahan-sengketa": delivery, "penyerahan-selesaikan": delivery,
        "rencana": agreement, "langkah": milestone, "langkah-geser": milestone, "langkah-selesai": milestone,
    }  # fmt: skip
    for name, thing in things.items():
        url = url_of(name, thing)
        assert owner.get(url).status_code == 200, name
        for method in ("GET", "POST"):
            assert colleague.generic(method, url).status_code == 404, name
            assert Client().generic(method, url)["Location"].startswith("/masuk/"), name


def test_who_may_only_look_changes_nothing(world: World) -> None:
    looker = signed_in(world.lapas, "pimpinan")
    agreement = world.signed()
    obligation, milestone = world.promised(agreement), step(agreement)
    delivery = given(obligation)
    page = text(looker.get(url_of("kewajiban", obligation)))
    for name, thing in {
        "kewajiban-terima": obligation, "kewajiban-hapuskan": obligation, "kewajiban-langkah": obligation,
        "penyerahan-terima": delivery, "penyerahan-sengketa": delivery, "penyerahan-selesaikan": delivery,
        "langkah": milestone, "langkah-geser": milestone, "langkah-selesai": milestone,
    }.items():  # fmt: skip
        url = url_of(name, thing)
        assert looker.get(url).status_code == 403, name
        assert f'href="{url}"' not in page, name
    plan = url_of("rencana", agreement)
    assert "Tambah langkah" not in text(looker.get(plan))
    assert looker.post(plan, {"title": "Langkah"}).status_code == 403
    assert agreement.milestones.count() == 1


def test_the_officer_accepts_and_does_not_waive(world: World) -> None:
    officer = signed_in(world.lapas, "petugas-kerja-sama")
    delivery = given(world.promised())
    assert officer.get(url_of("penyerahan-terima", delivery)).status_code == 200
    assert officer.get(url_of("kewajiban-hapuskan", delivery.obligation)).status_code == 403


# The list


def test_the_list_shows_what_is_open_with_totals_for_each_unit(world: World, owner: Client, colleague: Client) -> None:
    agreement = world.signed()
    world.promised(agreement, quantity=Decimal(40))
    late = world.promised(agreement, quantity=Decimal("12.5"), unit="hour", due_on=date(2026, 1, 1))
    page = owner.get("/kewajiban/", {"contoh": "ya"})
    assert [(row.done, row.quantity, row.state) for row in page.context["rows"]] == [
        (0, Decimal("12.50"), "Lewat batas"),
        (0, Decimal(40), "Terbuka"),
    ]
    totals = {line.unit: (line.total.promised, line.total.remaining) for line in page.context["totals"]}
    assert totals == {"kegiatan": (40, 40), "jam": (Decimal("12.5"), Decimal("12.5"))}
    assert url_of("kewajiban", late) in text(page)
    assert 'class="ribbon"' in text(page)
    assert colleague.get("/kewajiban/", {"contoh": "ya"}).context["rows"] == []
    assert owner.get("/kewajiban/").context["rows"] == []


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"cari": "menjahit tiga"}, 1),
        ({"cari": "terbang"}, 0),
        ({"mitra": "delapan"}, 1),
        ({"mitra": "lapas"}, 0),
        ({"keadaan": "overdue"}, 1),
        ({"keadaan": "open"}, 0),
        ({"keadaan": "fulfilled"}, 0),
        ({"pihak": "mitra"}, 1),
        ({"pihak": "pemasyarakatan"}, 0),
        ({"satuan": "session"}, 1),
        ({"satuan": "kg"}, 0),
        ({"saya": "on"}, 0),
        ({"menunggu": "on"}, 1),
    ],
)
def test_each_filter_narrows_the_list(world: World, owner: Client, filter: dict[str, str], found: int) -> None:
    given(world.promised(due_on=date(2026, 2, 1)))
    response = owner.get("/kewajiban/", filter | {"contoh": "ya"})
    assert response.status_code == 200
    assert len(response.context["rows"]) == found
    for chip in response.context["chips"]:
        if not chip.label.startswith("Data"):
            assert len(owner.get(chip.remove_url).context["rows"]) == 1


@pytest.mark.parametrize(
    ("filter", "sentence"),
    [
        ({"keadaan": "entah"}, "Pilihan ini tidak tersedia"),
        ({"pihak": "entah"}, "Pilihan ini tidak tersedia"),
        ({"satuan": "rupiah"}, "Pilihan ini tidak tersedia"),
        ({"cari": "a\0b"}, "null"),
        ({"cari": "x" * 10_000}, "200"),
        ({"mitra": "a\u202eb"}, "karakter yang tidak terlihat"),
    ],
)
def test_a_filter_that_cannot_be_is_answered_with_a_sentence(
    owner: Client, filter: dict[str, str], sentence: str
) -> None:
    response = owner.get("/kewajiban/", filter)
    assert response.status_code == 422
    assert sentence in text(response)


@pytest.mark.parametrize("page", ["0", "-1", "9" * 30, "dua", "\0"])
def test_an_impossible_page_number_shows_a_page_that_exists(world: World, owner: Client, page: str) -> None:
    world.promised()
    for url in ("/kewajiban/", url_of("kewajiban", given(world.promised()).obligation)):
        assert owner.get(url, {"contoh": "ya", "halaman": page}).status_code == 200


def test_the_list_asks_as_often_for_two_rows_as_for_twenty(world: World, owner: Client) -> None:
    for _ in range(2):
        world.promised(world.signed(), units=(world.lapas,))
    few = queries(owner, "/kewajiban/", contoh="ya")
    for _ in range(18):
        world.promised(world.signed(), units=(world.lapas,))
    assert queries(owner, "/kewajiban/", contoh="ya") == few <= 12


# Promising


def promised(agreement: Agreement, **changed: object) -> dict[str, object]:
    facts = {
        "owed_by": str(agreement.parties.partners().get().pk),
        "description": "Melatih menjahit",
        "unit": "session",
    }
    return facts | changed


def test_what_repeats_at_a_unit_with_a_value_and_a_step_is_promised(world: World, owner: Client) -> None:
    agreement = world.signed()
    milestone = step(agreement)
    data = promised(
        agreement, quantity="2", every_months="3", repeats_from="2026-01-01", due_on="2026-12-31",
        units=[str(world.lapas.public_id)], in_kind_rupiah="12.500.000", in_kind_basis="Tarif instruktur",
        milestone=str(milestone.public_id),
    )  # fmt: skip
    assert owner.post(url_of("kewajiban-janji", agreement), data).status_code == 302
    obligation = agreement.obligations.get()
    assert (obligation.quantity, obligation.each, obligation.every_months) == (8, 2, 3)
    assert (obligation.in_kind_rupiah, obligation.milestone) == (12_500_000, milestone)
    assert list(obligation.units.all()) == [world.lapas]
    page = text(owner.get(url_of("kewajiban", obligation)))
    assert "Rp12.500.000" in page
    assert "tiap 3 bulan sampai 31 Desember 2026" in page
    assert "4 masa" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"every_months": "tiga"}, "bilangan bulat"),
        ({"every_months": "0"}, "bilangan bulat"),
        ({"every_months": "9" * 5_000}, "bilangan bulat"),
        ({"every_months": "3"}, "sejak kapan"),
        ({"repeats_from": "2026-01-01"}, "berapa bulan sekali"),
        ({"every_months": "3", "repeats_from": "2026-01-01", "due_on": "2025-12-31"}, "mendahului hari pertama"),
        ({"every_months": "3", "repeats_from": "31-02-2026"}, "tidak ada di kalender"),
        ({"in_kind_rupiah": "banyak", "in_kind_basis": "Tarif"}, "Tulis angka saja"),
        ({"in_kind_rupiah": "10,5", "in_kind_basis": "Tarif"}, "rupiah utuh"),
        ({"in_kind_rupiah": "-5", "in_kind_basis": "Tarif"}, "lebih dari 0"),
        ({"in_kind_rupiah": "5000000"}, "dari mana nilai itu"),
        ({"in_kind_basis": "Tarif"}, "Isi juga nilainya"),
        ({"in_kind_rupiah": "5000000", "in_kind_basis": "a\0b"}, "null"),
        ({"units": ["bukan-uuid"]}, "Pilihan ini tidak tersedia"),
        ({"milestone": "bukan-uuid"}, "Pilihan ini tidak tersedia"),
    ],
)
def test_a_promise_that_cannot_be_is_answered_with_a_sentence(
    world: World, owner: Client, changed: dict[str, object], sentence: str
) -> None:
    agreement = world.signed()
    response = owner.post(url_of("kewajiban-janji", agreement), promised(agreement, **changed))
    assert response.status_code == 422
    assert sentence in text(response)
    assert "Melatih menjahit" in text(response), "what was typed is still there"
    assert not agreement.obligations.exists()


# Answering


def test_a_delivery_is_accepted_with_its_paper(world: World, owner: Client, colleague: Client) -> None:
    delivery = given(world.promised())
    paper = SimpleUploadedFile("berita acara.pdf", PDF, content_type="application/pdf")
    data = {"on": "2026-02-01", "document": "BA-1/2026", "file": paper}
    assert owner.post(url_of("penyerahan-terima", delivery), data).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.answer, delivery.accepted_on) == (Answer.ACCEPTED, date(2026, 2, 1))
    page = text(owner.get(url_of("kewajiban", delivery.obligation)))
    assert "Diterima 1 Februari 2026 dengan BA-1/2026 (dicatat Petugas Contoh)" in page
    evidence = url_of("penyerahan-bukti-terima", delivery)
    assert evidence in page
    download = owner.get(evidence)
    assert b"".join(download.streaming_content) == PDF
    assert download["Content-Disposition"].startswith("attachment")
    assert colleague.get(evidence).status_code == 404


def test_without_paper_nothing_is_accepted_for_a_partner(world: World, owner: Client) -> None:
    agreement = world.signed()
    delivery = given(world.promised(agreement, owed_by=agreement.parties.get(side=Side.OURS)))
    refused = owner.post(url_of("penyerahan-terima", delivery), {"on": "2026-02-01"})
    assert refused.status_code == 422
    assert "sebutkan nomor dokumennya" in text(refused)
    assert (
        owner.post(url_of("penyerahan-terima", delivery), {"on": "2026-02-01", "document": "Surat 7"}).status_code
        == 302
    )


def test_all_that_waits_is_accepted_at_once(world: World, owner: Client) -> None:
    obligation = world.promised()
    for number in range(3):
        given(obligation, number)
    page = url_of("kewajiban", obligation)
    assert url_of("kewajiban-terima", obligation) in text(owner.get(page))
    data = {"until": "2026-01-05", "on": "2026-02-01"}
    answer = owner.post(url_of("kewajiban-terima", obligation), data, follow=True)
    assert "3 pemenuhan diterima." in text(answer)
    assert url_of("kewajiban-terima", obligation) not in text(owner.get(page)), "nothing waits any more"
    again = owner.post(url_of("kewajiban-terima", obligation), data)
    assert again.status_code == 422
    assert "Tidak ada pemenuhan" in text(again)


def test_a_dispute_is_told_and_ends_either_way(world: World, owner: Client) -> None:
    obligation = world.promised(quantity=Decimal(2))
    kept, lost = given(obligation, 1), given(obligation, 2)
    for delivery in (kept, lost):
        data = {"on": "2026-02-01", "reason": "Pesertanya kurang"}
        assert owner.post(url_of("penyerahan-sengketa", delivery), data).status_code == 302
    page = owner.get(url_of("kewajiban", obligation))
    assert page.context["state"] == "Disengketakan"
    assert "Pesertanya kurang" in text(page)
    for delivery, outcome in ((kept, "terima"), (lost, "tolak")):
        data = {"outcome": outcome, "on": "2026-02-02", "reason": "Dihitung bersama"}
        assert owner.post(url_of("penyerahan-selesaikan", delivery), data).status_code == 302
    page = owner.get(url_of("kewajiban", obligation))
    assert (page.context["done"], page.context["accepted"], page.context["disputed"]) == (1, 1, 0)
    assert "Dihitung bersama" in text(page)


@pytest.mark.parametrize(("on", "sentence"), [*BAD_DAYS, ("2026-01-04", "mendahului")])
def test_an_answer_on_a_day_that_cannot_be_is_refused(world: World, owner: Client, on: str, sentence: str) -> None:
    delivery = given(world.promised())
    paper = SimpleUploadedFile("ba.pdf", PDF, content_type="application/pdf")
    data = {"on": on, "reason": "Kurang", "until": "2026-01-05", "document": "BA-1", "file": paper}
    for name, thing in (
        ("penyerahan-terima", delivery),
        ("penyerahan-sengketa", delivery),
        ("kewajiban-terima", delivery.obligation),
    ):
        paper.seek(0)
        response = owner.post(url_of(name, thing), data)
        assert response.status_code == 422, name
        assert sentence in text(response), name
    assert delivery.obligation.deliveries.awaiting().count() == 1
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(("reason", "sentence"), BAD_TEXTS)
def test_a_reason_that_cannot_be_is_refused(world: World, owner: Client, reason: str, sentence: str) -> None:
    obligation = world.promised()
    waiting, disputed = given(obligation, 1), given(obligation, 2)
    accepting.dispute(disputed, on=TODAY, reason="Kurang", by=SYSTEM, at=NOW)
    waived = world.promised(obligation.agreement)
    waiving.waive(waived, on=TODAY, reason="Tidak perlu", by=SYSTEM, at=NOW)
    data = {"on": "2026-03-02", "reason": reason, "outcome": "terima"}
    for name, thing in (
        ("penyerahan-sengketa", waiting),
        ("penyerahan-selesaikan", disputed),
        ("kewajiban-hapuskan", obligation),
        ("kewajiban-hapuskan", waived),
    ):
        response = owner.post(url_of(name, thing), data)
        assert response.status_code == 422, name
        assert sentence in text(response), name
    assert Obligation.objects.with_progress().get(pk=waived.pk).is_waived
    assert not obligation.waivers.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"outcome": ""}, "wajib diisi"), ({"outcome": "entah"}, "tidak tersedia"), ({"document": "9" * 200}, "120")],
)
def test_a_dispute_does_not_end_in_anything_else(
    world: World, owner: Client, changed: dict[str, str], sentence: str
) -> None:
    delivery = given(world.promised())
    accepting.dispute(delivery, on=TODAY, reason="Kurang", by=SYSTEM, at=NOW)
    data = {"outcome": "terima", "on": "2026-03-02", "reason": "Cukup"} | changed
    response = owner.post(url_of("penyerahan-selesaikan", delivery), data)
    assert response.status_code == 422
    assert sentence in text(response)
    assert delivery.obligation.deliveries.disputed().count() == 1


# Waiving


def test_the_rest_is_waived_and_asked_for_again(world: World, owner: Client) -> None:
    obligation = world.promised(quantity=Decimal(40))
    given(obligation)
    url = url_of("kewajiban-hapuskan", obligation)
    assert owner.post(url, {"on": "2026-02-01", "reason": "Mitra kebanjiran"}).status_code == 302
    page = owner.get(url_of("kewajiban", obligation))
    assert page.context["state"] == "Dihapuskan"
    assert "39 kegiatan" in text(page)
    assert "Mitra kebanjiran" in text(owner.get(url))
    assert owner.post(url, {"on": "2026-02-02", "reason": "Mitra pulih"}).status_code == 302
    page = owner.get(url_of("kewajiban", obligation))
    assert page.context["state"] == "Terbuka"
    assert "Mitra pulih" in text(page)


def test_an_own_debt_is_not_waived_without_the_partners_letter(world: World, owner: Client) -> None:
    agreement = world.signed()
    obligation = world.promised(agreement, owed_by=agreement.parties.get(side=Side.OURS))
    url = url_of("kewajiban-hapuskan", obligation)
    refused = owner.post(url, {"on": "2026-02-01", "reason": "Tidak sanggup"})
    assert refused.status_code == 422
    assert "surat persetujuannya" in text(refused)
    assert owner.post(url, {"on": "2026-02-01", "reason": "Disepakati", "document": "Surat 9"}).status_code == 302


# The work plan


def planned(world: World, **changed: str) -> dict[str, str]:
    return {"title": "Ruang siap", "owner": f"l:{world.lapas.public_id}", "due_on": "2026-02-01"} | changed


def test_a_step_is_planned_changed_moved_done_and_opened_again(world: World, owner: Client) -> None:
    agreement = world.signed()
    plan = url_of("rencana", agreement)
    assert "Rencana kerja masih kosong" in text(owner.get(plan))
    assert owner.post(plan, planned(world)).status_code == 302
    milestone = agreement.milestones.get()
    said = planned(world, title="Ruang dan alat siap", owner=f"l:{world.partner.public_id}", note="Lima mesin")
    assert owner.post(url_of("langkah", milestone), said).status_code == 302
    assert owner.post(url_of("langkah-geser", milestone), {"to": "2026-02-15", "reason": "Libur"}).status_code == 302
    page = text(owner.get(plan))
    for told in (
        "Ruang dan alat siap",
        "Yayasan Contoh Delapan",
        "Lima mesin",
        "Digeser dari 1 Februari 2026",
        "Libur",
    ):
        assert told in page
    finish = url_of("langkah-selesai", milestone)
    assert owner.post(finish, {"on": "2026-02-20"}).status_code == 302
    assert "Selesai 20 Februari 2026" in text(owner.get(plan))
    assert owner.post(finish, {"reason": "Alat rusak"}).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.done_on, milestone.due_on) == (None, date(2026, 2, 15))


def test_the_plan_has_steps_and_obligations_in_the_order_of_their_days(world: World, owner: Client) -> None:
    agreement = world.signed()
    early = step(agreement, title="Langkah awal")
    step(agreement, title="Langkah akhir", due_on=date(2099, 1, 1))
    world.promised(agreement, description="Janji tanpa tenggat")
    obligation = world.promised(agreement, description="Janji tengah", due_on=date(2026, 2, 10))
    url = url_of("kewajiban-langkah", obligation)
    assert owner.post(url, {"milestone": str(early.public_id)}).status_code == 302
    page = owner.get(url_of("rencana", agreement))
    titles = [(entry.title, entry.tone) for entry in page.context["entries"]]
    assert titles == [
        ("Langkah awal", "bad"), ("Janji tengah", "bad"), ("Langkah akhir", "info"), ("Janji tanpa tenggat", "info"),
    ]  # fmt: skip
    assert page.context["entries"][0].obligations == ("Janji tengah",)
    assert page.context["overdue"] == 2
    assert owner.post(url, {"milestone": ""}).status_code == 302
    obligation.refresh_from_db()
    assert obligation.milestone is None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "wajib diisi"),
        ({"title": "x" * 10_000}, "200"),
        ({"title": "a\0b"}, "null"),
        ({"owner": ""}, "wajib diisi"),
        ({"owner": "l:bukan"}, "tidak tersedia"),
        ({"due_on": ""}, "wajib diisi"),
        ({"due_on": "31-02-2026"}, "tidak ada di kalender"),
        ({"due_on": "2024-01-01"}, "mendahului penandatanganan"),
        ({"note": "x" * 10_000}, "terlalu panjang"),
    ],
)
def test_a_step_that_cannot_be_is_refused(world: World, owner: Client, changed: dict[str, str], sentence: str) -> None:
    agreement = world.signed()
    response = owner.post(url_of("rencana", agreement), planned(world, **changed))
    assert response.status_code == 422
    assert sentence in text(response)
    assert not agreement.milestones.exists()


def test_a_step_is_not_moved_or_done_on_a_day_that_cannot_be(world: World, owner: Client) -> None:
    milestone = step(world.signed())
    for name, data, sentence in (
        ("langkah-geser", {"to": "31-02-2026", "reason": "Libur"}, "tidak ada di kalender"),
        ("langkah-geser", {"to": "2026-02-01", "reason": "Libur"}, "sama dengan yang lama"),
        ("langkah-geser", {"to": "2026-03-01", "reason": ""}, "wajib diisi"),
        ("langkah-selesai", {"on": "2150-01-01"}, "belum tiba"),
        ("langkah-selesai", {"on": ""}, "wajib diisi"),
    ):
        response = owner.post(url_of(name, milestone), data)
        assert response.status_code == 422, (name, data)
        assert sentence in text(response), (name, data)
    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.done_on) == (date(2026, 2, 1), None)


def grown(world: World) -> tuple[Agreement, Callable[[int], None]]:
    agreement = world.signed()
    obligation = world.promised(agreement, every_months=1, repeats_from=date(2025, 11, 1), quantity=Decimal(1))

    def grow(number: int) -> None:
        step(agreement)
        world.promised(agreement, units=(world.lapas,))
        given(obligation, number)

    return agreement, grow


@pytest.mark.parametrize("page", ["rencana", "kewajiban", "perjanjian-kisah"])
def test_a_page_asks_as_often_for_little_as_for_much(world: World, owner: Client, page: str) -> None:
    agreement, grow = grown(world)
    thing = agreement.obligations.get() if page == "kewajiban" else agreement
    for number in range(2):
        grow(number)
    accepting.accept_all(agreement.obligations.earliest("pk"), until=TODAY, on=TODAY, by=SYSTEM, at=NOW)
    few = queries(owner, url_of(page, thing))
    for number in range(2, 8):
        grow(number)
    assert queries(owner, url_of(page, thing)) == few <= 12
