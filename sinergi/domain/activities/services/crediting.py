"""Attendance becomes progress: what a participation credits to the obligations served, and how it is undone.

Obligations counted in participations are credited once per participation, those counted in persons once per person
however many activities. The rows of both are locked first, so that two attendances of one person count one person.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from sinergi.domain.activities import rules
from sinergi.domain.activities.models import Activity, Participation
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.models import Delivery, Obligation
from sinergi.domain.agreements.models.delivery import DeliveryQuerySet
from sinergi.domain.agreements.services import delivering
from sinergi.foundation.kernel.actors import Actor


def credit(participation: Participation, *, by: Actor, at: datetime) -> None:
    """Credit what this attendance now counts for and was not credited before. Raises what `delivering.credit` does."""
    for obligation, origin in _counting_people(participation):
        day = _counted_on(participation, obligation)
        if day is not None and not _credits(obligation, origin).standing().exists():
            _give(obligation, participation, origin, on=day, by=by, at=at)


def take_back(participation: Participation, *, reason: str, on: date, by: Actor, at: datetime) -> None:
    """Reverse what a withdrawn participation credited, as of the day `on`.

    A person who also counts by another activity goes on counting, from the first day there.
    """
    for obligation, origin in _counting_people(participation):
        others = _others(participation, obligation) if obligation.unit == CountedUnit.PERSON else []
        first = min(others, key=lambda other: other[0], default=None)
        standing = _credits(obligation, origin).standing().first()
        own = _counted_on(participation, obligation)
        if standing is not None and (first is None or own == standing.on != first[0]):
            delivering.reverse(standing, reason=reason, on=on, by=by, at=at)
            if first is not None:
                _give(obligation, first[1], origin, on=first[0], by=by, at=at)


def _counting_people(participation: Participation) -> Iterator[tuple[Obligation, str]]:
    """The served obligations that attendance credits, locked in one order, each with its origin there."""
    served = participation.activity.obligations.filter(unit__in=rules.PEOPLE)
    for obligation in Obligation.objects.select_for_update().filter(pk__in=served.values("pk")).order_by("pk"):
        if obligation.unit == CountedUnit.PERSON:
            yield obligation, f"activities.person:{participation.person.public_id}"
        else:
            yield obligation, f"activities.participation:{participation.public_id}"


def _counted_on(participation: Participation, obligation: Obligation) -> date | None:
    verification = participation.verification
    return rules.counted_on(
        participation.attended_on,
        verification.checked_on if verification else None,
        requires_verification=obligation.requires_verification,
    )


def _others(participation: Participation, obligation: Obligation) -> list[tuple[date, Participation]]:
    """The person's other attendances that count for the obligation, each with its day."""
    activities = Activity.objects.filter(obligations=obligation)
    counted = Participation.objects.counted().filter(person=participation.person, activity__in=activities)
    others = counted.exclude(pk=participation.pk).select_related("activity", "person", "verification").order_by("pk")
    days = ((_counted_on(other, obligation), other) for other in others)
    return [(day, other) for day, other in days if day is not None]


def _credits(obligation: Obligation, origin: str) -> DeliveryQuerySet:
    """All credits under the origin. One that follows a reversal bears its number: "activities.person:<uuid>:2"."""
    return Delivery.objects.filter(Q(origin=origin) | Q(origin__startswith=f"{origin}:"), obligation=obligation)


def _give(
    obligation: Obligation, participation: Participation, origin: str, *, on: date, by: Actor, at: datetime
) -> None:
    before = _credits(obligation, origin).count()
    delivering.credit(
        obligation,
        quantity=Decimal(1),
        on=on,
        origin=origin if before == 0 else f"{origin}:{before + 1}",
        verified=participation.verification is not None,
        note=participation.activity.title,
        by=by,
        at=at,
    )
