"""Who may receive an extract, ask it, and confirm somebody for a unit."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.policies import own_paths
from sinergi.domain.identity.choices import EXTRACT as EXTRACT
from sinergi.domain.identity.choices import VERIFY as VERIFY
from sinergi.domain.identity.models import RegisterExtract
from sinergi.domain.people.models import EpisodeQuerySet, Person
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.foundation.kernel.queries import prefixed

CAPABILITIES = {
    VERIFY: _("Memeriksa identitas"),
    EXTRACT: _("Menerima ekstrak register kependudukan"),
}


def can_receive(actor: Actor, agreement: Agreement) -> bool:
    """Whether the actor may receive an extract: at a party on our side, for that party answers for the data."""
    return any(actor.may(EXTRACT, path) for path in own_paths(agreement))


def ensure_can_receive(actor: Actor, agreement: Agreement) -> None:
    if not can_receive(actor, agreement):
        raise NotAllowed("Anda tidak berwenang menerima ekstrak register untuk perjanjian ini.")


def can_ask(actor: Actor, extract: RegisterExtract) -> bool:
    """Whether the extract is there for the actor's part of the tree."""
    return RegisterExtract.objects.visible_to(actor).filter(pk=extract.pk).exists()


def ensure_can_ask(actor: Actor, extract: RegisterExtract) -> None:
    if not can_ask(actor, extract):
        raise NotAllowed("Ekstrak register ini bukan untuk unit Anda; pilih ekstrak dari daftar.")


def can_verify(actor: Actor, person: Person, *, on: date, at: datetime) -> bool:
    """Whether the actor looks after the person both on the day of the check and now.

    Now, or an old unit could go on asking about those who left by dating its checks back.
    """
    here = _stays_within(actor, person)
    return here.on(on).exists() and here.lasting_at(at).exists()


def ensure_can_verify(actor: Actor, person: Person, *, on: date, at: datetime) -> None:
    if not can_verify(actor, person, on=on, at=at):
        raise NotAllowed(
            "Identitas hanya diperiksa petugas berwenang di unit tempat orang ini berada, pada hari itu dan sekarang."
        )


def can_verify_at(actor: Actor, unit: Institution) -> bool:
    """Whether the actor may have everybody at the unit and below it checked."""
    return actor.may(VERIFY, unit.path)


def ensure_can_verify_at(actor: Actor, unit: Institution) -> None:
    if not can_verify_at(actor, unit):
        raise NotAllowed(f"Anda tidak berwenang memeriksa identitas orang di {unit}.")


def can_confirm(actor: Actor, person: Person, *, on: date) -> bool:
    """Whether the actor may confirm for the unit where the person is on that day."""
    return _stays_within(actor, person).on(on).exists()


def ensure_can_confirm(actor: Actor, person: Person, *, on: date) -> None:
    if not can_confirm(actor, person, on=on):
        raise NotAllowed(
            "Identitas hanya dipastikan oleh petugas berwenang di unit tempat orang ini berada pada hari itu."
        )


def _stays_within(actor: Actor, person: Person) -> EpisodeQuerySet:
    return person.episodes.filter(prefixed("unit__place__path", actor.paths(VERIFY)))
