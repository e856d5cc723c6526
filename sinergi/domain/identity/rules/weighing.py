"""How likely two are one, by the one scorer, with evidence that names no value of either."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np

from linkage import model
from linkage.compare import Particulars, compare
from linkage.evidence import Evidence
from linkage.finding import Found
from linkage.registers import Extract, RegisterRow
from linkage.scoring import Scorer, Verdict, prior_bits, probability
from linkage.statistics import Statistics
from sinergi.domain.identity.choices import Machine
from sinergi.domain.people.rules import name_key
from sinergi.foundation.kernel.encryption import blind_index, blind_indexes

MOST_RIVALS = 50
"""Other rows of one birth date that are weighed against the best; in an extract of 100,000 there are about ten."""

BANDS = (0.5, 0.95, 0.99, 0.999)
"""Where the strata of the sample begin, by probability."""

_BY_VERDICT = {Verdict.SAME: Machine.SAME, Verdict.LOOK: Machine.LOOK, Verdict.DIFFERENT: Machine.DIFFERENT}
_CONTEXT = "identity.desk.fingerprint"
_using = Lock()  # the scorer numbers words as it meets them: one at a time


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the scorer says of two. `margin_bits` is the distance to the next candidate, None where none was looked for."""

    probability: float
    weight_bits: float
    margin_bits: float | None
    machine: Machine
    evidence: tuple[Evidence, ...]

    def told(self) -> list[dict[str, object]]:
        """The evidence as it is kept."""
        return [
            {"field": each.field, "level": each.level, "bits": round(each.bits, 2), "sentence": each.sentence}
            for each in self.evidence
        ]


def of_candidate(row: int, candidates: Sequence[tuple[RegisterRow, Found]]) -> Weighing | None:
    """What the search said about a row, by its number; None where it did not come to it: that row is hardly the person."""
    for candidate, found in candidates:
        if candidate.row == row:
            machine = _BY_VERDICT[found.verdict]
            return Weighing(found.probability, found.weight_bits, found.margin_bits, machine, found.evidence)
    return None


def against_row(person: Particulars, row: RegisterRow, extract: Extract) -> Weighing:
    """The person and one row of an extract, against the other rows of the same birth date."""
    born = extract.born_on(person.birth_date) if person.birth_date else ()
    rivals = [other for other in born if other.row != row.row][:MOST_RIVALS]
    scorer = _scorer()
    prior = prior_bits(expected=scorer.model.expected_share, people=1, register=max(len(extract), 2))
    with _using:
        columns = scorer.normaliser.columns([person])
        weighed = scorer.weigh(
            columns.take(np.zeros(1 + len(rivals), np.int64)), scorer.normaliser.columns([row, *rivals])
        )
        weights = [float(bits) + prior for bits in weighed.weight_bits]
        others = weights[1:]
        chance = probability(weights[0], others=others)
        margin = weights[0] - max(others) if others else None
        verdict = scorer.verdict(weighed, 0, chance, margin)
        evidence = scorer.evidence(weighed, 0)
        scorer.normaliser.forget_added()
    return Weighing(chance, weights[0], margin, _BY_VERDICT[verdict], evidence)


def between(one: Particulars, other: Particulars) -> tuple[dict[str, str], tuple[Evidence, ...]]:
    """Marks per field, and what speaks for and against two persons being one, without a prior."""
    scorer = _scorer()
    with _using:
        score = scorer.score(one, other)
        scorer.normaliser.forget_added()
    return {field: mark.value for field, mark in compare(one, other).marks().items()}, score.evidence


def band(chance: float) -> str:
    """The stratum of a probability, named by where it begins: "0.99"."""
    return str(max((start for start in BANDS if chance >= start), default=0.0))


def fingerprint(*people: Particulars) -> str:
    """A keyed digest of the particulars that a decision rests on: NIK, name, birth date, sex and mother's name of each.

    A change of one of them is substantial. Order, case and signs of names are not; neither are birth place, address and
    further names, which support a comparison and seldom decide it. Independent of the order of the people.
    """
    return blind_index(_particulars(people), context=_CONTEXT)


def is_fingerprint_of(kept: str, *people: Particulars) -> bool:
    """Whether `kept` is theirs, also when it was made under an index key that is being replaced."""
    return kept in blind_indexes(_particulars(people), context=_CONTEXT)


def _particulars(people: Sequence[Particulars]) -> str:
    return "\n".join(sorted("\0".join(_of(one)) for one in people))


def _of(one: Particulars) -> tuple[str, ...]:
    born = one.birth_date.isoformat() if one.birth_date else ""
    return one.nik or "", name_key(one.name), born, one.sex or "", name_key(one.mother_name or "")


@cache
def _scorer() -> Scorer:
    return Scorer(model.load(), statistics=Statistics.unknown(), prior_weight_bits=0.0)
