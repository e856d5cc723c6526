from __future__ import annotations

import csv
import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sinergi.domain.agreements.choices import Level, Side
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.rules.reading import read
from sinergi.domain.agreements.services import ending, importing, recording
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.domain.agreements.tests.rows import (
    SOURCE,
    as_csv,
    cells,
    imported,
    messages,
    outcomes,
    previewed,
    stored,
)
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.imports.choices import RunState
from sinergi.foundation.imports.models import ImportRun
from sinergi.foundation.imports.rules import Counts, TableRefused
from sinergi.foundation.imports.services import staging
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.services import founding, settling
from sinergi.foundation.kernel.errors import DomainError, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution, partner

PUBLISHED = Path(__file__).resolve().parents[4] / "data" / "agreements" / "agreements.csv"

pytestmark = pytest.mark.django_db


def published() -> list[dict[str, str]]:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def known(row_partner: str = "Yayasan Contoh Delapan") -> Agreement:
    return Agreement.objects.get(parties__institution__name=row_partner)


def state() -> list[dict[str, object]]:
    """All that is known of all agreements, in an order of its own."""
    return sorted(
        (
            {
                "ours": sorted(p.institution.name for p in each.parties.all() if p.side == Side.OURS),
                "partner": sorted(p.institution.name for p in each.parties.all() if p.side == Side.PARTNER),
                "covered": sorted(unit.name for unit in each.covered_units.all()),
            }
            | {name: getattr(each, name) for name in ("kind", "scope", "signed_on", "source_text", "row_identity")}
            for each in Agreement.objects.with_parties()
        ),
        key=str,
    )


# --- the published list ------------------------------------------------------------------------------------------------


