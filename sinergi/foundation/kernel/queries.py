"""How a place in the tree becomes a condition on rows, and what databases do not do alike."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Index, Q
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
