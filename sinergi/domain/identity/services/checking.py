"""Asking a register extract about one person. Whole units are asked by runs: `services.runs`."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linkage.held import SearchableExtract
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import Method
from sinergi.domain.identity.models import RegisterExtract, Verification
from sinergi.domain.identity.services import knowing, opening, standing, ways
from sinergi.domain.identity.services.extracts import Mixed as Mixed
from sinergi.domain.identity.services.extracts import OutsideTerm as OutsideTerm
from sinergi.domain.identity.services.extracts import ensure_in_term
from sinergi.domain.identity.services.loading import loaded
from sinergi.domain.people.models import Person
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import readings
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line


def check(person: Person, extract: RegisterExtract, *, on: date, purpose: str, by: Actor, at: datetime) -> Verification:
    """Ask the extract about one person. Kept are marks and sentences, never a value of the register.

    `on` is the day of the check; the reading is written down with its purpose.
    Raises NotAllowed, OutsideTerm, Mixed, Invalid, and storing.Gone when the file is lost.
    """
    purpose = clean_line(purpose, field="purpose", label=_("Tujuan pemeriksaan"), most=200)
    policies.ensure_can_verify(by, person, on=on, at=at)
    register = _opened(extract, on=on, by=by, at=at)
    with transaction.atomic():
        person = surviving.recording(person.pk)
        policies.ensure_can_verify(by, person, on=on, at=at)
        return _ask(register, person, extract, on=on, purpose=purpose, by=by, at=at)


def _opened(extract: RegisterExtract, *, on: date, by: Actor, at: datetime) -> SearchableExtract:
    """The extract in memory, once everything that forbids asking it has been asked."""
    extract = RegisterExtract.objects.select_related("agreement", "file").get(pk=extract.pk)
    policies.ensure_can_ask(by, extract)
    today = today_at(Zone.WIT, at)  # the zone where a day begins first
    if on > today:
        raise Invalid(_("Tanggal pemeriksaan belum tiba; isi tanggal hari ini atau sebelumnya."), field="on")
    if on < extract.taken_on:
        raise Invalid(_("Tanggal pemeriksaan mendahului pengambilan ekstrak; periksa tanggalnya."), field="on")
    # Both days: a check that is dated back must not open the register after the agreement has ended.
    ensure_in_term(extract.agreement, on)
    ensure_in_term(extract.agreement, today)
    return loaded(extract.file)


def _ask(
    register: SearchableExtract,
    person: Person,
    extract: RegisterExtract,
    *,
    on: date,
    purpose: str,
    by: Actor,
    at: datetime,
) -> Verification:
    if person.is_example != extract.is_example:
        raise Mixed(_("Ekstrak contoh hanya untuk orang contoh, dan ekstrak nyata untuk orang nyata."), field="extract")
    known = knowing.known(person)
    told = ways.ExtractWay(register).ask(known)
    told = standing.respected(person, extract, told, at=at)
    assert told.result is not None, "an extract always answers"
    verification = Verification.objects.create(
        person=person,
        method=Method.REGISTER,
        result=told.result,
        agreement_id=extract.agreement_id,
        extract=extract,
        register_row=told.register_row,
        marks=dict(told.marks),
        probability=told.probability,
        why=list(told.why),
        checked_on=on,
        recorded_at=at,
        by_key=by.key,
    )
    readings.note(person, knowing.FIELDS_READ, by=by, at=at, purpose=purpose)
    audit.record("identity.checked", verification, by=by, at=at, extract=str(extract.public_id), checked_on=on)
    opening.of_answer(verification, told, by=by, at=at)
    return verification
