from __future__ import annotations

import re
from datetime import datetime

from sinergi.foundation.queue import rules
from sinergi.foundation.queue.models import Job

_NAME = re.compile(r"[a-z_]+\.[a-z_]+")


def later(name: str, *args: object, run_at: datetime | None = None, at: datetime) -> Job:
    """Ask for work after this transaction: the job exists if, and only if, what asked for it is committed.

    `name` is "room.verb" as the registry of the jobs door knows it; `args` are keys of rows, never personal data.
    Not before `run_at` (at once when None). Work may be done twice when a worker dies, so it must bear repeating.
    Raises ValueError for a malformed name and TypeError for arguments that JSON would change.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a job: write it as 'room.verb'")
    return Job.objects.create(name=name, args=rules.ensure_json(args), run_at=run_at or at, recorded_at=at)
