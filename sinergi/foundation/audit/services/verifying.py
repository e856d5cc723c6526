from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sinergi.foundation.audit import policies, queries, rules
from sinergi.foundation.audit.choices import BreakKind, RowKind
from sinergi.foundation.audit.models import Entry, Link, Reading, Seal, Verification
from sinergi.foundation.kernel.actors import Actor

_SEALS_AT_A_TIME = 50

type Progress = Callable[[int], None]


@dataclass(frozen=True)
class Noted:
    """A seal somebody wrote down outside the system: on paper, in a backup, in another ministry."""

    number: int
    sha256: str


@dataclass(frozen=True)
class _Break:
    what: BreakKind
    seal: int | None
    kind: str = ""
    row: int | None = None


@dataclass
class _Walk:
    """How far the check has come along the chain."""

    number: int = 0
    sha256: str = rules.FIRST
    rows: int = 0


def verify(
    *, at: datetime, by: Actor, noted: Noted | None = None, progress: Progress = lambda percent: None
) -> Verification:
    """Recompute the chain from its first seal to the last, then the tail, and write down what was found.

    Stops at the first break and names it: the row, its seal, what is wrong. A row of the tail that does not give its own
    hash is a break without a seal. `noted` is compared with the chain: only so is a chain noticed that was rewritten as a
    whole. Raises policies.NotAllowed.
    """
    policies.ensure_can_view(by)
    walk = _Walk()
    found = _break_in_chain(walk, progress) or _replaced(noted) or _break_in_tail()
    tail = queries.tail(by)
    return Verification.objects.create(
        verified_at=at,
        verified_by_label=by.label,
        seals=walk.number,
        rows=walk.rows,
        last_number=walk.number or None,
        last_sha256=walk.sha256 if walk.number else "",
        tail=tail.count,
        tail_since=tail.since,
        broken=found.what if found else "",
        broken_seal=found.seal if found else None,
        broken_kind=found.kind if found else "",
        broken_row=found.row if found else None,
    )


def _break_in_chain(walk: _Walk, progress: Progress) -> _Break | None:
    last = Seal.objects.last()
    end = last.number if last else 0
    while seals := list(Seal.objects.filter(number__gt=walk.number, number__lte=end)[:_SEALS_AT_A_TIME]):
        links = _links_of(seals)
        rows = _rows_of(links)
        for seal in seals:
            if found := _break_at(seal, links.get(seal.number, []), rows, walk):
                return found
            walk.number, walk.sha256 = seal.number, seal.sha256
            walk.rows += len(links.get(seal.number, []))
        progress(100 * walk.number // end)
    stray = Link.objects.filter(seal__number__lte=end).count() - walk.rows
    return _Break(BreakKind.SEAL_MISSING, end) if stray else None


def _break_at(seal: Seal, links: list[Link], rows: dict[tuple[str, int], str | None], walk: _Walk) -> _Break | None:
    if seal.number != walk.number + 1:
        return _Break(BreakKind.SEAL_MISSING, walk.number + 1)
    for link in links:
        found = rows.get((link.kind, link.row))
        if found != link.sha256:
            what = BreakKind.ROW_CHANGED if (link.kind, link.row) in rows else BreakKind.ROW_MISSING
            return _Break(what, seal.number, link.kind, link.row)
    content = seal.content([(link.kind, link.row, link.sha256) for link in links])
    if seal.previous_sha256 != walk.sha256 or content.sha256() != seal.sha256:
        return _Break(BreakKind.SEAL_CHANGED, seal.number)
    return None


def _links_of(seals: list[Seal]) -> dict[int, list[Link]]:
    links = Link.objects.filter(seal__number__gte=seals[0].number, seal__number__lte=seals[-1].number)
    return {
        number: list(of) for number, of in groupby(links.order_by("seal_id", "kind", "row"), key=lambda x: x.seal_id)
    }


def _rows_of(links: dict[int, list[Link]]) -> dict[tuple[str, int], str | None]:
    """The hash that each linked row gives now; None when its own hash is wrong, absent when the row is gone."""
    named = [link for of in links.values() for link in of]
    entries = _by_key(Entry, [link.row for link in named if link.kind == RowKind.ENTRY])
    readings = _by_key(Reading, [link.row for link in named if link.kind == RowKind.READING])
    given: dict[tuple[str, int], str | None] = {
        (str(RowKind.ENTRY), entry.pk): entry.link_hash() if entry.content_hash() == entry.sha256 else None
        for entry in entries
    }
    return given | {(str(RowKind.READING), reading.pk): reading.link_hash() for reading in readings}


def _by_key[M: (Entry, Reading)](model: type[M], keys: list[int]) -> Iterator[M]:
    for start in range(0, len(keys), 500):  # SQLite takes a bounded number of values in one query
        yield from model.objects.filter(pk__in=keys[start : start + 500])


def _replaced(noted: Noted | None) -> _Break | None:
    if noted is None or Seal.objects.filter(number=noted.number, sha256=noted.sha256).exists():
        return None
    return _Break(BreakKind.SEAL_REPLACED, noted.number)


def _break_in_tail() -> _Break | None:
    unsealed: Iterable[Entry] = Entry.objects.unsealed().iterator(chunk_size=2_000)
    for entry in unsealed:
        if entry.content_hash() != entry.sha256:
            return _Break(BreakKind.ROW_CHANGED, None, RowKind.ENTRY, entry.pk)
    return None
