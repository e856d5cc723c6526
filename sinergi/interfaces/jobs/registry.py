"""Which function does the work that rooms ask for by name. Every function bears being run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.core.management import call_command

from sinergi.foundation.files.services import storing

log = logging.getLogger(__name__)

type Progress = Callable[[int], None]


class JobFunction(Protocol):
    """Called with the posted arguments, the moment it begins, and a way to say how far it is, in percent."""

    def __call__(self, *args: object, at: datetime, progress: Progress) -> None: ...


def recheck_files(*args: object, at: datetime, progress: Progress) -> None:
    """Compare all stored content with its hash, and sweep away half-written uploads."""
    damage = storing.recheck_all(at=at, progress=progress)
    for one in damage:
        log.error("stored content %s is %s; %d file(s) rely on it", one.sha256, one.kind.value, one.files)
    storing.sweep(at=at)


def forget_sessions(*args: object, at: datetime, progress: Progress) -> None:
    """Delete the sessions that have expired."""
    call_command("clearsessions")


FUNCTIONS: dict[str, JobFunction] = {
    "access.forget_sessions": forget_sessions,
    "files.recheck": recheck_files,
}
