"""What is said about an agreement beside its paper: programmes, fields, units, sources; and two papers side by side."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Confidence, Stated
from sinergi.domain.agreements.models import Agreement, Programme, SubjectField
from sinergi.domain.agreements.queries.comparing import comparison
from sinergi.domain.agreements.queries.lifecycle import sources_by_fact
from sinergi.domain.agreements.rules.scopes import side_by_side
from sinergi.domain.agreements.services import amending, cataloguing, describing, stepping
from sinergi.domain.agreements.services.recording import Mixed, Withdrawn
from sinergi.domain.agreements.tests.worlds import World
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution

WHO = {"by": SYSTEM, "at": NOW}


@pytest.fixture
def world(db: None) -> World:
    cataloguing.deliver()
    return World()


def classify(agreement: Agreement, by: Any = SYSTEM, programmes: Any = (), fields: Any = ()) -> Agreement:
    return describing.classify(agreement, programmes=programmes, fields=fields, by=by, at=NOW)


def note(agreement: Agreement, by: Any = SYSTEM, **known: Any) -> Any:
    facts = {"fact": Stated.TERM, "url": "https://berita.example/1", "confidence": Confidence.MEDIUM}
    return describing.note_source(agreement, **(facts | known), by=by, at=NOW)


class TestProgrammesAndFields:
    def test_there_may_be_several_and_the_choice_replaces_the_one_before(self, world: World) -> None:
        signed, programmes = world.signed(), list(Programme.objects.all())
        field = SubjectField.objects.get(name="Keagamaan")
        classify(signed, programmes=programmes, fields=[field], by=actor(policies.RECORD, at=world.lapas))
        assert list(signed.programmes.all()) == programmes
        classify(signed, programmes=programmes[:1])
        assert (list(signed.programmes.all()), list(signed.fields.all())) == (programmes[:1], [])

    def test_what_is_no_longer_offered_is_not_chosen_anew_and_stays_where_it_was(self, world: World) -> None:
        programme = Programme.objects.get(code="pelayanan")
        signed, other = world.signed(programmes=(programme,)), world.signed()
        cataloguing.keep_programme(programme, name=programme.name, is_offered=False, **WHO)
        programme.refresh_from_db()
        classify(signed, programmes=[programme])
        with pytest.raises(Invalid) as refusal:
            classify(other, programmes=[programme])
        assert refusal.value.field == "programmes"

    def test_others_do_not_classify(self, world: World) -> None:
        for somebody in (actor(policies.VIEW, at=world.lapas), actor(policies.RECORD, at=world.elsewhere)):
            with pytest.raises(NotAllowed):
                classify(world.signed(), by=somebody)


class TestCoverage:
    def test_a_covered_unit_sees_a_concluded_agreement(self, world: World) -> None:
        signed, viewer = world.signed(), actor(policies.VIEW, at=world.elsewhere)
        assert not Agreement.objects.visible_to(viewer).exists()
        describing.cover(signed, units=(world.elsewhere,), by=actor(policies.RECORD, at=world.lapas), at=NOW)
        assert list(Agreement.objects.visible_to(viewer)) == [signed]
        describing.cover(signed, units=(), **WHO)
        assert not Agreement.objects.visible_to(viewer).exists()

    def test_only_units_of_the_same_tree_are_covered(self, world: World) -> None:
        with pytest.raises(Invalid):
            describing.cover(world.signed(), units=(world.partner,), **WHO)
        with pytest.raises(Mixed):
            describing.cover(world.signed(), units=(institution("Lapas Nyata", example=False),), **WHO)

    def test_others_do_not_say_which_units_are_covered(self, world: World) -> None:
        for somebody in (actor(policies.VIEW, at=world.lapas), actor(policies.RECORD, at=world.elsewhere)):
            with pytest.raises(NotAllowed):
                describing.cover(world.signed(), units=(world.elsewhere,), by=somebody, at=NOW)


class TestSources:
    def test_the_latest_note_counts_and_the_earlier_ones_stay(self, world: World) -> None:
        signed = world.signed()
        note(signed)
        note(signed, url="", text="Pasal 7", confidence=Confidence.HIGH, by=actor(policies.RECORD, at=world.lapas))
        [(fact, source)] = sources_by_fact(signed, SYSTEM).items()
        assert (fact, source.text, source.noted_by_label) == (Stated.TERM, "Pasal 7", "Petugas Contoh")
        assert signed.fact_sources.count() == 2

    @pytest.mark.parametrize(
        ("known", "field"),
        [
            ({"fact": "cuaca"}, "fact"),
            ({"confidence": "pasti"}, "confidence"),
            ({"url": "", "text": " "}, "text"),
            ({"url": "berita.example/1"}, "url"),
            ({"url": "javascript:alert(1)"}, "url"),
        ],
    )
    def test_nothing_is_noted_that_says_nothing(self, world: World, known: dict[str, str], field: str) -> None:
        signed = world.signed()
        with pytest.raises(Invalid) as refusal:
            note(signed, **known)
        assert refusal.value.field == field
        assert not signed.fact_sources.exists()

    def test_others_note_nothing(self, world: World) -> None:
        for somebody in (actor(policies.VIEW, at=world.lapas), actor(policies.RECORD, at=world.elsewhere)):
            with pytest.raises(NotAllowed):
                note(world.signed(), by=somebody)


def test_a_withdrawn_draft_is_described_no_more(world: World) -> None:
    draft = world.draft()
    stepping.withdraw(draft, reason="Mundur", on=TODAY, **WHO)
    for change in (classify, note, lambda agreement: describing.cover(agreement, units=(), **WHO)):
        with pytest.raises(Withdrawn):
            change(draft)


words = st.lists(st.sampled_from(["dua", "agama", "enam", "dan", "layanan", "\n", "  "]), max_size=12).map(" ".join)


@given(words, words)
def test_the_pieces_of_each_side_are_that_text_again(before: str, after: str) -> None:
    told = side_by_side(before, after)
    assert "".join(piece.words for piece in told.before) == before
    assert "".join(piece.words for piece in told.after) == after
    assert [p.words.split() for p in told.before if not p.is_changed] == [
        p.words.split() for p in told.after if not p.is_changed
    ]


@given(words)
def test_a_text_differs_in_nothing_from_itself(text: str) -> None:
    assert side_by_side(text, text).is_same


def test_what_one_side_alone_says_is_marked() -> None:
    told = side_by_side("Pembinaan dua agama di rutan", "Pembinaan enam agama di rutan")
    assert [piece.words for piece in told.before if piece.is_changed] == ["dua "]
    assert [piece.words for piece in told.after if piece.is_changed] == ["enam "]
    assert not told.is_same


class TestComparing:
    def test_two_documents_of_one_family_stand_older_first_whichever_is_asked(self, world: World) -> None:
        signed = world.signed(scope="Dua agama")
        addendum = amending.amend(signed, scope="Enam agama", reason="Meluas", **WHO)
        for one, other in ((signed, addendum), (addendum, signed)):
            told = comparison(one, other.public_id, SYSTEM)
            assert told is not None
            assert (told.before, told.after) == (signed, addendum)
            assert [piece.words for piece in told.scope.after if piece.is_changed] == ["Enam "]

    def test_documents_at_any_distance_are_of_one_family(self, world: World) -> None:
        signed = world.signed()
        one, two = (amending.amend(signed, scope=scope, reason="Meluas", **WHO) for scope in ("Satu", "Dua"))
        assert comparison(one, two.public_id, SYSTEM) is not None

    def test_strangers_are_not_compared_nor_a_document_with_itself_nor_what_is_not_shown(self, world: World) -> None:
        signed, other = world.signed(covered_units=(world.elsewhere,)), world.signed()
        addendum = amending.amend(signed, scope="Lain", reason="Meluas", **WHO)
        assert comparison(signed, other.public_id, SYSTEM) is None
        assert comparison(signed, signed.public_id, SYSTEM) is None
        assert comparison(signed, addendum.public_id, actor(policies.VIEW, at=world.elsewhere)) is None
