"""Several people write at once over HTTP, through the forms of the real site, on the database under test.

The short version of a bar; the whole of it, fifty for a minute, is `python -m benchmarks writers`.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.writers import write
from tests.support.installations import fresh_installations

USERS, SECONDS = 8, 4.0


def test_of_what_many_write_at_once_nothing_is_lost_and_the_audit_holds(tmp_path: Path) -> None:
    with fresh_installations(tmp_path) as fresh:
        outcome = write(fresh(), users=USERS, seconds=SECONDS)
    assert outcome.failures == []
    assert min(outcome.written.values()) > 0
    assert set(outcome.written) == {"agreement", "obligation", "delivery"}
