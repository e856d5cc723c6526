"""The pages on which agreements are found, written down, signed, promised on, delivered under and ended."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.agreements.choices import Kind, Level, Side, State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import recording
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.domain.agreements.tests.worlds import World
from sinergi.foundation.institutions.models import Institution
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from sinergi.interfaces.web.tests.obligation_worlds import given
from tests.support.answers import text
from tests.support.factories import NOW, SYSTEM, institution, partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.lapas, "kepala-unit")


@pytest.fixture
def colleague(world: World) -> Client:
    return signed_in(world.elsewhere, "kepala-unit", email="rekan@contoh.test")


# Who gets in


def addresses(world: World) -> list[tuple[str, str]]:
    agreement, draft = world.signed(), world.draft()
    obligation = world.promised(agreement)
    key = {"agreement": agreement.public_id}
    return [
        (reverse("perjanjian-tanda-tangan", args=[draft.public_id]), "GET"),
        (reverse("kewajiban-janji", kwargs=key), "GET"),
        (reverse("perjanjian-akhiri", kwargs=key), "GET"),
        (reverse("kewajiban", args=[obligation.public_id]), "GET"),
        (reverse("kewajiban-serahkan", args=[obligation.public_id]), "POST"),
        (reverse("penyerahan-batalkan", args=[given(obligation).public_id]), "GET"),
    ]


def test_pages_about_an_agreement_open_for_its_unit_and_do_not_exist_for_another(
    world: World, owner: Client, colleague: Client
) -> None:
    for url, method in addresses(world):
        assert owner.generic(method, url).status_code == (200 if method == "GET" else 422), url
        assert colleague.generic(method, url).status_code == 404, url
        stranger = Client().generic(method, url)
        assert stranger.status_code == 302, url
        assert stranger["Location"].startswith("/masuk/"), url


def test_who_may_only_look_is_told_so_where_something_would_change(world: World) -> None:
    looker = signed_in(world.lapas, "pimpinan")
    for url, method in [
        *[(url, method) for url, method in addresses(world) if "kewajiban/" not in url or "serahkan" in url],
        (reverse("perjanjian-catat"), "GET"),
        (reverse("perjanjian-rancang"), "GET"),
    ]:
        assert looker.generic(method, url).status_code == 403, url


# Recording and drafting


def recorded(world: World, **changed: str) -> dict[str, str]:
    return {
        "ours-rows": "1",
        "partner-rows": "1",
        "ours-0": str(world.lapas.public_id),
        "ours-0-number": "W.1-PK.01",
        "ours-0-position": "Kepala Lapas",
        "partner-0": str(world.partner.public_id),
        "kind": Kind.PKS,
        "level": Level.UPT,
        "scope": "Pelatihan menjahit",
        "signed_on": "2-10-2025",
        "source_urls": "https://contoh.test/berita",
    } | changed


def test_an_agreement_is_recorded_with_what_its_source_says(world: World, owner: Client) -> None:
    response = owner.post("/perjanjian/catat/", recorded(world, starts_on="2025-10-03", duration_months="24"))
    agreement = Agreement.objects.get()
    assert response["Location"] == reverse("perjanjian-kisah", args=[agreement.public_id])
    assert (agreement.state, agreement.signed_on, agreement.starts_on) == (
        State.CONCLUDED,
        date(2025, 10, 2),
        date(2025, 10, 3),
    )
    assert (agreement.ends_on, agreement.duration_months) == (None, 24)
    assert agreement.source_urls == "https://contoh.test/berita"
    assert agreement.parties.ours().get().number == "W.1-PK.01"


def test_what_is_left_empty_stays_unknown(world: World, owner: Client) -> None:
    owner.post(
        "/perjanjian/catat/", recorded(world, kind="", level="", scope="", signed_on="", **{"ours-0-number": ""})
    )
    codes = {unknown.code for unknown in Agreement.objects.get().unknowns()}
    assert codes == {"signed_on", "kind", "level", "scope", "number", "term"}


def test_a_partner_nobody_knew_is_recorded_as_provisional(world: World, owner: Client) -> None:
    owner.post("/perjanjian/catat/", recorded(world, **{"partner-0": "", "partner-0-new": "Koperasi Contoh Baru"}))
    founded = Agreement.objects.get().parties.partners().get().institution
    assert (founded.name, founded.is_provisional, founded.is_example) == ("Koperasi Contoh Baru", True, True)


def test_a_new_partner_who_is_known_under_another_spelling_is_not_founded_twice(world: World, owner: Client) -> None:
    owner.post("/perjanjian/catat/", recorded(world, **{"partner-0": "", "partner-0-new": "yayasan contoh DELAPAN"}))
    assert Agreement.objects.get().parties.partners().get().institution == world.partner


def test_another_row_keeps_what_was_typed(world: World, owner: Client) -> None:
    page = owner.post("/perjanjian/catat/", recorded(world, more="partner", scope="Baru setengah"))
    assert page.status_code == 200
    assert (len(page.context["form"].our_rows), len(page.context["form"].partner_rows)) == (1, 2)
    assert "Baru setengah" in text(page)
    assert f'value="{world.partner.public_id}" selected' in text(page)
    assert not Agreement.objects.exists()


def test_several_parties_stand_on_both_sides(world: World) -> None:
    second = partner("Yayasan Contoh Sembilan")
    regional = signed_in(world.kanwil, "kepala-unit")
    both = {
        "ours-rows": "2", "partner-rows": "2", "ours-1": str(world.kanwil.public_id), "partner-1": str(second.public_id),
        "partner-1-number": "K-9",
    }  # fmt: skip
    regional.post("/perjanjian/catat/", recorded(world, **both))
    parties = Agreement.objects.get().parties
    assert set(parties.ours().values_list("institution", flat=True)) == {world.lapas.pk, world.kanwil.pk}
    assert parties.get(institution=second).number == "K-9"


BAD_FACTS = [
    ({"signed_on": "31-02-2026"}, "Tanggal ini tidak ada di kalender"),
    ({"signed_on": "2-10-2525"}, "Tahun harus di antara 1900 dan 2200"),
    ({"signed_on": "1-1-2150"}, "belum tiba"),
    ({"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, "tidak dapat berakhir sebelum"),
    ({"scope": "a\0b"}, "null"),
    ({"scope": "x" * 10_000}, "terlalu panjang"),
    ({"ours-0-number": "9" * 10_000}, "120"),
    ({"duration_months": "dua tahun"}, "bilangan bulat"),
    ({"duration_months": "9" * 5000}, "bilangan bulat"),
    ({"duration_months": "1201"}, "1 sampai 1200"),
    ({"kind": "SURAT"}, "Pilihan ini tidak tersedia"),
    ({"source_urls": ""}, "Sebutkan sumbernya"),
    ({"source_urls": "koran kemarin"}, "bukan alamat web"),
    ({"source_urls": "javascript:alert(1)"}, "bukan alamat web"),
    ({"ours-0": ""}, "wajib diisi"),
    ({"ours-0": "bukan-uuid"}, "Pilihan ini tidak tersedia"),
    ({"partner-0-new": "Yayasan Lain"}, "jangan keduanya"),
    ({"partner-0": "", "partner-0-new": "•••"}, "huruf atau angka"),
]


@pytest.mark.parametrize(("changed", "sentence"), BAD_FACTS)
def test_what_cannot_be_is_answered_at_the_field_and_nothing_is_recorded(
    world: World, owner: Client, changed: dict[str, str], sentence: str
) -> None:
    known = Institution.objects.count()
    response = owner.post("/perjanjian/catat/", recorded(world, **changed))
    assert response.status_code == 422
    assert sentence in text(response)
    assert "W.1-PK.01" in text(response) or "ours-0-number" in changed, "what was typed is still there"
    assert not Agreement.objects.exists()
    assert Institution.objects.count() == known


def test_an_agreement_of_another_unit_is_not_offered_for_recording(world: World, owner: Client) -> None:
    response = owner.post("/perjanjian/catat/", recorded(world, **{"ours-0": str(world.elsewhere.public_id)}))
    assert response.status_code == 422
    assert not Agreement.objects.exists()


def test_a_new_draft_is_offered_umbrellas_of_both_worlds_each_under_its_heading(world: World) -> None:
    everybody = signed_in(None, "direktorat-kerja-sama")
    made_up = world.recorded(kind=Kind.NK, signed_on=date(2024, 1, 2))
    parties = (
        PartyFacts(institution("Lapas Nyata", example=False), Side.OURS),
        PartyFacts(partner("Mitra Nyata", example=False), Side.PARTNER),
    )
    facts = RecordedAgreement(parties, kind=Kind.NK, source_urls="https://contoh.test/a")
    real = recording.record(facts, by=SYSTEM, at=NOW)
    choices = dict(everybody.get("/perjanjian/rancang/").context["form"].fields["umbrella"].choices)
    assert choices["Naskah nyata"] == [(str(real.public_id), real.title)]
    assert choices["CONTOH"] == [(str(made_up.public_id), made_up.title)]


class TestLikeness:
    """While the name of a partner is typed."""

    def asked(self, client: Client, name: str, **more: str) -> list[tuple[str, str]]:
        response = client.get("/perjanjian/mitra-mirip/", {"baris": "partner-1", "partner-1-new": name, **more})
        assert response.status_code == 200
        assert "<html" not in text(response)
        return [(line.name, line.key) for line in response.context["lines"]]

    def test_what_the_name_may_mean_is_offered_with_its_value_in_the_list(self, world: World, owner: Client) -> None:
        known = ("Yayasan Contoh Delapan", str(world.partner.public_id))
        assert self.asked(owner, "Contoh Delapan (Yayasan)") == [known]
        page = owner.get("/perjanjian/mitra-mirip/", {"baris": "partner-1", "partner-1-new": "Contoh Delapan"})
        assert f'value="{world.partner.public_id}" data-picks="id_partner-1" data-clears="id_partner-1-new"' in text(
            page
        )

    def test_a_unit_is_named_but_cannot_be_picked_as_a_partner(self, world: World, owner: Client) -> None:
        assert self.asked(owner, "Lapas Contoh Tiga") == [("Lapas Contoh Tiga", "")]

    @pytest.mark.parametrize("name", ["", "Yay", "Koperasi Sama Sekali Lain", "\0"])
    def test_little_typed_or_nothing_alike_is_nothing(self, world: World, owner: Client, name: str) -> None:
        assert self.asked(owner, name) == []

    def test_only_the_world_of_our_party_is_looked_through(self, world: World, owner: Client) -> None:
        real = institution("Lapas Nyata", example=False)
        assert self.asked(owner, "Yayasan Contoh Delapan", **{"ours-0": str(real.public_id)}) == []
        assert self.asked(owner, "Yayasan Contoh Delapan", **{"ours-0": str(world.lapas.public_id)}) != []
        assert self.asked(owner, "Yayasan Contoh Delapan", **{"ours-0": "bukan kunci"}) != []

    def test_it_asks_twelve_questions_at_most(self, world: World, owner: Client) -> None:
        for name in ("Contoh Delapan (Yayasan)", "PT Contoh Delapan", "Koperasi Contoh Delapan"):
            partner(name)
        with CaptureQueriesContext(connection) as asked:
            assert len(self.asked(owner, "Yayasan Contoh Delapan")) > 1
        assert len(asked) <= 12

    def test_the_form_looks_up_what_is_typed_and_has_a_place_for_the_answer(self, world: World, owner: Client) -> None:
        page = text(owner.get("/perjanjian/rancang/"))
        assert 'hx-get="/perjanjian/mitra-mirip/"' in page
        assert 'hx-target="#partner-0-mirip"' in page
        assert '<div id="partner-0-mirip" role="status"></div>' in page


def test_a_draft_needs_both_sides_and_no_source(world: World, owner: Client) -> None:
    alone = owner.post("/perjanjian/rancang/", recorded(world, source_urls="", **{"partner-0": ""}))
    assert alone.status_code == 422
    assert "Sebutkan mitranya" in text(alone)
    owner.post("/perjanjian/rancang/", recorded(world, source_urls="", kind="", level="", scope=""))
    assert Agreement.objects.get().state == State.DRAFT


# Signing


def signing_data(agreement: Agreement, **changed: str) -> dict[str, str]:
    numbers = {f"number-{party.pk}": party.number for party in agreement.parties.all()}
    days = {"signed_on": "2-10-2025", "starts_on": "3-10-2025", "ends_on": "2-10-2027"}
    return days | {"kind": Kind.PKS, "level": Level.UPT, "scope": "Pelatihan menjahit"} | numbers | changed


def test_a_draft_is_completed_and_signed_in_one_step(world: World, owner: Client) -> None:
    draft = world.draft(kind="", level="", scope="")
    url = reverse("perjanjian-tanda-tangan", args=[draft.public_id])
    assert "ruang lingkup" in text(owner.get(url))
    theirs = draft.parties.partners().get()
    response = owner.post(url, signing_data(draft, **{f"number-{theirs.pk}": "Y-8/2025"}))
    assert response.status_code == 302
    draft.refresh_from_db()
    theirs.refresh_from_db()
    assert (draft.state, draft.signed_on, draft.scope, theirs.number) == (
        State.CONCLUDED,
        date(2025, 10, 2),
        "Pelatihan menjahit",
        "Y-8/2025",
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"signed_on": ""}, "wajib diisi"),
        ({"signed_on": "31-02-2026"}, "tidak ada di kalender"),
        ({"signed_on": "1-1-2150"}, "belum tiba"),
        ({"ends_on": "1-10-2025"}, "tidak dapat berakhir sebelum"),
        ({"kind": ""}, "wajib diisi"),
        ({"scope": "x" * 10_000}, "terlalu panjang"),
        ({"scope": "a\0b"}, "null"),
    ],
)
def test_a_signature_that_cannot_be_leaves_the_draft_as_it_was(
    world: World, owner: Client, changed: dict[str, str], sentence: str
) -> None:
    draft = world.draft(scope="")
    response = owner.post(reverse("perjanjian-tanda-tangan", args=[draft.public_id]), signing_data(draft, **changed))
    assert response.status_code == 422
    assert sentence in text(response)
    draft.refresh_from_db()
    assert (draft.state, draft.scope) == (State.DRAFT, "")


def test_signing_a_second_time_is_refused(world: World, owner: Client) -> None:
    agreement = world.signed()
    response = owner.post(reverse("perjanjian-tanda-tangan", args=[agreement.public_id]), signing_data(agreement))
    assert response.status_code == 422
    assert "sudah ditandatangani" in text(response)


# Ending


def test_an_agreement_is_ended_with_a_reason(world: World, owner: Client) -> None:
    agreement = world.signed()
    url = reverse("perjanjian-akhiri", args=[agreement.public_id])
    assert owner.post(url, {"ended_on": "2026-05-01", "reason": ""}).status_code == 422
    assert "tidak dapat diakhiri sebelum" in text(owner.post(url, {"ended_on": "2025-01-01", "reason": "Batal"}))
    assert owner.post(url, {"ended_on": "2026-05-01", "reason": "Mitra bubar"}).status_code == 302
    agreement.refresh_from_db()
    assert (agreement.ended_on, agreement.end_reason) == (date(2026, 5, 1), "Mitra bubar")
