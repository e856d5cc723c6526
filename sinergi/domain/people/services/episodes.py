"""Where a person is and as what: episodes begin and end, and are never rewritten."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.domain.people import policies, rules
from sinergi.domain.people.choices import PRECEDENCE, Category, Departure, Employment
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.rules import Stay
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line


class Mixed(DomainError):
    """A real person at an example unit, or the reverse."""

    code = "real_and_example_mixed"


class NumberTaken(DomainError):
    """Another episode of this category bears this registration number at this unit."""

    code = "number_taken"


class HeldElsewhere(DomainError):
    """The person is in custody already in those days."""

    code = "held_elsewhere"


class NothingToEnd(DomainError):
    """The former episode should end, but none lasts."""

    code = "nothing_to_end"


class Ended(DomainError):
    """The episode ended before."""

    code = "ended"


@transaction.atomic
def begin(
    person: Person,
    *,
    category: str,
    unit: Institution,
    registration_number: str,
    starts_on: date,
    ends_previous: bool = False,
    nip: str = "",
    employment: str = "",
    by: Actor,
    at: datetime,
) -> Episode:
    """Record that the person comes to a unit or changes category on `starts_on`, at the surviving row of who was merged.

    With `ends_previous` the open episode that counts until then ends the day before, at whatever unit it is: the actor
    must be allowed to register there too. Raises NotAllowed, Invalid, Mixed, NumberTaken, HeldElsewhere, NothingToEnd.
    """
    policies.ensure_can_register_at(by, unit)
    policies.ensure_can_know(by, person)
    person = surviving.recording(person.pk)
    if ends_previous:
        _end_previous(person, before=starts_on, to=unit, by=by, at=at)
    return open_episode(
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


@transaction.atomic
def end(episode: Episode, *, ends_on: date, ended_as: str = Departure.UNKNOWN, by: Actor, at: datetime) -> Episode:
    """Record the last day of an episode, included, and why it ended as far as that is said.

    Raises NotAllowed, Ended, Invalid (before its start, or not yet come).
    """
    Person.objects.select_for_update().get(pk=episode.person_id)
    episode = Episode.objects.select_related("unit__place").get(pk=episode.pk)
    policies.ensure_can_register_at(by, episode.unit)
    if episode.ends_on is not None:
        raise Ended(
            _("Status %(episode)s sudah berakhir pada %(on)s.")
            % {"episode": episode, "on": rules.in_words(episode.ends_on)}
        )
    if ends_on < episode.starts_on:
        raise Invalid(
            _("Tanggal berakhir mendahului tanggal mulai (%(on)s); periksa keduanya.")
            % {"on": rules.in_words(episode.starts_on)},
            field="ends_on",
        )
    _ensure_come(ends_on, episode.unit, at=at, field="ends_on", label=_("Tanggal berakhir"))
    if ended_as not in Departure.values:
        raise Invalid(_("Pilih alasan berakhir dari daftar."), field="ended_as")
    episode.ends_on, episode.ended_as = ends_on, ended_as
    episode.save(update_fields=["ends_on", "ended_as"])
    audit.record("episode.ended", episode, by=by, at=at, ends_on=ends_on, ended_as=ended_as)
    return episode


def open_episode(
    person: Person,
    *,
    category: str,
    unit: Institution,
    registration_number: str,
    starts_on: date,
    nip: str = "",
    employment: str = "",
    by: Actor,
    at: datetime,
) -> Episode:
    """Open an episode for a person whose row is locked or new, once the policy was asked. Raises as `begin`.

    An officer without another number is known by the NIP.
    """
    if category not in Category.values:
        raise Invalid(_("Pilih kategori orang dari daftar."), field="category")
    if unit.path is None:
        raise Invalid(_("%(unit)s bukan unit pemasyarakatan; pilih unit dari daftar.") % {"unit": unit}, field="unit")
    nip, employment = _service(category, nip, employment)
    number = clean_line(registration_number or nip, field="registration_number", label=_("Nomor registrasi"), most=60)
    _ensure_come(starts_on, unit, at=at, field="starts_on", label=_("Tanggal mulai"))
    if person.birth_date is not None and starts_on < person.birth_date:
        raise Invalid(_("Tanggal mulai mendahului tanggal lahir; periksa keduanya."), field="starts_on")
    if unit.is_example != person.is_example:
        raise Mixed(_("Orang contoh hanya dapat berada di unit contoh, dan orang nyata di unit nyata."), field="unit")
    _ensure_free(person, Stay(category, starts_on), by=by)
    try:
        with transaction.atomic():
            episode = Episode.objects.create(
                person=person,
                category=category,
                unit=unit,
                registration_number=number,
                starts_on=starts_on,
                nip=nip,
                employment=employment,
                recorded_at=at,
            )
    except IntegrityError:
        raise NumberTaken(
            _("Nomor registrasi %(number)s sudah dipakai di %(unit)s untuk kategori ini; periksa nomornya.")
            % {"number": number, "unit": unit},
            field="registration_number",
        ) from None
    audit.record("episode.begun", episode, by=by, at=at, unit=str(unit.public_id), starts_on=starts_on)
    return episode


def _service(category: str, nip: str, employment: str) -> tuple[str, str]:
    """The officer's number and employment, checked. Nobody else has them."""
    nip = rules.clean_nip(nip)
    if employment not in Employment.values:
        raise Invalid(_("Pilih PNS, PPPK, atau tidak diketahui."), field="employment")
    if category != Category.PETUGAS and (nip or employment):
        raise Invalid(
            _("NIP dan jenis kepegawaian hanya untuk petugas; kosongkan keduanya."),
            field="nip" if nip else "employment",
        )
    return nip, employment


