"""Thousands of new rows, worked out for the database before the transaction that writes them.

`bulk_create` turns values into SQL while the transaction is open; for 7,000 agreements that held SQLite's one write lock for
seconds. Here only the writing itself is left for it (ADR 0019).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models


@dataclass(frozen=True, slots=True)
class Rows:
    """New rows of one table: `values` in the order of `columns`, as the database takes them. The key is given at writing."""

    table: str
    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]

    def __len__(self) -> int:
        return len(self.values)


def prepared(model: type[models.Model], new: Iterable[models.Model]) -> Rows:
    """What these unsaved rows of a model are in the database. A key to a row that is not saved yet is filled in by `write`."""
    connection = connections["default"]
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    values = tuple(
        tuple(field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields) for row in new
    )
    return Rows(model._meta.db_table, tuple(str(field.column) for field in fields), values)


def write(rows: Rows, **filled: Sequence[Any]) -> None:
    """Insert them, inside the caller's transaction. `filled` gives one column another value for each row."""
    connection = connections["default"]
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, rows.columns))
    places = ", ".join(["%s"] * len(rows.columns))
    statement = f"INSERT INTO {quote(rows.table)} ({columns}) VALUES ({places})"  # noqa: S608 (names of models)
    values = _filled(rows, filled) if filled else rows.values
    if values:
        with connection.cursor() as cursor:
            cursor.executemany(statement, values)


def _filled(rows: Rows, filled: Mapping[str, Sequence[Any]]) -> list[tuple[Any, ...]]:
    given = {rows.columns.index(column): values for column, values in filled.items()}
    whole = [list(row) for row in rows.values]
    for place, values in given.items():
        for row, value in zip(whole, values, strict=True):
            row[place] = value
    return [tuple(row) for row in whole]
