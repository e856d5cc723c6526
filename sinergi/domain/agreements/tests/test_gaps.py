"""What is not complete: counted, given to somebody, filled in for many at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sinergi.domain.agreements.choices import VIEW, Fact, Kind, Level, Side
from sinergi.domain.agreements.models import Agreement, Assignment, Programme
from sinergi.domain.agreements.policies import RECORD
from sinergi.domain.agreements.queries import gaps
from sinergi.domain.agreements.queries.bulk import Filling, previewed
from sinergi.domain.agreements.services import assigning, bulk_filling, recording
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.domain.agreements.tests.worlds import SIGNED, World
from sinergi.foundation.access.services import inviting
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, actor, partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def clerk(world: World) -> Actor:
    return actor(VIEW, RECORD, at=world.lapas)


def ids(*agreements: Agreement) -> list[str]:
    return [str(agreement.public_id) for agreement in agreements]


def gap(fact: Fact, viewer: Actor = SYSTEM) -> gaps.Gap:
    return next(each for each in gaps.gaps(viewer, examples=True) if each.fact == fact)


def test_gaps_are_counted_per_fact_over_what_is_seen_and_concluded(world: World) -> None:
    world.recorded(kind="")
    world.recorded(kind="", level="", signed_on=SIGNED)
    world.draft(kind="")
    found = {each.fact: (each.lacking, each.known) for each in gaps.gaps(SYSTEM, examples=True)}
    assert found[Fact.KIND] == (2, 0)
    assert found[Fact.LEVEL] == (1, 1)
    assert found[Fact.SIGNED_ON] == (1, 1)
    assert gap(Fact.KIND, actor(VIEW, at=world.elsewhere)).agreements == 0
    assert gaps.gaps(SYSTEM)[0].agreements == 0


def test_each_gap_is_the_length_of_its_list(world: World) -> None:
    world.recorded(kind="")
    world.recorded(level="", scope="")
    for each in gaps.gaps(SYSTEM, examples=True):
        assert gaps.lacking(each.fact, SYSTEM, examples=True).count() == each.lacking


def test_what_was_given_to_a_unit_waits_there_until_it_is_known(world: World) -> None:
    agreement, other = world.recorded(kind=""), world.recorded(kind="")
    assert assigning.assign(ids(agreement), Fact.KIND, owner=world.lapas, by=clerk(world), at=NOW) == 1
    assert [row.agreement for row in gaps.assignments_for(clerk(world))] == [agreement]
    assert not gaps.assignments_for(actor(VIEW, RECORD, at=world.elsewhere)).exists()
    mine = gaps.lacking(Fact.KIND, clerk(world), owner="saya", examples=True)
    assert [row.assigned[0].owner for row in mine] == ["Lapas Contoh Tiga"]
    assert list(gaps.lacking(Fact.KIND, clerk(world), owner="belum", examples=True)) == [other]
    assert (gap(Fact.KIND).assigned, gap(Fact.KIND).filled) == (1, 0)
    recording.fill(agreement, RecordedAgreement(parties=(), kind=Kind.PKS), by=SYSTEM, at=NOW)
    assert not gaps.assignments_for(clerk(world)).exists()
    assert list(Assignment.objects.done()) == [Assignment.objects.get()]
    assert (gap(Fact.KIND).assigned, gap(Fact.KIND).filled) == (0, 1)


def test_a_gap_has_one_owner_and_the_later_one_counts(world: World) -> None:
    agreement = world.recorded(kind="")
    user, _password = inviting.invite("a@contoh.example", name="Petugas Contoh", by=SYSTEM, at=NOW)
    assigning.assign(ids(agreement), Fact.KIND, owner=world.lapas, by=SYSTEM, at=NOW)
    assigning.assign(ids(agreement), Fact.KIND, owner=user, by=SYSTEM, at=NOW)
    assert Assignment.objects.get().owner == "Petugas Contoh"
    assert Entry.objects.filter(action="agreement.gap_assigned").count() == 2


def test_nothing_is_given_where_one_of_the_rows_is_not_the_actors(world: World) -> None:
    agreement = world.recorded(kind="")
    for nobody in (actor(VIEW, at=world.lapas), actor(VIEW, RECORD, at=world.elsewhere)):
        with pytest.raises(NotAllowed):
            assigning.assign(ids(agreement), Fact.KIND, owner=world.lapas, by=nobody, at=NOW)
    assert not Assignment.objects.exists()


def test_what_cannot_be_given_is_refused_in_a_sentence(world: World) -> None:
    known, unknown = world.recorded(), world.recorded(kind="")
    with pytest.raises(Invalid, match="sudah diketahui"):
        assigning.assign(ids(known, unknown), Fact.KIND, owner=world.lapas, by=SYSTEM, at=NOW)
    with pytest.raises(Invalid, match="paling sedikit satu"):
        assigning.assign([], Fact.KIND, owner=world.lapas, by=SYSTEM, at=NOW)
    with pytest.raises(Invalid, match="unit pemasyarakatan"):
        assigning.assign(ids(unknown), Fact.KIND, owner=world.partner, by=SYSTEM, at=NOW)
    assert not Assignment.objects.exists()


def test_the_preview_says_what_is_filled_and_what_stays(world: World) -> None:
    lines = previewed(
        ids(world.recorded(kind=""), world.recorded(level="")), Filling(kind=Kind.NK, level=Level.KANWIL), SYSTEM
    )
    assert [(line.fills, line.stays) for line in lines] == [
        (("jenis naskah",), ("tingkat",)),
        (("tingkat",), ("jenis naskah",)),
    ]


def test_only_the_unknown_is_filled_in_with_an_entry_for_each_row(world: World) -> None:
    programme = Programme.objects.create(name="Program Contoh")
    unknown, half, known = world.recorded(kind=""), world.recorded(level=""), world.recorded()
    known.programmes.add(programme)
    filling = Filling(kind=Kind.NK, level=Level.KANWIL, programme=programme)
    bulk_filling.fill(ids(unknown, half, known), filling, expected=2, by=clerk(world), at=NOW)
    rows = {row.pk: (row.kind, row.level, row.programmes.count()) for row in Agreement.objects.all()}
    assert rows == {unknown.pk: ("NK", "upt", 1), half.pk: ("PKS", "kanwil", 1), known.pk: ("PKS", "upt", 1)}
    entries = Entry.objects.filter(action="agreement.filled").order_by("pk")
    assert [entry.facts["changed"] for entry in entries] == ["jenis naskah, program", "tingkat, program"]


def test_a_category_is_stated_by_whoever_settles_institutions(world: World) -> None:
    firm = partner("PT Contoh", category="")
    parties = (
        PartyFacts(world.lapas, Side.OURS),
        PartyFacts(firm, Side.PARTNER),
        PartyFacts(world.partner, Side.PARTNER),
    )
    agreements = [world.recorded(parties=parties), world.recorded(parties=parties)]
    filling = Filling(category="dunia_usaha")
    with pytest.raises(NotAllowed):
        bulk_filling.fill(ids(*agreements), filling, expected=2, by=clerk(world), at=NOW)
    bulk_filling.fill(ids(*agreements), filling, expected=2, by=actor(VIEW, RECORD, SETTLE), at=NOW)
    firm.partner_profile.refresh_from_db()
    world.partner.partner_profile.refresh_from_db()
    assert (firm.partner_profile.category, world.partner.partner_profile.category) == (
        "dunia_usaha",
        "masyarakat_sipil",
    )


def test_all_are_filled_in_or_none(world: World) -> None:
    mine = world.recorded(kind="")
    parties = (PartyFacts(world.elsewhere, Side.OURS), PartyFacts(world.partner, Side.PARTNER))
    theirs = world.recorded(kind="", parties=parties, covered_units=(world.lapas,))
    with pytest.raises(NotAllowed, match="Tidak satu pun diubah"):
        bulk_filling.fill(ids(mine, theirs), Filling(kind=Kind.NK), expected=2, by=clerk(world), at=NOW)
    mine.refresh_from_db()
    assert mine.kind == ""


def test_what_changed_since_the_preview_is_not_overrun(world: World) -> None:
    agreement = world.recorded(kind="")
    recording.fill(agreement, RecordedAgreement(parties=(), kind=Kind.PKS), by=SYSTEM, at=NOW)
    with pytest.raises(bulk_filling.ChangedSince):
        bulk_filling.fill(ids(agreement), Filling(kind=Kind.NK), expected=1, by=SYSTEM, at=NOW)
    agreement.refresh_from_db()
    assert agreement.kind == Kind.PKS


@pytest.mark.parametrize(
    ("filling", "field"),
    [({}, None), ({"kind": "surat"}, "kind"), ({"level": "desa"}, "level"), ({"category": "lain"}, "category")],
)
def test_a_filling_that_cannot_be_is_refused(filling: dict[str, str], field: str | None) -> None:
    with pytest.raises(Invalid) as refusal:
        Filling(**filling)
    assert refusal.value.field == field


def test_what_is_no_longer_offered_is_not_filled_in() -> None:
    with pytest.raises(Invalid, match="tidak lagi dipakai"):
        Filling(programme=Programme.objects.create(name="Program Lama", is_offered=False))


def test_filling_in_many_asks_as_little_as_filling_in_few(world: World) -> None:
    def questions(count: int) -> int:
        rows = [world.recorded(kind="", signed_on=date(2024, 1, 1)) for _ in range(count)]
        with CaptureQueriesContext(connection) as asked:
            bulk_filling.fill(ids(*rows), Filling(kind=Kind.NK), expected=count, by=clerk(world), at=NOW)
        return len(asked)

    assert questions(2) == questions(12) <= 14


def test_more_than_five_hundred_rows_are_refused() -> None:
    many = [f"00000000-0000-0000-0000-{number:012d}" for number in range(501)]
    with pytest.raises(Invalid, match="Paling banyak 500"):
        bulk_filling.fill(many, Filling(kind=Kind.NK), expected=501, by=SYSTEM, at=NOW)
