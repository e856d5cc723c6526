"""Persons, as the pages show them: what is masked there is masked here, and each reading is noted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from ninja import Field, Query, Router, Schema

from sinergi.domain.identity import queries as identity
from sinergi.domain.identity.choices import Method, Result
from sinergi.domain.people import policies, queries
from sinergi.domain.people.choices import AliasKind, Category, DatePrecision, Nationality, Sex
from sinergi.domain.people.queries import PersonFilter
from sinergi.domain.people.rules import is_warga_binaan
from sinergi.domain.people.services import revealing
from sinergi.interfaces.api.v1.callers import Request
from sinergi.interfaces.api.v1.errors import answers
from sinergi.interfaces.api.v1.institutions import Unit, unit_named, unit_out
from sinergi.interfaces.api.v1.paging import Asked, Paged, page_of

if TYPE_CHECKING:
    from sinergi.domain.identity.models import Verification
    from sinergi.domain.people.models import Episode, Person

router = Router(tags=["people"])


class Which(Schema):
    """What narrows the list. Without `ever` only those are listed who are there on the day."""

    text: str = Field("", max_length=200, description="Part of a name, or a whole registration number or NIK")
    unit: UUID | None = None
    category: Category | None = None
    warga_binaan: bool | None = None
    without_nik: bool | None = None
    on: date | None = Field(None, description="Today in Jakarta when left out")
    ever: bool = False
    examples: bool = Field(False, description="The made-up persons instead of the real ones")


class Listed(Schema):
    """A person, by the status that counts on the day, else the newest the caller may see."""

    id: UUID
    name: str
    sex: Sex
    category: Category
    is_warga_binaan: bool
    unit: Unit
    registration_number: str
    starts_on: date
    ends_on: date | None


class Persons(Paged):
    items: list[Listed]


class KnownAs(Schema):
    kind: AliasKind
    name: str


class EpisodeOut(Schema):
    id: UUID
    category: Category
    unit: Unit
    registration_number: str
    starts_on: date
    ends_on: date | None


class VerificationOut(Schema):
    """One answer, by what it rests on; never what a register holds."""

    id: UUID
    checked_on: date
    method: Method
    result: Result
    probability: float | None
    why: list[str]


class PersonOut(Schema):
    """Everything the page of a person shows. NIK, mother's name and family-card number are masked; "" where there is none."""

    id: UUID
    name: str
    aliases: list[KnownAs]
    sex: Sex
    birth_date: date | None = Field(description="Unknown parts are 1; see birth_precision")
    birth_precision: DatePrecision
    birth_place: str
    nationality: Nationality
    region_code: str
    masked_nik: str
    masked_mother_name: str
    masked_family_card_number: str
    is_erased: bool
    is_example: bool
    result: Result
    episodes: list[EpisodeOut]
    verifications: list[VerificationOut]


@router.get("/people", response=answers(Persons))
def people(request: Request, which: Annotated[Which, Query()], asked: Asked) -> dict[str, object]:
    """Persons by name. That the page was read is noted, with how many it showed and not with what was looked for."""
    caller = request.auth
    policies.ensure_can_see_somewhere(caller.actor)
    on = which.on or caller.on
    filter = PersonFilter(
        text=which.text,
        category=which.category or "",
        unit=unit_named(which.unit, policies.VIEW, caller) if which.unit else None,
        on=None if which.ever else on,
        warga_binaan=which.warga_binaan,
        without_nik=which.without_nik,
        examples=which.examples,
    )
    head, rows = page_of(queries.listed(filter, caller.actor), asked)
    narrowed = ", ".join(sorted(which.model_fields_set - {"text"}))
    revealing.list_page(
        len(rows), narrowed=narrowed, by=caller.actor, at=caller.at, purpose="Membaca daftar orang melalui API"
    )
    return head | {"items": [_listed(person, on) for person in rows]}


@router.get("/people/{person}", response=answers(PersonOut))
def person(request: Request, person: UUID) -> dict[str, object]:
    """One person. Of merged rows the answer is the one that stands for the human being, with an `id` of its own."""
    caller = request.auth
    found = revealing.opened(person, by=caller.actor, at=caller.at, purpose="Membaca data orang melalui API")
    verifications = list(identity.history(found, caller.actor))
    return {
        "id": found.public_id,
        "aliases": [{"kind": alias.kind, "name": alias.name} for alias in found.aliases.all()],
        "is_erased": found.erased_at is not None,
        "result": verifications[0].result if verifications else Result.BELUM,
        "episodes": [_episode(episode) for episode in queries.history(found, caller.actor)],
        "verifications": [_verification(verification) for verification in verifications],
    } | {name: getattr(found, name) for name in _AS_THEY_ARE}


_AS_THEY_ARE = (
    "name", "sex", "birth_date", "birth_precision", "birth_place", "nationality", "region_code", "masked_nik",
    "masked_mother_name", "masked_family_card_number", "is_example",
)  # fmt: skip


def _listed(person: Person, on: date) -> dict[str, object]:
    episode = person.telling_episode(on)
    return _episode(episode) | {
        "id": person.public_id,
        "name": person.name,
        "sex": person.sex,
        "is_warga_binaan": is_warga_binaan(episode.category),
    }


def _episode(episode: Episode) -> dict[str, object]:
    return {
        "id": episode.public_id,
        "category": episode.category,
        "unit": unit_out(episode.unit),
        "registration_number": episode.registration_number,
        "starts_on": episode.starts_on,
        "ends_on": episode.ends_on,
    }


def _verification(verification: Verification) -> dict[str, object]:
    return {
        "id": verification.public_id,
        "checked_on": verification.checked_on,
        "method": verification.method,
        "result": verification.result,
        "probability": verification.probability,
        "why": verification.why,
    }
