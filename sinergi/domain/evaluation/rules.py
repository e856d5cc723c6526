"""What a round found, as values that go into JSON and come out the same, and the seal over them."""

from __future__ import annotations

import hashlib
import json
import types
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self, Union, get_args, get_origin, get_type_hints

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.activities.rules import TrunkFacts
from sinergi.domain.agreements.choices import Fact
from sinergi.domain.evaluation.choices import DecisionKind
from sinergi.foundation.kernel.errors import DomainError, Invalid

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

VERSION = 2
"""Goes up when a field of the facts changes its meaning, comes or goes: a locked round is read as it was written.

1: as now, without what the other side said of the deliveries and whether the rest was waived.
"""

_SINCE_VERSION_2 = ("accepted", "disputed", "is_waived")

type Plain = str | int | bool | list[Plain] | dict[str, Plain] | None


class UnknownVersion(DomainError):
    """The facts were written in a form that this release does not read."""

    code = "facts_of_unknown_version"


@dataclass(frozen=True, slots=True)
class ObligationFacts:
    """What was promised and what was given of it, in the unit of the obligation.

    Deliveries that were reversed count nowhere. `delivered_in_period` goes by the day of delivery,
    `delivered_to_date` is everything up to the cut-off. `promised` None: the agreement states no quantity. Of what was
    delivered the other side `accepted` and `disputed` a part each; a dispute that was resolved is none any more.
    `is_waived`: the rest was given up. These three are None in facts of version 1, which did not count them.
    """

    obligation: uuid.UUID
    description: str
    owed_by: str
    side: str
    unit: str
    requires_verification: bool
    due_on: date | None
    promised: Decimal | None
    delivered_in_period: Decimal
    delivered_to_date: Decimal
    accepted: Decimal | None
    disputed: Decimal | None
    is_waived: bool | None

    @property
    def undelivered(self) -> Decimal | None:
        """What was promised and not given, waived or not; never below zero, None where no quantity was promised."""
        return None if self.promised is None else max(self.promised - self.delivered_to_date, Decimal(0))

    @property
    def remaining(self) -> Decimal | None:
        """What is still owed, never below zero; None where no quantity was promised and nobody waived it."""
        return Decimal(0) if self.is_waived else self.undelivered

    @property
    def waived(self) -> Decimal | None:
        """How much of it was given up: 0 when nothing, None where no quantity was promised or version 1 counted."""
        if self.is_waived is None:
            return None
        return self.undelivered if self.is_waived else Decimal(0)

    @property
    def is_open(self) -> bool:
        """Whether something is still owed or in dispute; where no quantity was promised only a waiver says that it is not."""
        return bool(self.disputed) or self.remaining != 0


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """All a round counted: obligations, the trunk of the period, and what no source states about the agreement.

    `cut_off_at` is the moment of counting: what was recorded later is not in here. `version` is how they were counted.
    """

    agreement: uuid.UUID
    title: str
    period_start: date
    period_end: date
    cut_off_at: datetime
    obligations: tuple[ObligationFacts, ...]
    trunk: TrunkFacts
    unknowns: tuple[Fact, ...]
    version: int = VERSION

    def to_json(self) -> dict[str, Plain]:
        """Only text, whole numbers, booleans, lists and objects: decimals and days are text, so that none changes."""
        written = _object(self)
        if self.version == 1:
            written["obligations"] = [
                {name: plain for name, plain in _object(line).items() if name not in _SINCE_VERSION_2}
                for line in self.obligations
            ]
        return written

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The facts that `to_json` wrote, in this version or an earlier one. Raises UnknownVersion."""
        if data.get("version") not in (1, VERSION):
            raise UnknownVersion(_("Fakta evaluasi ini ditulis oleh versi Sinergi yang lain dan tidak dapat dibaca."))
        if data["version"] == 1:
            unknown = dict.fromkeys(_SINCE_VERSION_2)
            data = {**data, "obligations": [{**line, **unknown} for line in data["obligations"]]}
        facts: Self = _value(cls, data)
        return facts


def canonical(data: Plain) -> str:
    """JSON that is the same text for the same content: sorted keys, no spaces, no escapes."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(facts: dict[str, Plain], *, rating: str, judgement: str) -> str:
    """SHA-256 (64 hexadecimal digits) over the canonical JSON of facts, rating and judgement together."""
    content: Plain = {"facts": facts, "rating": rating, "judgement": judgement}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Extend:
    """Go on for a further term, both days included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Amend:
    """Go on with another scope."""

    scope: str


@dataclass(frozen=True, slots=True)
class End:
    """No longer in force from this day on."""

    ended_on: date


def order(
    kind: str, *, starts_on: date | None, ends_on: date | None, scope: str, ended_on: date | None
) -> Extend | Amend | End:
    """What is to be done, when exactly what the kind of decision needs is given.

    Raises Invalid naming the first input that is missing or that this decision does not use.
    """
    match kind:
        case DecisionKind.EXTEND:
            _ensure_unused(scope=scope, ended_on=ended_on)
            return Extend(_needed("starts_on", starts_on), _needed("ends_on", ends_on))
        case DecisionKind.AMEND:
            _ensure_unused(starts_on=starts_on, ends_on=ends_on, ended_on=ended_on)
            return Amend(_needed("scope", scope.strip()))
        case DecisionKind.END:
            _ensure_unused(starts_on=starts_on, ends_on=ends_on, scope=scope)
            return End(_needed("ended_on", ended_on))
    raise Invalid(_("Pilih keputusan dari daftar: perpanjang, ubah isi, atau akhiri."), field="kind")


_LABELS = {
    "starts_on": gettext_lazy("Awal masa baru"),
    "ends_on": gettext_lazy("Akhir masa baru"),
    "scope": gettext_lazy("Ruang lingkup baru"),
    "ended_on": gettext_lazy("Tanggal berakhir"),
}


def _needed[T: (str, date)](name: str, value: T | None) -> T:
    if not value:
        raise Invalid(_("%(label)s wajib diisi untuk keputusan ini.") % {"label": _LABELS[name]}, field=name)
    return value


def _ensure_unused(**inputs: str | date | None) -> None:
    for name, value in inputs.items():
        if value:
            raise Invalid(
                _("%(label)s tidak dipakai untuk keputusan ini. Kosongkan.") % {"label": _LABELS[name]}, field=name
            )


def _object(value: DataclassInstance) -> dict[str, Plain]:
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}


def _plain(value: object) -> Plain:
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, uuid.UUID, str)):
        return str(value)
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"{type(value).__name__} has no place in facts")


def _value(kind: Any, plain: Any) -> Any:
    """The value of the annotated type `kind` that `_plain` wrote."""
    if get_origin(kind) in (Union, types.UnionType):
        [inner] = [option for option in get_args(kind) if option is not type(None)]
        return None if plain is None else _value(inner, plain)
    if get_origin(kind) is tuple:
        return tuple(_value(get_args(kind)[0], item) for item in plain)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: _value(hints[field.name], plain[field.name]) for field in fields(kind)})  # type: ignore[operator]
    if kind in (date, datetime):
        return kind.fromisoformat(plain)
    return kind(plain)
