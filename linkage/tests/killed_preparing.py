"""A preparation in a process of its own: `python -m linkage.tests.killed_preparing REGISTER OUT PART STEP KILL_AT [LIMIT]`.

It is killed (SIGKILL) when the progress of STEP is told for the KILL_AT-th time. LIMIT is the largest file in bytes it may
write, as on a full disk.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections import Counter
from pathlib import Path

from linkage.faults import Fault
from linkage.preparing import prepare


def main(register: str, out: str, part: str, step: str, kill_at: str, limit: str = "") -> None:
    if limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    told: Counter[str] = Counter()

    def progress(what: str, _done: int, _of: int) -> None:
        told[what] += 1
        if what == step and told[what] == int(kill_at):
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        prepare(Path(register), Path(out), index=True, part=int(part), progress=progress)
    except Fault as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main(*sys.argv[1:])
