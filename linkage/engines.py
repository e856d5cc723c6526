"""Where candidates come from: two engines that find the same rows of a prepared register."""

from collections.abc import Iterable
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage.columns import RECORD, TextNumbers
from linkage.hashing import Hashes, nearly_ascending
from linkage.index import RowNumbers, SortedKeys
from linkage.keys import Rows, Tries, nik_key
from linkage.preparing import Prepared
from linkage.statistics import Statistics
from linkage.vocabulary import Vocabulary

# A key that more rows share is too common: it finds strangers, and the person is found by another key or not at all.
MOST_ROWS_PER_KEY = 120
_BLOCK_ROWS = 500_000
# For fewer, the pages that were looked at are kept for the next question.
_KEYS_OF_A_BATCH = 10_000

type Pairs = tuple[Rows, Rows]
"""People asked about and rows of the register, side by side."""


class Engine(Protocol):
    """Finds rows of a register. Rows with the same key come in any order, and a pair may come twice."""

    def by_nik(self, rows: Rows, niks: NDArray[np.int64]) -> Pairs:
        """The register's rows with these NIKs, asked for by the people `rows`; NIKs that are too common are left out."""
        ...

    def by_keys(self, tries: Iterable[Tries]) -> Pairs:
        """The register's rows with any of the keys tried; keys that are too common are left out."""
        ...

    def records(self, rows: Rows) -> NDArray[np.void]:
        """RECORDs of these rows, which ascend."""
        ...


class Ready(Protocol):
    """A register in which the cascade finds people: prepared in a folder, or held in memory."""

    @property
    def rows(self) -> int: ...

    @property
    def vocabulary(self) -> Vocabulary: ...

    @property
    def places(self) -> TextNumbers: ...

    @property
    def statistics(self) -> Statistics: ...

    def records(self) -> NDArray[np.void]: ...

    def sorted_keys(self) -> dict[str, SortedKeys]: ...


class IndexEngine:
    """Bisects sorted keys and picks rows, all in memory or mapped into it."""

    def __init__(self, register: Ready) -> None:
        """Raises PreparedError when the register was prepared without an index."""
        self._keys = register.sorted_keys()
        self._records = register.records()

    def by_nik(self, rows: Rows, niks: NDArray[np.int64]) -> Pairs:
        keys = nik_key(niks)
        order = nearly_ascending(keys)
        place, found = self._find("nik", keys[order])
        return rows[order[place]], found.astype(np.int64)

    def by_keys(self, tries: Iterable[Tries]) -> Pairs:
        made = []
        for tried in tries:
            place, found = self._find(tried.kind, tried.keys)
            made.append((tried.rows[place], found.astype(np.int64)))
        return _joined(made)

    def _find(self, kind: str, keys: Hashes) -> tuple[NDArray[np.int64], RowNumbers]:
        """As `SortedKeys.find`; for a batch one kind of keys after the other is in memory, not all of them."""
        found = self._keys[kind].find(keys, most=MOST_ROWS_PER_KEY)
        if len(keys) >= _KEYS_OF_A_BATCH:
            self._keys[kind].let_go()
        return found

    def records(self, rows: Rows) -> NDArray[np.void]:
        return np.asarray(self._records[rows])


class DuckDbEngine:
    """Joins the key columns of the prepared Parquet; needs no index and little memory, and reads everything each time."""

    def __init__(self, prepared: Prepared, *, threads: int | None = None, memory: str = "512MB") -> None:
        self._rows_file = prepared.folder / "rows.npy"
        self._header = prepared.records().offset
        self._size = prepared.manifest.rows
        self._keys = str(prepared.folder / "keys" / "*.parquet")
        self._connection = duckdb.connect(config={"memory_limit": memory, **({"threads": threads} if threads else {})})

    def by_nik(self, rows: Rows, niks: NDArray[np.int64]) -> Pairs:
        place, found = self._join("nik", niks)
        kept = np.bincount(place, minlength=len(niks))[place] <= MOST_ROWS_PER_KEY
        return rows[place[kept]], found[kept]

    def by_keys(self, tries: Iterable[Tries]) -> Pairs:
        made = []
        for tried in tries:
            distinct, start = np.unique(tried.keys, return_index=True)
            place, found = self._join(tried.kind, distinct)
            common = np.bincount(place, minlength=len(distinct)) > MOST_ROWS_PER_KEY
            kept = ~common[place]
            made.append(_spread(tried.rows, start, place[kept], found[kept]))
        return _joined(made)

    def records(self, rows: Rows) -> NDArray[np.void]:
        """Read through the file, block by block: a mapped file would count as memory."""
        made = np.empty(len(rows), RECORD)
        at = 0
        with self._rows_file.open("rb") as file:
            file.seek(self._header)
            for start in range(0, self._size, _BLOCK_ROWS):
                block = np.fromfile(file, RECORD, _BLOCK_ROWS)
                end = int(np.searchsorted(rows, start + len(block)))
                made[at:end] = block[rows[at:end] - start]
                at = end
        return made

    def _join(self, kind: str, keys: NDArray[np.generic]) -> tuple[Rows, Rows]:
        """(place in `keys`, row) of every row that has one of `keys`."""
        asked = pa.table({"key": keys, "place": np.arange(len(keys), dtype=np.int32)})
        self._connection.register("asked", asked)
        # The name of the column comes from KINDS, never from outside.
        query = f'select asked.place, held."row" from read_parquet(?) held join asked on held."{kind}" = asked.key'  # noqa: S608
        found = self._connection.execute(query, [self._keys]).fetchnumpy()
        self._connection.unregister("asked")
        return np.asarray(found["place"], np.int64), np.asarray(found["row"], np.int64)


def _spread(people: Rows, start: Rows, place: Rows, found: Rows) -> Pairs:
    """Distinct keys back to all people who tried them; `people` are ordered by key, each key begins at its `start`."""
    counts = np.diff(np.append(start, len(people)))[place]
    repeated = np.repeat(np.arange(len(place)), counts)
    within = np.arange(len(repeated)) - np.repeat(np.cumsum(counts) - counts, counts)
    return people[start[place[repeated]] + within], found[repeated]


def _joined(made: list[Pairs]) -> Pairs:
    if not made:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate([people for people, _ in made]), np.concatenate([rows for _, rows in made])
