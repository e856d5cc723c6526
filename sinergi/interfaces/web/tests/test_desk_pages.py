"""The review desk through its pages: one case after the other, nobody's word shown to the next, nothing for strangers."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.identity.choices import Opinion, ReviewState
from sinergi.domain.identity.models import DeskRule, ReviewCase, ReviewDecision, ReviewReading
from sinergi.domain.identity.services import reviewing
from sinergi.domain.identity.tests.desks import doubtful, found_nik, reader, rule, superior
from sinergi.domain.identity.tests.worlds import NIK, World
from sinergi.foundation.audit.models import Reading
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.answers import text
from tests.support.factories import NOW

ALL = ("petugas-kerja-sama",)
HEAD = ("kepala-unit",)


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    rule()
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.lapas, *ALL, email="ani@contoh.test")


def url(case: ReviewCase, name: str = "meja-tinjau-baca") -> str:
    return reverse(name, args=[case.public_id])


def test_a_case_is_read_and_the_next_one_comes_at_once(world: World, owner: Client) -> None:
    dear, cheap = found_nik(world), doubtful(world)
    assert dear.stake > cheap.stake
    queue = text(owner.get(reverse("meja-tinjau") + "?contoh=ya"))
    assert "Mulai membaca" in queue
    begun = owner.get(reverse("meja-tinjau-mulai") + "?contoh=ya")
    first = ReviewCase.objects.dearest_first()[0]
    assert begun.headers["Location"] == url(first)
    done = owner.post(url(first), {"opinion": "different", "reason": "Orang lain"})
    second = ReviewCase.objects.open().get()
    assert done.headers["Location"] == url(second)
    assert "Bacaan tersimpan" in text(owner.get(url(second)))
    end = owner.post(url(second), {"opinion": "same", "reason": "Sesuai KTP-el"}, follow=True)
    assert "Tidak ada kasus lain" in text(end)
    assert set(ReviewDecision.objects.values_list("opinion", flat=True)) == {"same", "different"}


def test_both_sides_stand_beside_each_other_masked_and_recorded(world: World, owner: Client) -> None:
    case = doubtful(world)
    page = text(owner.get(url(case)))
    assert "<mark>" in page
    assert "tidak sesuai" in page
    assert NIK not in page
    assert "Ibu Rahasia" not in page
    opened = text(signed_in(world.lapas, *HEAD, email="budi@contoh.test").get(url(case)))
    assert "sedang dibaca petugas lain" in opened
    owner.post(reverse("meja-tinjau-lepas"))
    opened = text(signed_in(world.lapas, *HEAD, email="cici@contoh.test").get(url(case)))
    assert NIK in opened
    assert "Ibu Rahasia" in opened
    assert Reading.objects.filter(purpose="Membaca kasus di meja tinjau").count() == 2


def test_the_second_reader_sees_what_the_first_saw(world: World) -> None:
    rule(high_stake=0.0)
    case = doubtful(world)
    ani, budi = (signed_in(world.lapas, *ALL, email=f"{name}@contoh.test") for name in ("ani", "budi"))
    first = text(ani.get(url(case))).partition("<main")[2]
    ani.post(url(case), {"opinion": "different", "reason": "Kata Ani saja"})
    second = text(budi.get(url(case))).partition("<main")[2]
    assert "Kata Ani saja" not in second

    def without_tokens(page: str) -> list[str]:
        return [line for line in page.splitlines() if "csrf" not in line and "Bacaan" not in line]

    assert without_tokens(first) == without_tokens(second)
    assert "Kata Ani saja" not in text(budi.get(reverse("meja-tinjau-putusan") + "?contoh=ya"))


def test_nothing_chosen_or_a_missing_reason_is_said_beside_the_case(world: World, owner: Client) -> None:
    case = found_nik(world)
    empty = owner.post(url(case))
    assert empty.status_code == 422
    assert "Pilih sama, beda, atau tidak tahu" in text(empty)
    refused = owner.post(url(case), {"opinion": "same"})
    assert refused.status_code == 422
    assert "Alasan wajib diisi" in text(refused)
    assert "Berdampingan" in text(refused)
    assert not ReviewReading.objects.exists()


def test_skipping_frees_and_goes_round(world: World, owner: Client) -> None:
    cases = [doubtful(world) for _number in range(3)]
    owner.get(url(cases[0]))
    assert owner.get(url(cases[0], "meja-tinjau-sesudah")).headers["Location"] == url(cases[1])
    assert owner.get(url(cases[0], "meja-tinjau-sebelum")).headers["Location"] == url(cases[2])
    assert not ReviewCase.objects.exclude(claimed_by_key="").exists()


def test_a_superior_sees_what_was_said_and_rules(world: World) -> None:
    case = doubtful(world)
    for name, opinion in (("Ani", Opinion.UNKNOWN), ("Budi", Opinion.SAME), ("Cici", Opinion.DIFFERENT)):
        case = reviewing.read(case, opinion, reason=f"Kata {name}", by=reader(world.lapas, name), at=NOW)
    head = signed_in(world.kanwil, *HEAD, email="kepala@contoh.test")
    assert world.kanwil.path
    page = text(head.get(url(case, "meja-tinjau-putus")))
    assert "Kata Cici" in page
    assert head.post(url(case, "meja-tinjau-putus"), {"opinion": "unknown", "reason": "x"}).status_code == 422
    assert head.post(url(case, "meja-tinjau-putus"), {"opinion": "same"}).status_code == 422
    assert head.post(url(case, "meja-tinjau-putus"), {"opinion": "same", "reason": "Akta"}).status_code == 302
    case.refresh_from_db()
    assert case.state == ReviewState.SETTLED
    decision = ReviewDecision.objects.get()
    revoke = reverse("meja-tinjau-cabut", args=[decision.public_id])
    assert "putusan atasan" in text(head.get(revoke))
    assert head.post(revoke, {"reason": ""}).status_code == 422
    assert head.post(revoke, {"reason": "Akta palsu"}).status_code == 302
    assert "Akta palsu" in text(head.get(revoke))


def test_colleague_and_stranger_stand_before_every_door(world: World, owner: Client) -> None:
    waiting = doubtful(world)
    handed_up = doubtful(world)
    for name in ("Ani", "Budi"):
        handed_up = reviewing.read(handed_up, Opinion.UNKNOWN, by=superior(world.lapas, name), at=NOW)
    settled = reviewing.read(doubtful(world), Opinion.SAME, by=reader(world.lapas, "Ani"), at=NOW)
    head = signed_in(world.lapas, *HEAD, email="kepala@contoh.test")
    colleague = signed_in(world.other_lapas, *HEAD, email="rekan@contoh.test")
    for address in (
        url(waiting),
        url(waiting, "meja-tinjau-sesudah"),
        url(handed_up, "meja-tinjau-putus"),
        reverse("meja-tinjau-cabut", args=[settled.decision.public_id]),
    ):
        assert head.get(address).status_code in {200, 302}, address
        assert colleague.get(address).status_code == 404, address
        assert Client().get(address).headers["Location"].startswith("/masuk/"), address
    for client in (owner, colleague):
        assert client.get(reverse("meja-tinjau-aturan")).status_code == 403
    assert not DeskRule.objects.exclude(reason="Uji").exists()


def test_rules_are_set_with_a_reason_for_the_whole_country(world: World) -> None:
    national = signed_in(None, "direktorat-kerja-sama", email="pusat@contoh.test")
    address = reverse("meja-tinjau-aturan")
    typed = {
        "second_share": "0,3",
        "high_stake": "25",
        "sample_share": "0,1",
        "same_from": "0,97",
        "reason": "Uji coba",
    }
    assert national.post(address, typed | {"reason": ""}).status_code == 422
    assert national.post(address, typed | {"same_from": "1,2"}).status_code == 422
    assert national.post(address, typed | {"second_share": "nan"}).status_code == 422
    assert national.post(address, typed).status_code == 302
    newest = DeskRule.objects.first()
    assert newest is not None
    assert (newest.second_share, newest.high_stake, newest.same_from) == (0.3, 25.0, 0.97)


def test_figures_come_from_readings_and_are_unknown_before(world: World, owner: Client) -> None:
    address = reverse("meja-tinjau-angka") + "?contoh=ya"
    assert "belum cukup bacaan" in text(owner.get(address))
    rule(high_stake=0.0)
    for second in (Opinion.SAME, Opinion.DIFFERENT):
        case = doubtful(world)
        reviewing.read(case, Opinion.SAME, by=reader(world.lapas, "Ani"), at=NOW)
        reviewing.read(case, second, by=reader(world.lapas, "Budi"), at=NOW)
    page = text(owner.get(address))
    assert "50,0 %" in page
    assert "selang 95 %" in page


def test_the_search_for_doubles_is_asked_for_by_the_directorate(world: World, owner: Client) -> None:
    address = reverse("meja-tinjau-cari")
    assert owner.post(address).status_code == 403
    national = signed_in(None, "direktorat-kerja-sama", email="pusat@contoh.test")
    assert "sudah diminta" in text(national.post(address, follow=True))


def test_pages_ask_at_most_twelve_questions(world: World, owner: Client) -> None:
    cases = [doubtful(world) for _number in range(5)]
    pages = ("meja-tinjau", "meja-tinjau-putusan", "meja-tinjau-angka")
    for address in (*(f"{reverse(name)}?contoh=ya" for name in pages), url(cases[0])):
        with CaptureQueriesContext(connection) as asked:
            assert owner.get(address).status_code == 200
        assert len(asked) <= 12, (address, len(asked), [each["sql"][:200] for each in asked])
