"""At which row something about a human being is recorded, and that it was."""

from __future__ import annotations

from django.db.models import F

from sinergi.domain.people.models import Person
from sinergi.domain.people.models.person import SURVIVOR_KEY


def recording(key: int) -> Person:
    """The row at which something new about this human being is recorded, as it is now: held, and counted as changed.

    `key` is that of any of its rows. Call it inside a transaction. Whoever was merged away is recorded at the survivor.
    """
    while True:
        survivor = Person.objects.values_list(SURVIVOR_KEY, flat=True).get(pk=key)
        # One row is held at a time: a merge holds several in the order of their keys, and waits for nobody who holds one.
        row = Person.objects.select_for_update().get(pk=survivor)
        if row.merged_into_id is None:
            touch(row.pk)
            row.changes += 1
            return row


def touch(*keys: int) -> None:
    """Count a change of something that stands at the rows, so that a merge of them can no longer simply be undone."""
    Person.objects.filter(pk__in=keys).update(changes=F("changes") + 1)
