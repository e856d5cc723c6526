from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from sinergi.domain.activities.tests.worlds import Work
from sinergi.domain.evaluation.models import Locked
from sinergi.domain.evaluation.services import locking
from sinergi.domain.evaluation.tests.worlds import judged
from sinergi.foundation.audit.models import Entry
from tests.support.factories import NOW, SYSTEM


@pytest.mark.django_db(transaction=True)
def test_of_two_who_lock_at_once_exactly_one_succeeds() -> None:
    evaluation = judged(Work().agreement)
    start = Barrier(2)

    def try_to_lock(_turn: int) -> bool:
        try:
            start.wait()
            return locking.lock(evaluation, by=SYSTEM, at=NOW).is_locked
        except Locked:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_to_lock, range(2))) == [False, True]
    assert Entry.objects.filter(action="evaluation.locked").count() == 1
