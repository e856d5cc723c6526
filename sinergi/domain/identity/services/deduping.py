"""Searching our own people for those who stand there twice: returners, aliases, mistyped numbers.

The search is `linkage.dedupe` over everybody who was not merged away, made-up people apart from real ones. It holds about 200
bytes per person and writes nothing but ids, chances and sentences to a file that goes at once; names and numbers stay in
memory. Each pair it finds becomes a case of the desk unless it waits already or was decided; only new pairs are compared field
by field.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from linkage import model
from linkage.answers import Answer
from linkage.dedupe import dedupe_tables
from linkage.entries import BATCH
from linkage.reading import PEOPLE
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import OPEN_REVIEWS, CaseKind, ReviewState
from sinergi.domain.identity.models import ReviewCase
from sinergi.domain.identity.services import opening, settling
from sinergi.domain.identity.services.knowing import known
from sinergi.domain.people.models import Person, PersonQuerySet
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.turns import Turns
from sinergi.foundation.queue.services import posting as queue

READ_AT_A_TIME = 2_000
PAIRS_AT_A_TIME = 500
SEARCHER = Actor.system("identity")


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search came to: people looked at, pairs found, cases opened, cases withdrawn because they are moot."""

    people: int
    pairs: int
    opened: int
    withdrawn: int


def ask_for(*, by: Actor, at: datetime) -> None:
    """Have the search done now instead of at night. Raises NotAllowed."""
    policies.ensure_can_search(by)
    with transaction.atomic():
        job = queue.later("identity.tend_desk", at=at)
        audit.record("desk.search_asked", job, by=by, at=at)


def search(*, is_example: bool, at: datetime) -> Searched:
    """Find pairs among the real people, or among the made-up ones, and open their cases. Bears repeating and being killed."""
    withdrawn = withdraw_moot(is_example=is_example, at=at)
    people = _people(is_example=is_example)
    number = people.count()
    if number < 2:
        return Searched(number, 0, 0, withdrawn)
    with tempfile.TemporaryDirectory() as folder:
        pairs = Path(folder) / "pairs.parquet"
        found = dedupe_tables(_tables(people), pairs, model.load(), people=number)
        opened = sum(_open(some, at=at) for some in _batches(pairs))
    return Searched(number, found.same + found.look, opened, withdrawn)


def withdraw_moot(*, is_example: bool, at: datetime) -> int:
    """Close pairs of whom one was merged away or erased meanwhile: there is nothing left to decide. How many."""
    waiting = ReviewCase.objects.filter(kind=CaseKind.PAIR, state__in=OPEN_REVIEWS, is_example=is_example)
    moot = [
        case
        for case in waiting.select_related("person", "other")
        if case.other is None
        or case.person.merged_into_id
        or case.other.merged_into_id
        or case.person.erased_at
        or case.other.erased_at
    ]
    for case in moot:
        with transaction.atomic():
            settling.close(case, ReviewState.WITHDRAWN, at=at)
            audit.record("case.withdrawn", case, by=SEARCHER, at=at)
    return len(moot)


def _people(*, is_example: bool) -> PersonQuerySet:
    return Person.objects.survivors().filter(is_example=is_example, erased_at=None)


def _tables(people: PersonQuerySet) -> Iterator[pa.Table]:
    """Everybody as linkage works on them, BATCH at a time."""
    rows = people.order_by("pk").prefetch_related("aliases").iterator(chunk_size=READ_AT_A_TIME)
    for some in batched(rows, BATCH):
        yield pa.Table.from_pylist([_as_row(person) for person in some], schema=PEOPLE)


def _as_row(person: Person) -> dict[str, object]:
    told = known(person).particulars
    return {
        "row": person.pk,
        "id": str(person.public_id),
        "nik": told.nik,
        "name": told.name,
        "aliases": ";".join(told.aliases) or None,
        "sex": told.sex,
        "birth_date": told.birth_date,
        "birth_place": told.birth_place,
        "mother_name": told.mother_name,
        "address": None,
        "region_code": told.region_code,
        "notes": None,
    }


def _batches(pairs: Path) -> Iterator[list[dict[str, object]]]:
    with pq.ParquetFile(pairs) as file:
        for batch in file.iter_batches(
            PAIRS_AT_A_TIME, columns=["id_a", "id_b", "answer", "probability", "weight_bits"]
        ):
            yield batch.to_pylist()


def _open(pairs: list[dict[str, object]], *, at: datetime) -> int:
    """The cases of some pairs, each in a transaction of its own: no lock is held for long. How many are new."""
    ids = {UUID(str(pair[side])) for pair in pairs for side in ("id_a", "id_b")}
    people = {
        str(each.public_id): each for each in Person.objects.filter(public_id__in=ids).prefetch_related("aliases")
    }
    keys = [person.pk for person in people.values()]
    waiting = set(ReviewCase.objects.open().filter(person__in=keys, other__in=keys).values_list("person", "other"))
    opened = 0
    turns = Turns()
    for pair in pairs:
        one, other = (people.get(str(pair[side])) for side in ("id_a", "id_b"))
        if one is None or other is None or tuple(sorted((one.pk, other.pk))) in waiting:
            continue
        with transaction.atomic():
            case = opening.of_pair(
                one,
                other,
                probability=float(str(pair["probability"])),
                weight_bits=float(str(pair["weight_bits"])),
                says_same=pair["answer"] == Answer.SAME,
                by=SEARCHER,
                at=at,
            )
        opened += case is not None
        turns.pause()
    return opened
