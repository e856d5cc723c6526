"""What one of the three ways tells about a person, and how it was worked out. Values only, none of a register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linkage.compare import FieldMark
from linkage.verify import FIELD_LABELS, Answer
from sinergi.domain.identity.choices import Halt, Result
from sinergi.domain.identity.gateway.protocol import Kind, Reply
from sinergi.domain.identity.rules import register
from sinergi.domain.identity.rules.weighing import Weighing

MOST_TRIES = 5
"""Technical failures about one person after which the run gives that person up."""

_BY_CODE = {
    "08": (Result.TIDAK_DITEMUKAN, "Layanan tidak dapat memproses NIK ini; periksa angkanya pada dokumen asli."),
    "11": (Result.MENINGGAL, "Register mencatat pemilik NIK ini sudah meninggal; periksa bersama Dinas Dukcapil."),
    "12": (Result.GANDA, "Register mencatat data ganda untuk NIK ini; periksa bersama Dinas Dukcapil."),
    "13": (Result.TIDAK_DITEMUKAN, "NIK tidak ditemukan dalam register."),
    "14": (Result.TIDAK_AKTIF, "Register mencatat NIK ini tidak aktif; hubungi Dinas Dukcapil."),
    "15": (Result.TIDAK_DITEMUKAN, "NIK tidak ditemukan: angkanya tidak menurut susunan Dukcapil."),
}
_WORDS = {
    FieldMark.AGREES: "sesuai dengan register",
    FieldMark.SIMILAR: "mirip dengan register, tidak sama persis",
    FieldMark.DIFFERS: "tidak sesuai dengan register",
    FieldMark.MISSING: "tidak dijawab layanan, jadi tidak dinilai",
}
_HALTS = {
    "03": Halt.LOGIN,
    "09": Halt.LOGIN,
    "04": Halt.ADDRESS,
    "10": Halt.ADDRESS,
    "07": Halt.PARAMETERS,
    "tls": Halt.TLS,
    "http_401": Halt.LOGIN,
    "http_403": Halt.ADDRESS,
    "http_404": Halt.NOWHERE,
}


@dataclass(frozen=True, slots=True)
class FoundNik:
    """A NIK that an extract gives for somebody, by reference to its row. `nik` is held in memory until it is encrypted."""

    nik: str = field(repr=False)
    row: int
    marks: Mapping[str, str]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a way says about one person. `result` is there exactly when it is ANSWERED.

    `weighed` is the scorer's word about the row of an extract that the answer, or the found NIK, rests on.

    LATER is for the whole run (quota, hours); FAILED may be repeated for this person; SET_UP and SWITCHED_OFF halt the run.
    """

    kind: Kind
    result: Result | None = None
    marks: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, int] = field(default_factory=dict)
    why: tuple[str, ...] = ()
    code: str = ""
    problem: str = ""
    threshold: int | None = None
    quota_left: int | None = None
    register_row: int | None = None
    found: FoundNik | None = None
    weighed: Weighing | None = None

    @property
    def probability(self) -> float | None:
        """The chance that the row of the answer is the person; None where the weighed row is that of a found NIK."""
        return self.weighed.probability if self.weighed and self.found is None else None


def without_nik(*, is_foreign: bool) -> Told:
    """Whoever has no usable NIK cannot be asked by it: no question is sent."""
    if is_foreign:
        return Told(kind=Kind.ANSWERED, result=Result.WNA, why=("Warga negara asing tidak mempunyai NIK.",))
    return Told(
        kind=Kind.ANSWERED,
        result=Result.TANPA_NIK,
        why=("Tidak ada NIK enam belas angka untuk ditanyakan; tidak ada yang dikirim.",),
    )


def of_reply(reply: Reply, threshold: int) -> Told:
    """What the verification service's reply comes to."""
    if reply.kind is not Kind.ANSWERED:
        return Told(
            kind=reply.kind, code=reply.code, problem=reply.problem, threshold=threshold, quota_left=reply.quota_left
        )
    marks, scores = dict(reply.marks), dict(reply.scores)
    by_code = _BY_CODE.get(reply.code)
    sentences = [by_code[1]] if by_code else []
    sentences += [_sentence(name, mark, scores.get(name), threshold) for name, mark in marks.items()]
    return Told(
        kind=Kind.ANSWERED,
        result=by_code[0] if by_code else _result(marks),
        marks={name: mark.value for name, mark in marks.items()},
        scores=scores,
        why=tuple(sentences),
        code=reply.code,
        threshold=threshold,
        quota_left=reply.quota_left,
    )


def of_answer(answer: Answer, found: FoundNik | None = None, weighed: Weighing | None = None) -> Told:
    """What an extract's answer comes to."""
    return Told(
        kind=Kind.ANSWERED,
        result=register.result_of(answer),
        marks=register.marks_of(answer),
        why=answer.why,
        register_row=answer.rows[0] if len(answer.rows) == 1 else None,
        found=found,
        weighed=weighed,
    )


def halt_of(told: Told) -> Halt:
    """Why a run is halted after this."""
    if told.kind is Kind.SWITCHED_OFF:
        return Halt.SWITCHED_OFF
    return _HALTS.get(told.code or told.problem, Halt.PARAMETERS)


def _result(marks: Mapping[str, FieldMark]) -> Result:
    """What the marks come to when the register knows the NIK.

    A NIK holds birth date and sex, so their agreement beside it says little; only the name speaks for the person. A
    contradiction does count. Where the name alone does not agree, a person must look: a name that the service calls
    unlike may be another writing of it.
    """
    name = marks.get("name", FieldMark.MISSING)
    others = [marks.get(other, FieldMark.MISSING) for other in ("birth_date", "sex", "mother_name")]
    contradicted = FieldMark.DIFFERS in others
    if marks.get("nik") is FieldMark.DIFFERS or (name is FieldMark.DIFFERS and contradicted):
        return Result.TIDAK_SESUAI
    if name is FieldMark.AGREES and not contradicted:
        return Result.SESUAI
    if name is FieldMark.DIFFERS and FieldMark.AGREES not in others:
        return Result.TIDAK_SESUAI
    return Result.SESUAI_SEBAGIAN


def _sentence(name: str, mark: FieldMark, score: int | None, threshold: int) -> str:
    label = FIELD_LABELS.get(name, {"nik": "NIK", "family_card_number": "Nomor kartu keluarga"}.get(name, name))
    scored = f" (skor {score}, ambang {threshold})" if score is not None else ""
    return f"{label} {_WORDS[mark]}{scored}."
