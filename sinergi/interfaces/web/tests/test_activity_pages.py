"""The pages on which activities are planned, carried out, and their participants and results written down."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.activities.choices import ActivityState
from sinergi.domain.activities.models import Activity, Outcome, Output, Participation
from sinergi.domain.activities.tests.worlds import STARTS, Work, confirmed, delivered, measured, posted, withdrawn
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.people.choices import Category
from sinergi.domain.people.tests.worlds import somebody
from sinergi.foundation.institutions.models import Institution
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.answers import text
from tests.support.factories import institution

pytestmark = pytest.mark.django_db

ALL = ("petugas-kerja-sama", "registrasi", "kepala-unit")
LONG = "x" * 10_000


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def owner(work: Work) -> Client:
    return signed_in(work.unit, *ALL)


@pytest.fixture
def colleague(work: Work) -> Client:
    return signed_in(work.world.elsewhere, *ALL, email="rekan@contoh.test")


def titles(response: object) -> list[str]:
    return [row.title for row in response.context["rows"]]  # type: ignore[attr-defined]


def at(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.public_id])


# Who gets in


def test_pages_open_at_the_unit_and_do_not_exist_for_another(work: Work, owner: Client, colleague: Client) -> None:
    planned, done = work.planned(), work.carried_out()
    participation = work.attended(done)
    for url in (
        at("kegiatan-lihat", done),
        at("kegiatan-laksanakan", planned),
        at("kegiatan-batal", planned),
        at("keluaran-catat", done),
        at("keluaran-cabut", posted(done)),
        at("peserta-daftar", done),
        at("peserta-hadir", participation),
        at("peserta-verifikasi", participation),
        at("perubahan-catat", participation),
        at("peserta-cabut", participation),
    ):
        assert owner.get(url).status_code == 200, url
        assert colleague.get(url).status_code == 404, url
        stranger = Client().get(url)
        assert stranger.status_code == 302, url
        assert stranger["Location"].startswith("/masuk/"), url


def test_who_may_only_look_is_told_so_where_something_would_change(work: Work) -> None:
    looker = signed_in(work.unit, "registrasi")
    planned, done = work.planned(), work.carried_out()
    participation = work.attended(done)
    for url in (
        reverse("kegiatan-rencana"),
        at("kegiatan-laksanakan", planned),
        at("kegiatan-batal", planned),
        at("keluaran-catat", done),
        at("keluaran-cabut", posted(done)),
        at("peserta-daftar", done),
        at("peserta-hadir", participation),
        at("peserta-verifikasi", participation),
        at("perubahan-catat", participation),
        at("peserta-cabut", participation),
    ):
        assert looker.get(url).status_code == 403, url
    page = text(looker.get(at("kegiatan-lihat", planned)))
    assert "Catat pelaksanaan" not in page
    assert "Daftarkan peserta" not in page


def partner_unit(work: Work) -> Institution:
    """A second unit on our side of a new agreement, so that it sees the activity but not who takes part."""
    other = institution("Lapas Contoh Empat")
    work.agreement = work.world.signed(covered_units=(other,))
    return other


def test_who_sees_the_agreement_only_sees_how_many_took_part(work: Work) -> None:
    elsewhere = signed_in(partner_unit(work), *ALL, email="jauh@contoh.test")
    activity = work.carried_out()
    person = work.person()
    participation = work.attended(activity, person)
    page = elsewhere.get(at("kegiatan-lihat", activity))
    assert page.status_code == 200
    assert (page.context["enrolled"], page.context["attended"]) == (1, 1)
    assert person.name not in text(page)
    assert "Hanya jumlahnya yang terbuka bagi Anda" in text(page)
    assert elsewhere.get(at("peserta-hadir", participation)).status_code == 404


# The list


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"cari": "menjahit"}, 1),
        ({"cari": "roti"}, 0),
        ({"keadaan": "planned"}, 1),
        ({"keadaan": "cancelled"}, 0),
        ({"sejak": "2026-01-12"}, 1),
        ({"sejak": "2026-01-13"}, 0),
        ({"sampai": "11-1-2026"}, 0),
    ],
)
def test_each_filter_narrows_the_list(work: Work, owner: Client, filter: dict[str, str], found: int) -> None:
    work.planned()
    assert len(titles(owner.get("/kegiatan/", filter))) == found


def test_the_list_of_one_agreement(work: Work, owner: Client, colleague: Client) -> None:
    work.planned(title="Pelatihan roti")
    other = work.world.promised(work.world.signed())
    work.planned(other, title="Pelatihan lele")
    response = owner.get("/kegiatan/", {"perjanjian": work.agreement.public_id})
    assert titles(response) == ["Pelatihan roti"]
    [chip] = response.context["chips"]
    assert chip.label == work.agreement.title
    assert f"perjanjian={work.agreement.public_id}" in response.context["plan_url"]
    assert colleague.get("/kegiatan/", {"perjanjian": work.agreement.public_id}).status_code == 404
    assert titles(colleague.get("/kegiatan/")) == []


@pytest.mark.parametrize(
    ("filter", "sentence"),
    [
        ({"sejak": "31-02-2026"}, "tidak ada di kalender"),
        ({"keadaan": "entah"}, "tidak tersedia"),
        ({"perjanjian": "entah"}, "tidak utuh"),
        ({"cari": "a\0b"}, "null"),
        ({"cari": LONG}, "200"),
    ],
)
def test_a_filter_that_cannot_be_is_answered_with_a_sentence(
    owner: Client, filter: dict[str, str], sentence: str
) -> None:
    response = owner.get("/kegiatan/", filter)
    assert response.status_code == 422
    assert sentence in text(response)


@pytest.mark.parametrize("page", ["0", "satu", "9" * 40])
def test_whatever_page_is_asked_for_there_is_one(work: Work, owner: Client, page: str) -> None:
    work.planned()
    assert len(titles(owner.get("/kegiatan/", {"halaman": page}))) == 1


def test_a_longer_list_asks_no_more_questions(work: Work, owner: Client) -> None:
    counts = []
    for more in (2, 18):
        for _ in range(more):
            work.planned()
        with CaptureQueriesContext(connection) as queries:
            assert owner.get("/kegiatan/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


# Planning


def plan(client: Client, work: Work, **known: Any) -> Any:
    typed = {"title": "Pelatihan roti", "unit": work.unit.public_id, "starts_on": "2026-01-12", "place_text": "Aula"}
    return client.post(reverse("kegiatan-rencana"), typed | known)


def test_an_activity_is_planned_for_several_obligations(work: Work, owner: Client) -> None:
    served = [work.promised(), work.promised(CountedUnit.KG)]
    response = plan(owner, work, obligations=[row.public_id for row in served], ends_on="14-01-2026")
    activity = Activity.objects.get()
    assert response["Location"] == at("kegiatan-lihat", activity)
    assert (activity.title, activity.unit, activity.starts_on, activity.ends_on, activity.place_text) == (
        "Pelatihan roti", work.unit, STARTS, date(2026, 1, 14), "Aula",
    )  # fmt: skip
    assert set(activity.obligations.all()) == set(served)


def test_an_agreement_in_the_address_narrows_what_is_offered(work: Work, owner: Client, colleague: Client) -> None:
    here, other = work.promised(), work.world.promised(work.world.signed())
    url = reverse("kegiatan-rencana")
    offered = owner.get(url, {"perjanjian": work.agreement.public_id}).context["form"]
    assert list(offered.fields["obligations"].known.values()) == [here]
    assert offered.initial["obligations"] == [str(here.public_id)]
    assert set(owner.get(url).context["form"].fields["obligations"].known.values()) == {here, other}
    assert owner.get(url, {"perjanjian": "entah"}).status_code == 404
    assert colleague.get(url, {"perjanjian": work.agreement.public_id}).status_code == 404
    assert "Tidak ada kewajiban yang dapat dilayani" in text(colleague.get(url))


def test_obligations_are_found_by_words(work: Work, owner: Client) -> None:
    work.promised(description="Membuat roti")
    work.promised(description="Memelihara lele")
    response = owner.get(reverse("kegiatan-rencana"), {"cari": "roti\0"})
    assert [box.choices[0].data["label"] for box in response.context["form"].promises] == [
        "Membuat roti (0 dari 40 kegiatan)"
    ]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": ""}, "title", "wajib"),
        ({"title": "a\0b"}, "title", "null"),
        ({"title": LONG}, "title", "terlalu panjang"),
        ({"starts_on": "31-02-2026"}, "starts_on", "kalender"),
        ({"starts_on": "1930-01-01"}, "starts_on", "terlalu lampau"),
        ({"ends_on": "2026-01-11"}, "ends_on", "sebelum dimulai"),
        ({"unit": "entah"}, "unit", "tidak tersedia"),
        ({"obligations": []}, "obligations", "wajib"),
        ({"obligations": ["entah"]}, "obligations", "tidak tersedia"),
        ({"place_text": LONG}, "place_text", "terlalu panjang"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_at_its_field(
    work: Work, owner: Client, changed: dict[str, Any], field: str, sentence: str
) -> None:
    response = plan(owner, work, **({"obligations": [work.promised().public_id]} | changed))
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert sentence in text(response)
    assert not Activity.objects.exists()


# Carrying out and cancelling


def test_a_planned_activity_is_carried_out(work: Work, owner: Client) -> None:
    activity = work.planned()
    assert owner.post(at("kegiatan-laksanakan", activity), {"on": "12-01-2026"}).status_code == 302
    activity.refresh_from_db()
    assert (activity.state, activity.carried_out_on) == (ActivityState.CARRIED_OUT, STARTS)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [("", "wajib"), ("31-02-2026", "kalender"), ("2026-01-11", "dimulai 12-01-2026"), ("2199-01-01", "belum tiba")],
)
def test_a_day_of_carrying_out_that_cannot_be_is_refused(work: Work, owner: Client, on: str, sentence: str) -> None:
    activity = work.planned()
    response = owner.post(at("kegiatan-laksanakan", activity), {"on": on})
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors["on"])
    activity.refresh_from_db()
    assert activity.state == ActivityState.PLANNED


def test_what_was_carried_out_is_not_cancelled(work: Work, owner: Client) -> None:
    response = owner.post(at("kegiatan-batal", work.carried_out()), {"reason": "Hujan"})
    assert response.status_code == 422
    assert "sudah dilaksanakan" in text(response)


@pytest.mark.parametrize(("reason", "sentence"), [("", "wajib"), ("a\0b", "null"), (LONG, "terlalu panjang")])
def test_a_cancellation_needs_a_reason(work: Work, owner: Client, reason: str, sentence: str) -> None:
    activity = work.planned()
    response = owner.post(at("kegiatan-batal", activity), {"reason": reason})
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors["reason"])
    assert owner.post(at("kegiatan-batal", activity), {"reason": "Pelatih sakit"}).status_code == 302
    assert "Pelatih sakit" in text(owner.get(at("kegiatan-lihat", activity)))


# Outputs


def output(client: Client, activity: Activity, **known: Any) -> Any:
    typed = {"measure": "Panen lele", "quantity": "12,5", "unit": "kg", "on": "2026-01-12", "obligation": ""}
    return client.post(at("keluaran-catat", activity), typed | known)


def test_an_output_is_posted_and_credited(work: Work, owner: Client) -> None:
    served = work.promised(CountedUnit.KG)
    activity = work.carried_out(served)
    assert output(owner, activity, obligation=served.public_id).status_code == 302
    assert delivered(served) == Decimal("12.5")
    page = text(owner.get(at("kegiatan-lihat", activity)))
    assert "12,50 kilogram" in page


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"quantity": "dua"}, "quantity", "Tulis angka saja"),
        ({"quantity": "9" * 40}, "quantity", "Tulis angka saja"),
        ({"quantity": "-1"}, "quantity", "lebih dari nol"),
        ({"quantity": "0"}, "quantity", "lebih dari nol"),
        ({"quantity": "1,5", "unit": "document"}, "quantity", "bilangan bulat"),
        ({"unit": "person"}, "unit", "tidak tersedia"),
        ({"measure": ""}, "measure", "wajib"),
        ({"measure": "a\0b"}, "measure", "null"),
        ({"measure": LONG}, "measure", "terlalu panjang"),
        ({"on": "31-02-2026"}, "on", "kalender"),
        ({"on": "2026-01-11"}, "on", "mendahului"),
        ({"on": "2199-01-01"}, "on", "belum tiba"),
        ({"obligation": "entah"}, "obligation", "tidak tersedia"),
    ],
)
def test_an_output_that_cannot_be_is_refused_at_its_field(
    work: Work, owner: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    response = output(owner, work.carried_out(work.promised(CountedUnit.KG)), **changed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not Output.objects.exists()


def test_an_output_in_another_unit_than_its_obligation_is_refused(work: Work, owner: Client) -> None:
    served = work.promised(CountedUnit.KG)
    response = output(owner, work.carried_out(served), unit="hour", obligation=served.public_id)
    assert "Samakan satuannya" in response.context["form"].errors["obligation"][0]
    assert delivered(served) == 0


def test_people_are_never_typed_in(work: Work, owner: Client) -> None:
    form = owner.get(at("keluaran-catat", work.carried_out(work.promised(CountedUnit.PERSON)))).context["form"]
    assert {"person", "participation"} & {key for key, _label in form.fields["unit"].choices} == set()
    assert form.known == {}


def test_an_output_is_withdrawn_and_stays_as_history(work: Work, owner: Client) -> None:
    served = work.promised()
    activity = work.carried_out(served)
    row = posted(activity, obligation=served)
    refused = owner.post(at("keluaran-cabut", row), {"on": "2026-01-01", "reason": "Salah catat"})
    assert refused.status_code == 422
    assert "mendahului" in refused.context["form"].errors["on"][0]
    assert owner.post(at("keluaran-cabut", row), {"on": "2026-02-01", "reason": "Salah catat"}).status_code == 302
    assert delivered(served) == 0
    assert "dicabut 1 Februari 2026" in text(owner.get(at("kegiatan-lihat", activity)))


# Participants


def test_people_at_the_unit_are_found_and_enrolled_together(work: Work, owner: Client) -> None:
    activity = work.planned()
    here = [work.person(name="Contoh Mawar"), work.person(name="Contoh Melati")]
    somebody(work.world.elsewhere, name="Contoh Mawar Jauh")
    url = at("peserta-daftar", activity)
    assert set(owner.get(url).context["form"].known.values()) == set(here)
    assert list(owner.get(url, {"cari": "mawar"}).context["form"].known.values()) == [here[0]]
    typed = {"persons": [person.public_id for person in here], "on": "2026-01-12"}
    assert owner.post(url, typed).status_code == 302
    assert {row.person for row in activity.participations.all()} == set(here)
    assert "Tidak ada orang yang dapat didaftarkan" in text(owner.get(url))


def test_when_one_is_refused_nobody_is_enrolled_and_it_is_said_who(work: Work, owner: Client) -> None:
    activity = work.planned()
    early, late = work.person(name="Contoh Awal"), work.person(name="Contoh Baru", starts_on=date(2026, 2, 1))
    url = f"{at('peserta-daftar', activity)}?pada=2026-02-02"
    response = owner.post(url, {"persons": [early.public_id, late.public_id], "on": "2026-01-12"})
    assert response.status_code == 422
    assert "Contoh Baru: Pada 12-01-2026 orang ini tidak tercatat" in text(response)
    assert not Participation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"persons": []}, "persons", "Pilih paling sedikit satu orang"),
        ({"persons": ["entah"]}, "persons", "Cari sekali lagi"),
        ({"on": "31-02-2026"}, "on", "kalender"),
        ({"on": "2199-01-01"}, "on", "belum tiba"),
    ],
)
def test_an_enrolment_that_cannot_be_is_refused(
    work: Work, owner: Client, changed: dict[str, Any], field: str, sentence: str
) -> None:
    person = work.person()
    typed = {"persons": [person.public_id], "on": "2026-01-12"} | changed
    response = owner.post(at("peserta-daftar", work.planned()), typed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not Participation.objects.exists()


@pytest.mark.parametrize("search", [{"pada": "31-02-2026"}, {"cari": LONG}, {"cari": "a\0b"}])
def test_a_search_that_cannot_be_is_answered_with_a_sentence(work: Work, owner: Client, search: dict[str, str]) -> None:
    response = owner.get(at("peserta-daftar", work.planned()), search)
    assert response.status_code == 422
    assert "Pencarian ini belum dapat dipakai" in text(response)


def test_many_people_are_cut_and_the_page_says_so(work: Work, owner: Client) -> None:
    for _ in range(51):
        work.person()
    url = at("peserta-daftar", work.planned())
    with CaptureQueriesContext(connection) as queries:
        response = owner.get(url)
    assert len(response.context["form"].known) == 50
    assert "Hanya 50 nama pertama" in text(response)
    assert len(queries) <= 12


def test_children_are_marked_among_participants(work: Work, owner: Client) -> None:
    activity = work.planned()
    child = work.person(category=Category.ANAK_BINAAN)
    assert "data anak" in text(owner.get(at("peserta-daftar", activity)))
    work.enrolled(activity, child)
    assert "memuat data anak" in text(owner.get(at("kegiatan-lihat", activity)))


def test_attendance_is_recorded_from_the_row_and_counts(work: Work, owner: Client) -> None:
    served = work.promised(CountedUnit.PERSON)
    activity = work.carried_out(served)
    participation = work.enrolled(activity)
    page = owner.get(at("kegiatan-lihat", activity))
    assert page.context["attend_on"] == "2026-01-12"
    assert owner.post(at("peserta-hadir", participation), {"on": page.context["attend_on"]}).status_code == 302
    assert delivered(served) == 1
    again = owner.post(at("peserta-hadir", participation), {"on": "2026-01-12"})
    assert (again.status_code, "sudah dicatat" in text(again)) == (422, True)


@pytest.mark.parametrize(
    ("on", "sentence"),
    [("", "wajib"), ("31-02-2026", "kalender"), ("2026-01-11", "mendahului"), ("2026-01-13", "selesai 12-01-2026")],
)
def test_an_attendance_that_cannot_be_is_refused(work: Work, owner: Client, on: str, sentence: str) -> None:
    participation = work.enrolled(work.carried_out())
    response = owner.post(at("peserta-hadir", participation), {"on": on})
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors["on"])
    participation.refresh_from_db()
    assert participation.attended_on is None


def test_a_verification_is_relied_on_and_then_counts(work: Work, owner: Client) -> None:
    served = work.promised(CountedUnit.PERSON, requires_verification=True)
    participation = work.attended(work.carried_out(served))
    url = at("peserta-verifikasi", participation)
    assert "Belum ada verifikasi yang menyatakan sesuai" in text(owner.get(url))
    assert owner.post(url).status_code == 422
    verification = confirmed(participation.person)
    assert owner.post(url, {"verification": "entah"}).status_code == 422
    assert delivered(served) == 0
    assert owner.post(url, {"verification": verification.public_id}).status_code == 302
    assert delivered(served) == 1


# What changed


def outcome(client: Client, participation: Participation, **known: Any) -> Any:
    typed = {"measure": "Nilai tes", "unit": "0–100", "before": "40", "after": "65,5", "on": "2026-01-20"}
    return client.post(at("perubahan-catat", participation), typed | known)


def test_a_change_is_recorded_with_and_without_a_first_value(work: Work, owner: Client) -> None:
    activity = work.carried_out()
    first, second = work.attended(activity), work.attended(activity)
    assert outcome(owner, first).status_code == outcome(owner, second, before="").status_code == 302
    assert list(Outcome.objects.order_by("pk").values_list("before", "after")) == [
        (Decimal(40), Decimal("65.5")),
        (None, Decimal("65.5")),
    ]
    page = text(owner.get(at("kegiatan-lihat", activity)))
    assert "+25,5" in page
    assert "nilai awal belum diketahui" in page


def test_one_change_is_withdrawn_and_stays_as_history(work: Work, owner: Client) -> None:
    activity = work.carried_out()
    row = measured(work.attended(activity), "40", "65.5")
    page = owner.get(at("kegiatan-lihat", activity))
    assert page.context["people"][0].outcomes[0].withdraw_url == at("perubahan-cabut", row)
    refused = owner.post(at("perubahan-cabut", row), {"on": "2026-02-01", "reason": ""})
    assert refused.status_code == 422
    assert "65,5" in text(owner.get(at("perubahan-cabut", row)))
    assert owner.post(at("perubahan-cabut", row), {"on": "2026-02-01", "reason": "Salah ketik"}).status_code == 302
    page = owner.get(at("kegiatan-lihat", activity))
    assert "dicabut 1 Februari 2026" in text(page)
    assert page.context["people"][0].outcomes[0].withdraw_url == ""
    assert owner.post(at("perubahan-cabut", row), {"on": "2026-02-01", "reason": "Lagi"}).status_code == 422


def test_the_next_participant_is_measured_alike(work: Work, owner: Client) -> None:
    activity = work.carried_out()
    measured(work.attended(activity), "40", "60", measure="Nilai roti", unit="0–10")
    form = owner.get(at("perubahan-catat", work.attended(activity))).context["form"]
    assert (form.initial["measure"], form.initial["unit"]) == ("Nilai roti", "0–10")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"after": ""}, "after", "wajib"),
        ({"after": "banyak"}, "after", "Tulis angka saja"),
        ({"before": "9" * 40}, "before", "Tulis angka saja"),
        ({"before": "1.250"}, "before", "dua cara"),
        ({"measure": "a\0b"}, "measure", "null"),
        ({"measure": LONG}, "measure", "terlalu panjang"),
        ({"unit": LONG}, "unit", "terlalu panjang"),
        ({"on": "31-02-2026"}, "on", "kalender"),
        ({"on": "2026-01-11"}, "on", "mendahului"),
        ({"on": "2199-01-01"}, "on", "belum tiba"),
    ],
)
def test_a_change_that_cannot_be_is_refused_at_its_field(
    work: Work, owner: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    response = outcome(owner, work.attended(work.carried_out()), **changed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not Outcome.objects.exists()


def test_nobody_changes_by_what_they_did_not_attend(work: Work, owner: Client) -> None:
    response = outcome(owner, work.enrolled(work.carried_out()))
    assert response.status_code == 422
    assert "Catat kehadirannya dahulu" in text(response)


# Taking back


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"on": "2026-02-01", "reason": ""}, "reason", "wajib"),
        ({"on": "2026-02-01", "reason": "a\0b"}, "reason", "null"),
        ({"on": "2026-02-01", "reason": LONG}, "reason", "terlalu panjang"),
        ({"on": "31-02-2026", "reason": "Salah"}, "on", "kalender"),
        ({"on": "2026-01-01", "reason": "Salah"}, "on", "mendahului"),
    ],
)
def test_a_withdrawal_that_cannot_be_is_refused(
    work: Work, owner: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    participation = work.attended(work.carried_out())
    response = owner.post(at("peserta-cabut", participation), typed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    participation.refresh_from_db()
    assert participation.withdrawn_on is None


def test_a_participation_is_withdrawn_and_no_longer_counts(work: Work, owner: Client) -> None:
    served = work.promised(CountedUnit.PERSON)
    participation = work.attended(work.carried_out(served))
    typed = {"on": "2026-02-01", "reason": "Salah catat"}
    assert owner.post(at("peserta-cabut", participation), typed).status_code == 302
    assert delivered(served) == 0
    page = owner.get(at("kegiatan-lihat", participation.activity))
    assert page.context["attended"] == 0
    [line] = page.context["people"]
    assert (line.withdrawn, line.withdraw_url, line.outcome_url) == ("1 Februari 2026", "", "")


def test_the_page_of_an_activity_shows_progress_and_participants_in_few_questions(work: Work, owner: Client) -> None:
    served = work.promised(quantity=Decimal(4))
    activity = work.carried_out(served)
    counts = []
    for more in (2, 18):
        for _ in range(more):
            measured(work.attended(activity), "1", "2")
            posted(activity)
        withdrawn(work.enrolled(activity))
        with CaptureQueriesContext(connection) as queries:
            page = owner.get(at("kegiatan-lihat", activity))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "no-store" in page["Cache-Control"]
    assert page.context["enrolled"] == 20
    assert len(page.context["people"]) == 22
