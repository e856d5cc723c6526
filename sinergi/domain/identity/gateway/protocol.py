"""What is sent to the service, and what its answers mean.

The service answers HTTP 200 whether it succeeds or not; what happened stands in a code or, from older installations, in a
text. Of an answer only marks, scores and the code are taken out: an unknown text could be somebody's data and is dropped.
Source of codes, fields and traps: docs/howto/dukcapil.md.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from linkage.compare import FieldMark
from sinergi.domain.identity.gateway.access import Access, DateOrder

NAMES = {
    "nik": "NIK",
    "family_card_number": "NO_KK",
    "name": "NAMA_LGKP",
    "birth_place": "TMPT_LHR",
    "birth_date": "TGL_LHR",
    "sex": "JENIS_KLMIN",
    "mother_name": "NAMA_LGKP_IBU",
}
"""Our fields and theirs: what may be asked."""

UNUSED = (
    "JENIS_PKRJN", "STATUS_KAWIN", "AGAMA", "ALAMAT", "NO_RT", "NO_RW", "NO_PROP", "PROP_NAME", "NO_KAB", "KAB_NAME",
    "NO_KEC", "KEC_NAME", "NO_KEL", "KEL_NAME",
)  # fmt: skip
"""Fields of the service that we never fill: it wants them there, and empty."""

MOST_BYTES = 64 * 1024
"""No answer is as long; one that is was not meant for us."""

_SEXES = {"L": "Laki-laki", "P": "Perempuan"}
_MARK = re.compile(r"(tidak)?sesuai(?:\(([0-9]{1,3})(?:[.,][0-9]+)?%?\))?")
_TEXT_FIELDS = ("RESPONSE_DESC", "RESPONSE", "RESPON")


class Kind(StrEnum):
    """What to do with an answer."""

    ANSWERED = "answered"
    LATER = "later"
    SWITCHED_OFF = "switched_off"
    SET_UP = "set_up"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one person: sixteen digits, and what else is known for certain. "" and None are not asked.

    A birth date is whole or it is None: no digit and no day is ever made up.
    """

    nik: str
    name: str
    sex: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    mother_name: str = ""
    family_card_number: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Our names of the fields that are asked, in the order of NAMES."""
        return tuple(field for field in NAMES if getattr(self, field))


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer without anybody's data. `code` is the service's; `problem` is one machine word about a failure.

    `marks` has one mark for each field that was asked (MISSING where the answer says nothing of it), `scores` a percentage
    where one was given. `quota_left` is what the service says remains of today, None when it does not say.
    """

    kind: Kind
    code: str = ""
    marks: tuple[tuple[str, FieldMark], ...] = ()
    scores: tuple[tuple[str, int], ...] = ()
    quota_left: int | None = None
    problem: str = ""


_KINDS = {
    "00": Kind.ANSWERED, "01": Kind.ANSWERED,
    "03": Kind.SET_UP, "04": Kind.SET_UP, "07": Kind.SET_UP, "09": Kind.SET_UP, "10": Kind.SET_UP,
    "05": Kind.LATER, "06": Kind.LATER,
    "08": Kind.ANSWERED, "11": Kind.ANSWERED, "12": Kind.ANSWERED, "13": Kind.ANSWERED, "14": Kind.ANSWERED,
    "15": Kind.ANSWERED,
    "16": Kind.SWITCHED_OFF, "17": Kind.SWITCHED_OFF,
}  # fmt: skip
_MATCHED = frozenset({"", "00", "01"})
"""Codes (or none) under which the marks are the answer."""

# Older installations say it in words only, with capitals and blanks as they come.
_CODES_OF_TEXTS = {
    "datatidakditemukan": "13",
    "logingagal": "03",
    "ipaddresstidaksesuai": "04",
    "ipclienttidakterdaftar": "10",
    "kuotaakseshariinitelahhabis": "05",
}
_BY_STATUS = {401: Kind.SET_UP, 403: Kind.SET_UP, 404: Kind.SET_UP, 429: Kind.LATER}


def body(question: Question, access: Access) -> dict[str, str]:
    """The request as the service wants it: every field a text, those that are not asked empty. TRESHOLD is spelt so."""
    sent = {
        "USER_ID": access.user,
        "PASSWORD": access.password,
        "IP_USER": access.ip,
        "TRESHOLD": str(access.threshold),
    }
    sent |= {theirs: _written(question, ours, access.date_order) for ours, theirs in NAMES.items()}
    return sent | dict.fromkeys(UNUSED, "")


