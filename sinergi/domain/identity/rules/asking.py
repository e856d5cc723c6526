"""What may be asked about a person: what is known for certain, as it is written, nothing made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from linkage.compare import Particulars
from linkage.nik import Sex, is_usable, normalised
from sinergi.domain.identity.gateway.protocol import Question
from sinergi.domain.people.choices import DatePrecision, Nationality

# What prison files put behind a name, and a register does not.
_TAILS = re.compile(r"(?<=\w)\s*(?:@|\b(?:alias|als|bin|binti)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person, ready for each of the three ways. `key` is the person's public id."""

    key: str
    particulars: Particulars
    family_card_number: str
    is_foreign: bool

    @property
    def has_nik(self) -> bool:
        return is_usable(self.particulars.nik or "")


def known(
    *,
    key: str,
    name: str,
    aliases: tuple[str, ...],
    nik: str,
    sex: str,
    birth_date: date | None,
    precision: str,
    birth_place: str,
    mother_name: str,
    family_card_number: str,
    region_code: str,
    nationality: str,
) -> Known:
    """A birth date known by month or year only is left out: its day was never known. So is a card number of other length."""
    card = normalised(family_card_number)
    return Known(
        key=key,
        particulars=Particulars(
            name=name,
            aliases=aliases,
            nik=nik or None,
            sex=Sex(sex) if sex else None,
            birth_date=birth_date if precision == DatePrecision.DAY else None,
            birth_place=birth_place or None,
            mother_name=mother_name or None,
            region_code=region_code or None,
        ),
        family_card_number=card if is_usable(card) else "",
        is_foreign=nationality == Nationality.WNA,
    )


def question(person: Known) -> Question:
    """What the verification service is asked. ValueError for somebody without a usable NIK."""
    asked = person.particulars
    if not person.has_nik:
        raise ValueError("the service is asked by sixteen digits only")
    return Question(
        nik=normalised(asked.nik or ""),
        name=written_name(asked.name),
        sex=asked.sex or "",
        birth_date=asked.birth_date,
        birth_place=asked.birth_place or "",
        mother_name=asked.mother_name or "",
        family_card_number=person.family_card_number,
    )


def written_name(name: str) -> str:
    """The name in capitals as it is written, without an alias and without the father's name that a prison adds.

    Spelling and short forms stay: to expand them would ask for somebody else's name.
    """
    main = _TAILS.split(name.strip(), maxsplit=1)[0]
    return " ".join((main or name).split()).upper()
