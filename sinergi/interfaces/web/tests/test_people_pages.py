"""The pages on which a person is registered, looked at and moved."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.activities.tests.worlds import Work
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.tests.worlds import Country, somebody
from sinergi.foundation.audit.models import Entry, Reading
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.answers import text

pytestmark = pytest.mark.django_db

NIK = "9901014107900042"
ALL = ("petugas-kerja-sama", "registrasi", "kepala-unit")
TYPED = {
    "name": "Contoh Baru", "category": "tahanan", "registration_number": "A.1/CONTOH", "starts_on": "2025-06-01",
    "birth_date": "17-08-1990", "sex": "P", "birth_place": "Kota Contoh", "nik": NIK,
}  # fmt: skip
LONG = "x" * 10_000


@pytest.fixture
def country() -> Country:
    return Country()


@pytest.fixture
def owner(country: Country) -> Client:
    return signed_in(country.lapas, *ALL)


@pytest.fixture
def colleague(country: Country) -> Client:
    return signed_in(country.other_lapas, *ALL, email="rekan@contoh.test")


# Who gets in


def test_pages_about_a_person_open_at_the_unit_and_do_not_exist_for_another(
    country: Country, owner: Client, colleague: Client
) -> None:
    person = somebody(country.lapas, nik=NIK)
    for url, method in [
        (reverse("orang-lihat", args=[person.public_id]), "GET"),
        (reverse("orang-nik", args=[person.public_id]), "POST"),
        (reverse("orang-masa", args=[person.public_id]), "GET"),
        (reverse("orang-perbaiki", args=[person.public_id]), "GET"),
        (reverse("masa-akhiri", args=[person.episodes.get().public_id]), "GET"),
    ]:
        assert owner.generic(method, url).status_code == (200 if method == "GET" else 422), url
        assert colleague.generic(method, url).status_code == 404, url
        stranger = Client().generic(method, url)
        assert stranger.status_code == 302, url
        assert stranger["Location"].startswith("/masuk/"), url


def test_who_may_only_look_is_told_so_where_something_would_change(country: Country) -> None:
    head = signed_in(country.lapas, "kepala-unit")
    person = somebody(country.lapas, nik=NIK)
    for url in (
        reverse("orang-daftar"),
        reverse("orang-masa", args=[person.public_id]),
        reverse("orang-perbaiki", args=[person.public_id]),
        reverse("masa-akhiri", args=[person.episodes.get().public_id]),
    ):
        assert head.get(url).status_code == 403, url


def test_who_looks_after_nobody_is_not_shown_an_empty_list(country: Country) -> None:
    assert signed_in(None, "pimpinan").get("/orang/").status_code == 403


# Registering


def test_a_person_is_registered_with_the_first_status(country: Country, owner: Client) -> None:
    response = owner.post("/orang/daftar/", TYPED | {"unit": country.lapas.public_id})
    person = Person.objects.get()
    assert response["Location"] == reverse("orang-lihat", args=[person.public_id])
    assert (person.name, person.sex, person.birth_date, person.nik) == ("Contoh Baru", "P", date(1990, 8, 17), NIK)
    episode = person.episodes.get()
    assert (episode.category, episode.unit, episode.registration_number) == ("tahanan", country.lapas, "A.1/CONTOH")


def test_as_much_of_a_birth_date_is_kept_as_is_known(country: Country, owner: Client) -> None:
    for number, (typed, shown) in enumerate([("08-1990", "Agustus 1990"), ("1990", "1990"), ("", "tidak diketahui")]):
        typed_all = TYPED | {"unit": country.lapas.public_id, "birth_date": typed, "registration_number": f"A.{number}"}
        assert owner.post("/orang/daftar/", typed_all).status_code == 302
        assert str(Person.objects.latest("pk").born) == shown


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": ""}, "name", "wajib"),
        ({"name": "a\0b"}, "name", "null"),
        ({"name": LONG}, "name", "terlalu panjang"),
        ({"birth_date": "31-02-1990"}, "birth_date", "tidak ada di kalender"),
        ({"birth_date": "kemarin"}, "birth_date", "tidak terbaca"),
        ({"birth_date": "2999"}, "birth_date", "belum tiba"),
        ({"nik": "9" * 10_000}, "nik", "terlalu panjang"),
        ({"starts_on": "31-02-2026"}, "starts_on", "tidak ada di kalender"),
        ({"starts_on": "2199-01-01"}, "starts_on", "belum tiba"),
        ({"starts_on": "1980-01-01"}, "starts_on", "mendahului tanggal lahir"),
        ({"category": "entah"}, "category", "tidak tersedia"),
        ({"unit": "entah"}, "unit", "tidak tersedia"),
        ({"registration_number": LONG}, "registration_number", "terlalu panjang"),
        ({"birth_place": "a\0b"}, "birth_place", "null"),
    ],
)
def test_what_cannot_be_registered_is_said_at_its_field(
    country: Country, owner: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    response = owner.post("/orang/daftar/", TYPED | {"unit": country.lapas.public_id} | changed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert "A.1/CONTOH" in text(response) or field == "registration_number"
    assert not Person.objects.exists()


def test_a_unit_of_somebody_else_is_not_offered(country: Country, owner: Client) -> None:
    response = owner.post("/orang/daftar/", TYPED | {"unit": country.other_lapas.public_id})
    assert "tidak tersedia" in response.context["form"].errors["unit"][0]
    assert not Person.objects.exists()


# One person


def test_the_page_shows_the_nik_masked_and_notes_that_it_was_opened(country: Country, owner: Client) -> None:
    person = somebody(country.lapas, nik=NIK)
    response = owner.get(reverse("orang-lihat", args=[person.public_id]))
    assert NIK not in text(response)
    assert person.masked_nik in text(response)
    assert "no-store" in response["Cache-Control"]
    reading = Reading.objects.get()
    assert (reading.purpose, str(person.public_id) in reading.subject) == ("Membuka halaman orang", True)


def test_a_refused_visitor_leaves_no_reading(country: Country, colleague: Client) -> None:
    colleague.get(reverse("orang-lihat", args=[somebody(country.lapas).public_id]))
    assert not Reading.objects.exists()


def test_the_whole_nik_is_shown_once_with_its_purpose_noted(country: Country, owner: Client) -> None:
    person = somebody(country.lapas, nik=NIK)
    url = reverse("orang-nik", args=[person.public_id])
    response = owner.post(url, {"purpose": "mencocokkan kartu"}, follow=True)
    assert response.redirect_chain == []
    assert text(response).count(NIK) == 1
    assert "no-store" in response["Cache-Control"]
    assert NIK not in str(response.headers)
    assert NIK not in str(dict(owner.session.items()))
    assert [str(message) for message in response.context["messages"]] == []
    assert Reading.objects.filter(purpose="mencocokkan kartu", fields=["nik"]).count() == 1
    assert NIK not in str(list(Reading.objects.values())) + str(list(Entry.objects.values()))
    assert NIK not in text(owner.get(reverse("orang-lihat", args=[person.public_id])))
    assert owner.get(url).status_code == 405


@pytest.mark.parametrize(
    ("purpose", "sentence"),
    [("", "Tulis tujuannya"), ("a\0b", "null"), (LONG, "terlalu panjang"), ("\u202e", "tidak terlihat")],
)
def test_without_a_purpose_the_nik_stays_masked(country: Country, owner: Client, purpose: str, sentence: str) -> None:
    person = somebody(country.lapas, nik=NIK)
    response = owner.post(reverse("orang-nik", args=[person.public_id]), {"purpose": purpose})
    assert response.status_code == 422
    assert sentence in text(response)
    assert NIK not in text(response)
    assert not Reading.objects.filter(fields=["nik"]).exists()


def test_who_may_not_reveal_is_not_offered_it_and_is_refused(country: Country) -> None:
    officer = signed_in(country.lapas, "petugas-kerja-sama")
    person = somebody(country.lapas, nik=NIK)
    assert "Tampilkan NIK" not in text(officer.get(reverse("orang-lihat", args=[person.public_id])))
    assert officer.post(reverse("orang-nik", args=[person.public_id]), {"purpose": "ingin tahu"}).status_code == 403


def test_what_is_odd_about_a_nik_only_warns(country: Country, owner: Client) -> None:
    person, twin = somebody(country.lapas, nik=NIK), somebody(country.lapas, nik=NIK)
    somebody(country.other_lapas, nik=NIK)
    page = text(owner.get(reverse("orang-lihat", args=[person.public_id])))
    assert "Hanya peringatan" in page
    assert twin.name in page
    assert "1 orang di unit lain" in page
    assert "Yang perlu dilihat pada NIK" not in text(
        owner.get(reverse("orang-lihat", args=[somebody(country.lapas).public_id]))
    )


def test_participations_at_own_units_are_listed() -> None:
    work = Work()
    person = work.person()
    work.attended(work.carried_out(title="Pelatihan roti"), person)
    page = signed_in(work.unit, *ALL).get(reverse("orang-lihat", args=[person.public_id]))
    assert "Pelatihan roti" in text(page)
    officer = signed_in(work.unit, "registrasi", email="kedua@contoh.test")
    assert officer.get(reverse("orang-lihat", args=[person.public_id])).context["begin_url"]


def test_a_longer_history_asks_no_more_questions(owner: Client) -> None:
    work = Work()
    client = signed_in(work.unit, *ALL, email="kedua@contoh.test")
    person = work.person(nik=NIK)
    counts = []
    for more in (2, 8):
        for _ in range(more):
            work.attended(work.carried_out(), person)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("orang-lihat", args=[person.public_id])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# Mending


def test_what_was_not_known_is_completed_and_the_nik_stays_where_none_is_typed(country: Country, owner: Client) -> None:
    person = somebody(country.lapas, nik=NIK, birth_date=date(1990, 8, 1), birth_precision="month")
    url = reverse("orang-perbaiki", args=[person.public_id])
    page = owner.get(url)
    assert page.context["form"].initial["birth_date"] == "08-1990"
    assert NIK not in text(page)
    assert (
        owner.post(url, {"name": "Contoh Benar", "birth_date": "17-08-1990", "birth_place": "Kota"}).status_code == 302
    )
    person.refresh_from_db()
    assert (person.name, str(person.born), person.birth_place, person.nik) == (
        "Contoh Benar",
        "17 Agustus 1990",
        "Kota",
        NIK,
    )
    assert owner.post(url, {"name": "Contoh Benar", "nik": "9901014107900043"}).status_code == 302
    person.refresh_from_db()
    assert (str(person.born), person.nik) == ("tidak diketahui", "9901014107900043")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": ""}, "name", "wajib"),
        ({"name": "a\0b"}, "name", "null"),
        ({"birth_date": "31-02-1990"}, "birth_date", "tidak ada di kalender"),
        ({"sex": "X"}, "sex", "tidak tersedia"),
        ({"nik": "9" * 10_000}, "nik", "terlalu panjang"),
        ({"birth_place": LONG}, "birth_place", "terlalu panjang"),
    ],
)
def test_a_correction_that_cannot_be_is_refused_at_its_field(
    country: Country, owner: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    person = somebody(country.lapas, name="Contoh Semula")
    response = owner.post(reverse("orang-perbaiki", args=[person.public_id]), {"name": "Contoh Lain"} | changed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    person.refresh_from_db()
    assert person.name == "Contoh Semula"


# Status


def test_a_new_status_ends_the_former_the_day_before(country: Country, owner: Client) -> None:
    person = somebody(country.lapas, category=Category.TAHANAN)
    typed = {
        "unit": country.lapas.public_id, "category": "narapidana", "registration_number": "B.BARU",
        "starts_on": "2025-09-01", "ends_previous": "on",
    }  # fmt: skip
    response = owner.post(reverse("orang-masa", args=[person.public_id]), typed)
    assert response["Location"] == reverse("orang-lihat", args=[person.public_id])
    assert list(person.episodes.order_by("starts_on").values_list("category", "ends_on")) == [
        ("tahanan", date(2025, 8, 31)),
        ("narapidana", None),
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "akhiri dahulu status itu"),
        ({"starts_on": "30-02-2026"}, "tidak ada di kalender"),
        ({"starts_on": "2025-05-01", "ends_previous": "on"}, "Status lama baru mulai"),
        ({"registration_number": "a\0b"}, "null"),
        ({"registration_number": LONG, "ends_previous": "on"}, "terlalu panjang"),
    ],
)
def test_a_status_that_cannot_be_is_refused_in_words(
    country: Country, owner: Client, changed: dict[str, str], sentence: str
) -> None:
    person = somebody(country.lapas)
    typed = {
        "unit": country.lapas.public_id,
        "category": "tahanan",
        "registration_number": "B.2",
        "starts_on": "2025-09-01",
    }
    response = owner.post(reverse("orang-masa", args=[person.public_id]), typed | changed)
    assert response.status_code == 422
    assert sentence in text(response)
    assert Episode.objects.get().ends_on is None


def test_a_status_is_ended(country: Country, owner: Client) -> None:
    episode = somebody(country.lapas).episodes.get()
    assert owner.post(reverse("masa-akhiri", args=[episode.public_id]), {"ends_on": "2025-07-01"}).status_code == 302
    episode.refresh_from_db()
    assert episode.ends_on == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "wajib"), ("31-02-2026", "kalender"), ("2025-05-31", "mendahului"), ("2199-01-01", "belum tiba")],
)
def test_an_end_that_cannot_be_is_refused_in_words(country: Country, owner: Client, typed: str, sentence: str) -> None:
    episode = somebody(country.lapas).episodes.get()
    response = owner.post(reverse("masa-akhiri", args=[episode.public_id]), {"ends_on": typed})
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors["ends_on"])
    episode.refresh_from_db()
    assert episode.ends_on is None
