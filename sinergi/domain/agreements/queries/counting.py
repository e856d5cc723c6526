"""Counts that cannot mislead: stock on a day, flow in a period, each cell the number of a list that can be opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, F, FilteredRelation, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import UNSTATED, Dimension, Fact, Kind, Level, Side, State
from sinergi.domain.agreements.models import Agreement, Programme, SubjectField
from sinergi.domain.agreements.models.agreement import AgreementQuerySet, signing_within, standing_on
from sinergi.domain.agreements.queries import AgreementFilter
from sinergi.domain.agreements.rules.bases import Measure
from sinergi.domain.agreements.rules.counting import CERTAINTIES as CERTAINTIES
from sinergi.domain.agreements.rules.counting import Counted as Counted
from sinergi.domain.agreements.rules.counting import CountRow as CountRow
from sinergi.domain.agreements.rules.counting import CountTable as CountTable
from sinergi.domain.agreements.rules.counting import Tally as Tally
from sinergi.foundation.institutions.choices import PartnerCategory
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import YearOf

_TEXT = CharField()
_WHOLE, _PART = "whole", "part"


@dataclass(frozen=True)
class _Split:
    """How agreements are told apart by a dimension.

    `keyed` annotates `key`, and `label` where `words` cannot know it; `narrowing` gives the filter's fields that leave the
    agreements of one key. `words` are the keys to show even where none has them, with labels. `several` says that an
    agreement can have more than one key.
    """

    keyed: Callable[[AgreementQuerySet], AgreementQuerySet]
    narrowing: Callable[[str], dict[str, Any]]
    words: Callable[[], Mapping[str, str]]
    several: bool = False


def _by_column(column: str, fact: Fact, words: Callable[[], Mapping[str, str]]) -> _Split:
    return _Split(
        keyed=lambda rows: rows.annotate(key=F(column)),
        narrowing=lambda key: {column: key} if key else {"unknown": fact.value},
        words=words,
    )


def _with_category(rows: AgreementQuerySet) -> AgreementQuerySet:
    partner = FilteredRelation("parties", condition=Q(parties__side=Side.PARTNER))
    category = Coalesce(F("partner__institution__partner_profile__category"), Value(""), output_field=_TEXT)
    return rows.annotate(partner=partner).annotate(key=category)


def _labels(words: type[Kind | Level | PartnerCategory]) -> Callable[[], Mapping[str, str]]:
    return lambda: {word.value: str(word.label) for word in words}


def _by_rows(column: str, name: str) -> _Split:
    """By rows that the directorate edits, of which an agreement may have several."""

    def keyed(rows: AgreementQuerySet) -> AgreementQuerySet:
        key = Coalesce(Cast(f"{column}__public_id", _TEXT), Value(""), output_field=_TEXT)
        return rows.annotate(key=key, label=Coalesce(F(f"{column}__name"), Value(""), output_field=_TEXT))

    return _Split(keyed=keyed, narrowing=lambda key: {name: key or UNSTATED}, words=dict, several=True)


# The one place that knows the dimensions: another one is another line here and a word in `Dimension`.
_SPLITS: Mapping[Dimension, _Split] = {
    Dimension.YEAR: _Split(
        keyed=lambda rows: rows.annotate(key=Coalesce(Cast(YearOf("signed_on"), _TEXT), Value(""), output_field=_TEXT)),
        narrowing=lambda key: {"year": int(key)} if key else {"unknown": Fact.SIGNED_ON.value},
        words=dict,
    ),
    Dimension.LEVEL: _by_column("level", Fact.LEVEL, _labels(Level)),
    Dimension.KIND: _by_column("kind", Fact.KIND, _labels(Kind)),
    Dimension.CATEGORY: _Split(
        keyed=_with_category,
        narrowing=lambda key: {"category": key or UNSTATED},
        words=_labels(PartnerCategory),
        several=True,
    ),
    Dimension.FIELD: _by_rows("fields", "field"),
    Dimension.PROGRAMME: _by_rows("programmes", "programme"),
}


def table(
    counted: Counted,
    viewer: Actor,
    *,
    at: datetime,
    by: Dimension | None = None,
    filter: AgreementFilter | None = None,
) -> CountTable:
    """Count what the viewer sees of the concluded agreements that the filter leaves, in one query.

    Of the filter, what says how surely (`standing`, `phase`, `signing` and their days) is left to `counted`. Without another
    filter than for examples, each number is that of one of the table's `Lists`.
    """
    filter = _without_certainty(filter or AgreementFilter())
    rows = filter.apply(Agreement.objects.visible_to(viewer)).concluded().order_by()
    split = None if by is None else _SPLITS[by]
    nothing = Value("", _TEXT)
    # How surely is one more thing to group by: an agreement is looked at and counted once, not once for each column.
    rows = rows.annotate(surely=_surely(counted), label=nothing)
    groups = ("part", "key", "label", "surely")
    whole = rows.annotate(part=Value(_WHOLE, _TEXT), key=nothing).values(*groups)
    asked = whole.annotate(many=Count("pk")).values_list(*groups, "many")
    if split is not None:
        parts = split.keyed(rows).annotate(part=Value(_PART, _TEXT)).values(*groups)
        many = Count("pk", distinct=split.several)
        asked = asked.union(parts.annotate(many=many).values_list(*groups, "many"), all=True)
    totals: dict[str, int] = {}  # empty for whoever sees nothing: he is not even asked about
    lines: dict[tuple[str, str], dict[str, int]] = {}
    for part, key, label, surely, number in asked:
        (totals if part == _WHOLE else lines.setdefault((key, label), {}))[surely] = number
    found = {key: CountRow(key, label, _tally(many)) for (key, label), many in lines.items()}
    return CountTable(
        counted=counted,
        dimension=by,
        rows=() if split is None else _rows(split, found),
        total=_tally(totals),
        adds_up=split is None or not split.several,
        is_example=filter.examples,
        at=at,
    )


@dataclass(frozen=True)
class Lists:
    """The lists behind the numbers of a table."""

    table: CountTable

    def behind(self, key: str | None, certainty: str) -> AgreementFilter:
        """That of the row with this key (None: the total), in this column ("": all that the row looked at)."""
        filter = AgreementFilter(examples=self.table.is_example)
        if key is not None and self.table.dimension is not None:
            filter = replace(filter, **_SPLITS[self.table.dimension].narrowing(key))
        if not certainty:
            return replace(filter, state=State.CONCLUDED.value)
        counted = self.table.counted
        if counted.measure == Measure.STOCK:
            return replace(filter, standing=certainty, on=counted.start)
        return replace(filter, signing=certainty, since=counted.start, until=counted.end)


def choices(viewer: Actor, *, examples: bool = False) -> Mapping[Dimension, tuple[tuple[str, str], ...]]:
    """What there is to choose from beside fixed words, as key and label, in one query.

    Fields and programmes by name, for those are no secret, under their public ids; and from the latest the years in which
    agreements that the viewer sees were signed.
    """
    signed = Agreement.objects.visible_to(viewer).filter(is_example=examples, signed_on__isnull=False).order_by()
    year = Cast(YearOf("signed_on"), _TEXT)
    sources: dict[Dimension, QuerySet[Any]] = {
        Dimension.FIELD: SubjectField.objects.order_by().annotate(key=Cast("public_id", _TEXT), label=F("name")),
        Dimension.PROGRAMME: Programme.objects.order_by().annotate(key=Cast("public_id", _TEXT), label=F("name")),
        Dimension.YEAR: signed.annotate(key=year, label=year).distinct(),
    }
    first, *others = (
        rows.annotate(part=Value(dimension.value, _TEXT)).values_list("part", "key", "label")
        for dimension, rows in sources.items()
    )
    found: dict[Dimension, list[tuple[str, str]]] = {dimension: [] for dimension in sources}
    for part, key, label in first.union(*others, all=True).order_by():
        found[Dimension(part)].append((key if part == Dimension.YEAR else str(UUID(key)), label))
    return {
        dimension: tuple(sorted(pairs, key=_label, reverse=dimension == Dimension.YEAR))
        for dimension, pairs in found.items()
    }


def _label(pair: tuple[str, str]) -> str:
    return pair[1]


def _without_certainty(filter: AgreementFilter) -> AgreementFilter:
    return replace(filter, standing="", phase="", on=None, signing="", since=None, until=None)


def _surely(counted: Counted) -> Case:
    if counted.measure == Measure.STOCK:
        return standing_on(counted.start)
    return signing_within(counted.start, counted.end)


def _tally(many: Mapping[str, int]) -> Tally:
    """From how many agreements there are of each `Standing` or `Signing`."""
    return Tally(many.get("certain", 0), many.get("possible", 0), many.get("unknown", 0), sum(many.values()))


def _rows(split: _Split, found: Mapping[str, CountRow]) -> tuple[CountRow, ...]:
    """The known words in their order, other keys by name (years from the latest), and last what no source states."""
    words = split.words()
    known = [
        CountRow(key, label, found[key].tally if key in found else Tally(0, 0, 0, 0)) for key, label in words.items()
    ]
    named = sorted((row for row in found.values() if row.label), key=lambda row: row.label)
    years = sorted(
        (row for row in found.values() if row.key not in {"", *words} and not row.label), key=_key, reverse=True
    )
    unknown = [CountRow("", _("belum diketahui"), found[""].tally)] if "" in found else []
    return (*known, *named, *(CountRow(row.key, row.key, row.tally) for row in years), *unknown)


def _key(row: CountRow) -> str:
    return row.key
