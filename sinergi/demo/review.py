"""What lies on the review desk of the example country: cases settled, one in dispute, one handed up, more waiting."""

from __future__ import annotations

from datetime import date, datetime

from sinergi.demo.land import Land
from sinergi.domain.identity.choices import Opinion, ReviewState, RunKind
from sinergi.domain.identity.models import RegisterExtract, ReviewCase
from sinergi.domain.identity.services import carrying, deduping, reviewing, runs
from sinergi.foundation.access.models import User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.institutions.choices import PlaceKind
from sinergi.foundation.kernel.actors import Actor

SAME, DIFFERENT, UNKNOWN = Opinion.SAME, Opinion.DIFFERENT, Opinion.UNKNOWN
READERS = ("petugas.lapas", "registrasi.lapas", "kepala.lapas")
STORY: tuple[tuple[Opinion, ...], ...] = (
    (SAME, SAME),
    (SAME, DIFFERENT),
    (UNKNOWN, UNKNOWN),
    (DIFFERENT, DIFFERENT, DIFFERENT),
    (SAME, DIFFERENT, SAME),
)
"""What is said of the first cases, the dearest first. One that is settled after fewer readings is not read on."""

_REASONS = {SAME: "Cocok dengan KTP-el yang ditunjukkan (contoh)", DIFFERENT: "Wajah pada KTP-el lain (contoh)"}


def read(land: Land, extract: RegisterExtract, *, today: date, by: Actor, at: datetime) -> None:
    """Ask the extract about the first unit too, search everybody for doubles, and read what `STORY` says."""
    unit = land.of_kind(PlaceKind.LAPAS)[0]
    run = runs.begin(
        extract.agreement, unit, kind=RunKind.EXTRACT, extract=extract, on=extract.taken_on,
        purpose="Verifikasi penghuni (contoh)", by=by, at=at,
    )  # fmt: skip
    carrying.carry_on(run.public_id, lane=0, now=lambda: at)
    deduping.search(is_example=True, at=at)
    users = {user.email.partition("@")[0]: user for user in User.objects.filter(is_example=True)}
    readers = [actor_for(users[name], on=today) for name in READERS]
    for case, opinions in zip(
        ReviewCase.objects.readable_by(readers[0]).dearest_first()[: len(STORY)], STORY, strict=False
    ):
        for reader, opinion in zip(readers, opinions, strict=False):
            if case.state == ReviewState.READING:
                case = reviewing.read(case, opinion, reason=_REASONS.get(opinion, ""), by=reader, at=at)