def test_the_published_list_is_recorded_entirely_and_only_once():
    assert imported(*published()).counts == Counts(created=85)
    assert Agreement.objects.concluded().real().count() == 85
    assert Entry.objects.filter(action="agreement.recorded").count() == 85
    before = state()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        again = imported(*published())
    assert again.counts == Counts(unchanged=85)
    written = {
        match[1]
        for query in queries
        if (match := re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', query["sql"]))
    }
    assert written == {"files_storedfile", "imports_importrun", "imports_importrow", "audit_entry"}
    assert state() == before


def test_the_eight_of_october_are_known_as_far_as_their_source_goes():
    imported(*published())
    eight = Agreement.objects.filter(signed_on=date(2025, 10, 2)).with_parties()
    assert len(eight) == 8
    for agreement in eight:
        ours, theirs = sorted(agreement.parties.all(), key=lambda party: party.side, reverse=True)
        assert (ours.side, ours.institution.name) == (Side.OURS, "Direktorat Jenderal Pemasyarakatan")
        assert theirs.side == Side.PARTNER
        assert (agreement.starts_on, agreement.ends_on, agreement.duration_months) == (None, None, None)
        assert agreement.source_urls.startswith("https://actanews.id/")
    assert sum(1 for agreement in eight if not agreement.scope) == 5


def test_unknown_units_and_partners_are_founded_provisionally_under_the_directorate_general():
    ministry = institution("Kementerian Imigrasi dan Pemasyarakatan", kind="kementerian", example=False)
    root = institution("Direktorat Jenderal Pemasyarakatan", kind="ditjen", parent=ministry, example=False)
    imported(*published())
    unit = Institution.objects.get(name="Bapas Kelas II Luwuk")
    assert (unit.is_provisional, unit.place.kind, unit.place.parent) == (True, "bapas", root.place)
    assert Institution.objects.get(name="Kanwil Banten").place.kind == "kanwil"
    stranger = Institution.objects.get(name="Kamselindo")
    assert (stranger.is_provisional, stranger.path, stranger.partner_profile.category) == (True, None, "")
    assert not Institution.objects.get(name=ministry.name).is_provisional


def test_an_institution_of_our_own_can_be_a_partner_too():
    body = institution("Badan Pengembangan SDM Imigrasi dan Pemasyarakatan", kind="badan", example=False)
    imported(*published())
    body = Institution.objects.get(pk=body.pk)
    assert (body.partner_profile.category, body.place.kind, body.is_provisional) == ("lembaga_sdm", "badan", False)


def test_numbers_stay_in_the_source_text_and_belong_to_no_party():
    imported(cells(number="PAS-1 ; MITRA-2"))
    agreement = known()
    assert "PAS-1 ; MITRA-2" in agreement.source_text
    assert {party.number for party in agreement.parties.all()} == {""}


# --- preview and confirmation --------------------------------------------------------------------------------------------


def test_a_preview_changes_nothing_but_the_run():
    run = previewed(cells(), cells(partner=""))
    assert (run.state, run.counts) == (RunState.PREVIEWED, Counts(created=1, refused=1))
    assert not Agreement.objects.exists()
    assert not Institution.objects.exists()
    assert set(Entry.objects.values_list("action", flat=True)) == {"import.previewed"}


def test_a_run_is_confirmed_once():
    run = imported(cells())
    with pytest.raises(staging.AlreadyConfirmed):
        importing.confirm(run, by=SYSTEM, at=NOW)
    assert Agreement.objects.count() == 1


def test_the_confirmation_does_what_is_right_then_and_the_rows_say_so():
    first = previewed(cells(), cells("Yayasan Contoh Sembilan"))
    imported(cells())
    done = importing.confirm(first, by=SYSTEM, at=NOW)
    assert (done.previewed, done.counts) == (Counts(created=2), Counts(created=1, unchanged=1))
    assert outcomes(done) == [(2, "unchanged"), (3, "created")]
    assert messages(done)[0] == "Sudah tercatat."


def test_an_import_is_all_or_nothing():
    """Another agreement bears the identity of the second row already, out of the import's sight: it is an example."""
    row = cells("Yayasan Contoh Sembilan")
    identity = read(row, latest=TODAY).mark.identity
    example = PartyFacts(partner("Yayasan Contoh Rekaan"), Side.PARTNER)
    recording.record(RecordedAgreement(parties=(example,), row_identity=identity), by=SYSTEM, at=NOW)
    run = previewed(cells(), row)
    institutions = Institution.objects.count()
    with pytest.raises(importing.Overtaken, match="Konfirmasi sekali lagi"):
        importing.confirm(run, by=SYSTEM, at=NOW)
    run.refresh_from_db()
    assert (run.state, Agreement.objects.count(), Institution.objects.count()) == (RunState.PREVIEWED, 1, institutions)


@pytest.mark.parametrize("stage", ["preview", "confirm"])
def test_only_who_may_import_everywhere_may_import(stage):
    unit = institution()
    run = previewed(cells())
    for by in (actor("agreements.import", at=unit), actor("agreements.record"), actor()):
        with pytest.raises(NotAllowed):
            importing.preview(run.file, by=by, at=NOW) if stage == "preview" else importing.confirm(run, by=by, at=NOW)
    assert not Agreement.objects.exists()
    national = actor("agreements.import")
    assert imported(cells(), by=national).counts == Counts(created=1)


def test_looking_up_does_not_grow_with_the_rows():
    rows = [cells(f"Yayasan Contoh {number}", level="upt", locations=f"Lapas Contoh {number}") for number in range(60)]
    imported(*rows)

    def asked(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert imported(*rows[:count]).counts == Counts(unchanged=count)
        return len(queries)

    assert asked(3) == asked(60)


# --- rows that come again ------------------------------------------------------------------------------------------------


def test_a_later_row_fills_what_was_unknown():
    imported(cells())
    run = imported(cells(signed_on="2025-10-02", kind="PKS", number="PAS-1", scope="Pelatihan"))
    assert outcomes(run) == [(2, "updated")]
    assert messages(run) == ["Melengkapi: tanggal penandatanganan, jenis naskah, ruang lingkup, nomor naskah."]
    agreement = known()
    assert (agreement.signed_on, agreement.kind, agreement.scope) == (date(2025, 10, 2), "PKS", "Pelatihan")
    assert "PAS-1" in agreement.source_text
    assert Entry.objects.filter(action="agreement.filled").count() == 1
    assert imported(cells(signed_on="2025-10-02", number="PAS-1")).counts == Counts(unchanged=1)


def test_what_changed_in_the_source_changes_here():
    row = {"signed_on": "2025-10-02", "kind": "PKS", "level": "ditjen"}
    imported(cells(**row, scope="Pelatihan", duration_months="12", partner_category="pemerintah"))
    run = imported(cells(**row, scope="Pendidikan", duration_months="24", partner_category="masyarakat_sipil"))
    assert messages(run) == ["Mengubah: ruang lingkup, jangka waktu, kategori mitra."]
    agreement = known()
    assert (agreement.scope, agreement.duration_months) == ("Pendidikan", 24)
    assert agreement.parties.partners().get().institution.partner_profile.category == "masyarakat_sipil"
    back = imported(cells(**row, scope="Pelatihan"))
    assert (messages(back), known().scope) == (["Mengubah: ruang lingkup."], "Pelatihan")


def test_an_empty_cell_makes_nothing_unknown():
    full = cells(signed_on="2025-10-02", kind="PKS", scope="Pelatihan", duration_months="12", level="ditjen")
    imported(full)
    before = state()
    assert imported(cells(signed_on="2025-10-02", kind="PKS", level="ditjen")).counts == Counts(unchanged=1)
    assert imported(cells(level="ditjen")).counts == Counts(unchanged=1)
    assert state() == before


def test_a_further_source_is_added():
    imported(cells())
    run = imported(cells(source_url=f"{SOURCE} ; https://berita.example/2"))
    assert messages(run) == ["Mengubah: sumber."]
    assert known().source_urls.splitlines() == [SOURCE, "https://berita.example/2"]


def test_a_newly_named_unit_is_covered_from_then_on():
    imported(cells(level="ditjen"))
    imported(cells(level="ditjen", locations="Lapas Contoh Tiga"))
    agreement = known()
    assert [unit.name for unit in agreement.covered_units.all()] == ["Lapas Contoh Tiga"]
    assert agreement.location_text == "Lapas Contoh Tiga"


def test_of_two_possible_agreements_none_is_filled():
    imported(cells(signed_on="2025-10-02"), cells(signed_on="2025-11-05"))
    assert imported(cells(kind="PKS")).counts == Counts(created=1)
    assert Agreement.objects.filter(kind="").count() == 2


def test_identical_rows_in_one_file_are_one_agreement():
    run = imported(cells(), cells(), cells("Yayasan  contoh delapan."))
    assert outcomes(run) == [(2, "created"), (3, "unchanged"), (4, "unchanged")]
    assert messages(run)[1:] == ["Perjanjian yang sama dengan baris 2."] * 2
    assert Agreement.objects.count() == 1


def test_the_order_of_rows_does_not_matter():
    rows = [
        cells(signed_on="2025-10-02"),
        cells("yayasan contoh delapan", signed_on="2025-10-02", scope="Pelatihan", partner_category="pemerintah"),
        cells(signed_on="2025-11-05", scope="Pendidikan"),
        cells("Kementerian Contoh", level="upt", locations="Bapas Contoh; Lapas Contoh"),
    ]
    earlier = [cells(), cells("Kementerian Contoh", level="upt", locations="Lapas Contoh; Bapas Contoh", kind="PKS")]

    def result(order: list[dict[str, str]]) -> tuple[object, ...]:
        Agreement.objects.all().delete()
        ImportRun.objects.all().delete()
        Institution.objects.filter(place__parent__isnull=False).delete()
        Institution.objects.all().delete()
        imported(*earlier)
        imported(*order)
        return state(), sorted(
            Institution.objects.values_list("name", "partner_profile__category", "place__kind"), key=str
        )

    assert result(rows) == result(rows[::-1]) == result([rows[i] for i in (2, 0, 3, 1)])


def test_a_partner_that_a_person_renamed_is_still_recognised():
    imported(cells())
    stranger = known().parties.partners().get().institution
    settling.confirm(stranger, name="Yayasan Contoh Kedelapan", by=SYSTEM, at=NOW)
    assert imported(cells()).counts == Counts(unchanged=1)
    assert imported(cells(kind="PKS")).counts == Counts(updated=1)


# --- categories ----------------------------------------------------------------------------------------------------------


def category(name: str = "Yayasan Contoh Delapan") -> str:
    return Institution.objects.get(name=name).partner_profile.category


def test_rows_that_disagree_about_a_partner_leave_its_category_unknown():
    imported(cells(partner_category="pemerintah"), cells(signed_on="2025-10-02", partner_category="dunia_usaha"))
    assert category() == ""


def test_a_later_list_tells_the_category_of_a_partner():
    imported(cells())
    run = imported(cells(partner_category="pemerintah"))
    assert (messages(run), category()) == (["Melengkapi: kategori mitra."], "pemerintah")


def test_a_settled_partner_keeps_its_category():
    imported(cells(partner_category="pemerintah"))
    stranger = Institution.objects.get(name="Yayasan Contoh Delapan")
    settling.confirm(stranger, name=stranger.name, by=SYSTEM, at=NOW)
    assert imported(cells(partner_category="dunia_usaha")).counts == Counts(unchanged=1)
    assert category() == "pemerintah"


# --- refusals ------------------------------------------------------------------------------------------------------------


def test_an_impossible_row_is_refused_alone():
    run = imported(cells(signed_on="2025-02-31"), cells("Yayasan Contoh Sembilan"), cells(source_url=""))
    assert outcomes(run) == [(2, "refused"), (3, "created"), (4, "refused")]
    assert messages(run)[0] == "Tanggal 2025-02-31 tidak ada di kalender. Periksa hari dan bulannya."
    assert Agreement.objects.count() == 1


def test_a_row_that_cannot_be_read_is_refused_alone_under_its_number():
    text = as_csv([cells(), cells("Yayasan Contoh Sembilan", scope="a" * 10_001)]) + "lagi,satu\r\n"
    run = importing.confirm(importing.preview(stored(text), by=SYSTEM, at=NOW), by=SYSTEM, at=NOW)
    assert outcomes(run) == [(2, "created"), (3, "refused"), (4, "refused")]
    assert "10001 karakter" in messages(run)[1]


def test_a_row_with_a_made_up_institution_is_refused():
    partner("Yayasan Contoh Delapan")
    run = imported(cells())
    assert outcomes(run) == [(2, "refused")]
    assert "adalah lembaga contoh" in messages(run)[0]


def test_an_agreement_cannot_turn_out_to_be_signed_after_its_end():
    institution("Direktorat Jenderal Pemasyarakatan", kind="ditjen", example=False)
    imported(cells(level="ditjen"))
    ending.end(known(), ended_on=date(2025, 1, 1), reason="Disepakati", by=SYSTEM, at=NOW)
    run = imported(cells(level="ditjen", signed_on="2025-06-01"))
    assert outcomes(run) == [(2, "refused")]
    assert "setelah perjanjian ini berakhir" in messages(run)[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nama,alamat\nPT Contoh,Kota Contoh\n", "kolom tidak dikenal"),
        (as_csv([cells()]).replace(",source_url", ""), "source_url"),
        (as_csv([]), "hanya berisi judul kolom"),
        (as_csv([cells()]) + '"tak ditutup', "tanda kutip"),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_whole(content, said):
    with pytest.raises(TableRefused, match=said):
        importing.preview(stored(content), by=SYSTEM, at=NOW)
    assert not ImportRun.objects.exists()


def test_nothing_but_text_is_stored_as_a_list():
    with pytest.raises(DomainError, match="sebenarnya PDF"):
        stored(b"%PDF-1.7\n1 0 obj\n")


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_lists_are_read_as_spreadsheets_write_them(delimiter, encoding):
    rows = [cells("Yayasan Café Contoh", scope="a; b, c", level=Level.DITJEN)]
    run = importing.preview(stored(as_csv(rows, delimiter).encode(encoding)), by=SYSTEM, at=NOW)
    importing.confirm(run, by=SYSTEM, at=NOW)
    assert known("Yayasan Café Contoh").scope == "a; b, c"
    assert bool(run.notes) is (encoding == "latin-1")


def test_a_name_in_another_spelling_is_the_same_institution():
    founding.found("PT Contoh Dua", category="dunia_usaha", by=SYSTEM, at=NOW)
    imported(cells("pt. contoh dua"))
    assert Institution.objects.filter(partner_profile__isnull=False).count() == 1
