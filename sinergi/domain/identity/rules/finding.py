"""Looking in an extract for the person behind a missing or wrong NIK. What is found is a proposal, never an answer."""

from __future__ import annotations

from linkage.compare import FieldMark, Particulars, compare
from linkage.registers import Extract, Status
from linkage.verify import FIELD_LABELS, Answer, Verdict
from sinergi.domain.identity.rules.told import FoundNik

_SEARCHED = (Verdict.NO_NIK, Verdict.NOT_FOUND, Verdict.DIFFERENT)
_SAID = {
    FieldMark.AGREES: "sama",
    FieldMark.SIMILAR: "mirip",
    FieldMark.DIFFERS: "berbeda",
    FieldMark.MISSING: "tidak dapat dibandingkan",
}


def nik_for(person: Particulars, answer: Answer, extract: Extract) -> FoundNik | None:
    """The one row of the extract that is likely this person, or None.

    Only where the person's own NIK leads nowhere. Name and birth date must agree, and beyond the two the birth place or
    the mother's name: by the first two alone a country has chance partners. Nothing may contradict, the entry must be
    alive, and no second row may fit as well: with two, nobody is proposed.
    """
    if answer.verdict not in _SEARCHED or person.birth_date is None:
        return None
    fitting = []
    for row in extract.born_on(person.birth_date):
        found = compare(person, row)
        beyond = (found.birth_place, found.mother_name)
        if (
            row.nik
            and row.status in (None, Status.ACTIVE)
            and found.name is FieldMark.AGREES
            and FieldMark.DIFFERS not in (found.sex, found.mother_name)
            and FieldMark.AGREES in beyond
        ):
            fitting.append((row, found))
    if len(fitting) != 1:
        return None
    row, found = fitting[0]
    marks = {name: mark for name, mark in found.marks().items() if name != "nik"}
    why = tuple(f"{FIELD_LABELS[name]} {_SAID[mark]}." for name, mark in marks.items())
    return FoundNik(
        nik=row.nik or "",
        row=row.row,
        marks={name: mark.value for name, mark in marks.items()},
        why=("Satu baris ekstrak cocok, dan tidak ada baris lain yang cocok.", *why),
    )
