"""How long to wait when the service does not answer as it should."""

from datetime import timedelta

TROUBLE_AFTER = 20
"""So many failures in a row are no chance: at a fault in fifty, once in 10³⁴ questions. The whole run then pauses."""

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
FIRST_RETRY = timedelta(seconds=10)


def pause_after(times: int) -> timedelta:
    """How long the run rests after it was sent away `times` times in a row (from 1): a minute, doubled, at most an hour."""
    return min(FIRST_PAUSE * (1 << min(max(times, 1) - 1, 10)), LONGEST_PAUSE)


def trouble_pause(failures_in_row: int) -> timedelta | None:
    """How long the run rests after so many technical failures in a row; None when it goes on."""
    if failures_in_row < TROUBLE_AFTER or failures_in_row % TROUBLE_AFTER:
        return None
    return pause_after(failures_in_row // TROUBLE_AFTER)


def retry_after(tries: int) -> timedelta:
    """When one person is asked again after the `tries`-th failure (from 1): 10 s, doubled each time."""
    return FIRST_RETRY * (1 << (max(tries, 1) - 1))
