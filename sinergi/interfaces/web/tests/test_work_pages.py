"""What waits, what is not complete, filling in for many, and filters under a name."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sinergi.domain.agreements.choices import Fact, Kind, Side
from sinergi.domain.agreements.models import Agreement, Assignment, SavedFilter
from sinergi.domain.agreements.services import accepting, assigning, milestones
from sinergi.domain.agreements.services.recording import PartyFacts
from sinergi.domain.agreements.tests.worlds import SIGNED, World, credited
from sinergi.domain.evaluation.services import reviewing
from sinergi.foundation.access.models import Role
from sinergi.foundation.access.queries import role_named
from sinergi.foundation.access.services import granting, inviting
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.institutions.services import founding, merging
from sinergi.foundation.kernel.periods import Period
from sinergi.insight.work import work
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.factories import NOW, SYSTEM, actor

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world() -> World:
    return World()


def busy(world: World) -> Agreement:
    """A draft, a late promise of ours, a round to judge and a gap, all at the prison."""
    agreement = world.signed()
    world.draft()
    world.promised(
        agreement, owed_by=agreement.parties.ours().get(), quantity=Decimal(4), due_on=DAY - timedelta(days=40)
    )
    reviewing.review(agreement, period=Period(SIGNED, DAY - timedelta(days=1)), by=SYSTEM, at=NOW)
    gap = world.recorded(kind="")
    assigning.assign([gap.public_id], Fact.KIND, owner=world.lapas, by=SYSTEM, at=NOW)
    return agreement


def kinds(page: str) -> list[str]:
    return re.findall(r'<a href="/pekerjaan/\?jenis=(\w+)"', page)


def test_everything_that_waits_is_there_with_the_oldest_first(world: World) -> None:
    busy(world)
    page = signed_in(world.lapas, "kepala-unit").get("/pekerjaan/").content.decode()
    assert kinds(page) == ["draft", "obligation", "judge", "gap"]
    assert page.index("Memberi pelatihan menjahit") < page.index("Belum diketahui: jenis naskah")
    assert "40 hari" in page
    assert page.count("CONTOH") >= 4


def test_each_line_leads_to_where_it_is_dealt_with(world: World) -> None:
    busy(world)
    client = signed_in(world.lapas, "kepala-unit")
    page = client.get("/pekerjaan/").content.decode()
    links = re.findall(r'<th scope="row"><a href="([^"]+)"', page)
    assert len(links) == 4
    assert {client.get(link).status_code for link in links} == {200}


def test_what_somebody_else_is_to_do_does_not_wait_for_me(world: World) -> None:
    busy(world)
    page = signed_in(world.elsewhere, "kepala-unit", email="jauh@contoh.test").get("/pekerjaan/").content.decode()
    assert "Tidak ada yang menunggu Anda" in page
    assert not work(actor("agreements.view"), on=DAY).items


def test_what_waits_for_the_directorate_is_there_too(world: World) -> None:
    founding.found("Lapas Contoh Baru", kind="lapas", provisional=True, example=True, by=SYSTEM, at=NOW)
    page = signed_in(None, "direktorat-kerja-sama").get("/pekerjaan/").content.decode()
    assert "provisional" in kinds(page)


def lines(client: Client, kind: str) -> list[tuple[str, str]]:
    """Address and age of what waits, of one kind."""
    page = client.get("/pekerjaan/", {"jenis": kind})
    return [(line.url, line.age) for line in page.context["lines"]]


def test_what_was_given_to_us_waits_for_our_acceptance_and_a_dispute_for_its_end(world: World) -> None:
    theirs = world.promised()
    ours = world.promised(theirs.agreement, owed_by=theirs.agreement.parties.ours().get())
    given = credited(theirs, on=DAY - timedelta(days=10))
    credited(ours)
    disputed = credited(theirs, on=DAY - timedelta(days=9), origin="test:2")
    accepting.dispute(disputed, on=DAY - timedelta(days=3), reason="Kurang", by=SYSTEM, at=NOW)
    client = signed_in(world.lapas, "kepala-unit")
    assert lines(client, "accept") == [(f"/penyerahan/{given.public_id}/terima/", "10 hari")]
    assert lines(client, "dispute") == [(f"/penyerahan/{disputed.public_id}/selesaikan/", "3 hari")]
    assert {client.get(url).status_code for kind in ("accept", "dispute") for url, _age in lines(client, kind)} == {200}
    blind = signed_in(world.lapas, "pimpinan", email="lihat@contoh.test")
    assert lines(blind, "accept") == lines(blind, "dispute") == []
    elsewhere = signed_in(world.elsewhere, "kepala-unit", email="jauh@contoh.test")
    assert lines(elsewhere, "accept") == []


def test_of_two_of_ours_only_the_one_that_is_owed_accepts(world: World) -> None:
    parties = (PartyFacts(world.lapas, Side.OURS, number="1"), PartyFacts(world.elsewhere, Side.OURS))
    agreement = world.signed(parties=(*parties, PartyFacts(world.partner, Side.PARTNER)))
    owing = agreement.parties.get(institution=world.elsewhere)
    credited(world.promised(agreement, owed_by=owing))
    assert len(lines(signed_in(world.lapas, "kepala-unit"), "accept")) == 1
    assert lines(signed_in(world.elsewhere, "kepala-unit", email="jauh@contoh.test"), "accept") == []


def test_what_one_gave_does_not_wait_for_him_under_his_other_name(world: World) -> None:
    parties = (PartyFacts(world.lapas, Side.OURS, number="1"), PartyFacts(world.elsewhere, Side.OURS))
    agreement = world.signed(parties=(*parties, PartyFacts(world.partner, Side.PARTNER)))
    credited(world.promised(agreement, owed_by=agreement.parties.get(institution=world.lapas)))
    merging.merge(world.lapas, world.elsewhere, reason="Ejaan", by=SYSTEM, at=NOW)
    assert lines(signed_in(world.elsewhere, "kepala-unit"), "accept") == []


def test_steps_are_told_of_two_weeks_before_their_day(world: World) -> None:
    agreement = world.signed()
    for days in (-4, 0, 14, 15):
        milestones.plan(
            agreement, title=f"Langkah {days}", owner=world.lapas, due_on=DAY + timedelta(days=days), by=SYSTEM, at=NOW
        )
    client = signed_in(world.lapas, "kepala-unit")
    assert [age for _url, age in lines(client, "milestone")] == ["4 hari"]
    assert [age for _url, age in lines(client, "due")] == ["sejak hari ini", "14 hari lagi"]


def test_a_role_to_review_and_a_proposal_lead_to_themselves(world: World) -> None:
    client = signed_in(None, "administrator")
    head = inviting.invite("kepala@contoh.example", name="Kepala Contoh", by=SYSTEM, at=NOW)[0]
    grant = granting.grant(
        head, role_named("kepala-unit"), institution=world.lapas, starts_on=DAY - timedelta(days=400), by=SYSTEM, at=NOW
    )
    role = role_named("pimpinan")
    Role.objects.filter(pk=role.pk).update(proposed=["agreements.sign"], proposed_at=NOW)
    assert lines(client, "review") == [(f"/pemberian/{grant.public_id}/tinjau/", "400 hari")]
    assert lines(client, "role") == [(f"/peran/{role.public_id}/", "sejak hari ini")]
    page = client.get(f"/pemberian/{grant.public_id}/tinjau/").content.decode()
    assert "Lapas Contoh Tiga" in page
    assert client.post(f"/pemberian/{grant.public_id}/tinjau/").status_code == 302
    assert lines(client, "review") == []


def test_one_kind_can_be_looked_at_alone_and_garbage_shows_everything(world: World) -> None:
    busy(world)
    client = signed_in(world.lapas, "kepala-unit")
    alone = client.get("/pekerjaan/", {"jenis": "gap"}).content.decode()
    assert "Belum diketahui: jenis naskah" in alone
    assert "Memberi pelatihan menjahit" not in alone
    for garbage in ({"jenis": "x'; --"}, {"halaman": "99999999999"}, {"halaman": "-3"}):
        assert "Memberi pelatihan menjahit" in client.get("/pekerjaan/", garbage).content.decode()


def test_work_costs_the_same_however_much_waits(world: World) -> None:
    busy(world)
    client = signed_in(world.lapas, "kepala-unit")

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/pekerjaan/").status_code == 200
        return len(asked)

    few = questions()
    for _ in range(12):
        world.draft()
    assert questions() == few <= 12


def test_gaps_show_how_far_it_has_come_and_who_sees_to_it(world: World) -> None:
    world.recorded(kind="")
    world.recorded()
    page = signed_in(world.lapas).get("/lengkapi/", {"contoh": "ya", "fakta": "kind"}).content.decode()
    assert "1 dari 2" in page
    assert "1 belum diketahui; 0 sudah diserahkan; 0 terisi sejak diserahkan." in page
    assert "/koreksi/" in page


def test_chosen_gaps_are_given_to_a_unit(world: World) -> None:
    agreement = world.recorded(kind="")
    client = signed_in(world.lapas)
    address = "/lengkapi/?contoh=ya&fakta=kind"
    sent = {"pilih": [str(agreement.public_id)], "kepada": str(world.lapas.public_id)}
    answer = client.post(address, sent)
    assert answer.status_code == 302
    assert Assignment.objects.get().owner == "Lapas Contoh Tiga"
    assert "Lapas Contoh Tiga" in client.get("/lengkapi/?contoh=ya&fakta=kind&milik=saya").content.decode()
    assert "Tidak ada yang kurang" in client.get("/lengkapi/?contoh=ya&fakta=kind&milik=belum").content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"pilih": "bukan-kunci", "kepada": "x"},
        {"kepada": "00000000-0000-0000-0000-000000000000"},
        {"pilih": ["a\0"]},
    ],
)
def test_gaps_that_cannot_be_given_are_refused(world: World, sent: dict[str, Any]) -> None:
    world.recorded(kind="")
    assert signed_in(world.lapas).post("/lengkapi/?contoh=ya&fakta=kind", sent).status_code == 422
    assert not Assignment.objects.exists()


def test_the_page_of_gaps_asks_no_more_for_more_rows(world: World) -> None:
    client = signed_in(world.lapas)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/lengkapi/", {"contoh": "ya", "fakta": "kind"})
        return len(asked)

    world.recorded(kind="")
    few = questions()
    for _ in range(12):
        world.recorded(kind="")
    assert questions() == few <= 14


def test_filling_in_is_seen_before_it_is_done(world: World) -> None:
    unknown, known = world.recorded(kind=""), world.recorded()
    client = signed_in(world.lapas)
    chosen = {"pilih": [str(unknown.public_id), str(known.public_id)]}
    assert client.get("/perjanjian/isi-sekaligus/", chosen).status_code == 200
    preview = client.get("/perjanjian/isi-sekaligus/", chosen | {"jenis": "NK"}).content.decode()
    assert "jenis naskah" in preview
    assert 'name="sahkan" value="1"' in preview
    answer = client.post("/perjanjian/isi-sekaligus/", chosen | {"jenis": "NK", "sahkan": "1"})
    assert answer.status_code == 302
    assert sorted(Agreement.objects.values_list("kind", flat=True)) == ["NK", "PKS"]
    assert Entry.objects.filter(action="agreement.filled").count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"jenis": "NK", "sahkan": "5"}, "berubah sejak pratinjau"),
        ({"jenis": "", "sahkan": "1"}, "paling sedikit satu fakta"),
        ({"jenis": "surat"}, "tidak tersedia"),
        ({"jenis": "NK", "sahkan": "9" * 30}, "500"),
        ({"pilih": [], "jenis": "NK"}, "paling sedikit satu perjanjian"),
        ({"pilih": ["x"], "jenis": "NK"}, "tidak dikenal"),
    ],
)
def test_a_filling_that_cannot_be_is_refused_and_changes_nothing(
    world: World, sent: dict[str, Any], sentence: str
) -> None:
    agreement = world.recorded(kind="")
    answer = signed_in(world.lapas).post("/perjanjian/isi-sekaligus/", {"pilih": [str(agreement.public_id)]} | sent)
    assert answer.status_code == 422
    assert sentence in html.unescape(answer.content.decode())
    agreement.refresh_from_db()
    assert agreement.kind == ""


def test_nobody_fills_in_what_is_not_theirs(world: World) -> None:
    agreement = world.recorded(kind="")
    elsewhere = signed_in(world.elsewhere, email="jauh@contoh.test")
    sent = {"pilih": [str(agreement.public_id)], "jenis": "NK", "sahkan": "1"}
    assert elsewhere.post("/perjanjian/isi-sekaligus/", sent).status_code == 403
    assert (
        signed_in(world.lapas, "auditor", email="auditor@contoh.test").get("/perjanjian/isi-sekaligus/").status_code
        == 403
    )


def test_a_filter_is_kept_used_and_thrown_away(world: World) -> None:
    world.recorded(kind=Kind.NK)
    client = signed_in(world.lapas)
    followed = client.post("/perjanjian/saringan/", {"nama": "Berlaku", "alamat": "fase=berlaku&contoh=ya"})
    assert followed.status_code == 302
    lasting = SavedFilter.objects.get()
    assert lasting.filter == {"phase": "berlaku", "examples": True}
    assert "fase=berlaku&pada=" in client.get(f"/saringan/{lasting.public_id}/").url
    lasting.delete()
    assert "Simpan saringan ini" in client.get("/perjanjian/?jenis=NK&contoh=ya").content.decode()
    kept = client.post("/perjanjian/saringan/", {"nama": "Nota kita", "alamat": "jenis=NK&contoh=ya&halaman=7"})
    assert kept.url == "/perjanjian/?jenis=NK&contoh=ya"
    saved = SavedFilter.objects.get()
    page = client.get("/perjanjian/").content.decode()
    assert "Nota kita" in page
    assert client.get(f"/saringan/{saved.public_id}/").url == "/perjanjian/?jenis=NK&contoh=ya"
    other = signed_in(world.lapas, email="lain@contoh.test")
    assert other.get(f"/saringan/{saved.public_id}/").status_code == 404
    assert client.post(f"/saringan/{saved.public_id}/hapus/").status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"nama": " "}, {"nama": "x" * 81}, {"nama": "a", "alamat": "jenis=lain"}, {"nama": "a\0"}]
)
def test_a_filter_that_cannot_be_kept_is_refused(world: World, sent: dict[str, str]) -> None:
    assert signed_in(world.lapas).post("/perjanjian/saringan/", sent).status_code == 422
    assert not SavedFilter.objects.exists()
