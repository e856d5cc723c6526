"""Data balikan: what the agreement lets flow back to the register, column by column, and no more.

That somebody is in custody must not be told by it (docs/privacy/data-balikan.md). So there is no unit, no category, no
registration number, no day; officers and cadets stand in the same file; and the order tells nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import Method, Result
from sinergi.domain.identity.models import Verification
from sinergi.domain.identity.services.extracts import ensure_in_term
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Episode, EpisodeQuerySet, Person, PersonQuerySet
from sinergi.foundation.audit.services import readings
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_line

COLUMNS = ("nik", "name")
"""The allow-list. A column is added by an agreement that names it, an assessment that weighs it, and a commit."""

LEAST_SHARE_OF_SERVANTS = 0.1
"""With fewer officers and cadets in the file than this, being in it would nearly say that somebody is in custody."""

_SERVANTS = (Category.PETUGAS, Category.TARUNA)


class TooRevealing(DomainError):
    """The file would tell of nearly everybody in it that they are in custody or supervision."""

    code = "return_too_revealing"


@dataclass(frozen=True, slots=True)
class Return:
    """How many would flow back, and how many of them serve: what is left of the leak is the rest of the share."""

    persons: int
    servants: int

    @property
    def share_of_servants(self) -> float:
        return self.servants / self.persons if self.persons else 0.0

    @property
    def is_too_revealing(self) -> bool:
        return self.share_of_servants < LEAST_SHARE_OF_SERVANTS


def measured(agreement: Agreement, *, on: date, by: Actor) -> Return:
    """Whom a file of that day would hold. Raises NotAllowed."""
    policies.ensure_can_report(by, agreement)
    persons = _persons(agreement, on)
    return Return(persons.count(), persons.having(_serving(on)).count())


@transaction.atomic
def give_back(agreement: Agreement, *, on: date, purpose: str, by: Actor, at: datetime) -> Iterator[tuple[str, str]]:
    """NIK and name of everybody whom the register itself confirmed under the agreement and who is here on `on`.

    Each is noted as read, with the purpose. Raises NotAllowed, OutsideTerm, Invalid, TooRevealing.
    """
    ensure_in_term(agreement, today_at(Zone.WIT, at))
    purpose = clean_line(purpose, field="purpose", label=_("Tujuan"), most=200)
    size = measured(agreement, on=on, by=by)
    if size.is_too_revealing:
        raise TooRevealing(
            _(
                "Hanya %(servants)s dari %(persons)s orang dalam berkas ini petugas atau taruna, jadi berkas ini akan "
                "mengungkap siapa yang ditahan atau dibina. Verifikasi dahulu petugas dan taruna, lalu ulangi."
            )
            % {"servants": size.servants, "persons": size.persons}
        )
    # By the blind index: an order that says nothing to whoever lacks the key.
    persons = _persons(agreement, on).order_by("nik_index", "pk")
    readings.note_many(persons.only("pk", "public_id"), COLUMNS, by=by, at=at, purpose=purpose)
    audit.record("identity.given_back", agreement, by=by, at=at, rows=size.persons, servants=size.servants, on=on)
    return ((person.nik, person.name) for person in persons.iterator(chunk_size=500))


def _persons(agreement: Agreement, on: date) -> PersonQuerySet:
    confirmed = Verification.objects.filter(
        agreement=agreement, method=Method.REGISTER, result=Result.SESUAI, checked_on__lte=on
    ).of_outer_human("pk")
    found = Person.objects.survivors().exclude(nik_index="").filter(is_example=agreement.is_example)
    return found.filter(Exists(confirmed)).having(Episode.objects.on(on))


def _serving(on: date) -> EpisodeQuerySet:
    return Episode.objects.on(on).filter(category__in=_SERVANTS)