def _written(question: Question, field: str, order: DateOrder) -> str:
    if field == "birth_date":
        born = question.birth_date
        if born is None:
            return ""
        # Not strftime: it writes years below 1000 short on some systems.
        day_first = f"{born.day:02}-{born.month:02}-{born.year:04}"
        return day_first if order is DateOrder.DAY_FIRST else born.isoformat()
    if field == "sex":
        return _SEXES.get(question.sex, "")
    return str(getattr(question, field))


def read(status: int, content: bytes, question: Question) -> Reply:
    """What an answer to `question` means. Never raises: whatever cannot be understood is a failure that may be repeated.

    Missing fields are missing, not mismatches; "Tidak Sesuai (59)" is a mismatch with a score; an answer that names
    another NIK than the one asked is somebody else's and is a failure.
    """
    if status != 200:
        return Reply(_BY_STATUS.get(status, Kind.FAILED), problem=f"http_{status}")
    envelope = _json(content)
    if not isinstance(envelope, dict):
        return Reply(Kind.FAILED, problem="not_json")
    found = envelope.get("content")
    element = found[0] if isinstance(found, list) and len(found) == 1 else found
    if not isinstance(element, dict):
        return Reply(Kind.FAILED, problem="shape")
    code = _code(element)
    quota_left = _count(envelope.get("quotaLimiter"))
    if code is None:
        return Reply(Kind.FAILED, problem="unknown_words", quota_left=quota_left)
    if code and code not in _KINDS:
        return Reply(Kind.FAILED, code, problem="unknown_code", quota_left=quota_left)
    kind = _KINDS.get(code, Kind.ANSWERED)
    if kind is not Kind.ANSWERED:
        return Reply(kind, code, quota_left=quota_left)
    return _answer(code, element, question, quota_left)


def _answer(code: str, element: dict[object, object], question: Question, quota_left: int | None) -> Reply:
    marks: list[tuple[str, FieldMark]] = []
    scores: list[tuple[str, int]] = []
    for field in question.fields:
        told = element.get(NAMES[field])
        if field == "nik" and (echoed := _digits(told)) is not None:
            if echoed != question.nik:
                return Reply(Kind.FAILED, code, problem="another_person", quota_left=quota_left)
            marks.append((field, FieldMark.AGREES))
            continue
        mark, score = _mark(told)
        marks.append((field, mark))
        if score is not None:
            scores.append((field, score))
    if all(mark is FieldMark.MISSING for _field, mark in marks):
        if code in _MATCHED:
            return Reply(Kind.FAILED, code, problem="no_marks", quota_left=quota_left)
        marks = []
    return Reply(Kind.ANSWERED, code, tuple(marks), tuple(scores), quota_left)


def _mark(told: object) -> tuple[FieldMark, int | None]:
    """By the whole text, never by a part of it: “Tidak Sesuai” contains “Sesuai”."""
    found = _MARK.fullmatch(_folded(told)) if isinstance(told, str) else None
    if found is None:
        return FieldMark.MISSING, None
    score = int(found[2]) if found[2] else None
    return FieldMark.DIFFERS if found[1] else FieldMark.AGREES, score


def _code(element: dict[object, object]) -> str | None:
    """The code with two digits, "" when the answer has none and holds marks instead, None for words nobody knows."""
    given = element.get("RESPONSE_CODE")
    given = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    if isinstance(given, str) and given.strip():
        text = given.strip()
        return text.zfill(2) if text.isascii() and text.isdigit() and len(text) <= 3 else None
    texts = [element.get(name) for name in _TEXT_FIELDS]
    said = [text for text in texts if isinstance(text, str) and text.strip()]
    known = [_CODES_OF_TEXTS[_folded(text)] for text in said if _folded(text) in _CODES_OF_TEXTS]
    if known:
        return known[0]
    return None if said and not any(name in element for name in NAMES.values()) else ""


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _digits(told: object) -> str | None:
    """The NIK where the answer repeats it, as a number or as digits; None where it says something else."""
    if isinstance(told, bool) or not isinstance(told, (int, str, Decimal)):
        return None
    if isinstance(told, Decimal):
        return f"{told:f}".partition(".")[0] if told.is_finite() else None
    text = str(told).strip()
    return text if text.isascii() and text.isdigit() else None


def _count(told: object) -> int | None:
    text = str(told).strip() if isinstance(told, (int, str)) and not isinstance(told, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _json(content: bytes) -> object:
    try:
        # As Decimal, a NIK that was written as a number keeps all its digits.
        return json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
