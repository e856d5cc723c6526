"""A small register held in memory: ready for the cascade in a moment, and nothing of it on the disk.

What `preparing` does part by part into files for a register of any size, for rows that are in memory anyway.
"""

from collections.abc import Iterable, Sequence
from threading import Lock

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage.columns import Columns, TextNumbers
from linkage.compare import Particulars
from linkage.finding import Finder, Found
from linkage.index import SortedKeys
from linkage.keys import nik_key, register_keys
from linkage.nik import is_usable
from linkage.preparing import once_per_row, whole_name
from linkage.reading import REGISTER
from linkage.registers import Extract, RegisterRow
from linkage.statistics import Statistics, namesake_number
from linkage.tables import columns_of
from linkage.vocabulary import Vocabulary


class Held:
    """Rows of a register with all that the engine `index` and the scorer ask of it; about 300 bytes a row."""

    def __init__(self, rows: Sequence[Particulars]) -> None:
        table = pa.Table.from_pylist([_as_row(number, row) for number, row in enumerate(rows)], schema=REGISTER)
        words, places = TextNumbers(), TextNumbers()
        columns = columns_of(table, words, places)
        counts, mothers = (
            np.bincount(once_per_row(each), minlength=len(words.texts))[1:] for each in (columns.name, columns.mother)
        )
        self.rows = len(rows)
        self.vocabulary = Vocabulary.build(words.texts[1:], counts, mothers, people=self.rows)
        self.places = TextNumbers(sorted(places.texts[1:]))
        self._records = columns.records()
        word, place = self.vocabulary.numbers(words.texts), self.places.numbers(places.texts)
        for column in ("name", "mother"):
            self._records[column] = word[self._records[column]]
        self._records["place"] = place[self._records["place"]]
        _, who, namesakes = np.unique(whole_name(self._records["name"]), return_inverse=True, return_counts=True)
        self._records["namesakes"] = namesake_number(namesakes)[who]
        self.statistics = Statistics.of(
            birth=self._records["birth"],
            region=self._records["region"],
            place=self._records["place"],
            places=len(self.places.texts),
        )

    def records(self) -> NDArray[np.void]:
        """The rows as RECORDs, in their order."""
        return self._records

    def sorted_keys(self) -> dict[str, SortedKeys]:
        """The keys of all rows, by kind."""
        columns = Columns.of_records(self._records)
        niks = nik_key(np.where(columns.nik_length == 16, columns.nik, 0))
        keys = {"nik": niks, **register_keys(columns, self.vocabulary)}
        return {kind: SortedKeys.of(each) for kind, each in keys.items()}


class SearchableExtract(Extract):
    """An extract in which a person is looked for by the cascade, too: with a wrong NIK, or with none."""

    def __init__(self, rows: Iterable[RegisterRow]) -> None:
        self._rows = tuple(rows)
        super().__init__(iter(self._rows))
        self._finder: Finder | None = None
        self._using = Lock()  # a finder numbers words as it meets them: one question at a time

    def find(self, person: Particulars, *, most: int) -> tuple[tuple[RegisterRow, Found], ...]:
        """At most `most` rows, the likeliest first, each with its score; made ready at the first question."""
        with self._using:
            if self._finder is None:
                self._finder = Finder(Held(self._rows))
            found = self._finder.find(person, most=most)
        return tuple((self._rows[each.register_row - 1], each) for each in found)


def _as_row(number: int, row: Particulars) -> dict[str, object]:
    return {
        "row": number,
        "nik": row.nik if row.nik and is_usable(row.nik) else None,
        "name": row.name,
        "sex": row.sex.value if row.sex else None,
        "birth_date": row.birth_date,
        "birth_place": row.birth_place,
        "mother_name": row.mother_name,
        "address": row.address,
        "region_code": row.region_code,
    }
