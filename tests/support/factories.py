"""Nouns for tests. Factories make nouns, services make states: what is signed in a test was signed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count

from sinergi.foundation.institutions.choices import PlaceKind
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.actors import Actor, Scope

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SYSTEM = Actor.system("test")

_number = count(1)


def institution(
    name: str | None = None, *, kind: str = PlaceKind.LAPAS, parent: Institution | None = None, example: bool = True
) -> Institution:
    """A unit of the tree: an example unit with a name nobody else has, unless told otherwise."""
    name = name or f"Lapas Contoh {next(_number)}"
    return founding.found(name, kind=kind, parent=parent, example=example, by=SYSTEM, at=NOW)


def partner(name: str | None = None, *, category: str = "masyarakat_sipil", example: bool = True) -> Institution:
    """A partner: "Yayasan Contoh 7"."""
    return founding.found(
        name or f"Yayasan Contoh {next(_number)}", category=category, example=example, by=SYSTEM, at=NOW
    )


def actor(*capabilities: str, at: Institution | None = None, name: str = "Petugas Contoh") -> Actor:
    """Somebody who holds these capabilities at the unit and below it; everywhere when no unit is given."""
    path = "" if at is None else at.path
    assert path is not None, "the unit needs a place in the tree"
    return Actor(key=f"user:{name}", label=name, scopes=(Scope(frozenset(capabilities), path),))
