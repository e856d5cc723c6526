"""Is this person the one the register knows by this NIK? The first step: exact NIK and agreement of particulars."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from linkage.compare import Comparison, FieldMark, Particulars, compare
from linkage.nik import explain, is_usable, normalised
from linkage.registers import RegisterRow, Status


class Verdict(StrEnum):
    """What the register answers about a person."""

    SAME = "sama"
    LOOK = "perlu_dilihat"
    DIFFERENT = "berbeda"
    NOT_FOUND = "tidak_ditemukan"
    NO_NIK = "tanpa_nik"
    DUPLICATE = "ganda"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A verdict with its evidence: the rows it rests on, the mark of each field, and sentences for a person.

    Holds no value of the register, so that it may be kept where the register may not: `rows` are row numbers,
    ascending, and `status` is what the register says about the entry itself.
    """

    verdict: Verdict
    why: tuple[str, ...]
    rows: tuple[int, ...] = ()
    comparison: Comparison | None = None
    status: Status | None = None


FIELD_LABELS = {
    "name": "Nama",
    "birth_date": "Tanggal lahir",
    "sex": "Jenis kelamin",
    "birth_place": "Tempat lahir",
    "mother_name": "Nama ibu",
}
_MARK_WORDS = {
    FieldMark.AGREES: "sesuai dengan register.",
    FieldMark.SIMILAR: "mirip dengan register, tidak sama persis.",
    FieldMark.DIFFERS: "tidak sesuai dengan register.",
    FieldMark.MISSING: "tidak tersedia untuk dibandingkan, jadi tidak dinilai.",
}
_STATUS_SENTENCES = {
    Status.DECEASED: "Register mencatat pemilik NIK ini sudah meninggal; periksa bersama Dinas Dukcapil.",
    Status.INACTIVE: "Register mencatat NIK ini tidak aktif; hubungi Dinas Dukcapil.",
}


def verify_exact(person: Particulars, candidates: Sequence[RegisterRow]) -> Answer:
    """Ask those `candidates` that have exactly the person's NIK; all others are ignored, whatever their name.

    SAME: one row, the name agrees or is similar, and neither birth date nor sex contradicts.
    DIFFERENT: one row, with another name. LOOK: a person must decide, `why` says what about.
    DUPLICATE: several rows; NOT_FOUND: none; NO_NIK: the person has no sixteen digits to ask with.
    Independent of the order of candidates and of letter case.
    """
    if not is_usable(person.nik or ""):
        return Answer(verdict=Verdict.NO_NIK, why=_oddities(person))
    rows = [row for row in candidates if row.nik and normalised(row.nik) == normalised(person.nik or "")]
    if not rows:
        why = ("NIK tidak ditemukan dalam register.", *_oddities(person))
        return Answer(verdict=Verdict.NOT_FOUND, why=why)
    if len(rows) > 1:
        why = (f"NIK ini dimiliki {len(rows)} baris register; periksa bersama Dinas Dukcapil.",)
        return Answer(verdict=Verdict.DUPLICATE, why=why, rows=tuple(sorted(row.row for row in rows)))
    return _answer_from(person, rows[0])


def _answer_from(person: Particulars, row: RegisterRow) -> Answer:
    comparison = compare(person, row)
    return Answer(
        verdict=_verdict(comparison, row.status),
        why=tuple(_evidence(comparison, row.status)),
        rows=(row.row,),
        comparison=comparison,
        status=row.status,
    )


def _verdict(comparison: Comparison, status: Status | None) -> Verdict:
    # A NIK is made of birth date, sex and region. Once it is equal, an equal birth date or sex is the same evidence
    # again and must not count twice: only the name speaks for the person. A contradiction does count, for the NIK may
    # have been copied from somebody else's card.
    if comparison.name is FieldMark.DIFFERS:
        return Verdict.DIFFERENT
    contradicts = FieldMark.DIFFERS in (comparison.birth_date, comparison.sex)
    if contradicts or status in _STATUS_SENTENCES or comparison.name is FieldMark.MISSING:
        return Verdict.LOOK
    return Verdict.SAME


def _evidence(comparison: Comparison, status: Status | None) -> list[str]:
    marks = comparison.marks()
    sentences = ["NIK sama persis dengan satu baris register."]
    sentences.extend(f"{label} {_MARK_WORDS[marks[field]]}" for field, label in FIELD_LABELS.items())
    if status in _STATUS_SENTENCES:
        sentences.append(_STATUS_SENTENCES[status])
    return sentences


def _oddities(person: Particulars) -> tuple[str, ...]:
    findings = explain(person.nik or "", birth_date=person.birth_date, sex=person.sex)
    return tuple(finding.sentence for finding in findings)
