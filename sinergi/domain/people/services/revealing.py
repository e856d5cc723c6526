"""Opening what is masked."""

from datetime import datetime

from django.db import transaction

from sinergi.domain.people import policies
from sinergi.domain.people.models import Person
from sinergi.foundation.audit.services import readings
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_line

SHOWN_ON_A_PAGE = ("name", "sex", "birth_date", "birth_place", "masked_nik", "episodes", "verifications")


class NoNik(DomainError):
    """There is no NIK to open."""

    code = "no_nik"


def open_page(person: Person, *, by: Actor, at: datetime) -> None:
    """Note that somebody opened the page of a person, before it is shown. Raises NotAllowed."""
    policies.ensure_can_see(by, person)
    readings.note(person, SHOWN_ON_A_PAGE, by=by, at=at, purpose="Membuka halaman orang")


@transaction.atomic
def reveal_nik(person: Person, *, purpose: str, by: Actor, at: datetime) -> str:
    """The whole NIK, for somebody at the unit where the person is now. Each opening is recorded with its purpose.

    Raises NotAllowed, Invalid without a purpose, NoNik.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.ensure_can_reveal(by, person, at=at)
    purpose = clean_line(purpose, field="purpose", label="Tujuan membuka NIK", most=200)
    if not person.nik:
        raise NoNik("Orang ini belum mempunyai NIK yang tercatat.")
    readings.note(person, ["nik"], by=by, at=at, purpose=purpose)
    nik: str = person.nik
    return nik
