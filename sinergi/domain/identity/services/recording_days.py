"""Recording days: planned with a Dinas Dukcapil, filled up to their capacity, held, and told who was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import Attendance, CaseState, DayState, StepKind
from sinergi.domain.identity.models import MOST_PLACES, NikCase, NikCaseStep, RecordingDay
from sinergi.domain.identity.rules import cases as rules
from sinergi.domain.identity.services.case_steps import MOST_NOTE, locked, take
from sinergi.domain.people.choices import REVEAL
from sinergi.domain.people.models import Episode, Person
from sinergi.foundation.audit.services import readings
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from sinergi.foundation.kernel.queries import prefixed
from sinergi.foundation.kernel.text import clean_line

_STEP_OF = {
    Attendance.RECORDED: StepKind.RECORDED,
    Attendance.ABSENT: StepKind.ABSENT,
    Attendance.REFUSED: StepKind.REFUSED,
}
ON_THE_LIST = ("name", "sex", "birth_date", "birth_place")


class AlreadyPlanned(DomainError):
    """The office comes to the unit on that day already."""

    code = "recording_day_planned"


class Full(DomainError):
    """There are not so many places left."""

    code = "recording_day_full"


class NotPlanned(DomainError):
    """The day was held or cancelled before, or is over."""

    code = "recording_day_not_planned"


class NotOfThisUnit(DomainError):
    """Another unit sees to the case."""

    code = "case_of_another_unit"


@dataclass(frozen=True, slots=True)
class Listed:
    """One person as the office gets one; `mother_name` is "" unless it was asked for, may be seen, and is known."""

    name: str
    sex: str
    born: str
    birth_place: str
    mother_name: str


def plan(unit: Institution, office: Institution, *, on: date, capacity: int, by: Actor, at: datetime) -> RecordingDay:
    """Plan a recording day of `capacity` places, 1 to MOST_PLACES. Raises NotAllowed, Invalid, AlreadyPlanned."""
    policies.ensure_can_see_to_cases_at(by, unit)
    if on < today_at(unit.zone, at):
        raise Invalid(_("Hari perekaman ini sudah lewat; pilih hari ini atau sesudahnya."), field="on")
    if not 1 <= capacity <= MOST_PLACES:
        raise Invalid(_("Kapasitas 1 sampai %(most)s orang sehari.") % {"most": MOST_PLACES}, field="capacity")
    if office.is_example != unit.is_example:
        raise Invalid(_("Lembaga contoh hanya untuk unit contoh, dan lembaga nyata untuk unit nyata."), field="office")
    try:
        with transaction.atomic():
            day = RecordingDay.objects.create(
                unit=unit,
                office=office,
                on=on,
                capacity=capacity,
                is_example=unit.is_example,
                recorded_at=at,
                by_key=by.key,
                by_label=by.label,
            )
            audit.record("recording_day.planned", day, by=by, at=at, unit=str(unit.public_id), on=on, capacity=capacity)
    except IntegrityError:
        raise AlreadyPlanned(
            _("Hari perekaman dengan dinas itu sudah direncanakan untuk hari ini di unit ini; buka yang ada."),
            field="on",
        ) from None
    return day


@transaction.atomic
def book(day: RecordingDay, cases: Iterable[NikCase], *, by: Actor, at: datetime) -> int:
    """Take a place for each of the cases: for all of them, or for nobody; how many they were.

    The places are taken first, by a guarded update, so that two who book at once never take more than there are.
    Raises NotAllowed, Invalid, Full, NotPlanned, NotOfThisUnit, WrongStep, Lost.
    """
    chosen = list({case.pk: case for case in cases}.values())
    if not chosen:
        raise Invalid(_("Pilih sedikitnya satu orang untuk dijadwalkan."), field="cases")
    day = _planned(day, by=by)
    if day.on < (today := today_at(day.unit.zone, at)):
        raise NotPlanned(_("Hari perekaman ini sudah lewat; catat hasilnya, lalu jadwalkan pada hari lain."))
    free = RecordingDay.objects.filter(pk=day.pk, state=DayState.PLANNED, booked__lte=F("capacity") - len(chosen))
    if not free.update(booked=F("booked") + len(chosen)):
        raise Full(
            _(
                "Tinggal %(room)s tempat pada hari itu, %(chosen)s orang dipilih. Kurangi pilihannya atau pilih hari lain."
            )
            % {"room": day.room, "chosen": len(chosen)},
            field="cases",
        )
    for case in sorted(chosen, key=lambda one: one.pk):
        mine = locked(case, by=by)
        if not (mine.unit.path or "").startswith(day.unit.path or "-") or mine.is_example != day.is_example:
            raise NotOfThisUnit(
                _("%(name)s tidak lagi di unit ini; muat ulang halamannya.") % {"name": mine.person.name}
            )
        if mine.state != CaseState.OPEN:
            raise rules.WrongStep(
                _("Kasus %(name)s sekarang %(state)s; muat ulang halamannya.")
                % {"name": mine.person.name, "state": mine.get_state_display().lower()}
            )
        take(mine, StepKind.BOOKED, on=today, day=day, by=by, at=at)
    return len(chosen)


@transaction.atomic
def unbook(case: NikCase, *, note: str, by: Actor, at: datetime) -> NikCase:
    """Give a place back, with the reason. Raises NotAllowed, WrongStep, Invalid, Lost."""
    case = locked(case, by=by)
    rules.after(case.state, StepKind.UNBOOKED)
    note = clean_line(note, field="note", label=_("Alasan"), most=MOST_NOTE)
    day = case.recording_day
    return take(case, StepKind.UNBOOKED, on=today_at(case.unit.zone, at), note=note, day=day, by=by, at=at)


@transaction.atomic
def hold(day: RecordingDay, attended: Mapping[UUID, str], *, by: Actor, at: datetime) -> RecordingDay:
    """Say of everybody who was booked what became of it; who was not recorded goes back to the queue.

    `attended` gives one of Attendance for the public id of each case. Raises NotAllowed, NotPlanned, Invalid, Lost.
    """
    day = _planned(day, by=by)
    if today_at(day.unit.zone, at) < day.on:
        raise NotPlanned(_("Hari perekaman ini belum tiba; hasilnya dicatat pada hari itu atau sesudahnya."))
    booked = {case.public_id: case for case in day.cases.order_by("pk")}
    if attended.keys() != booked.keys() or not set(attended.values()) <= set(Attendance.values):
        raise Invalid(
            _("Tandai setiap orang dalam daftar: direkam, tidak hadir, atau menolak. Bila daftar berubah, muat ulang."),
            field="attended",
        )
    guarded.update_one(RecordingDay.objects.filter(pk=day.pk, state=DayState.PLANNED), state=DayState.HELD)
    day.state = DayState.HELD
    for public_id, case in booked.items():
        kind = _STEP_OF[Attendance(attended[public_id])]
        take(locked(case, by=by), kind, on=day.on, day=day, keeps_place=True, by=by, at=at)
    came = sum(value == Attendance.RECORDED for value in attended.values())
    audit.record("recording_day.held", day, by=by, at=at, booked=len(booked), recorded=came)
    return day


@transaction.atomic
def cancel(day: RecordingDay, *, reason: str, by: Actor, at: datetime) -> RecordingDay:
    """Call a planned day off; everybody booked goes back to the queue. Raises NotAllowed, NotPlanned, Invalid, Lost."""
    day = _planned(day, by=by)
    reason = clean_line(reason, field="reason", label=_("Alasan"), most=300)
    today = today_at(day.unit.zone, at)
    for case in day.cases.order_by("pk"):
        take(locked(case, by=by), StepKind.UNBOOKED, on=today, day=day, by=by, at=at)
    guarded.update_one(
        RecordingDay.objects.filter(pk=day.pk, state=DayState.PLANNED, booked=0),
        state=DayState.CANCELLED,
        reason=reason,
    )
    day.state, day.reason, day.booked = DayState.CANCELLED, reason, 0
    audit.record("recording_day.cancelled", day, by=by, at=at, reason=reason)
    return day


@transaction.atomic
def list_out(
    day: RecordingDay, *, with_mother: bool, purpose: str, form: str, by: Actor, at: datetime
) -> tuple[Listed, ...]:
    """Who is or was booked for the day, by name, for the office; noted as read, each of them, before it leaves.

    The mother's name only for whom `by` may open now, and only when asked for. `form` is how it leaves (pdf, xlsx).
    Raises NotAllowed, Invalid without a purpose.
    """
    policies.ensure_can_hold(by, day)
    purpose = clean_line(purpose, field="purpose", label=_("Tujuan"), most=160)
    opened: set[int] = set()
    if with_mother:
        if not by.may_somewhere(REVEAL):
            raise NotAllowed(_("Nama ibu hanya dibuka oleh petugas yang berwenang membuka data tersamar."))
        here = Episode.objects.lasting_at(at).filter(prefixed("unit__place__path", by.paths(REVEAL)))
        opened = set(here.filter(person__in=_booked(day)).values_list("person", flat=True))
    persons = list(Person.objects.filter(pk__in=_booked(day), erased_at=None).order_by("name", "pk"))
    for fields, those in (
        (ON_THE_LIST, [person for person in persons if person.pk not in opened]),
        ((*ON_THE_LIST, "mother_name"), [person for person in persons if person.pk in opened]),
    ):
        readings.note_many(those, fields, by=by, at=at, purpose=f"Daftar perekaman ({form}): {purpose}")
    audit.record("recording_day.listed", day, by=by, at=at, persons=len(persons), form=form, mother=len(opened))
    return tuple(
        Listed(
            name=person.name,
            sex=person.get_sex_display() if person.sex else "",
            born=str(person.born) if person.born.on else "",
            birth_place=person.birth_place,
            mother_name=person.mother_name if person.pk in opened else "",
        )
        for person in persons
    )


def _booked(day: RecordingDay) -> list[int]:
    """The persons who are booked while the day is planned, and who were once it was held."""
    if day.state == DayState.HELD:
        kinds = list(_STEP_OF.values())
        told = NikCaseStep.objects.filter(recording_day=day, kind__in=kinds)
        return list(told.values_list("case__person", flat=True))
    return list(NikCase.objects.filter(recording_day=day).values_list("person", flat=True))


def _planned(day: RecordingDay, *, by: Actor) -> RecordingDay:
    day = RecordingDay.objects.select_for_update(of=("self",)).select_related("unit__place").get(pk=day.pk)
    policies.ensure_can_hold(by, day)
    if day.state != DayState.PLANNED:
        raise NotPlanned(
            _("Hari perekaman ini %(state)s; muat ulang halamannya.") % {"state": day.get_state_display().lower()}
        )
    return day
