"""Opening what is masked, and handing out a copy of all that is held."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.people import policies, queries
from sinergi.domain.people.models import Person, PersonMerge
from sinergi.foundation.audit.services import readings
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line

SHOWN_ON_A_PAGE = (
    "name", "aliases", "sex", "birth_date", "birth_place", "nationality", "region_code", "masked_nik", "masked_mother_name",
    "masked_family_card_number", "episodes", "verifications",
)  # fmt: skip
SHOWN_IN_A_LIST = ("name", "category", "unit", "registration_number", "episode_days")
MASKED = {
    "nik": gettext_lazy("NIK"), "mother_name": gettext_lazy("nama ibu"), "family_card_number": gettext_lazy("nomor KK"),
}  # fmt: skip
"""What is masked on every page, and how a sentence calls it."""


_MERGES = {"has_merges": Exists(PersonMerge.objects.filter(Q(absorbed=OuterRef("pk")) | Q(survivor=OuterRef("pk"))))}


class NothingToOpen(DomainError):
    """There is no such value to open."""

    code = "nothing_to_open"


class NoNik(NothingToOpen):
    """There is no NIK to open."""

    code = "no_nik"


def opened(public_id: uuid.UUID, *, by: Actor, at: datetime, purpose: str = "Membuka halaman orang") -> Person:
    """The person, for a page that shows everything but what is masked; noted before it is shown. See `queries.by_id`.

    `has_merges` says whether it was ever merged. Raises Person.DoesNotExist for whom `by` may not see.
    """
    person = queries.faces(public_id, by).prefetch_related("aliases").annotate(**_MERGES).first()
    if person is None:
        raise Person.DoesNotExist
    readings.note(person, SHOWN_ON_A_PAGE, by=by, at=at, purpose=purpose)
    return person


def list_page(shown: int, *, narrowed: str, by: Actor, at: datetime, purpose: str = "Melihat daftar orang") -> None:
    """Note that a page of the list of people was seen: how many it showed and by what it was narrowed, in one row.

    `narrowed` tells that something was looked for, never what: names and numbers typed are data about a person.
    """
    readings.note_list("people", SHOWN_IN_A_LIST, shown=shown, narrowed=narrowed, by=by, at=at, purpose=purpose)


def open_page(person: Person, *, by: Actor, at: datetime) -> None:
    """Note that somebody opened the page of a person, before it is shown. Raises NotAllowed."""
    policies.ensure_can_see(by, person)
    readings.note(person, SHOWN_ON_A_PAGE, by=by, at=at, purpose="Membuka halaman orang")


def reveal_nik(person: Person, *, purpose: str, by: Actor, at: datetime) -> str:
    """The whole NIK: see `reveal`. Raises NoNik where there is none."""
    return reveal(person, "nik", purpose=purpose, by=by, at=at)


@transaction.atomic
def reveal(person: Person, field: str, *, purpose: str, by: Actor, at: datetime) -> str:
    """One masked value in full, for somebody at the unit where the person is now. Each opening is recorded with its purpose.

    `field` is one of MASKED. Raises NotAllowed, Invalid without a purpose, NothingToOpen.
    """
    if field not in MASKED:
        raise Invalid(_("Pilih apa yang dibuka."), field="what")
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.ensure_can_reveal(by, person, at=at)
    purpose = clean_line(
        purpose, field="purpose", label=_("Tujuan membuka %(value)s") % {"value": MASKED[field]}, most=200
    )
    value: str = getattr(person, field)
    if not value:
        refusal = NoNik if field == "nik" else NothingToOpen
        raise refusal(_("Orang ini belum mempunyai %(value)s yang tercatat.") % {"value": MASKED[field]})
    readings.note(person, [field], by=by, at=at, purpose=purpose)
    return value


@transaction.atomic
def hand_over(person: Person, *, purpose: str, form: str, by: Actor, at: datetime) -> None:
    """Note that a copy of everything held about the person is handed out, before it is made.

    `form` is how it leaves (pdf, xlsx, json). Raises NotAllowed, Invalid without a purpose.
    """
    policies.ensure_can_extract(by, person, at=at)
    purpose = clean_line(purpose, field="purpose", label=_("Tujuan salinan"), most=160)
    readings.note(person, ["*", *MASKED], by=by, at=at, purpose=f"Salinan data ({form}): {purpose}")
