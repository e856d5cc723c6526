"""A unit's word that a person is who the file says."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import Method, Result
from sinergi.domain.identity.models import Verification
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.queries import prefixed
from sinergi.foundation.kernel.text import clean_line


class WrongNumber(DomainError):
    """The registration number is not the one under which the person stands at that unit."""

    code = "wrong_number"


@transaction.atomic
def confirm_by_unit(
    person: Person, *, officer_name: str, registration_number: str, on: date, by: Actor, at: datetime
) -> Verification:
    """Confirm somebody by the registration number at the unit on `on` and a named officer who answers for it.

    Raises NotAllowed, WrongNumber, Invalid.
    """
    person = surviving.recording(person.pk)
    policies.ensure_can_confirm(by, person, on=on)
    officer = clean_line(officer_name, field="officer_name", label=_("Nama petugas"), most=200)
    number = clean_line(registration_number, field="registration_number", label=_("Nomor registrasi"), most=60)
    if on > today_at(Zone.WIT, at):  # the zone where a day begins first
        raise Invalid(_("Tanggal pemeriksaan belum tiba; isi tanggal hari ini atau sebelumnya."), field="on")
    here = Episode.objects.of_human(person.pk).on(on).filter(prefixed("unit__place__path", by.paths(policies.VERIFY)))
    if not here.filter(registration_number=number).exists():
        raise WrongNumber(
            _("Nomor registrasi ini bukan nomor orang tersebut di unit Anda pada hari itu; periksa buku registernya."),
            field="registration_number",
        )
    verification = Verification.objects.create(
        person=person,
        method=Method.UNIT,
        result=Result.SESUAI,
        officer_name=officer,
        registration_number=number,
        checked_on=on,
        recorded_at=at,
        by_key=by.key,
    )
    audit.record("identity.confirmed", verification, by=by, at=at, checked_on=on)
    return verification
