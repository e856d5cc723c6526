"""An import is worked out before its transaction; whoever changed something in between is not overrun."""

from __future__ import annotations

import pytest

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import importing
from sinergi.domain.agreements.services.importing import _Known
from sinergi.domain.agreements.tests.rows import cells, previewed
from tests.support.factories import NOW, SYSTEM


@pytest.mark.django_db
def test_what_somebody_changed_while_the_plan_was_made_is_worked_in(monkeypatch: pytest.MonkeyPatch) -> None:
    run, other = previewed(cells()), previewed(cells())
    look = importing._look
    looks: list[int] = []

    def look_after_somebody_was_faster() -> _Known:
        looks.append(1)
        if len(looks) == 2:
            monkeypatch.setattr(importing, "_look", look)
            importing.confirm(other, by=SYSTEM, at=NOW)
        return look()

    monkeypatch.setattr(importing, "_look", look_after_somebody_was_faster)
    done = importing.confirm(run, by=SYSTEM, at=NOW).counts
    assert (done.created, done.unchanged) == (0, 1)
    assert Agreement.objects.count() == 1
