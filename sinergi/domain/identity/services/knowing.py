"""What is known of a person, as the ways of asking and the review desk compare it."""

from __future__ import annotations

from sinergi.domain.identity.rules import asking
from sinergi.domain.identity.rules.asking import Known
from sinergi.domain.people.models import Person

FIELDS_READ = ("nik", "name", "sex", "birth_date", "birth_place", "mother_name")


def known(person: Person) -> Known:
    """What the ways may ask about the person. No query when the aliases are at hand."""
    return asking.known(
        key=str(person.public_id),
        name=person.name,
        aliases=tuple(alias.name for alias in person.aliases.all()),
        nik=person.nik,
        sex=person.sex,
        birth_date=person.birth_date,
        precision=person.birth_precision,
        birth_place=person.birth_place,
        mother_name=person.mother_name,
        family_card_number=person.family_card_number,
        region_code=person.region_code,
        nationality=person.nationality,
    )
