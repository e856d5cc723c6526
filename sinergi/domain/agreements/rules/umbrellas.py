"""Which document carries out which: a technical one the general one above it."""

from __future__ import annotations

from sinergi.domain.agreements.choices import Kind

HEIGHT = {Kind.NK.value: 2, Kind.PKS.value: 1, Kind.IA.value: 0}


def may_carry_out(kind: str, umbrella_kind: str) -> bool:
    """Whether a document of `kind` can carry out one of `umbrella_kind`; where either is unknown nothing says so.

    Strictly downwards, so that no document ever carries out itself, however long the chain.
    """
    return kind in HEIGHT and umbrella_kind in HEIGHT and HEIGHT[kind] < HEIGHT[umbrella_kind]
