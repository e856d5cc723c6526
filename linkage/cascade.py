"""Match many people against a prepared register: a cascade from the cheapest evidence to the dearest, one scorer.

1. Everybody's exact NIK; whom it settles is done.
2. For the others the neighbours of their NIK, made on the side of the people asked about.
3. For whom neither settles, the narrow keys of `keys`, and the wide ones for whom the narrow ones do not settle.
4. All candidates of a person are weighed together: the chance of the best takes its rivals into account.

Where candidates come from is the engine's business: `duckdb` joins the key columns of the prepared Parquet and needs no
index, `index` bisects sorted keys. Both find the same candidates, so both give the same answers, whatever the order of
the register's rows.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage import evidence
from linkage.columns import Columns, Normaliser
from linkage.engines import DuckDbEngine, Engine, IndexEngine, Pairs, Ready
from linkage.hashing import Hashes, mixed
from linkage.keys import Rows, nik_neighbours, person_keys
from linkage.likeness import Marks
from linkage.memory import distinct
from linkage.model import Model, load
from linkage.scoring import LEAST_MARGIN_BITS, LOOK_FROM, SAME_FROM, Scorer, Verdict, prior_bits
from linkage.tables import columns_of

ENGINES: dict[str, Callable[[Any], Engine]] = {"duckdb": DuckDbEngine, "index": IndexEngine}
# An equal or nearly equal NIK with so much weight and nothing to look at needs no further candidates.
SETTLED_BITS = 12.0
# Candidates below are as good as none; a margin counts down to here.
FLOOR_BITS = -6.0
_PAIRS_AT_ONCE = 32_768
_THREADS = 2


@dataclass(frozen=True, slots=True)
class Weights:
    """Candidates: person, row of the register, and what the scorer said, side by side."""

    person: Rows
    row: Rows
    bits: NDArray[np.float64]
    is_guarded: NDArray[np.bool_]
    pattern: NDArray[np.int64]
    """Levels and reasons, packed (`evidence.pattern`)."""
    identity: Hashes
    """Who the row is (`identity`)."""
    nik: NDArray[np.int64]

    @classmethod
    def none(cls) -> Self:
        rows = np.zeros(0, np.int64)
        return cls(rows, rows, np.zeros(0), np.zeros(0, np.bool_), rows, np.zeros(0, np.uint64), rows)

    def __len__(self) -> int:
        return len(self.person)

    def __getitem__(self, chosen: NDArray[np.generic] | slice) -> "Weights":
        return Weights(*(getattr(self, name)[chosen] for name in self.__slots__))

    def ranked(self) -> "Weights":
        """By person, the heaviest first; equal weights in an order that does not depend on the order of the rows."""
        return self[np.lexsort((self.row, self.identity, -np.round(self.bits, 3), self.person))]

    def __add__(self, other: "Weights") -> "Weights":
        return Weights(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Best:
    """The best candidate of each person who has one, in the order of the people."""

    candidate: Weights
    probability: NDArray[np.float64]
    margin_bits: NDArray[np.float64]
    """Distance to the runner-up, or to FLOOR_BITS without one."""

    def verdicts(self) -> NDArray[np.str_]:
        verdict = np.full(len(self.candidate), Verdict.LOOK.value, "U20")
        sure = (self.probability >= SAME_FROM) & (self.margin_bits >= LEAST_MARGIN_BITS) & ~self.candidate.is_guarded
        verdict[sure] = Verdict.SAME.value
        verdict[self.probability < LOOK_FROM] = Verdict.DIFFERENT.value
        return verdict


class Cascade:
    """A register with an engine and a scorer, for any number of runs."""

    def __init__(
        self,
        register: Ready,
        *,
        engine: str = "duckdb",
        model: Model | None = None,
        expected_share: float | None = None,
    ) -> None:
        """`expected_share` of the people asked about are in the register; without it the model's.

        The engine `duckdb` wants a register prepared in a folder. Raises PreparedError.
        """
        self.normaliser = Normaliser(register.vocabulary, register.places.texts[1:])
        self._engine = ENGINES[engine](register)
        model = model or load()
        expected = expected_share or model.expected_share
        prior = prior_bits(expected=expected, people=1, register=register.rows)
        self.scorer = Scorer(model, normaliser=self.normaliser, statistics=register.statistics, prior_weight_bits=prior)

    def match(self, people: pa.Table, *, answers_only: bool = False) -> pa.Table:
        """ANSWERS for PEOPLE (see `linkage.tables.COLUMNS`, and `id`), in their order.

        With `answers_only` the answer holds the row of the register, counted from 1, in place of its NIK.
        """
        columns = columns_of(people, self.normaliser.vocabulary, self.normaliser.places)
        best = self.best(columns)
        return _answers(people["id"], len(columns), best, answers_only=answers_only)

    def best(self, people: Columns) -> Best:
        """The best candidate of everybody who has one."""
        return _best(self.candidates(people))

    def candidates(self, people: Columns) -> Weights:
        """Every candidate the cascade comes to, weighed; those far below any answer are left out."""
        found = Weights.none()
        is_open = np.ones(len(people), np.bool_)
        for person, row in self.steps(people, is_open):
            weighed = self._weigh(people, person, row, known=found)
            is_open[weighed.person[(weighed.bits >= SETTLED_BITS) & ~weighed.is_guarded]] = False
            found += weighed
        return found

    def steps(self, people: Columns, is_open: Marks) -> Iterator[Pairs]:
        """Pairs of people and rows, from the cheapest evidence to the dearest; the same pair may come again.

        `is_open` says of each person whether there is to be a next step; the caller changes it between the steps.
        """
        has_nik = np.flatnonzero(people.nik_length == 16)
        if len(has_nik):
            yield self._engine.by_nik(has_nik, people.nik[has_nik])
        near = np.flatnonzero(is_open & (people.nik_length > 0))
        if len(near):
            place, niks = nik_neighbours(people.nik[near], people.nik_length[near])
            yield self._engine.by_nik(near[place], niks)
        # Whoever has a usable NIK that the register does not know is mostly not in it: the wide keys find strangers.
        for wide, looked_for in ((False, people.nik_length >= 0), (True, people.nik_length != 16)):
            rest = np.flatnonzero(is_open & looked_for)
            if len(rest):
                yield self._engine.by_keys(person_keys(people, self.normaliser.vocabulary, rest, wide=wide))

    def _weigh(self, people: Columns, person: Rows, row: Rows, known: Weights) -> Weights:
        person, row = _distinct(person, row, known)
        # Rows are read in ascending order, weighed in chunks that fit the processor's cache.
        with ThreadPoolExecutor(_THREADS) as pool:
            chunks = [slice(at, at + _PAIRS_AT_ONCE) for at in range(0, max(len(person), 1), _PAIRS_AT_ONCE)]
            records = self._engine.records(row)
            weighed = list(
                pool.map(lambda chunk: self._weigh_chunk(people, person[chunk], row[chunk], records[chunk]), chunks)
            )
        total = weighed[0]
        return (
            total
            if len(weighed) == 1
            else Weights(*(np.concatenate([getattr(part, name) for part in weighed]) for name in Weights.__slots__))
        )

    def _weigh_chunk(self, people: Columns, person: Rows, row: Rows, records: NDArray[np.void]) -> Weights:
        candidates = Columns.of_records(records)
        weighed = self.scorer.weigh(people.take(person), candidates)
        kept = weighed.weight_bits > FLOOR_BITS
        made = Weights(
            person,
            row,
            weighed.weight_bits,
            weighed.is_guarded,
            evidence.pattern(weighed.compared.levels, weighed.reasons),
            identity(candidates),
            candidates.nik,
        )
        return made[kept]


def identity(rows: Columns) -> Hashes:
    """Who each row is, so that equal weights have one order whatever the order of the rows."""
    return mixed(10, rows.nik, rows.birth, rows.place, *rows.name.T, *rows.mother.T)


def _distinct(person: Rows, row: Rows, known: Weights) -> tuple[Rows, Rows]:
    """Each pair once, by row, without those known already."""
    packed = distinct(row << 32 | person)
    if len(known) and len(packed):
        before = np.sort(known.row << 32 | known.person)
        place = np.minimum(np.searchsorted(before, packed), len(before) - 1)
        packed = packed[before[place] != packed]
    return packed & 0xFFFFFFFF, packed >> 32


def _best(found: Weights) -> Best:
    found = found.ranked()
    starts = (
        np.flatnonzero(np.append(True, found.person[1:] != found.person[:-1])) if len(found) else np.zeros(0, np.int64)
    )
    odds = np.exp2(np.minimum(found.bits, 200))
    total = np.add.reduceat(odds, starts) if len(starts) else odds
    following = np.minimum(starts + 1, len(found) - 1)
    has_rival = np.isin(starts + 1, starts, invert=True) & (starts + 1 < len(found))
    runner_up = np.where(has_rival, found.bits[following], FLOOR_BITS) if len(starts) else odds
    best = found[starts]
    return Best(best, odds[starts] / (1 + total), best.bits - np.maximum(runner_up, FLOOR_BITS))


def _answers(ids: pa.ChunkedArray, size: int, best: Best, *, answers_only: bool) -> pa.Table:
    verdict = np.full(size, Verdict.DIFFERENT.value, "U20")
    verdict[best.candidate.person] = best.verdicts()
    named = verdict[best.candidate.person] != Verdict.DIFFERENT.value
    person = best.candidate.person[named]
    reference = np.zeros(size, np.int64)
    reference[person] = (best.candidate.row + 1 if answers_only else best.candidate.nik)[named]
    number = pa.array(reference, mask=reference == 0)
    told = {name: np.zeros(size) for name in ("probability", "weight_bits", "margin_bits")}
    for name, values in (
        ("probability", best.probability),
        ("weight_bits", best.candidate.bits),
        ("margin_bits", best.margin_bits),
    ):
        told[name][best.candidate.person] = np.round(values, 6)
    is_close = np.zeros(size, np.bool_)
    is_close[best.candidate.person] = best.margin_bits < LEAST_MARGIN_BITS
    pattern = np.full(size, -1, np.int64)
    pattern[person] = best.candidate.pattern[named]
    return pa.table(
        {
            "id": ids,
            "answer": verdict,
            "register_row" if answers_only else "register_nik": number if answers_only else number.cast(pa.string()),
            **{name: pa.array(values, mask=pattern < 0) for name, values in told.items()},
            "why": evidence.sentences(pattern, is_close),
        }
    )
