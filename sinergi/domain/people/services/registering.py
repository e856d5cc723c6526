"""Making a person known, and mending what is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.people import policies, rules
from sinergi.domain.people.choices import BirthSource, DatePrecision, Nationality, Sex
from sinergi.domain.people.models import Alias, Person
from sinergi.domain.people.rules import Born, KnownAs
from sinergi.domain.people.rules import read_born as read_born
from sinergi.domain.people.services import episodes
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line

_COMPARED = (
    "name", "sex", "born", "birth_source", "birth_place", "nationality", "region_code", "nik", "mother_name",
    "family_card_number",
)  # fmt: skip

# Said in errors only, so not translated for every row of a list.
_MOTHER: Any = gettext_lazy("Nama ibu")


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
    birth_source: str = BirthSource.UNKNOWN,
    birth_place: str = "",
    nationality: str = Nationality.UNKNOWN,
    region_code: str = "",
    nik: str = "",
    mother_name: str = "",
    family_card_number: str = "",
    aliases: Iterable[KnownAs] = (),
    category: str,
    unit: Institution,
    registration_number: str,
    starts_on: date,
    nip: str = "",
    employment: str = "",
    by: Actor,
    at: datetime,
) -> Person:
    """Record a person who was not known, with the first episode. At an example unit the person is an example.

    An odd NIK, or one that another person carries, is kept: `queries.nik_findings` says so.
    Raises Invalid, ImpossibleBirth, NotAllowed and what `episodes.begin` raises.
    """
    policies.ensure_can_register_at(by, unit)
    known = _checked(name, sex, birth_date, birth_precision, birth_place, unit=unit, at=at)
    person = Person(is_example=unit.is_example, recorded_at=at)
    _state(person, known)
    person.birth_source = _source(birth_source, known.born)
    person.nationality = _nationality(nationality)
    person.region_code = rules.clean_region_code(region_code)
    state_nik(person, nik)
    state_mother(person, mother_name)
    state_family_card(person, family_card_number)
    person.save(force_insert=True)
    _keep_aliases(person, rules.clean_aliases(aliases), at=at)
    audit.record("person.registered", person, by=by, at=at, unit=str(unit.public_id), has_nik=bool(person.nik))
    episodes.open_episode(
        person,
        category=category,
        unit=unit,
        registration_number=registration_number,
        starts_on=starts_on,
        nip=nip,
        employment=employment,
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
    birth_source: str | None = None,
    nationality: str | None = None,
    region_code: str | None = None,
    nik: str | None = None,
    mother_name: str | None = None,
    family_card_number: str | None = None,
    aliases: Sequence[KnownAs] | None = None,
    by: Actor,
    at: datetime,
) -> Person:
    """Replace what was recorded wrongly. What is None stays as it is; "" takes a value away. Raises as `register`."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.ensure_can_correct(by, person, at=at)
    unit = person.episodes.lasting_at(at).select_related("unit__place")[0].unit
    known = _checked(name, sex, birth_date, birth_precision, birth_place, unit=unit, at=at)
    before = {field: getattr(person, field) for field in _COMPARED}
    _state(person, known)
    person.birth_source = _source(person.birth_source if birth_source is None else birth_source, known.born)
    if nationality is not None:
        person.nationality = _nationality(nationality)
    if region_code is not None:
        person.region_code = rules.clean_region_code(region_code)
    if nik is not None:
        state_nik(person, nik)
    if mother_name is not None:
        state_mother(person, mother_name)
    if family_card_number is not None:
        state_family_card(person, family_card_number)
    changed = [field for field in _COMPARED if getattr(person, field) != before[field]]
    if aliases is not None and _replace_aliases(person, rules.clean_aliases(aliases), at=at):
        changed.append("aliases")
    person.save()
    audit.record("person.corrected", person, by=by, at=at, fields=", ".join(changed))
    return person


def state_nik(person: Person, nik: str) -> None:
    """Set the number with the index it is found by, on a row that the caller saves. Raises Invalid."""
    person.nik = rules.clean_nik(nik)
    person.nik_index = rules.nik_index(person.nik)


def state_mother(person: Person, name: str) -> None:
    """Set the mother's name with its index, on a row that the caller saves. Raises Invalid."""
    person.mother_name = clean_line(name, field="mother_name", label=_MOTHER, most=200, required=False)
    person.mother_name_index = rules.mother_name_index(person.mother_name)


def state_family_card(person: Person, number: str) -> None:
    """Set the family card's number with its index, on a row that the caller saves. Raises Invalid."""
    person.family_card_number = rules.clean_family_card(number)
    person.family_card_index = rules.family_card_index(person.family_card_number)


def _state(person: Person, known: _Particulars) -> None:
    person.name, person.sex, person.birth_place = known.name, known.sex, known.birth_place
    person.name_key = rules.name_key(known.name)
    person.birth_date, person.birth_precision = known.born.on, known.born.precision


def _keep_aliases(person: Person, aliases: Iterable[KnownAs], *, at: datetime) -> None:
    Alias.objects.bulk_create(
        Alias(person=person, kind=alias.kind, name=alias.name, recorded_at=at) for alias in aliases
    )


def _replace_aliases(person: Person, aliases: Sequence[KnownAs], *, at: datetime) -> bool:
    """Whether anything changed. What stays keeps the moment it was recorded."""
    held = {KnownAs(alias.name, alias.kind): alias.pk for alias in person.aliases.all()}
    gone = [key for alias, key in held.items() if alias not in aliases]
    new = [alias for alias in aliases if alias not in held]
    Alias.objects.filter(pk__in=gone).delete()
    _keep_aliases(person, new, at=at)
    return bool(gone or new)


def _source(source: str, born: Born) -> str:
    if source not in BirthSource.values:
        raise Invalid(_("Pilih dari mana tanggal lahir diketahui."), field="birth_source")
    return source if born.on is not None else BirthSource.UNKNOWN


def _nationality(nationality: str) -> str:
    if nationality not in Nationality.values:
        raise Invalid(_("Pilih kewarganegaraan WNI, WNA, atau tidak diketahui."), field="nationality")
    return nationality


def _checked(
    name: str, sex: str, birth_date: date | None, precision: str, birth_place: str, *, unit: Institution, at: datetime
) -> _Particulars:
    if sex not in Sex.values:
        raise Invalid(_("Pilih jenis kelamin laki-laki, perempuan, atau tidak diketahui."), field="sex")
    if precision not in DatePrecision.values:
        raise Invalid(_("Pilih seberapa lengkap tanggal lahir diketahui."), field="birth_precision")
    today = today_at(unit.zone, at)
    return _Particulars(
        name=clean_line(name, field="name", label=_("Nama"), most=200),
        sex=sex,
        born=rules.born(birth_date, precision, by=today),
        birth_place=clean_line(birth_place, field="birth_place", label=_("Tempat lahir"), most=120, required=False),
    )
