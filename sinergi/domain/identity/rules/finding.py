"""The person behind a missing or wrong NIK, among the rows of an extract. What is found is a proposal, never an answer."""

from __future__ import annotations

from collections.abc import Sequence

from linkage.compare import FieldMark, Particulars, compare
from linkage.evidence import ONLY_TOLD
from linkage.finding import Found
from linkage.registers import RegisterRow, Status
from linkage.scoring import LEAST_MARGIN_BITS
from linkage.verify import FIELD_LABELS, Answer, Verdict
from sinergi.domain.identity.rules.told import FoundNik

MOST_CANDIDATES = 10
PROPOSED_FROM = 0.5
"""Below this chance it is likelier somebody else."""

_SEARCHED = (Verdict.NO_NIK, Verdict.NOT_FOUND, Verdict.DIFFERENT)
_SAID = {
    FieldMark.AGREES: "sama",
    FieldMark.SIMILAR: "mirip",
    FieldMark.DIFFERS: "berbeda",
    FieldMark.MISSING: "tidak dapat dibandingkan",
}


def nik_for(person: Particulars, answer: Answer, candidates: Sequence[tuple[RegisterRow, Found]]) -> FoundNik | None:
    """The NIK of the one candidate that is likely this person, or None; `candidates` come likeliest first.

    Only where the person's own NIK leads nowhere. The first candidate must be alive, likelier than not, and ahead of the
    second by the scorer's margin: with two, nobody is proposed. What people who are close to each other share (name and
    birth date alone, twins, father and son) proposes nobody, however high the weight.
    """
    if answer.verdict not in _SEARCHED or not candidates:
        return None
    row, found = candidates[0]
    is_guarded = any(each.field == "guard" and each.level not in ONLY_TOLD for each in found.evidence)
    if (
        not row.nik
        or row.status not in (None, Status.ACTIVE)
        or found.probability < PROPOSED_FROM
        or found.margin_bits < LEAST_MARGIN_BITS
        or is_guarded
    ):
        return None
    marks = {name: mark for name, mark in compare(person, row).marks().items() if name != "nik"}
    why = tuple(f"{FIELD_LABELS[name]} {_SAID[mark]}." for name, mark in marks.items())
    return FoundNik(
        nik=row.nik,
        row=row.row,
        marks={name: mark.value for name, mark in marks.items()},
        why=("Satu baris ekstrak cocok, dan tidak ada baris lain yang cocok.", *why),
    )
