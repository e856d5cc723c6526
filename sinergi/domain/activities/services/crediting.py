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
from sinergi.domain.people.models import Person
from sinergi.domain.people.models.person import of_humans
from sinergi.foundation.kernel.actors import Actor


def credit(participation: Participation, *, by: Actor, at: datetime) -> None:
    """Credit what this attendance now counts for and was not credited before. Raises what `delivering.credit` does."""
    for obligation, origin in _counting_people(participation):
        day = _counted_on(participation, obligation)
        origins = _origins(participation, obligation, origin)
        if day is not None and not any(_credits(obligation, each).standing().exists() for each in origins):
            _give(obligation, participation, origin, on=day, by=by, at=at)


def take_back(participation: Participation, *, reason: str, on: date, by: Actor, at: datetime) -> None:
    """Reverse what a withdrawn participation credited, as of the day `on`.

    A person who also counts by another activity goes on counting, from the first day there, unless another row of the same
    human being was credited already before the two were merged.
    """
    for obligation, own_origin in _counting_people(participation):
        origins = _origins(participation, obligation, own_origin)
        credited = [(origin, _credits(obligation, origin).standing().first()) for origin in origins]
        standing = [(origin, delivery) for origin, delivery in credited if delivery is not None]
        others = _others(participation, obligation) if obligation.unit == CountedUnit.PERSON else []
        if len(standing) > 1:
            others = [other for other in others if other[1].person_id == participation.person_id]
            standing = [(origin, delivery) for origin, delivery in standing if origin == own_origin]
        first = min(others, key=lambda other: other[0], default=None)
        own = _counted_on(participation, obligation)
        for origin, delivery in standing:
            if first is None or own == delivery.on != first[0]:
                delivering.reverse(delivery, reason=reason, on=on, by=by, at=at)
                if first is not None:
                    _give(obligation, first[1], origin, on=first[0], by=by, at=at)


def reconcile(person: Person, *, reason: str, on: date, by: Actor, at: datetime) -> None:
    """Bring what is credited for this row into step with its attendances, after some were given to it or taken from it.

    What no longer counts is reversed as of the day `on`, what counts and was not credited is credited. Raises what
    reversing and crediting refuse.
    """
    rows = Participation.objects.filter(person=person).select_related("activity", "person", "verification")
    participations = list(rows.order_by("pk"))
    links = Activity.obligations.through.objects.filter(activity__in=[each.activity_id for each in participations])
    serves = set(links.values_list("obligation", "activity"))
    credited = Delivery.objects.filter(origin__startswith=_of_person(person)).values("obligation")
    about = Q(pk__in=[obligation for obligation, _activity in serves]) | Q(pk__in=credited)
    of_people = Obligation.objects.select_for_update().filter(about, unit__in=rules.PEOPLE)
    for obligation in of_people.order_by("pk"):
        counted: dict[str, list[tuple[date, Participation]]] = {}
        if obligation.unit == CountedUnit.PERSON:
            counted[_of_person(person)] = []
        for participation in participations:
            if (obligation.pk, participation.activity_id) not in serves:
                continue
            days = counted.setdefault(_origin(participation, obligation), [])
            day = _counted_on(participation, obligation) if participation.is_counted else None
            if day is not None:
                days.append((day, participation))
        for origin, days in counted.items():
            standing = _credits(obligation, origin).standing().first()
            if standing is not None and not days:
                delivering.reverse(standing, reason=reason, on=on, by=by, at=at)
            elif standing is None and days:
                first = min(days, key=lambda each: each[0])
                _give(obligation, first[1], origin, on=first[0], by=by, at=at)


def _counting_people(participation: Participation) -> Iterator[tuple[Obligation, str]]:
    """The served obligations that attendance credits, locked in one order, each with its origin there."""
    served = participation.activity.obligations.filter(unit__in=rules.PEOPLE)
    for obligation in Obligation.objects.select_for_update().filter(pk__in=served.values("pk")).order_by("pk"):
        yield obligation, _origin(participation, obligation)


def _origin(participation: Participation, obligation: Obligation) -> str:
    if obligation.unit == CountedUnit.PERSON:
        return _of_person(participation.person)
    return f"activities.participation:{participation.public_id}"


def _of_person(person: Person) -> str:
    return f"activities.person:{person.public_id}"


def _origins(participation: Participation, obligation: Obligation, own: str) -> list[str]:
    """Under which origins this may be credited already: of a person by any row of the same human being, the own first."""
    if obligation.unit != CountedUnit.PERSON:
        return [own]
    rows = Person.objects.of_human(participation.person.human_key).exclude(pk=participation.person_id)
    return [own, *(_of_person(row) for row in rows.order_by("pk"))]


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
    counted = Participation.objects.counted().filter(of_humans([participation.person]), activity__in=activities)
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
