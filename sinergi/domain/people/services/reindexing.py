"""Replacing the key of the blind indexes: each is worked out anew from the value it stands for."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from sinergi.domain.people import rules
from sinergi.domain.people.models import Person, PersonMerge
from sinergi.domain.people.services import merging
from sinergi.foundation.kernel.turns import Turns

AT_ONCE = 500
_INDEXES: dict[str, tuple[str, Callable[[str], str]]] = {
    "nik_index": ("nik", rules.nik_index),
    "mother_name_index": ("mother_name", rules.mother_name_index),
    "family_card_index": ("family_card_number", rules.family_card_index),
}


def reindex(*, progress: Callable[[int, int], None] = lambda done, of: None, at_once: int = AT_ONCE) -> int:
    """Bring all indexes of people, and the digests of their merges, under the newest index key; how many were changed.

    In chunks by key of the row, each in a transaction of its own; begun again, it changes only what is left. Meanwhile
    `rules.nik_indexes` finds under every key. What changed since it was read was indexed by whoever changed it.
    """
    of, done, changed, last = Person.objects.count(), 0, 0, 0
    turns = Turns()
    while people := list(Person.objects.filter(pk__gt=last).order_by("pk")[:at_once]):
        with transaction.atomic():
            for person in people:
                changed += _reindexed(person)
        done, last = done + len(people), people[-1].pk
        progress(done, of)
        turns.pause()
    return changed + merging.reseal(PersonMerge.objects.standing().order_by("pk").iterator(chunk_size=at_once))


def _reindexed(person: Person) -> int:
    changed = 0
    for name, (field, index) in _INDEXES.items():
        before, after = getattr(person, name), index(getattr(person, field))
        if before != after:
            changed += Person.objects.filter(**{"pk": person.pk, name: before}).update(**{name: after})
    return changed
