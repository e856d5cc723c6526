"""A name that lists several institutions is proposed to a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.institutions import queries
from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.institutions.models import Institution, Listing
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.rules.names import listed
from sinergi.foundation.institutions.services import unfolding
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, actor, institution, partner

SETTLER = actor(SETTLE)
LIST = "Tiga Griya Contoh Bapas Contoh (Melati; Mawar ; Kenanga)"


def test_the_pieces_in_brackets_are_what_a_name_lists() -> None:
    assert listed(LIST) == ("Melati", "Mawar", "Kenanga")


@pytest.mark.parametrize(
    "name",
    [
        "Yayasan Contoh",
        "Yayasan Contoh (YC)",
        "PT Contoh (Persero)",
        "Contoh (; )",
        "Contoh (A; a)",
        "A; B",
        "Contoh (A; 1)",
    ],
)
def test_other_names_list_nothing(name: str) -> None:
    assert listed(name) == ()


@given(st.text(max_size=80))
def test_what_is_listed_is_two_or_more_and_each_once(name: str) -> None:
    pieces = listed(name)
    assert len(pieces) != 1
    assert len(set(map(folded, pieces))) == len(pieces)


@pytest.mark.django_db
class TestUnfolding:
    def test_the_parts_become_partners_of_the_same_category_and_the_list_stands_aside(self) -> None:
        whole = partner(LIST, category="masyarakat_sipil")
        known = partner("Mawar")
        [listing] = queries.open_listings(SETTLER)
        parts = unfolding.unfold(listing, listed(whole.name), by=SETTLER, at=NOW)
        assert [part.name for part in parts] == ["Melati", "Mawar", "Kenanga"]
        assert known in parts
        assert {part.partner_profile.category for part in parts} == {"masyarakat_sipil"}
        assert [part.is_provisional for part in parts] == [True, False, True]
        assert set(queries.partners(SYSTEM)) == set(parts)
        assert not queries.open_listings(SETTLER).exists()

    def test_a_name_of_one_institution_is_kept_and_not_asked_again(self) -> None:
        whole = partner(LIST)
        [listing] = queries.open_listings(SETTLER)
        unfolding.keep_whole(listing, by=SETTLER, at=NOW)
        assert not queries.open_listings(SETTLER).exists()
        assert list(queries.partners(SYSTEM)) == [whole]
        for again in (
            lambda: unfolding.keep_whole(listing, by=SETTLER, at=NOW),
            lambda: unfolding.unfold(listing, ["A", "B"], by=SETTLER, at=NOW),
        ):
            with pytest.raises(unfolding.AlreadyDecided):
                again()

    def test_a_unit_of_the_tree_is_never_taken_apart(self) -> None:
        institution("Lapas Contoh (Blok Satu; Blok Dua)")
        assert not Listing.objects.exists()

    @pytest.mark.parametrize(
        "names", [[], ["Melati"], ["Melati", "MELATI"], ["Melati", LIST], ["…", "Melati"], ["a\0b", "c"]]
    )
    def test_fewer_than_two_are_no_list_and_nothing_changes(self, names: list[str]) -> None:
        partner(LIST)
        before = Institution.objects.count()
        [listing] = queries.open_listings(SETTLER)
        with pytest.raises(Invalid):
            unfolding.unfold(listing, names, by=SETTLER, at=NOW)
        assert Institution.objects.count() == before
        assert queries.open_listings(SETTLER).exists()

    def test_real_and_made_up_do_not_share_a_list(self) -> None:
        partner(LIST)
        partner("Mawar", example=False)
        [listing] = queries.open_listings(SETTLER)
        with pytest.raises(Invalid, match="contoh"):
            unfolding.unfold(listing, ["Melati", "Mawar"], by=SETTLER, at=NOW)

    def test_only_who_may_settle_everywhere_sees_and_decides(self) -> None:
        partner(LIST)
        [listing] = Listing.objects.all()
        for stranger in (actor("agreements.view"), actor(SETTLE, at=institution())):
            assert not queries.open_listings(stranger).exists()
            with pytest.raises(NotAllowed):
                unfolding.keep_whole(listing, by=stranger, at=NOW)
            with pytest.raises(NotAllowed):
                unfolding.unfold(listing, ["A", "B"], by=stranger, at=NOW)
