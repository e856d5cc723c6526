"""What the operations answer, held to what the services and queries say."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from sinergi.domain.identity import queries as identity
from sinergi.domain.people.queries import PersonFilter
from sinergi.domain.people.queries import listed as listed_people
from sinergi.foundation.access.models import ApiKey, User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import api_keys, granting
from tests.support.factories import NOW, SYSTEM, TODAY
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield build()


def calling(user: User) -> Client:
    by = actor_for(user, on=TODAY)
    made = api_keys.make(user, purpose="uji", expires_on=TODAY + timedelta(days=300), on=TODAY, by=by, at=NOW)
    return Client(headers={"authorization": f"Bearer {made.secret}"})


def got(client: Client, path: str, **parameters: object) -> dict[str, Any]:
    answer = client.get(f"/api/v1{path}", parameters)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_pages_of_people_come_together_to_the_list_of_the_site(world: World) -> None:
    client, viewer = calling(world.owner), actor_for(world.owner, on=TODAY)
    due = [str(one.public_id) for one in listed_people(PersonFilter(on=TODAY, examples=True), viewer)]
    seen: list[str] = []
    page = 1
    while True:
        answer = got(client, "/people", examples="true", per_page=2, page=page)
        assert answer["count"] == len(due)
        seen += [item["id"] for item in answer["items"]]
        if page == answer["pages"]:
            break
        page += 1
    assert seen == due
    assert got(client, "/people", examples="true", page=1_000_000)["items"] == []
    assert got(client, "/people")["items"] == [], "real and made-up persons are never answered together"


def test_the_list_is_narrowed_as_asked(world: World) -> None:
    client = calling(world.owner)
    named = got(client, "/people", examples="true", text="sari")
    assert [item["name"] for item in named["items"]] == ["Contoh Sari"]
    assert named["items"][0] | {"id": "", "unit": ""} == {
        "id": "", "name": "Contoh Sari", "sex": "P", "category": "narapidana", "is_warga_binaan": True, "unit": "",
        "registration_number": "B2", "starts_on": str(TODAY - timedelta(days=100)), "ends_on": None,
    }  # fmt: skip
    assert got(client, "/people", examples="true", category="klien")["count"] == 0
    assert got(client, "/people", examples="true", on="2020-01-01")["count"] == 0
    without = got(client, "/people", examples="true", without_nik="true")["items"]
    assert "Contoh Sari" in {item["name"] for item in without}
    assert "B1" not in {item["registration_number"] for item in without}


def test_a_person_is_told_masked_and_with_all_that_was_found(world: World) -> None:
    found = got(calling(world.owner), f"/people/{world.person.public_id}")
    assert found["name"] == "Contoh Budi"
    assert found["masked_nik"] == world.person.masked_nik
    assert found["episodes"][0]["registration_number"] == "B1"
    assert found["result"] == identity.result_of(world.person, actor_for(world.owner, on=TODAY))


def test_coverage_and_progress_are_those_of_the_pages(world: World) -> None:
    client, viewer = calling(world.owner), actor_for(world.owner, on=TODAY)
    (unit,) = got(client, "/units")["items"]
    assert unit == {"id": str(world.unit.public_id), "name": world.unit.name, "is_example": True}
    due = identity.coverage(world.unit, TODAY, viewer)
    found = got(client, "/coverage", unit=unit["id"])
    assert found["on"] == str(TODAY)
    assert (found["present"], found["confirmed_by_register"]) == (due.present, due.confirmed_by_register)
    assert found["present"] == sum(
        found[part] for part in ("confirmed_by_register", "confirmed_by_unit", "unconfirmed")
    )
    (run,) = got(client, "/runs", examples="true")["items"]
    progress = got(client, f"/runs/{run['id']}")
    assert progress | run == progress
    assert sum(each["count"] for each in progress["per_state"]) == progress["total"]


def test_cases_are_counted_and_listed_alike(world: World) -> None:
    client = calling(world.owner)
    (unit,) = got(client, "/cases/units", examples="true")["items"]
    listed = got(client, "/cases", examples="true", unit=unit["unit"]["id"])
    assert unit["total"] == listed["count"] == sum(each["count"] for each in unit["per_age"])
    assert listed["items"][0]["name"] == "Contoh Sari"


def test_the_desk_tells_no_share_of_nothing(world: World) -> None:
    found = got(calling(world.owner), "/desk", examples="true")
    assert found["settled"] == 1
    told = [judged[share] for judged in found["judged"] for share in ("precision", "recall")]
    assert all(share is None or share["read"] > 0 for share in [*told, found["agreed"], found["kappa"]])
    assert None in told


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/people?page=0", "page"),
        ("/people?page=99999999999999999999", "page"),
        ("/people?per_page=101", "per_page"),
        ("/people?on=30-02-1990", "on"),
        ("/people?category=raja", "category"),
        ("/people?unit=x", "unit"),
        ("/coverage", "unit"),
        ("/cases?state=x", "state"),
        ("/runs/x", "run"),
    ],
)
def test_a_parameter_that_cannot_be_is_named_in_a_sentence(world: World, path: str, parameter: str) -> None:
    answer = calling(world.owner).get(f"/api/v1{path}")
    assert answer.status_code == 422
    problem = answer.json()
    assert [fault["parameter"] for fault in problem["faults"]] == [parameter]
    assert problem["detail"] == f"Nilai parameter {parameter} tidak dapat dipakai."
    assert problem["code"] == "invalid"


def test_sentences_come_in_the_language_that_is_asked_for(world: World) -> None:
    answer = Client(headers={"accept-language": "en"}).get("/api/v1/units")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["detail"] == "This API key is missing, unknown or has ended."


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer sng_x", "Bearer é\ud800"])
def test_without_a_key_that_holds_nothing_opens(world: World, header: str) -> None:
    answer = Client().get(
        "/api/v1/units", headers={"authorization": header.encode("utf-8", "replace").decode("latin-1")}
    )
    assert answer.status_code == 401


def test_a_session_of_the_site_opens_nothing(world: World) -> None:
    """A page of somebody else's, open in the same browser, must not read through it."""
    client = Client()
    client.force_login(world.owner)
    assert client.get("/api/v1/units").status_code == 401


