from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from sinergi.foundation.audit import rules
from sinergi.foundation.audit.choices import RowKind
from sinergi.foundation.audit.models import Entry, Link, Reading, Seal
from sinergi.foundation.kernel.turns import Turns

MOST_ROWS = 1_000
# No transaction that writes audit lasts this long; one that did is found by the thorough run of each night.
_LATECOMERS = timedelta(hours=1)


@dataclass(frozen=True)
class Sealed:
    """What one call added to the chain."""

    seals: int
    rows: int


def seal(*, at: datetime, thorough: bool = False) -> Sealed:
    """Seal all rows of the audit that are committed and not sealed yet, at most 1,000 in one seal.

    Rows are taken as they become visible, not by number: on PostgreSQL an entry with a lower key may be committed after
    one with a higher key, and joins a later seal. Normally only rows above what was sealed an hour ago are looked at;
    `thorough` looks at all. Each seal is one transaction: whoever is killed leaves the chain as it was.
    Any number may call at the same time; they wait for each other, in the order they came.
    """
    seals = rows = 0
    turns = Turns()
    while True:
        try:
            added = _add(at, thorough)
        except IntegrityError:
            # Two made the very first seal, before there was one to hold. Whoever was slower holds it now, and adds the second.
            added = _add(at, thorough)
        if not added:
            return Sealed(seals, rows)
        seals += 1
        rows += added
        turns.pause()


@transaction.atomic
def _add(at: datetime, thorough: bool) -> int:
    """Add the next seal; how many rows it holds, 0 when there is nothing. IntegrityError to the slower of two firsts."""
    # Sealers queue for the first seal; what is read after it includes all that the one before committed. On SQLite the
    # transaction itself is the queue.
    Seal.objects.select_for_update().first()
    last = Seal.objects.last()
    settled = None if thorough else Seal.objects.filter(sealed_at__lte=at - _LATECOMERS).last()
    links = _links(settled.highest_entry if settled else 0, settled.highest_reading if settled else 0)
    if not links:
        return 0
    highest = {
        kind: max([row for of, row, _sha256 in links if of == kind], default=0)
        for kind in (RowKind.ENTRY, RowKind.READING)
    }
    new = Seal(
        number=last.number + 1 if last else 1,
        previous_sha256=last.sha256 if last else rules.FIRST,
        highest_entry=max(highest[RowKind.ENTRY], last.highest_entry if last else 0),
        highest_reading=max(highest[RowKind.READING], last.highest_reading if last else 0),
        sealed_at=at,
    )
    new.sha256 = new.content(links).sha256()
    new.save(force_insert=True)
    Link.objects.bulk_create(Link(seal=new, kind=kind, row=row, sha256=sha256) for kind, row, sha256 in links)
    return len(links)


def _links(entries_above: int, readings_above: int) -> list[tuple[str, int, str]]:
    """The rows for the next seal, in order of kind and row."""
    entries = Entry.objects.unsealed(entries_above).order_by("pk")[:MOST_ROWS]
    found = [(str(RowKind.ENTRY), entry.pk, entry.link_hash()) for entry in entries]
    readings = Reading.objects.unsealed(readings_above).order_by("pk")[: MOST_ROWS - len(found)]
    return found + [(str(RowKind.READING), reading.pk, reading.link_hash()) for reading in readings]
