"""Find one person in a prepared register, in about a millisecond once its pages are in memory."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linkage.cascade import FLOOR_BITS, Cascade
from linkage.columns import Columns
from linkage.compare import Particulars
from linkage.evidence import Evidence
from linkage.model import Model
from linkage.preparing import Prepared
from linkage.scoring import Verdict, probability


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


class Finder:
    """Answers one question after the other against a register prepared with an index. Not for several threads at once."""

    def __init__(self, folder: Path, *, model: Model | None = None) -> None:
        """Raises PreparedError when `folder` is no register prepared with an index."""
        self.prepared = Prepared.open(folder)
        self._cascade = Cascade(self.prepared, engine="index", model=model)
        self._records = self.prepared.records()

    def find(self, person: Particulars, *, most: int = 10) -> tuple[Found, ...]:
        """At most `most` candidates, the likeliest first; none when nobody comes near."""
        normaliser, scorer = self._cascade.normaliser, self._cascade.scorer
        columns = normaliser.columns([person])
        candidates = self._cascade.candidates(columns).ranked()[: max(most, 2)]
        weights = candidates.bits.tolist()
        found = []
        if weights:
            rows = candidates.row
            weighed = scorer.weigh(
                columns.take(np.zeros(len(rows), np.int64)), Columns.of_records(np.asarray(self._records[rows]))
            )
            for place in range(min(len(weights), most)):
                rivals = weights[:place] + weights[place + 1 :]
                chance = probability(weights[place], others=rivals)
                margin = weights[place] - max([*rivals, FLOOR_BITS])
                verdict = scorer.verdict(weighed, place, chance, margin)
                row = int(rows[place]) + 1
                found.append(Found(row, weights[place], chance, margin, verdict, scorer.evidence(weighed, place)))
        normaliser.forget_added()
        return tuple(found)