def _end_previous(person: Person, *, before: date, to: Institution, by: Actor, at: datetime) -> None:
    running = Episode.objects.of_human(person.human_key).filter(ends_on=None).select_related("unit__place")
    previous = min(running, key=lambda episode: PRECEDENCE.index(Category(episode.category)), default=None)
    if previous is None:
        raise NothingToEnd(
            _("Tidak ada status yang masih berjalan untuk diakhiri; catat tanpa mengakhiri status lama.")
        )
    policies.ensure_can_end(by, previous)
    if before <= previous.starts_on:
        raise Invalid(
            _("Status lama baru mulai pada %(on)s; isi tanggal mulai sesudahnya.")
            % {"on": rules.in_words(previous.starts_on)},
            field="starts_on",
        )
    ended_as = Departure.CHANGED if previous.unit_id == to.pk else Departure.MOVED
    end(previous, ends_on=before - timedelta(days=1), ended_as=ended_as, by=by, at=at)


def _ensure_free(person: Person, new: Stay, *, by: Actor) -> None:
    held = Episode.objects.of_human(person.human_key).custody().select_related("unit__place")
    colliding = next((episode for episode in held if rules.colliding([episode.stay], new)), None)
    if colliding is None:
        return
    # Where somebody is held is told only to those who may know it.
    known = policies.can_register_at(by, colliding.unit) or by.may(policies.VIEW, colliding.unit.path)
    category = colliding.get_category_display()
    if known:
        text = _("Pada hari itu orang ini tercatat sebagai %(category)s di %(unit)s; akhiri dahulu status itu.")
        raise HeldElsewhere(text % {"category": category, "unit": colliding.unit}, field="starts_on")
    text = _("Pada hari itu orang ini tercatat sebagai %(category)s di unit lain; akhiri dahulu status itu.")
    raise HeldElsewhere(text % {"category": category}, field="starts_on")


def _ensure_come(day: date, unit: Institution, *, at: datetime, field: str, label: str) -> None:
    if day > today_at(unit.zone, at):
        raise Invalid(_("%(label)s belum tiba; isi tanggal hari ini atau sebelumnya.") % {"label": label}, field=field)
    if day.year < rules.FIRST_YEAR:
        raise Invalid(
            _("%(label)s terlalu lampau; isi tahun %(first)s atau sesudahnya.")
            % {"label": label, "first": rules.FIRST_YEAR},
            field=field,
        )
