"""How many questions of a day are spoken for: counted in the database before they are sent, so that no crash loses count."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from sinergi.domain.identity.gateway import access as rules
from sinergi.domain.identity.gateway.access import Access
from sinergi.domain.identity.models import QuotaDay


def take(access: Access, *, is_example: bool, at: datetime) -> bool:
    """Take one question of the day's quota; False when none is left. Call it in the transaction of the intent."""
    day = _day(access, is_example=is_example, at=at)
    return bool(QuotaDay.objects.filter(pk=day.pk, closed_at=None, used__lt=F("most")).update(used=F("used") + 1))


def is_left(access: Access, *, is_example: bool, at: datetime) -> bool:
    """Whether a question may still be asked today."""
    day = QuotaDay.objects.filter(is_example=is_example, day=rules.day_of(at)).first()
    return day is None or (day.closed_at is None and day.used < max(day.used, access.per_day))


def close(*, is_example: bool, at: datetime) -> None:
    """The service says that the day's quota is used up: nobody asks again today."""
    QuotaDay.objects.filter(is_example=is_example, day=rules.day_of(at), closed_at=None).update(closed_at=at)


def _day(access: Access, *, is_example: bool, at: datetime) -> QuotaDay:
    """Today's row. A limit that was changed in the settings counts from now on, but never undoes what was used."""
    day, _created = QuotaDay.objects.get_or_create(
        is_example=is_example, day=rules.day_of(at), defaults={"most": access.per_day}
    )
    if day.most != access.per_day:
        QuotaDay.objects.filter(pk=day.pk, used__lte=access.per_day).update(most=access.per_day)
        QuotaDay.objects.filter(pk=day.pk, used__gt=access.per_day).update(most=F("used"))
    return day
