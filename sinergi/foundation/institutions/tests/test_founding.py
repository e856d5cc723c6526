from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.audit.models import Entry
from sinergi.foundation.audit.services import recording
from sinergi.foundation.institutions import queries
from sinergi.foundation.institutions.choices import SETTLE, PlaceKind
from sinergi.foundation.institutions.models import Institution, LikelyPair
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.services import founding, likening, settling
from sinergi.foundation.institutions.services.founding import Newcomer
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from sinergi.foundation.queue.models import Job
from tests.support.factories import NOW, SYSTEM, actor, institution, partner

pytestmark = pytest.mark.django_db
SETTLER = actor(SETTLE)


def provisional(name: str = "Lapas Contoh Jauh") -> Institution:
    return founding.found(name, kind="lapas", provisional=True, example=True, by=SYSTEM, at=NOW)


def test_one_institution_can_stand_in_the_tree_and_be_a_partner() -> None:
    badan = founding.found("Badan Contoh", kind="badan", category="lembaga_sdm", by=SYSTEM, at=NOW)
    assert badan.path is not None
    assert badan.partner_profile.category == "lembaga_sdm"


def test_a_subtree_is_one_prefix() -> None:
    root = institution(kind="kanwil")
    child, other = institution(parent=root), institution()
    grandchild = institution(parent=child)
    assert set(Institution.objects.within([root.path or "?"])) == {root, child, grandchild}
    assert other not in Institution.objects.within([root.path or "?"])


def test_a_name_in_another_spelling_is_the_same_name() -> None:
    known = partner("PT. Contoh  Sejahtera")
    assert queries.named("pt contoh sejahtera", viewer=SYSTEM) == known
    with pytest.raises(founding.NameTaken, match="sudah ada"):
        partner("PT Contoh Sejahtera")


@pytest.mark.parametrize("name", ["", " ", "…", "a\0b", "x" * 301])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        founding.found(name, category="", by=SYSTEM, at=NOW)
    assert not Institution.objects.exists()


def test_real_and_example_units_do_not_share_a_tree() -> None:
    with pytest.raises(Invalid, match="contoh"):
        institution(parent=institution(example=False))


def test_a_partner_outside_the_tree_is_nobodys_superior() -> None:
    with pytest.raises(Invalid, match="tidak punya tempat"):
        institution(parent=partner())


def test_settling_gives_a_provisional_unit_its_name_and_place() -> None:
    kanwil = institution("Kanwil Contoh", kind="kanwil")
    unit = settling.confirm(
        provisional(), name="Lapas Kelas IIA Contoh Jauh", kind="lapas", parent=kanwil, by=SETTLER, at=NOW
    )
    assert not unit.is_provisional
    assert unit.path is not None
    assert unit.path.startswith(kanwil.path or "?")
    assert queries.named("lapas kelas iia contoh jauh", viewer=SYSTEM) == unit


def test_what_is_settled_cannot_be_settled_again() -> None:
    unit = settling.confirm(provisional(), name="Lapas Contoh Jauh", by=SETTLER, at=NOW)
    with pytest.raises(settling.NotProvisional):
        settling.confirm(unit, name="Lain", by=SETTLER, at=NOW)


def test_settling_under_a_name_that_exists_is_refused_and_changes_nothing() -> None:
    unit, other = provisional(), partner("Yayasan Contoh Ada")
    with pytest.raises(founding.NameTaken):
        settling.confirm(unit, name=other.name, by=SETTLER, at=NOW)
    unit.refresh_from_db()
    assert unit.is_provisional


def test_only_who_may_settle_everywhere_settles_and_sees_the_queue() -> None:
    unit = provisional()
    for stranger in (actor("agreements.view"), actor(SETTLE, at=institution())):
        with pytest.raises(NotAllowed):
            settling.confirm(unit, name="Lain", by=stranger, at=NOW)
        assert not queries.provisional(stranger).exists()
    assert list(queries.provisional(SETTLER)) == [unit]


def test_a_category_once_known_is_not_overwritten() -> None:
    yayasan = partner(category="")
    founding.profile(yayasan, category="dunia_usaha")
    founding.profile(yayasan, category="pemerintah")
    yayasan.partner_profile.refresh_from_db()
    assert yayasan.partner_profile.category == "dunia_usaha"


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert folded(name.upper()) == folded(name.lower()) or not name.isascii()


def test_many_are_founded_as_one_by_one() -> None:
    root = founding.found("Direktorat Contoh", kind=PlaceKind.DITJEN, example=True, by=SYSTEM, at=NOW)
    newcomers = [
        Newcomer("Lapas Contoh Banyak", kind=PlaceKind.LAPAS, parent=root),
        Newcomer("Yayasan Contoh Banyak", category="masyarakat_sipil"),
        Newcomer("Badan Contoh Banyak"),
    ]
    unit, other, body = founding.found_many(newcomers, provisional=True, example=True, by=SYSTEM, at=NOW)
    assert unit.place.path == f"{root.place.path}{unit.place.pk}."
    assert (other.partner_profile.category, body.path) == ("masyarakat_sipil", None)
    assert all(row.is_provisional and row.is_example and row.recorded_at == NOW for row in (unit, other, body))
    told = Entry.objects.filter(action="institution.founded", subject=recording.name_of(unit)).get()
    assert told.facts == {"name": "Lapas Contoh Banyak", "kind": "lapas", "provisional": True}


def test_whom_many_resemble_is_looked_for_afterwards_and_looking_twice_is_looking_once() -> None:
    known = founding.found("Yayasan Contoh Makmur Sejahtera", category="", example=True, by=SYSTEM, at=NOW)
    [alike] = founding.found_many(
        [Newcomer("Yayasan Contoh Makmur Sejahtra", category="")], example=True, by=SYSTEM, at=NOW
    )
    assert not LikelyPair.objects.exists()
    job = Job.objects.get(name="institutions.propose")
    assert job.args == [[alike.pk]]
    for _ in range(2):
        likening.propose_for(job.args[0], at=NOW)
    pair = LikelyPair.objects.get()
    assert (pair.first, pair.second) == (known, alike)


def test_of_many_none_is_founded_when_one_bears_a_name_that_is_taken() -> None:
    founding.found("Yayasan Contoh Ada", category="", by=SYSTEM, at=NOW)
    before = Institution.objects.count()
    with pytest.raises(founding.NameTaken):
        founding.found_many([Newcomer("Yayasan Contoh Baru"), Newcomer("YAYASAN CONTOH ADA")], by=SYSTEM, at=NOW)
    assert Institution.objects.count() == before
