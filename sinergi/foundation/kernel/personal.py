"""What personal data there is, why, on what legal basis and for how long: read from the declaration of each room.

A room declares in its `personal.toml`; purposes, bases and periods that several rooms share stand in `personal.toml` beside
this file. The record of processing, a person's own extract and the nightly job are made from these declarations, and a test
finds a field that nobody declared.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Kind(StrEnum):
    """What the law calls data about somebody (UU 27/2022 Pasal 4): general, specific; or nothing of the kind."""

    PERSONAL = "personal"
    SPECIFIC = "specific"
    HARMLESS = "harmless"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long something is kept. `years` and `days` count from what `text` says; None where nothing runs out by itself."""

    code: str
    text: str
    years: int | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """One field. `model` is written as Django writes it ("people.person"); `why` and what follows are empty where harmless."""

    model: str
    field: str
    kind: Kind
    label: str = ""
    why: str = ""
    basis: str = ""
    retention: Retention | None = None

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}"


@dataclass(frozen=True, slots=True)
class RoomDeclaration:
    """What one room declares: its fields, and models of which no field is about a person."""

    room: str
    title: str
    fields: tuple[Declared, ...]
    harmless_models: frozenset[str]

    @property
    def models(self) -> frozenset[str]:
        return frozenset(each.model for each in self.fields) | self.harmless_models


def rooms() -> tuple[RoomDeclaration, ...]:
    """All declarations, by room. Raises KeyError for a purpose, basis or period that is nowhere defined."""
    return tuple(_read(path) for path in sorted(ROOT.glob("*/*/personal.toml")) if path.parent.name != "kernel")


def of_model(model: str) -> tuple[Declared, ...]:
    """The declared fields of a model that are about a person, in the order of the declaration."""
    found = (each for room in rooms() for each in room.fields if each.model == model)
    return tuple(each for each in found if each.kind is not Kind.HARMLESS)


def retention(code: str) -> Retention:
    """The period with this code. Raises KeyError."""
    return Retention(code, **_shared()["retention"][code])


@cache
def _shared() -> dict[str, Any]:
    return tomllib.loads((ROOT / "foundation" / "kernel" / "personal.toml").read_text(encoding="utf-8"))


@cache
def _read(path: Path) -> RoomDeclaration:
    room = path.parent.name
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    fields: list[Declared] = []
    for model, said in content["models"].items():
        name = f"{room}.{model}"
        default = {key: said[key] for key in ("why", "basis", "retention") if key in said}
        fields += (_declared(name, field, default | facts) for field, facts in said.get("fields", {}).items())
        fields += (Declared(name, field, Kind.HARMLESS) for field in said.get("harmless", ()))
    harmless = frozenset(f"{room}.{model}" for model in content.get("harmless_models", ()))
    return RoomDeclaration(room, content["title"], tuple(fields), harmless)


def _declared(model: str, field: str, facts: dict[str, str]) -> Declared:
    shared = _shared()
    return Declared(
        model=model,
        field=field,
        kind=Kind(facts["kind"]),
        label=facts["label"],
        why=shared["why"][facts["why"]],
        basis=shared["basis"][facts["basis"]],
        retention=retention(facts["retention"]),
    )
