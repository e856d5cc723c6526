"""Fixtures for the whole suite."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import expect

from tests.support import browsers

# The database makes single examples slow on a busy machine; how long a test took is no failure.
hypothesis_settings.register_profile("sinergi", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis_settings.load_profile("sinergi")
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session", autouse=True)
def forgetful_audit(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Transactional tests empty all tables afterwards; SQLite's append-only triggers are lifted for just that moment."""
    if connection.vendor != "sqlite":
        yield
        return
    guards = [
        importlib.import_module(f"sinergi.foundation.audit.migrations.{name}")
        for name in ("0002_append_only", "0004_chain_append_only")
    ]
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def without_guards(self: Any, sql_list: list[str]) -> None:
        with self.connection.schema_editor() as editor:
            for guard in guards:
                guard.release(None, editor)
        flush(self, sql_list)
        with self.connection.schema_editor() as editor:
            for guard in guards:
                guard.guard(None, editor)

    operations.execute_sql_flush = without_guards  # type: ignore[method-assign]
    yield
    operations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture(scope="session", autouse=True)
def sessions_that_threads_left(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL drops no database that somebody is in: what a server's thread left open is ended before that."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """pytest-playwright, with the machine's own Chromium."""
    # Playwright keeps an event loop in this thread; Django would take our own queries for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {**browser_type_launch_args, "executable_path": browsers.chromium(), "args": browsers.ARGUMENTS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "id-ID", "timezone_id": "Asia/Jakarta"}
