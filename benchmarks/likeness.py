"""What a world holds and answers, without what no two worlds share (ids, moments of making): to be held against another."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from benchmarks.building import is_id
from sinergi.domain.agreements import models as agreements
from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import Dimension, Fact, ObligationState, Signing, Standing
from sinergi.domain.agreements.queries import AgreementFilter, ObligationFilter, counting
from sinergi.domain.agreements.queries.counting import Counted
from sinergi.domain.agreements.rules.bases import Measure
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.audit.services import verifying
from sinergi.foundation.institutions import models as institutions
from tests.support.factories import NOW, SYSTEM, TODAY

_ROOMS = [
    *(getattr(agreements, name) for name in agreements.__all__),
    *(getattr(institutions, n) for n in institutions.__all__),
]
TABLES: list[type[models.Model]] = [
    each for each in _ROOMS if isinstance(each, type) and issubclass(each, models.Model)
]
TABLES += [field.remote_field.through for table in list(TABLES) for field in table._meta.local_many_to_many]


def describe() -> dict[str, Any]:
    """Rows of each table (how many, and a digest), the audit by action, what is broken, and what lists and counts say."""
    return {
        "rows": {table._meta.label: _rows(table) for table in TABLES},
        "audit": _audit(),
        "broken": _broken(),
        "answers": _answers(),
    }


def _rows(table: type[models.Model]) -> list[Any]:
    columns = [field.attname for field in table._meta.concrete_fields if field.name not in {"id", "public_id"}]
    found = table._default_manager.order_by().values_list(*columns)
    rows = sorted([str(_moment(value)) for value in row] for row in found.iterator())
    return [len(rows), hashlib.sha256(json.dumps(rows).encode()).hexdigest()]


def _moment(value: object) -> object:
    """What the installation itself recorded, it recorded at a moment of its own."""
    return "elsewhen" if isinstance(value, datetime) and value != NOW else value


def _audit() -> list[Any]:
    """Each action with its facts, ids left out, and how often; each entry must give its own hash."""
    entries = Entry.objects.order_by("pk")
    assert all(entry.content_hash() == entry.sha256 for entry in entries.iterator())
    said = Counter(
        (
            entry.action,
            entry.subject.partition(":")[0],
            json.dumps({name: "id" if is_id(fact) else fact for name, fact in sorted(entry.facts.items())}),
        )
        for entry in entries.iterator()
    )
    return [len(said), hashlib.sha256(json.dumps(sorted(map(list, said.items())), default=list).encode()).hexdigest()]


def _broken() -> list[str]:
    """Rows that the constraints would refuse now, keys that lead nowhere, a chain that does not verify."""
    connection.check_constraints()  # keys; raises
    wrong = []
    for table in TABLES:
        for constraint in table._meta.constraints:
            if isinstance(constraint, models.CheckConstraint):
                refused = table._default_manager.filter(~models.Q(constraint.condition)).count()
                if refused:
                    wrong.append(f"{table._meta.label}: {constraint.name} ({refused})")
    verified = verifying.verify(at=NOW, by=SYSTEM)
    return wrong if verified.is_intact else [*wrong, verified.sentence]


def _answers() -> dict[str, Any]:
    filters = [
        AgreementFilter(),
        AgreementFilter(text="contoh menjahit"),
        AgreementFilter(category="dunia_usaha", level="upt"),
        *(AgreementFilter(standing=standing.value, on=TODAY) for standing in Standing),
        *(AgreementFilter(unknown=fact.value) for fact in Fact),
        *(
            AgreementFilter(signing=each.value, since=TODAY.replace(year=2024), until=TODAY)
            for each in Signing
        ),
    ]  # fmt: skip
    answers: dict[str, Any] = {}
    for place, filter in enumerate(filters):
        found = queries.listed(filter, SYSTEM)
        answers[f"list {place}"] = _digest(
            [[row.title, str(row.standing(TODAY)), row.open_obligations, len(row.unknowns())] for row in found]
        )
    for by in (None, *Dimension):
        for measure in Measure:
            start = TODAY if measure == Measure.STOCK else TODAY.replace(year=2024)
            table = counting.table(Counted(measure, start, TODAY), SYSTEM, at=NOW, by=by)
            rows = [[row.label, *_numbers(row.tally)] for row in table.rows]
            answers[f"count {by} {measure}"] = _digest([rows, _numbers(table.total)])
    for state in ObligationState:
        listed = queries.listed_obligations(ObligationFilter(state=state.value, on=TODAY), SYSTEM)
        answers[f"owed {state}"] = _digest([[str(row), row.delivered, row.accepted, row.disputed] for row in listed])
    answers["totals"] = _digest([str(total) for total in queries.totals(ObligationFilter(), SYSTEM)])
    return answers


def _numbers(tally: Any) -> list[int]:
    return [tally.certain, tally.possible, tally.unknown, tally.base]


def _digest(value: Any) -> list[Any]:
    def plain(each: object) -> object:
        return str(each.normalize()) if isinstance(each, Decimal) else str(each)

    return [len(value), hashlib.sha256(json.dumps(value, default=plain).encode()).hexdigest()]
