"""Who takes part: enrolled, verified, there, and taken back where it was wrong."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.domain.activities import policies, rules
from sinergi.domain.activities.models import Activity, Participation
from sinergi.domain.activities.services import crediting, planning
from sinergi.domain.activities.services.outputs import ensure_carried_out
from sinergi.domain.identity.models import Verification
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.models.person import of_humans
from sinergi.domain.people.rules import category_on
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_text


class Closed(DomainError):
    """A cancelled activity takes nobody."""

    code = "activity_cancelled"


class NotPresent(DomainError):
    """The person was not at the unit on that day."""

    code = "person_not_present"


class AlreadyEnrolled(DomainError):
    """The person takes part already."""

    code = "already_enrolled"


class Withdrawn(DomainError):
    """The participation was taken back."""

    code = "participation_withdrawn"


class AlreadyAttended(DomainError):
    """The attendance was recorded before."""

    code = "already_attended"


class DoesNotConfirm(DomainError):
    """The verification is another person's, or does not confirm."""

    code = "verification_does_not_confirm"


@transaction.atomic
def enrol(activity: Activity, person: Person, *, on: date, by: Actor, at: datetime) -> Participation:
    """Enrol a person who on `on` is at the unit of the activity or below it, in the category of that day; who was merged
    is enrolled at the surviving row.

    The latest verification that confirms the person, if there is one, is relied on.
    Raises NotAllowed, Closed, planning.Mixed, NotPresent, AlreadyEnrolled, NotYet, TooLate.
    """
    activity = planning.locked(activity)
    policies.ensure_can_enrol(by, activity)
    if activity.is_cancelled:
        raise Closed(_("Kegiatan ini dibatalkan, jadi tidak menerima peserta."))
    if person.is_example != activity.is_example:
        raise planning.Mixed(_("Orang contoh hanya mengikuti kegiatan contoh, dan orang nyata kegiatan nyata."))
    planning.ensure_come(on, activity, at=at, label=_("Tanggal pendaftaran"))
    if activity.is_carried_out:
        _ensure_not_over(on, activity)
    person = surviving.recording(person.pk)
    if activity.participations.current().filter(of_humans([person])).exclude(person=person).exists():
        raise AlreadyEnrolled(
            _(
                "Orang ini sudah terdaftar sebagai peserta kegiatan ini, dengan catatan lain yang sudah digabung dengannya."
            )
        )
    episode = _episode(activity, person, on)
    try:
        with transaction.atomic():
            participation = Participation.objects.create(
                activity=activity,
                person=person,
                episode=episode,
                category=episode.category,
                verification=_latest_confirming(person),
                enrolled_on=on,
                recorded_at=at,
            )
    except IntegrityError:
        raise AlreadyEnrolled(_("Orang ini sudah terdaftar sebagai peserta kegiatan ini.")) from None
    audit.record("participation.enrolled", participation, by=by, at=at, activity=str(activity.public_id), on=on)
    return participation


@transaction.atomic
def rely_on(participation: Participation, verification: Verification, *, by: Actor, at: datetime) -> Participation:
    """Rely on this verification from now on. Where it was still missing, the attendance is credited now.

    Raises NotAllowed, Withdrawn, DoesNotConfirm, and what crediting refuses.
    """
    participation = _locked(participation, by)
    if verification.person.human_key != participation.person.human_key:
        raise DoesNotConfirm(_("Verifikasi itu milik orang lain. Pilih verifikasi peserta ini."), field="verification")
    if not verification.confirms:
        raise DoesNotConfirm(
            _("Hasil verifikasi itu tidak menyatakan sesuai. Verifikasi peserta ini sekali lagi."), field="verification"
        )
    participation.verification = verification
    surviving.touch(participation.person_id)
    participation.save(update_fields=["verification"])
    crediting.credit(participation, by=by, at=at)
    audit.record("participation.verified", participation, by=by, at=at, verification=str(verification.public_id))
    return participation


