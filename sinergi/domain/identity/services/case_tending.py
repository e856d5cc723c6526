"""What happens to cases by itself: people move, and get their NIK by ways that know nothing of cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from linkage import nik as nik_rules
from sinergi.domain.identity.choices import StepKind
from sinergi.domain.identity.models import NikCase
from sinergi.domain.identity.services import cases
from sinergi.domain.identity.services.case_steps import locked, take
from sinergi.domain.people.choices import CUSTODY
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.models.person import human
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.guarded import Lost

MOST_AT_ONCE = 2_000
"""How many people one call looks after; what is left waits for the next, some minutes later."""

_SYSTEM = Actor.system("identity")


@dataclass(frozen=True, slots=True)
class Tended:
    moved: int
    closed: int


def tend(*, at: datetime) -> Tended:
    """Let cases follow people who moved, and close those of people who have a usable NIK. Bears repeating."""
    return Tended(moved=_follow(at), closed=_close_settled(at))


def _follow(at: datetime) -> int:
    """Who is nowhere stays with the last unit, which closes the case."""
    now = Episode.objects.lasting_at(at).of_human(OuterRef("human"))
    gone = (
        NikCase.objects.open().annotate(human=human()).filter(Exists(now), ~Exists(now.filter(unit=OuterRef("unit"))))
    )
    moved = 0
    for case in gone.select_related("person").order_by("pk")[:MOST_AT_ONCE]:
        here = Episode.objects.lasting_at(at).of_human(case.person.human_key).select_related("unit__place")
        stays = sorted(here, key=lambda stay: (stay.category in CUSTODY, stay.starts_on, stay.pk))
        if not stays:
            continue
        try:
            with transaction.atomic():
                mine = locked(case, by=_SYSTEM)
                unit = stays[-1].unit
                on = today_at(unit.zone, at)
                take(mine, StepKind.MOVED, on=on, unit=unit, by=_SYSTEM, at=at)
        except Lost:
            continue  # somebody works on it right now; the next call looks again
        moved += 1
    return moved


def _close_settled(at: datetime) -> int:
    """Odd numbers are no NIK to ask a register for, so these are looked into before anything is locked."""
    cased = (
        Person.objects.survivors().filter(Exists(NikCase.objects.open().of_human(OuterRef("pk")))).exclude(nik_index="")
    )
    having = cased.only("public_id", "nik").order_by("pk").iterator(chunk_size=500)
    keys = [person.pk for person in having if nik_rules.is_usable(person.nik)]
    closed = 0
    for key in keys[:MOST_AT_ONCE]:
        try:
            with transaction.atomic():
                closed += cases.settle(Person.objects.select_for_update().get(pk=key), by=_SYSTEM, at=at)
        except Lost:
            continue
    return closed
