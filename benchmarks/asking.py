"""Inside an installation: what the database does for each page, and for the same answer by hand, in turns.

The page is asked once in this process, its statements noted on the way. Then these and the SQL by hand are run in turns,
every row fetched; the median of each is told. So both see the same machine, the same cache, the same moment.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import by_hand  # noqa: E402
from benchmarks.by_hand import Asker  # noqa: E402
from benchmarks.pages import PAGES, Page  # noqa: E402
from sinergi.domain.agreements import queries  # noqa: E402
from sinergi.domain.agreements.choices import Dimension  # noqa: E402
from sinergi.domain.agreements.models import Agreement  # noqa: E402
from sinergi.domain.agreements.queries import AgreementFilter, counting  # noqa: E402
from sinergi.domain.agreements.queries.counting import Counted  # noqa: E402
from sinergi.domain.agreements.rules.bases import Measure  # noqa: E402
from sinergi.foundation.access.models import User  # noqa: E402
from sinergi.foundation.access.queries import actor_for  # noqa: E402
from sinergi.foundation.kernel.actors import Actor  # noqa: E402

ON = timezone.localdate()


class Statements:
    """Notes what is asked of the database."""

    def __init__(self) -> None:
        self.noted: list[tuple[str, Any]] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            self.noted.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            yield

    def again(self) -> float:
        """Seconds to ask all of it once more and fetch every row."""
        began = time.perf_counter()
        for sql, params in self.noted:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                if cursor.description:
                    cursor.fetchall()
        return time.perf_counter() - began


def main(rounds: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    story = _story()
    report = {page.name: _measured(page, story, int(rounds)) for page in PAGES}
    json.dump(report, sys.stdout)


def _story() -> Agreement:
    """The latest agreement with six obligations or more: a page with something on it."""
    found = queries.listed(AgreementFilter(state="concluded"), Actor.system("bench"))[:200]
    return next(row for row in found if row.obligations.count() >= 6)


def _measured(page: Page, story: Agreement, rounds: int) -> dict[str, Any]:
    user = User.objects.get(email=f"{page.viewer}@contoh.example")
    client = Client()
    client.force_login(user)
    path = page.path.format(story=story.public_id)
    client.get(path)  # what is looked up once in a process is no part of the page
    statements = Statements()
    with statements.listening():
        answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    actor = actor_for(user, on=ON)
    asker = Asker(client.session.session_key or "", user.pk, next(iter(actor.paths("agreements.view"))), ON)
    question = _by_hand(page, asker, story)
    given, due = question(), _by_queries(page, actor, story)
    assert json.loads(json.dumps(given, default=str)) == json.loads(json.dumps(due, default=str)), (
        page.name,
        given,
        due,
    )
    theirs, ours = [], []
    for _ in range(rounds):
        ours.append(statements.again())
        began = time.perf_counter()
        question()
        theirs.append(time.perf_counter() - began)
    return {
        "path": path,
        "queries": len(statements.noted),
        "page": statistics.median(ours),
        "hand": statistics.median(theirs),
    }


def _by_hand(page: Page, asker: Asker, story: Agreement) -> Callable[[], dict[str, Any]]:
    if page.kind == "story":
        return lambda: by_hand.story(asker, story.pk)
    if page.kind == "count":
        return lambda: by_hand.count(asker, by_category=bool(page.by))
    if page.words:
        return lambda: by_hand.search(asker, *page.words)
    return lambda: by_hand.listing(asker, where=page.where, offset=(page.number - 1) * by_hand.PAGE)


def _by_queries(page: Page, actor: Actor, story: Agreement) -> dict[str, Any]:
    """The same answer from the rooms."""
    if page.kind == "story":
        owed = list(queries.obligations_of(story, actor))
        return {"owed": [row.pk for row in owed], "delivered": [float(row.delivered) for row in owed]}
    if page.kind == "count":
        table = counting.table(
            Counted(Measure.STOCK, ON, ON), actor, at=timezone.now(), by=Dimension(page.by) if page.by else None
        )
        found = {"": table.total} | {f"category {row.key}": row.tally for row in table.rows if row.tally.base}
        return {"numbers": {key: [t.certain, t.possible, t.unknown, t.base] for key, t in found.items()}}
    filter = AgreementFilter(text=" ".join(page.words), **page.filter)
    listed = queries.listed(filter, actor)
    start = (page.number - 1) * by_hand.PAGE
    rows = list(listed[start : start + by_hand.PAGE])
    counted = queries.count_listed(filter, ON, actor)
    counts = counted.standing
    return {
        "rows": [(row.pk, row.open_obligations) for row in rows],
        "numbers": [counted.rows, counts.certain, counts.possible, counts.unknown, counts.total],
        "years": [int(year) for year, _label in counting.choices(actor)[Dimension.YEAR]],
        "parties": sorted(party.pk for row in rows for party in row.parties.all()),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