@transaction.atomic
def attend(participation: Participation, *, on: date, by: Actor, at: datetime) -> Participation:
    """Record that the person was there, and credit the obligations that this counts for.

    `on` is the first day the person took part. An obligation that requires verification is credited once there is one.
    Raises NotAllowed, Withdrawn, AlreadyAttended, NotCarriedOut, TooEarly, TooLate, NotYet, and what crediting refuses.
    """
    participation = _locked(participation, by)
    activity = participation.activity
    if participation.attended_on is not None:
        raise AlreadyAttended(_("Kehadiran peserta ini sudah dicatat."))
    ensure_carried_out(activity)
    if on < max(activity.starts_on, participation.enrolled_on):
        raise rules.TooEarly(
            _("Kehadiran tidak dapat mendahului kegiatan atau pendaftaran. Periksa tanggalnya."), field="on"
        )
    _ensure_not_over(on, activity)
    planning.ensure_come(on, activity, at=at, label=_("Tanggal hadir"))
    participation.attended_on = on
    surviving.touch(participation.person_id)
    participation.save(update_fields=["attended_on"])
    crediting.credit(participation, by=by, at=at)
    audit.record("participation.attended", participation, by=by, at=at, on=on)
    return participation


@transaction.atomic
def withdraw(participation: Participation, *, reason: str, on: date, by: Actor, at: datetime) -> Participation:
    """Take a participation back as of the day `on`; it stays as history and what it credited is reversed.

    Raises NotAllowed, Withdrawn, TooEarly, NotYet, Invalid without a reason, and what reversing refuses.
    """
    participation = _locked(participation, by)
    if on < (participation.attended_on or participation.enrolled_on):
        raise rules.TooEarly(_("Pencabutan tidak dapat mendahului pendaftaran atau kehadiran."), field="on")
    planning.ensure_come(on, participation.activity, at=at, label=_("Tanggal pencabutan"))
    surviving.touch(participation.person_id)
    participation.withdrawn_on = on
    participation.withdrawal_reason = clean_text(reason, field="reason", label=_("Alasan pencabutan"), most=1_000)
    participation.save(update_fields=["withdrawn_on", "withdrawal_reason"])
    crediting.take_back(participation, reason=participation.withdrawal_reason, on=on, by=by, at=at)
    audit.record("participation.withdrawn", participation, by=by, at=at, on=on)
    return participation


def _locked(participation: Participation, by: Actor) -> Participation:
    """The participation as it is now, with its activity held; the policy is asked and a withdrawn one refused."""
    activity = planning.locked(participation.activity)
    policies.ensure_can_enrol(by, activity)
    participation = Participation.objects.select_related("person", "verification").get(pk=participation.pk)
    participation.activity = activity
    if participation.withdrawn_on is not None:
        raise Withdrawn(_("Keikutsertaan ini sudah dicabut. Daftarkan orangnya sekali lagi bila perlu."))
    return participation


def _episode(activity: Activity, person: Person, on: date) -> Episode:
    episodes = list(Episode.objects.at(activity.unit).on(on).of_human(person.human_key))
    category = category_on([episode.stay for episode in episodes], on)
    if category is None:
        raise NotPresent(
            _("Pada %(on)s orang ini tidak tercatat di %(unit)s. Periksa tanggal atau statusnya.")
            % {"on": f"{on:%d-%m-%Y}", "unit": activity.unit},
            field="on",
        )
    return next(episode for episode in episodes if episode.category == category)


def _latest_confirming(person: Person) -> Verification | None:
    return Verification.objects.confirming().latest_for(person)


def _ensure_not_over(day: date, activity: Activity) -> None:
    if day > activity.last_day:
        raise rules.TooLate(
            _("Kegiatan ini selesai %(day)s. Periksa tanggalnya.") % {"day": f"{activity.last_day:%d-%m-%Y}"},
            field="on",
        )
