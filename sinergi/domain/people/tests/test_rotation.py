"""Keys are replaced without losing a value, however often it is broken off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sinergi.domain.people import queries, rules
from sinergi.domain.people.models import Person
from sinergi.domain.people.queries import PersonFilter
from sinergi.domain.people.services import reindexing
from sinergi.domain.people.tests.worlds import somebody
from sinergi.foundation.kernel import rotation
from sinergi.foundation.kernel.encryption import Undecipherable, blind_index
from tests.support.factories import SYSTEM, institution

NEW = bytes(range(32))


def ring(*names: str) -> override_settings:
    """The test's own key under its id, and others, in this order."""
    own = dict(django_settings.FIELD_KEYS)
    return override_settings(FIELD_KEYS={name: own.get(name, NEW) for name in names})


@pytest.fixture
def own() -> str:
    return rotation.newest()


def sealed() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM people_person ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
class TestRotating:
    def test_every_value_is_sealed_anew_and_reads_the_same(self, own: str) -> None:
        unit = institution()
        people = [somebody(unit, nik=f"990101410790{n:04}", mother_name=f"Contoh Ibu {n}") for n in range(5)]
        somebody(unit)
        said: list[tuple[int, int]] = []
        with ring("k9", own):
            assert rotation.held() == {own: 10}
            assert rotation.rotate(progress=lambda *pair: said.append(pair), at_once=2) == rotation.Rotated(10, 0)
            assert rotation.held() == {"k9": 10}
            assert rotation.rotate() == rotation.Rotated(0, 0)
        assert said[-1] == (10, 10)
        with ring("k9"):
            assert [p.nik for p in Person.objects.exclude(nik_index="").order_by("pk")] == [p.nik for p in people]
            assert Person.objects.get(pk=people[3].pk).mother_name == "Contoh Ibu 3"

    def test_broken_off_it_goes_on_where_it_was_and_both_keys_are_read_meanwhile(self, own: str) -> None:
        unit = institution()
        people = [somebody(unit, nik=f"990101410790{n:04}") for n in range(6)]

        def break_off(done: int, of: int) -> None:
            if done == 4:
                raise KeyboardInterrupt

        with ring("k9", own):
            with pytest.raises(KeyboardInterrupt):
                rotation.rotate(progress=break_off, at_once=2)
            assert rotation.held() == {"k9": 4, own: 2}
            assert [p.nik for p in Person.objects.order_by("pk")] == [p.nik for p in people]
            assert rotation.rotate(at_once=2) == rotation.Rotated(2, 0)

    def test_a_value_written_meanwhile_is_not_overwritten_with_the_old_one(self, own: str) -> None:
        person = somebody(institution(), nik="9901014107900001")
        with ring("k9", own):
            [chunk] = rotation._stale(Person._meta.get_field("nik"), 10)  # type: ignore[arg-type]
            person.nik = "9901014107900002"
            person.save()
            rotation._seal_anew(Person._meta.get_field("nik"), chunk)  # type: ignore[arg-type]
            assert Person.objects.get(pk=person.pk).nik == "9901014107900002"

    def test_what_no_key_opens_stays_and_is_counted(self, own: str) -> None:
        somebody(institution(), nik="9901014107900001")
        before = sealed()
        with ring("k9"):
            assert rotation.rotate() == rotation.Rotated(0, 1)
            assert sealed() == before
            with pytest.raises(Undecipherable):
                _ = Person.objects.get().nik


@pytest.mark.django_db
class TestReindexing:
    @pytest.fixture
    def two_index_keys(self) -> Iterator[bytes]:
        old = django_settings.INDEX_KEY
        with override_settings(INDEX_KEY=NEW, OLD_INDEX_KEYS=[old]):
            yield old

    def test_a_nik_is_found_under_both_keys_until_all_are_under_the_new_one(self) -> None:
        unit, old = institution(), django_settings.INDEX_KEY
        one = somebody(unit, nik="9901014107900001", mother_name="Contoh Ibu", family_card_number="9901010000000000")
        with override_settings(INDEX_KEY=NEW, OLD_INDEX_KEYS=[old]):
            two = somebody(unit, nik="9901014107900001")
            filter = PersonFilter(text="9901014107900001", examples=True)
            assert set(queries.listed(filter, SYSTEM)) == {one, two}
            assert queries.nik_findings(one, SYSTEM).same_nik == (two,)
            assert reindexing.reindex(at_once=1) == 3
            assert reindexing.reindex() == 0
        with override_settings(INDEX_KEY=NEW, OLD_INDEX_KEYS=[]):
            assert set(queries.listed(filter, SYSTEM)) == {one, two}
            one.refresh_from_db()
            assert one.mother_name_index == rules.mother_name_index("Contoh Ibu")
            assert one.family_card_index == blind_index("9901010000000000", context="people.person.family_card_number")


class TestLossless(TestCase):
    @hypothesis_settings(max_examples=25)
    @given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Z"]), min_size=1, max_size=40))
    def test_encrypt_rotate_decrypt_gives_the_value_back(self, text: str) -> None:
        own = rotation.newest()
        person = Person(name="Contoh", recorded_at="2026-03-02T03:00:00Z", mother_name=text)
        person.save()
        with ring("k9", own):
            rotation.rotate()
        with ring("k9"):
            assert Person.objects.get(pk=person.pk).mother_name == text
