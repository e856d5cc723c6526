"""Who may see, register and reveal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sinergi.domain.people.choices import ERASE as ERASE
from sinergi.domain.people.choices import EXTRACT as EXTRACT
from sinergi.domain.people.choices import IMPORT as IMPORT
from sinergi.domain.people.choices import MERGE as MERGE
from sinergi.domain.people.choices import OVERSEE as OVERSEE
from sinergi.domain.people.choices import REGISTER as REGISTER
from sinergi.domain.people.choices import REVEAL as REVEAL
from sinergi.domain.people.choices import VIEW as VIEW
from sinergi.domain.people.models import Episode, EpisodeQuerySet, Person
from sinergi.domain.people.models.episode import lasts_at
from sinergi.domain.people.models.person import of_humans
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.foundation.kernel.queries import prefixed

CAPABILITIES = {
    VIEW: _("Melihat orang di unit"),
    REGISTER: _("Mencatat orang dan statusnya"),
    REVEAL: _("Membuka NIK lengkap"),
    IMPORT: _("Memasukkan daftar penghuni unit"),
    EXTRACT: _("Memberikan salinan data kepada orangnya"),
    ERASE: _("Memutuskan penghapusan data orang"),
    OVERSEE: _("Mengawasi pelindungan data pribadi"),
    MERGE: _("Menggabungkan dan memisahkan catatan orang"),
}


def ensure_can_see_somewhere(actor: Actor) -> None:
    if not actor.may_somewhere(VIEW):
        raise NotAllowed(gettext("Daftar orang hanya terbuka bagi petugas yang mengurus mereka di unitnya."))


def can_register_at(actor: Actor, unit: Institution) -> bool:
    """Whether the actor may record who comes to the unit, leaves it or changes status there."""
    return actor.may(REGISTER, unit.path)


def ensure_can_register_at(actor: Actor, unit: Institution) -> None:
    if not can_register_at(actor, unit):
        raise NotAllowed(
            gettext("Anda tidak berwenang mencatat orang di %(unit)s; mintalah petugas registrasi unit itu.")
            % {"unit": unit}
        )


def can_import_at(actor: Actor, unit: Institution) -> bool:
    """Whether the actor may bring in a list of all who are at the unit."""
    return actor.may(IMPORT, unit.path) and can_register_at(actor, unit)


def ensure_can_import_at(actor: Actor, unit: Institution) -> None:
    if not can_import_at(actor, unit):
        raise NotAllowed(
            gettext("Anda tidak berwenang memasukkan daftar penghuni %(unit)s; mintalah petugas registrasi unit itu.")
            % {"unit": unit}
        )


def ensure_can_end(actor: Actor, episode: Episode) -> None:
    """Raises NotAllowed, without naming the unit: where a person is held is not told to everybody."""
    if not can_register_at(actor, episode.unit):
        raise NotAllowed(
            gettext("Status lama berada di unit lain; mintalah unit itu atau kantor wilayah mengakhirinya.")
        )


def can_know(actor: Actor, person: Person) -> bool:
    """Whether the actor sees or registers at a unit where the person is or was."""
    return _within(_episodes(person), actor.paths(VIEW), actor.paths(REGISTER)).exists()


def ensure_can_know(actor: Actor, person: Person) -> None:
    if not can_know(actor, person):
        raise NotAllowed(
            gettext("Orang ini tidak tercatat di unit Anda; mintalah kantor wilayah mencatat perpindahannya.")
        )


def can_see(actor: Actor, person: Person) -> bool:
    """Whether this row of the person has an episode at a unit of the actor's subtree."""
    return Person.objects.visible_to(actor).filter(pk=person.pk).exists()


def ensure_can_see(actor: Actor, person: Person) -> None:
    if not can_see(actor, person):
        raise NotAllowed(gettext("Orang ini tidak tercatat di unit Anda."))


def looks_after(actor: Actor, person: Person, capability: str, *, at: datetime) -> bool:
    """Whether the person is at the actor's units now, and this very row was ever there."""
    paths = actor.paths(capability)
    return _within(_episodes(person).lasting_at(at), paths).exists() and _within(person.episodes.all(), paths).exists()


def can_reveal(actor: Actor, person: Person, *, at: datetime) -> bool:
    """Whether the actor may read the whole NIK: only at a unit where the person is now, never where the person was.

    Of rows that were merged, those that stand at the actor's units.
    """
    return looks_after(actor, person, REVEAL, at=at)


def ensure_can_reveal(actor: Actor, person: Person, *, at: datetime) -> None:
    if not can_reveal(actor, person, at=at):
        raise NotAllowed(
            gettext("NIK lengkap hanya dapat dibuka oleh petugas berwenang di unit tempat orang ini berada sekarang.")
        )


