"""How a place in the tree becomes a condition on rows, and what databases do not do alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Index, Model, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import ExtractYear
from django.db.models.sql.compiler import SQLCompiler

NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING
"""Not Q(), which says nothing: `Q() | other` is `other`."""


def prefixed(lookup: str, paths: Iterable[str]) -> Q:
    """Rows whose `lookup` starts with one of `paths`. No path matches nothing; the path "" matches every row."""
    paths = tuple(paths)
    if "" in paths:
        return EVERYTHING
    condition = NOTHING
    for path in paths:
        condition |= Q(**{f"{lookup}__startswith": path})
    return condition


def begins(field: str, text: str) -> Q:
    """Rows whose `field` begins with `text`, found in an index: on PostgreSQL one with `varchar_pattern_ops`.

    SQLite looks for LIKE in no index, but compares text by its code points, as a range does.
    """
    if connections["default"].vendor != "sqlite":
        return Q(**{f"{field}__startswith": text})
    return Q(**{f"{field}__gte": text, f"{field}__lt": f"{text}\U0010ffff"})


def containing(model: type[Model], field: str, part: str) -> Q:
    """Rows whose `field` contains `part` in whatever case, for a field with few different values and an index that begins
    with it and goes on with the key. Asks once which values those are.

    The different values are looked up one after the other in the index, and only they are compared with `part`.
    """
    connection = connections["default"]
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(str(model._meta.get_field(field).column))  # type: ignore[union-attr]
    walk = (
        f"WITH RECURSIVE walk(value) AS (SELECT min({column}) FROM {table} UNION ALL"  # noqa: S608 (names of ours)
        f" SELECT (SELECT min({column}) FROM {table} WHERE {column} > walk.value) FROM walk WHERE walk.value IS NOT NULL)"
        " SELECT value FROM walk WHERE upper(value) LIKE upper(%s) ESCAPE '\\'"
    )
    like = "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in part)
    with connection.cursor() as cursor:
        cursor.execute(f"{walk} LIMIT 2", (f"%{like}%",))
        values = [value for (value,) in cursor.fetchall()]
    if len(values) < 2:
        # One value is looked up with its rows in order already; a database told of a list may prefer to read everything.
        return Q(**{field: values[0]}) if values else NOTHING
    return Q(**{f"{field}__in": RawSQL(walk, (f"%{like}%",))})  # noqa: S611 (the part is a parameter)


class YearOf(ExtractYear):
    """The year of a day. SQLite reckons it itself: Django's own way calls Python for every row."""

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = compiler.compile(self.lhs)
        return f"CAST(strftime('%%Y', {sql}) AS INTEGER)", tuple(params)


class LatestFirst(Index):
    """An index of rows alike in `alike`: from the latest `day` back, unknown days last, then from the last key back."""

    def __init__(self, *, alike: str, day: str, name: str) -> None:
        self.alike, self.day = alike, day
        super().__init__(alike, F(day).desc(nulls_last=True), F("id").desc(), name=name)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, _, options = super().deconstruct()
        return path, (), {"alike": self.alike, "day": self.day, "name": options["name"]}

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **options: Any) -> Any:
        if schema_editor.connection.vendor != "sqlite":
            return super().create_sql(model, schema_editor, using, **options)
        # SQLite has unknown days there anyway, and may not be told so.
        plain = Index(self.alike, F(self.day).desc(), F("id").desc(), name=self.name)
        return plain.create_sql(model, schema_editor, using, **options)
