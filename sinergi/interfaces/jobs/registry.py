"""Which function does the work that rooms ask for by name. Every function bears being run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.core.management import call_command
from django.utils import timezone

from sinergi.domain.identity.services import carrying, case_tending, deduping, forgetting, opening
from sinergi.domain.people import queries as people
from sinergi.domain.people.services import arriving_apply, arriving_preview, retaining
from sinergi.foundation.access.services import remembering
from sinergi.foundation.audit.services import sealing, verifying, watching
from sinergi.foundation.files.services import storing
from sinergi.foundation.institutions.services import likening
from sinergi.foundation.kernel.actors import Actor
from sinergi.insight import doubles
from sinergi.interfaces.jobs.mail import mail_link

AUDITOR = Actor.system("jobs")

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


def seal_audit(*args: object, at: datetime, progress: Progress) -> None:
    """Chain what was written to the audit since the last time."""
    sealing.seal(at=at)


def verify_audit(*args: object, at: datetime, progress: Progress) -> None:
    """Seal what came late, then recompute the whole chain and write down whether it is intact."""
    sealing.seal(at=at, thorough=True)
    result = verifying.verify(at=at, by=AUDITOR, progress=progress)
    if not result.is_intact:
        log.error("the audit chain is broken: %s", result.sentence)


def watch_readings(*args: object, at: datetime, progress: Progress) -> None:
    """Ask about yesterday's unusual readings of people's data."""
    alarms = watching.watch(timezone.localdate(at) - timedelta(days=1), at=at)
    if alarms:
        log.warning("%d unusual day(s) of reading people's data: see the audit", len(alarms))


def forget_sessions(*args: object, at: datetime, progress: Progress) -> None:
    """Delete the sessions that have expired, and how often codes were tried long ago."""
    call_command("clearsessions")
    remembering.forget_expired(at=at)


def propose_likely(*args: object, at: datetime, progress: Progress) -> None:
    """Look whom these institutions, founded together, may be. The first argument lists their keys."""
    keys = args[0] if args and isinstance(args[0], list) else []
    likening.propose_for([key for key in keys if isinstance(key, int)], at=at)


def carry_out_run(*args: object, at: datetime, progress: Progress) -> None:
    """Ask a register about the persons of a run for a while; the arguments are its public id and the number of the lane."""
    run, lane = args
    carrying.carry_on(UUID(str(run)), lane=int(str(lane)), now=timezone.now)


def tend_runs(*args: object, at: datetime, progress: Progress) -> None:
    """Take up the runs whose workers died."""
    carrying.tend(at=at)


def tend_desk(*args: object, at: datetime, progress: Progress) -> None:
    """Bring before the review desk who may stand twice among our people, and put what waits there into order again."""
    opening.catch_up(by=deduping.SEARCHER, at=at)
    for is_example in (False, True):
        deduping.search(is_example=is_example, at=at)
    opening.weigh_again(doubles.counted_on_both_sides(deduping.SEARCHER), at=at)


def tend_cases(*args: object, at: datetime, progress: Progress) -> None:
    """Let the cases of people without a NIK follow who moved, and close those of people who have one now."""
    case_tending.tend(at=at)


def read_population(*args: object, at: datetime, progress: Progress) -> None:
    """Work out what each row of a unit's list would do. The argument is its public id."""
    arriving_preview.read(
        people.population_import(UUID(str(args[0])), AUDITOR), at=at, progress=lambda rows: progress(0)
    )


def apply_population(*args: object, at: datetime, progress: Progress) -> None:
    """Record the rows of a confirmed list. The argument is its public id."""
    run = people.population_import(UUID(str(args[0])), AUDITOR)
    arriving_apply.apply(run, at=at, progress=lambda done, of: progress(100 * done // max(of, 1)))


def forget_person(*args: object, at: datetime, progress: Progress) -> None:
    """Forget what identity holds about a person who was erased. The argument is the public id."""
    forgetting.forget(UUID(str(args[0])), at=at)


def let_go_of_people(*args: object, at: datetime, progress: Progress) -> None:
    """Forget what is no longer needed about people, and propose whom to erase."""
    retaining.let_go(at=at, by=AUDITOR, progress=progress)


FUNCTIONS: dict[str, JobFunction] = {
    "access.forget_sessions": forget_sessions,
    "access.mail_link": mail_link,
    "audit.seal": seal_audit,
    "audit.verify": verify_audit,
    "audit.watch": watch_readings,
    "files.recheck": recheck_files,
    "identity.carry_out": carry_out_run,
    "identity.forget_person": forget_person,
    "identity.tend_cases": tend_cases,
    "identity.tend_desk": tend_desk,
    "identity.tend_runs": tend_runs,
    "institutions.propose": propose_likely,
    "people.let_go": let_go_of_people,
    "people.read_population": read_population,
    "people.apply_population": apply_population,
}
