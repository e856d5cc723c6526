"""Find one person in a register, in about a millisecond once its pages are in memory."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linkage.cascade import FLOOR_BITS, SETTLED_BITS, Cascade, identity
from linkage.columns import Columns
from linkage.compare import Particulars
from linkage.engines import Ready
from linkage.evidence import Evidence
from linkage.model import Model
from linkage.scoring import Verdict, Weighed, probability
from linkage.singly import PairScorer, Row

# From so many pairs on, columns are faster than one by one.
MANY = 40


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate: the row of the register counted from 1, and the score. Holds no value of the register."""

    register_row: int
    weight_bits: float
    probability: float
    margin_bits: float
    """Distance to the next candidate; for all but the best, the distance to the best, negative."""
    verdict: Verdict
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row of the register, counted from 0, and where in `weighed` it stands."""

    row: int
    weight_bits: float
    weighed: Weighed
    at: int


class Finder:
    """Answers one question after the other against a register that has an index. Not for several threads at once."""

    def __init__(self, register: Ready, *, model: Model | None = None, many: int = MANY) -> None:
        """From `many` candidates of one step on, they are weighed as columns.

        Raises PreparedError when the register was prepared without an index.
        """
        self._many = many
        self._cascade = Cascade(register, engine="index", model=model)
        self._pairs = PairScorer(self._cascade.scorer)
        self._records = np.asarray(register.records())

    def find(self, person: Particulars, *, most: int = 10) -> tuple[Found, ...]:
        """At most `most` candidates, the likeliest first; none when nobody comes near."""
        scorer = self._cascade.scorer
        columns = self._cascade.normaliser.columns([person])
        candidates = self._ranked(self._candidates(columns))[: max(most, 2)]
        weights = [each.weight_bits for each in candidates]
        found = []
        for place, each in enumerate(candidates[:most]):
            rivals = weights[:place] + weights[place + 1 :]
            chance = probability(each.weight_bits, others=rivals)
            margin = each.weight_bits - max([*rivals, FLOOR_BITS])
            verdict = scorer.verdict(each.weighed, each.at, chance, margin)
            evidence = scorer.evidence(each.weighed, each.at)
            found.append(Found(each.row + 1, each.weight_bits, chance, margin, verdict, evidence))
        self._cascade.normaliser.forget_added()
        self._pairs.forget_added()
        return tuple(found)

    def _candidates(self, columns: Columns) -> list[_Candidate]:
        """Every row the cascade comes to, weighed; those far below any answer are left out."""
        person = Row.of_person(columns)
        seen: set[int] = set()
        found: list[_Candidate] = []
        is_open = np.ones(1, np.bool_)
        for _, step in self._cascade.steps(columns, is_open):
            rows = sorted(set(step.tolist()) - seen)
            seen.update(rows)
            weighed = self._weighed(person, columns, self._records[rows])
            is_open &= not (~weighed.is_guarded & (weighed.weight_bits >= SETTLED_BITS)).any()
            weights = weighed.weight_bits.tolist()
            found += [
                _Candidate(row, weights[at], weighed, at) for at, row in enumerate(rows) if weights[at] > FLOOR_BITS
            ]
        return found

    def _weighed(self, person: Row, columns: Columns, records: NDArray[np.void]) -> Weighed:
        """By the body of the scorer that is faster for so many; both say the same."""
        if len(records) < self._many:
            return self._pairs.weighed([self._pairs.weigh(person, row) for row in Row.of_records(records)])
        return self._cascade.scorer.weigh(columns.take(np.zeros(len(records), np.int64)), Columns.of_records(records))

    def _ranked(self, found: list[_Candidate]) -> list[_Candidate]:
        """As `cascade.Weights.ranked`."""
        if len(found) < 2:
            return found
        who = identity(Columns.of_records(self._records[[each.row for each in found]])).tolist()
        order = sorted(range(len(found)), key=lambda n: (-np.round(found[n].weight_bits, 3), who[n], found[n].row))
        return [found[n] for n in order]
