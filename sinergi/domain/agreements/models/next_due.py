"""When the next part of what is owed falls due: `rules.owing.Owed.next_due_on` in SQL."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Case, DateField, F, Func, When
from django.db.models.expressions import ExpressionWrapper
from django.db.models.functions import Cast, Coalesce, Least, Round
from django.db.models.sql.compiler import SQLCompiler

from sinergi.domain.agreements.models.quantities import QuantityField
from sinergi.domain.agreements.rules.repetition import MOST_OCCURRENCES


class DayBeforeMonthsAfter(Func):
    """The day before the same day of a later month, or before the last of that month where it has no such day.

    Of a day and a number of months. NULL on SQLite where that would be after the year 9999.
    """

    arity = 2
    output_field = DateField()

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        # SQLite counts 31 January and a month as 3 March; whatever day that is, it lies behind the last of February.
        (day, day_values), (months, month_values) = map(compiler.compile, self.source_expressions)
        same = f"date({day}, '+' || ({months}) || ' months')"
        last = f"date({day}, 'start of month', '+' || ({months} + 1) || ' months', '-1 day')"
        both = (*day_values, *month_values)
        return f"date(min({same}, {last}), '-1 day')", (*both, *both)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (day, day_values), (months, month_values) = map(compiler.compile, self.source_expressions)
        sql = f"(({day} + make_interval(months => ({months})::integer)) - interval '1 day')::date"
        return sql, (*day_values, *month_values)


def next_due() -> Case:
    """Needs `delivered`, which is added up only for what repeats."""
    covered = Least(_hundredths("delivered") / _hundredths("each"), MOST_OCCURRENCES, output_field=BigIntegerField())
    end = DayBeforeMonthsAfter(F("repeats_from"), (covered + 1) * F("every_months"))
    until = Coalesce(Least(end, F("due_on")), F("due_on"))
    return Case(When(each=None, then=F("due_on")), default=until, output_field=DateField())


def _hundredths(name: str) -> Cast:
    """Whole numbers, which divide by themselves without a rest; floating point has noise that would lose an occurrence."""
    return Cast(Round(ExpressionWrapper(F(name) * 100, output_field=QuantityField())), BigIntegerField())