def test_a_key_reads_what_its_owner_may_read_that_day(world: World) -> None:
    client = calling(world.owner)
    for grant in world.owner.grants.all():
        granting.end(grant, last_day=TODAY, by=SYSTEM, at=NOW)
    assert client.get("/api/v1/units").status_code == 200
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert client.get("/api/v1/units").status_code == 403
        assert ApiKey.objects.get().last_used_on == date.fromordinal(TODAY.toordinal() + 1)


def test_an_account_that_is_not_set_up_opens_nothing(world: World) -> None:
    client = calling(world.owner)
    world.owner.password_is_one_time = True
    world.owner.save()
    answer = client.get("/api/v1/units")
    assert answer.status_code == 403
    assert "Lengkapi dahulu akun Anda" in answer.json()["detail"]


def test_more_than_120_calls_a_minute_wait(world: World) -> None:
    client, other = calling(world.owner), calling(world.colleague)
    cache.clear()
    answers = [client.get("/api/v1/units").status_code for _ in range(121)]
    assert answers == [200] * 120 + [429]
    late = client.get("/api/v1/units")
    assert late.json()["code"] == "too_many_requests"
    assert int(late.headers["Retry-After"]) <= 60
    assert other.get("/api/v1/units").status_code == 200, "each caller is counted alone"
    with time_machine.travel(NOW + timedelta(seconds=61), tick=False):
        assert client.get("/api/v1/units").status_code == 200


def test_what_nobody_expected_is_a_problem_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("Contoh Budi")

    client = calling(world.owner)
    monkeypatch.setattr(identity, "coverage", fail)
    answer = client.get("/api/v1/coverage", {"unit": world.unit.public_id})
    assert answer.status_code == 500
    assert answer.json()["code"] == "failed"
    assert "Contoh Budi" not in answer.content.decode()


def test_questions_do_not_grow_with_the_people_on_a_page(world: World, django_assert_max_num_queries: Any) -> None:
    client = calling(world.owner)
    for path in ("/people?examples=true", "/cases?examples=true", "/runs?examples=true", "/cases/units?examples=true"):
        with django_assert_max_num_queries(12):
            client.get(f"/api/v1{path}")
