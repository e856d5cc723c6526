"""Made-up parameters against the real operations: whatever is sent, the answer is one that the description tells of."""

from __future__ import annotations

from datetime import timedelta

import pytest
import schemathesis
import time_machine
from hypothesis import HealthCheck, given, settings
from pytest_django.live_server_helper import LiveServer
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import api_keys
from sinergi.interfaces.api.v1 import callers
from tests.support.factories import NOW, TODAY
from tests.support.world import build

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOW, tick=False)
def test_every_answer_is_as_described(monkeypatch: pytest.MonkeyPatch, live_server: LiveServer) -> None:
    monkeypatch.setattr(callers.Rate, "allow_request", lambda self, request: True)
    world = build()
    made = api_keys.make(
        world.owner, purpose="uji", expires_on=TODAY + timedelta(days=1), on=TODAY,
        by=actor_for(world.owner, on=TODAY), at=NOW,
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {made.secret}"}
    schema = schemathesis.openapi.from_url(f"{live_server.url}/api/v1/openapi.json")
    seen: dict[str, set[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        seen[operation.path] = statuses_of(operation, headers)
    assert len(seen) == 9
    assert all(statuses <= {200, 404, 422} for statuses in seen.values()), seen
    assert 200 in seen["/api/v1/units"] & seen["/api/v1/people"] & seen["/api/v1/runs"], seen


def statuses_of(operation: schemathesis.APIOperation, headers: dict[str, str]) -> set[int]:
    """What the operation answered to made-up parameters, each answer held to the description."""
    statuses: set[int] = set()

    @settings(max_examples=12, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def each(case: schemathesis.Case) -> None:
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)
        statuses.add(response.status_code)

    each()
    return statuses
