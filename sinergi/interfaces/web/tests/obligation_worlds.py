"""What the tests of pages about obligations do again and again."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.agreements.models import Agreement, Delivery, Milestone, Obligation
from sinergi.domain.agreements.services import milestones
from sinergi.domain.agreements.tests.worlds import credited
from tests.support.factories import NOW, SYSTEM


def step(agreement: Agreement, **known: object) -> Milestone:
    facts = {"title": "Ruang siap", "owner": agreement.parties.ours().get().institution, "due_on": date(2026, 2, 1)}
    return milestones.plan(agreement, **(facts | known), by=SYSTEM, at=NOW)  # type: ignore[arg-type]


def given(obligation: Obligation, number: int = 1) -> Delivery:
    return credited(obligation, origin=f"agreements.by_hand:{number}")


def url_of(name: str, thing: Agreement | Obligation | Delivery | Milestone) -> str:
    return reverse(name, args=[thing.public_id])


def queries(client: Client, url: str, **typed: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url, typed).status_code == 200
    return len(asked)
