"""Two merges at one moment: one is done, the other is refused, and nothing stands for itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Person, PersonMerge
from sinergi.domain.people.services import episodes, merging
from sinergi.domain.people.tests.worlds import somebody
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.errors import DomainError
from tests.support.factories import NOW, SYSTEM, institution


def left(unit: Institution, year: int) -> Person:
    person = somebody(unit, category=Category.KLIEN, starts_on=date(year, 1, 1))
    episodes.end(person.episodes.get(), ends_on=date(year, 2, 1), by=SYSTEM, at=NOW)
    return person


@pytest.mark.django_db(transaction=True)
def test_merges_at_once_make_no_loop_and_no_second_step() -> None:
    unit = institution()
    one, two, three = (left(unit, year) for year in (2020, 2021, 2022))
    start = Barrier(3)

    def merge(pair: tuple[Person, Person]) -> bool:
        try:
            start.wait()
            merging.merge(*pair, reason="Sama", by=SYSTEM, at=NOW)
            return True
        except DomainError:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(merge, [(one, two), (two, one), (two, three)]))
    assert 1 <= sum(done) <= 2
    assert PersonMerge.objects.count() == sum(done)
    assert not Person.objects.filter(merged_into__merged_into__isnull=False).exists()
    assert Person.objects.survivors().count() == 3 - sum(done)