def can_correct(actor: Actor, person: Person, *, at: datetime) -> bool:
    """Whether the actor may mend what is recorded about the person: where the person is now, at the surviving row."""
    return person.merged_into_id is None and looks_after(actor, person, REGISTER, at=at)


def ensure_can_correct(actor: Actor, person: Person, *, at: datetime) -> None:
    if person.merged_into_id is not None:
        raise NotAllowed(
            gettext(
                "Catatan ini sudah digabung dengan catatan lain tentang orang yang sama; perbaiki data di catatan itu."
            )
        )
    if not can_correct(actor, person, at=at):
        raise NotAllowed(
            gettext("Data orang hanya dapat diperbaiki oleh petugas registrasi di unit tempatnya berada sekarang.")
        )


def can_extract(actor: Actor, person: Person, *, at: datetime) -> bool:
    """Whether the actor may hand a person a copy of all that is held: where the person is, or last was.

    Who was released asks the unit that released.
    """
    paths = actor.paths(EXTRACT)
    episodes = _episodes(person)
    if episodes.lasting_at(at).exists():
        return _within(episodes.lasting_at(at), paths).exists()
    last = episodes.order_by("-ends_on", "-pk").first()
    return last is not None and _within(episodes, paths).filter(pk=last.pk).exists()


def ensure_can_extract(actor: Actor, person: Person, *, at: datetime) -> None:
    if not can_extract(actor, person, at=at):
        raise NotAllowed(
            gettext(
                "Salinan data diberikan oleh petugas berwenang di unit tempat orang ini berada atau terakhir berada."
            )
        )


def ensure_can_erase(actor: Actor, person: Person) -> None:
    """Raises NotAllowed unless the actor may decide about all units where the person was: what goes, goes for them all."""
    places = _episodes(person).values_list("unit__place__path", flat=True).distinct()
    if not all(actor.may(ERASE, path) for path in places):
        raise NotAllowed(
            gettext("Penghapusan diputuskan oleh pejabat berwenang atas semua unit tempat orang ini pernah tercatat.")
        )


def can_merge(actor: Actor, *persons: Person) -> bool:
    """Whether the actor may say of these that they are, or are not, one human being: over all units where any is or was.

    Whoever reaches only some of the units would learn from a merge what the others recorded.
    """
    rows = Episode.objects.filter(of_humans(persons))
    places = list(rows.values_list("unit__place__path", flat=True).distinct())
    return all(actor.may(MERGE, path) and actor.may(VIEW, path) for path in places) and bool(places)


def ensure_can_merge(actor: Actor, *persons: Person) -> None:
    if not can_merge(actor, *persons):
        raise NotAllowed(
            gettext(
                "Catatan orang hanya digabung atau dipisah oleh petugas berwenang atas semua unit tempatnya pernah tercatat."
            )
        )


def ensure_can_oversee(actor: Actor) -> None:
    """Raises NotAllowed unless the actor oversees how personal data is dealt with, everywhere. It opens nobody's data."""
    if actor.paths(OVERSEE) != ("",):
        raise NotAllowed(gettext("Halaman ini hanya terbuka bagi petugas pelindungan data."))


@dataclass(frozen=True, slots=True)
class Rights:
    """What the actor may do with one person now: the same answers as `can_…`, asked of the database once.

    `places` are where the person is now, as paths in the tree.
    """

    places: tuple[str, ...]
    reveal: bool
    correct: bool
    extract: bool
    merge: bool


def rights(actor: Actor, person: Person, *, at: datetime) -> Rights:
    lasting = Case(When(lasts_at(at), then=Value(True)), default=Value(False))
    stays = _episodes(person).annotate(lasting=lasting).order_by("ends_on", "pk")
    rows = list(stays.values_list("person", "unit__place__path", "lasting"))
    now = tuple(path for _row, path, is_now in rows if is_now)
    own = [path for row, path, _is_now in rows if row == person.pk]

    def may_look_after(capability: str) -> bool:
        return any(actor.may(capability, path) for path in now) and any(actor.may(capability, path) for path in own)

    return Rights(
        places=now,
        reveal=may_look_after(REVEAL),
        correct=person.merged_into_id is None and may_look_after(REGISTER),
        extract=any(actor.may(EXTRACT, path) for path in now or [path for _row, path, _is_now in rows[-1:]]),
        merge=bool(rows) and all(actor.may(MERGE, path) and actor.may(VIEW, path) for _row, path, _is_now in rows),
    )


def _episodes(person: Person) -> EpisodeQuerySet:
    """All that the human being was and is, whichever row it stands at."""
    return Episode.objects.of_human(person.human_key)


def _within(episodes: EpisodeQuerySet, *paths: Iterable[str]) -> EpisodeQuerySet:
    return episodes.filter(prefixed("unit__place__path", {path for each in paths for path in each}))
