"""Making a person known, and mending what is known."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from sinergi.domain.people import policies, rules
from sinergi.domain.people.choices import DatePrecision, Sex
from sinergi.domain.people.models import Person
from sinergi.domain.people.rules import Born
from sinergi.domain.people.rules import read_born as read_born
from sinergi.domain.people.services import episodes
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line


@dataclass(frozen=True, slots=True)
class _Particulars:
    name: str
    sex: str
    born: Born
    birth_place: str


@transaction.atomic
def register(
    *,
    name: str,
    sex: str = "",
    birth_date: date | None = None,
    birth_precision: str = DatePrecision.UNKNOWN,
    birth_place: str = "",
    nik: str = "",
    category: str,
    unit: Institution,
    registration_number: str,
    starts_on: date,
    by: Actor,
    at: datetime,
) -> Person:
    """Record a person who was not known, with the first episode. At an example unit the person is an example.

    An odd NIK, or one that another person carries, is kept: `queries.nik_findings` says so.
    Raises Invalid, ImpossibleBirth, NotAllowed and what `episodes.begin` raises.
    """
    policies.ensure_can_register_at(by, unit)
    known = _checked(name, sex, birth_date, birth_precision, birth_place, unit=unit, at=at)
    nik = rules.clean_nik(nik)
    person = Person.objects.create(
        name=known.name,
        sex=known.sex,
        birth_date=known.born.on,
        birth_precision=known.born.precision,
        birth_place=known.birth_place,
        nik=nik,
        nik_index=rules.nik_index(nik),
        is_example=unit.is_example,
        recorded_at=at,
    )
    audit.record("person.registered", person, by=by, at=at, unit=str(unit.public_id), has_nik=bool(nik))
    episodes.open_episode(
        person,
        category=category,
        unit=unit,
        registration_number=registration_number,
        starts_on=starts_on,
        by=by,
        at=at,
    )
    return person


@transaction.atomic
def correct(
    person: Person,
    *,
    name: str,
    sex: str,
    birth_date: date | None,
    birth_precision: str,
    birth_place: str,
    nik: str | None = None,
    by: Actor,
    at: datetime,
) -> Person:
    """Replace what was recorded wrongly; the NIK only when one is given ("" takes it away). Raises as `register`."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.ensure_can_correct(by, person, at=at)
    unit = person.episodes.lasting_at(at).select_related("unit__place")[0].unit
    known = _checked(name, sex, birth_date, birth_precision, birth_place, unit=unit, at=at)
    before = (person.name, person.sex, person.born, person.birth_place, person.nik)
    person.name, person.sex, person.birth_place = known.name, known.sex, known.birth_place
    person.birth_date, person.birth_precision = known.born.on, known.born.precision
    if nik is not None:
        person.nik = rules.clean_nik(nik)
        person.nik_index = rules.nik_index(person.nik)
    after = (person.name, person.sex, person.born, person.birth_place, person.nik)
    names = ("name", "sex", "born", "birth_place", "nik")
    changed = [field for field, old, new in zip(names, before, after, strict=True) if old != new]
    person.save()
    audit.record("person.corrected", person, by=by, at=at, fields=", ".join(changed))
    return person


def _checked(
    name: str, sex: str, birth_date: date | None, precision: str, birth_place: str, *, unit: Institution, at: datetime
) -> _Particulars:
    if sex not in Sex.values:
        raise Invalid("Pilih jenis kelamin laki-laki, perempuan, atau tidak diketahui.", field="sex")
    if precision not in DatePrecision.values:
        raise Invalid("Pilih seberapa lengkap tanggal lahir diketahui.", field="birth_precision")
    today = today_at(unit.zone, at)
    return _Particulars(
        name=clean_line(name, field="name", label="Nama", most=200),
        sex=sex,
        born=rules.born(birth_date, precision, by=today),
        birth_place=clean_line(birth_place, field="birth_place", label="Tempat lahir", most=120, required=False),
    )
