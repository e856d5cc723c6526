"""The whole trip once, through a real browser: from the published list to the renewed agreement. And axe on its pages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from sinergi.foundation.access.services import roles
from sinergi.interfaces.cli.installation import found_the_service
from tests.support.world import NATIONAL_ROLES, PASSWORD, REGISTER, user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REAL = Path(settings.CODE) / "data" / "agreements" / "agreements.csv"
DUKCAPIL = "Direktorat Jenderal Kependudukan dan Pencatatan Sipil Kementerian Dalam Negeri"


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer) -> Page:
    """The directorate's officer, signed in; whatever the browser complains about fails the test."""
    roles.deliver()
    found_the_service(at=timezone.now())
    who = user("dewi", NATIONAL_ROLES, None)
    page.set_default_timeout(15_000)
    page.goto(f"{live_server.url}/masuk/")
    page.get_by_label("Surel").fill(who.email)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dari tanda tangan sampai manfaat")
    return page


def accessible(page: Page) -> None:
    """axe finds nothing, neither on a light desktop nor on a dark phone."""
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours must have arrived
        found = Axe().run(page)
        assert found.violations_count == 0, f"{page.url} {width} {scheme}\n{found.generate_report()}"
    page.set_viewport_size({"width": 1280, "height": 900})


def go(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def read(page: Page, story: str) -> None:
    """The story from its beginning to its end, as somebody who scrolls: its sections come as they are reached."""
    page.goto(story)
    waiting = page.locator("[hx-trigger^='intersect']")
    page.mouse.move(640, 450)
    for _ in range(60):
        if not waiting.count():
            break
        page.mouse.wheel(0, 500)
        page.wait_for_load_state("networkidle")
    expect(waiting).to_have_count(0)


def send(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def test_from_the_published_list_to_the_renewed_agreement(signed_in: Page) -> None:
    page, today = signed_in, timezone.localdate()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    accessible(page)

    # Import the real list: look first, then confirm.
    go(page, "Impor")
    page.get_by_label("Berkas CSV").set_input_files(REAL)
    send(page, "Lihat pratinjau")
    expect(page.get_by_text("Belum ada yang berubah")).to_be_visible()
    accessible(page)
    send(page, "Sahkan impor")
    expect(page.get_by_text("Impor selesai: 85 baru")).to_be_visible()

    # The eight of 2 October 2025.
    go(page, "Perjanjian")
    page.locator("main").get_by_text("Saring daftar").click()
    page.get_by_label("Ditandatangani pada").fill("2025-10-02")
    page.locator("main").get_by_role("button", name="Terapkan", exact=True).click()
    expect(page.locator("#hasil tbody tr")).to_have_count(8)
    expect(page.get_by_role("list", name="Saringan yang aktif")).to_contain_text("Ditandatangani pada")
    accessible(page)
    page.get_by_role("link", name=DUKCAPIL).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kependudukan")
    expect(page.get_by_text("Yang belum diketahui")).to_be_visible()
    accessible(page)
    story = page.url

    # Promise.
    page.get_by_role("link", name="Catat kewajiban pertama").click()
    page.get_by_label("Siapa yang berkewajiban").select_option(index=1)
    page.get_by_label("Apa yang dijanjikan").fill("Warga Binaan terverifikasi")
    page.get_by_label("Banyaknya").fill("1")
    page.get_by_label("Dihitung dalam").select_option("person")
    page.get_by_label("Hanya orang yang identitasnya terverifikasi").check()
    accessible(page)
    send(page, "Simpan kewajiban")

    # Somebody to do it for.
    go(page, "Orang")
    page.locator("main").get_by_role("link", name="Catat orang").first.click()
    page.get_by_label("Nama", exact=True).fill("Contoh Budi")
    page.get_by_label("Jenis kelamin").select_option("L")
    page.get_by_role("textbox", name="Tanggal lahir").fill("1-1-1990")
    page.get_by_label("NIK").fill("9901010101900001")
    page.get_by_label("Kategori").select_option("narapidana")
    page.get_by_label("Unit").select_option(label="Lapas Kelas IIA Serang")
    page.get_by_label("Nomor registrasi").fill("B.I 1/2026")
    page.get_by_label("Mulai").fill((today - timedelta(days=30)).isoformat())
    accessible(page)
    send(page, "Simpan")
    expect(page.get_by_role("heading", level=1)).to_have_text("Contoh Budi")
    expect(page.locator("main")).not_to_contain_text("9901010101900001")
    accessible(page)
    person = page.url

    # Plan, carry out, enrol.
    read(page, story)
    page.get_by_role("link", name="Rencanakan kegiatan").click()
    page.get_by_label("Judul kegiatan").fill("Pemeriksaan data")
    page.get_by_label("Unit").select_option(label="Lapas Kelas IIA Serang")
    page.get_by_label("Mulai").fill(today.isoformat())
    page.get_by_label("Warga Binaan terverifikasi").check()
    accessible(page)
    send(page, "Simpan rencana")
    activity = page.url
    page.get_by_role("link", name="Catat pelaksanaan").click()
    send(page, "Catat pelaksanaan")
    page.get_by_role("link", name="Daftarkan peserta").first.click()
    page.get_by_label("Tanggal pendaftaran").fill(today.isoformat())
    page.get_by_label("Contoh Budi").check()
    send(page, "Daftarkan")
    page.get_by_role("button", name="Hadir").first.click()
    accessible(page)

    # Verify against a register extract that this agreement allows.
    read(page, story)
    page.get_by_role("link", name="Ekstrak register").click()
    page.get_by_label("Berkas ekstrak").set_input_files(
        {"name": "ekstrak.csv", "mimeType": "text/csv", "buffer": REGISTER}
    )
    page.get_by_label("Nama ekstrak").fill("Ekstrak uji")
    page.get_by_label("Diambil dari register pada").fill(today.isoformat())
    send(page, "Terima ekstrak")
    accessible(page)
    page.goto(person)
    page.get_by_role("link", name="Cocokkan dengan register").click()
    page.get_by_label("Ekstrak register").select_option(index=1)
    page.get_by_label("Tujuan pemeriksaan").fill("Syarat kegiatan")
    send(page, "Cocokkan")
    expect(page.get_by_text("Sesuai", exact=True).first).to_be_visible()
    page.goto(activity)
    page.get_by_role("link", name="Pakai verifikasi").click()
    page.get_by_role("radio").first.check()
    send(page, "Pakai verifikasi ini")

    # What changed.
    page.get_by_role("link", name="Catat perubahan").first.click()
    page.get_by_label("Apa yang diukur").fill("Dokumen lengkap")
    page.get_by_label("Satuan").fill("dokumen")
    page.get_by_label("Sebelum").fill("1")
    page.get_by_label("Sesudah").fill("2,5")
    page.get_by_label("Diukur pada").fill(today.isoformat())
    send(page, "Simpan perubahan")
    read(page, story)
    expect(page.get_by_text("1 dari 1 orang")).to_be_visible()
    expect(page.get_by_text("Dokumen lengkap")).to_be_visible()

    # Look back, judge, lock, extend.
    page.get_by_role("link", name="Buka evaluasi").click()
    page.get_by_label("Masa mulai").fill("2025-10-02")
    page.get_by_label("Masa sampai").fill(today.isoformat())
    send(page, "Hitung dan buka")
    page.get_by_label("Berhasil", exact=True).check()
    page.get_by_label("Uraian").fill("Manfaatnya terasa di unit.")
    send(page, "Simpan penilaian")
    page.get_by_label("Saya mengerti").check()
    accessible(page)
    send(page, "Kunci evaluasi")
    page.get_by_label("Perpanjang").check()
    page.get_by_label("Awal masa baru").fill((today + timedelta(days=1)).isoformat())
    page.get_by_label("Akhir masa baru").fill((today + timedelta(days=730)).isoformat())
    page.get_by_label("Alasan keputusan").fill("Bermanfaat")
    page.get_by_label("Tanggal keputusan").fill(today.isoformat())
    send(page, "Putuskan")
    accessible(page)
    read(page, story)
    expect(page.get_by_text("Silsilah naskah")).to_be_visible()
    expect(page.get_by_text("Rancangan", exact=True)).to_be_visible()
    assert complaints == []


def test_the_claim_check_answers_in_both_languages(signed_in: Page) -> None:
    page = signed_in
    go(page, "Periksa klaim")
    page.get_by_label("Angka awal", exact=False).first.fill("17")
    page.get_by_label("Angka akhir", exact=False).first.fill("43")
    page.get_by_label("Yang disebut").fill("250%")
    send(page, "Periksa")
    expect(page.get_by_text("+152,9 %").first).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="EN English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    accessible(page)


def test_the_keyboard_alone_reaches_the_content(signed_in: Page) -> None:
    page = signed_in
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Langsung ke isi halaman")
    page.keyboard.press("Enter")
    expect(page.locator("#isi")).to_be_focused()


def test_the_living_page_of_components_is_accessible(signed_in: Page, live_server: LiveServer) -> None:
    signed_in.goto(f"{live_server.url}/komponen/")
    accessible(signed_in)
