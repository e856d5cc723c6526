"""A file of people as numbers in memory, with what is known of how common each value is among them.

Without a register the file itself has to say which names and dates are common. About 200 bytes per person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage.columns import Columns, Normaliser, TextNumbers
from linkage.notes import Notes
from linkage.reading import PEOPLE, read_people
from linkage.running import Progress
from linkage.sheets import Sheet
from linkage.statistics import Statistics, namesake_number
from linkage.tables import columns_of
from linkage.vocabulary import Vocabulary

BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Entries:
    """The people of one file in the order of their ids, so that the order of the rows does not matter."""

    ids: pa.StringArray
    columns: Columns
    normaliser: Normaliser
    statistics: Statistics

    def __len__(self) -> int:
        return len(self.ids)


def read_entries(sheet: Sheet, *, progress: Progress, people: int) -> Entries:
    """Read all people of a sheet. Raises FileFault."""
    return entries_of(read_people(sheet, Notes(), size=BATCH), progress=progress, people=people)


def entries_of(tables: Iterable[pa.Table], *, progress: Progress, people: int) -> Entries:
    """The people of tables of `reading.PEOPLE`, at most BATCH in each; `people` is only told to `progress`."""
    words, places = TextNumbers(), TextNumbers()
    ids: list[pa.StringArray] = []
    made: list[Columns] = []
    for table in tables:
        progress("Membaca", len(made) * BATCH, people)
        ids.extend(table.column("id").chunks)
        made.append(columns_of(table, words, places))
    columns = joined(made or [columns_of(PEOPLE.empty_table(), words, places)])
    all_ids = pa.concat_arrays(ids) if ids else pa.array([], pa.string())
    order = np.argsort(np.array(all_ids.to_pylist(), dtype=object), kind="stable").astype(np.int64)
    columns = columns.take(order)
    normaliser = Normaliser(_counted(columns, words.texts), places.texts[1:])
    columns.namesakes = _namesakes(columns.name)
    statistics = Statistics.of(
        birth=columns.birth, region=columns.region, place=columns.place, places=len(places.texts)
    )
    return Entries(all_ids.take(pa.array(order)), columns, normaliser, statistics)


def joined(parts: Sequence[Columns]) -> Columns:
    """The rows of all parts, one after the other."""
    whole: dict[str, Any] = {
        one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Columns)
    }
    starts = np.cumsum([0, *(len(part) for part in parts[:-1])])
    owners = [part.alias_owner + start for part, start in zip(parts, starts, strict=True)]
    return Columns(**whole | {"alias_owner": np.concatenate(owners)})


def _counted(columns: Columns, texts: Sequence[str]) -> Vocabulary:
    """A vocabulary that knows how common each word is; the numbers of `texts` in `columns` become its own."""
    words = texts[1:]
    counts = _people_with(columns.name, len(texts))[1:]
    mothers = _people_with(columns.mother, len(texts))[1:]
    vocabulary = Vocabulary.build(words, counts, mothers, people=len(columns))
    renumbered = np.concatenate([np.zeros(1, np.int32), vocabulary.numbers(words)])
    for name in ("name", "mother", "alias", "parent"):
        setattr(columns, name, renumbered[getattr(columns, name)])
    return vocabulary


def _people_with(words: NDArray[np.int32], number: int) -> NDArray[np.int64]:
    """How many rows hold each word, one that stands twice in a row counted once."""
    ordered = np.sort(words, axis=1)
    is_first = np.ones(ordered.shape, np.bool_)
    is_first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    return np.bincount(ordered[is_first], minlength=number)


def _namesakes(names: NDArray[np.int32]) -> NDArray[np.uint8]:
    """How many people of the file bear each name; 0 for one without words."""
    if not len(names):
        return np.zeros(0, np.uint8)
    _distinct, place, counts = np.unique(np.sort(names, axis=1), axis=0, return_inverse=True, return_counts=True)
    return np.where(names.any(1), namesake_number(counts[place.reshape(-1)]), 0).astype(np.uint8)
