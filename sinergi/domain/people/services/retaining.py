"""Letting go of what is no longer needed: by itself where nothing is to be decided, by decision where something is.

The periods are those of the declarations (`kernel.personal`), so that what is promised in the record of processing is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils.translation import gettext as _

from sinergi.domain.people import policies, rules
from sinergi.domain.people.choices import DatePrecision, ErasureDecision, Nationality, PopulationState
from sinergi.domain.people.models import Alias, Episode, Erasure, Person, PopulationImport, PopulationRow
from sinergi.domain.people.models.person import human
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.personal import retention
from sinergi.foundation.kernel.text import clean_line
from sinergi.foundation.queue.services import posting

AT_ONCE = 500
ERASED_NAME = "Data dihapus"

type Progress = Callable[[int], None]


class AlreadyDecided(DomainError):
    """The proposal was decided before."""

    code = "already_decided"


class StillHere(DomainError):
    """The person is at a unit, by whichever row."""

    code = "still_here"


@dataclass(frozen=True, slots=True)
class LetGo:
    """What one night did: files and imports forgotten, proposals made, proposals that fell away."""

    files: int
    imports: int
    proposed: int
    returned: int


def let_go(*, at: datetime, by: Actor, progress: Progress = lambda percent: None) -> LetGo:
    """What is due today. In short transactions; done again it does nothing more."""
    files = _discard_files(at)
    progress(20)
    imports = _forget_rows(at, by)
    progress(50)
    returned = _withdraw(at, by)
    proposed = _propose(at, by)
    return LetGo(files, imports, proposed, returned)


def erase(erasure: Erasure, *, by: Actor, at: datetime) -> None:
    """Take away everything that tells who the person is; episodes stay with unit, category and days, so that counts stay.

    Of who was merged all rows go. Raises NotAllowed, AlreadyDecided, StillHere. What identity holds about the person is
    forgotten by a job.
    """
    with transaction.atomic():
        erasure = _claimed(erasure, by=by)
        if Episode.objects.of_human(erasure.person.human_key).filter(ends_on=None).exists():
            raise StillHere(
                _("Orang ini sekarang tercatat lagi di unit, jadi datanya tidak dihapus. Muat ulang halaman.")
            )
        rows = list(Person.objects.select_for_update().of_human(erasure.person.human_key).order_by("pk"))
        for row in rows:
            _blank(row, at=at)
            audit.record("person.erased", row, by=by, at=at, due_on=erasure.due_on)
            posting.later("identity.forget_person", str(row.public_id), at=at)
        for each in Erasure.objects.waiting().filter(person__in=rows):
            each.decision = ErasureDecision.ERASED
            _close(each, by=by, at=at)


@transaction.atomic
def keep(erasure: Erasure, *, until: date, reason: str, by: Actor, at: datetime) -> None:
    """Keep the person longer, until a day at most five years away. Raises NotAllowed, AlreadyDecided, Invalid."""
    erasure = _claimed(erasure, by=by)
    today = today_at(Zone.WIB, at)
    if not today < until <= today + timedelta(days=5 * 366):
        raise Invalid(_("Isi tanggal sesudah hari ini, paling lama lima tahun lagi."), field="until")
    erasure.reason = clean_line(reason, field="reason", label=_("Alasan"), most=300)
    erasure.decision, erasure.keep_until = ErasureDecision.KEPT, until
    _close(erasure, by=by, at=at)
    audit.record("person.kept_longer", erasure.person, by=by, at=at, until=until)


def _claimed(erasure: Erasure, *, by: Actor) -> Erasure:
    erasure = Erasure.objects.select_for_update(of=("self",)).select_related("person").get(pk=erasure.pk)
    policies.ensure_can_erase(by, erasure.person)
    if erasure.decision != ErasureDecision.OPEN:
        raise AlreadyDecided(_("Usul ini sudah diputuskan. Muat ulang halaman."))
    return erasure


def _close(erasure: Erasure, *, by: Actor, at: datetime) -> None:
    erasure.decided_at, erasure.decided_by_key, erasure.decided_by_label = at, by.key, by.label
    erasure.save()


def _blank(person: Person, *, at: datetime) -> None:
    Alias.objects.filter(person=person).delete()
    PopulationRow.objects.filter(person=person).update(values="", number_key="", nik_index="")
    for episode in person.episodes.all():
        episode.registration_number, episode.nip = f"dihapus-{episode.pk}", ""
        episode.save(update_fields=["registration_number", "nip"])
    person.name, person.name_key = ERASED_NAME, rules.name_key(ERASED_NAME)
    person.birth_date, person.birth_precision, person.birth_source = None, DatePrecision.UNKNOWN, ""
    person.birth_place = person.region_code = ""
    person.nationality = Nationality.UNKNOWN
    person.nik = person.nik_index = ""
    person.mother_name = person.mother_name_index = ""
    person.family_card_number = person.family_card_index = ""
    person.erased_at = at
    person.save()


def _discard_files(at: datetime) -> int:
    """Files that were read, and files of imports that were given up."""
    before = at - timedelta(days=retention("berkas_impor").days or 0)
    read = PopulationImport.objects.exclude(state=PopulationState.READING)
    gone = 0
    for run in read.filter(file__isnull=False, recorded_at__lte=before).select_related("file"):
        with transaction.atomic():
            stored, run.file = run.file, None
            run.save(update_fields=["file"])
            if stored is not None and storing.discard(stored, at=at):
                gone += 1
            else:
                run.file = stored
                run.save(update_fields=["file"])
    return gone


def _forget_rows(at: datetime, by: Actor) -> int:
    """The values of the rows of ended imports; their outcomes and counts stay."""
    before = at - timedelta(days=retention("impor").days or 0)
    ended = PopulationImport.objects.filter(ended_at__lte=before, forgotten_at=None)
    for run in ended:
        last = 0
        while keys := list(run.rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            PopulationRow.objects.filter(pk__in=keys).update(
                values="", number_key="", nik_index="", person=None, episode=None, is_done=True
            )
            last = keys[-1]
        with transaction.atomic():
            guarded.update_one(PopulationImport.objects.filter(pk=run.pk, forgotten_at=None), forgotten_at=at)
            audit.record("population.forgotten", run, by=by, at=at)
    return len(ended)


def _withdraw(at: datetime, by: Actor) -> int:
    """Proposals about people who came back, so that nobody decides on what is no longer due."""
    waiting = Erasure.objects.waiting().annotate(human=human())
    returned = waiting.filter(Exists(Episode.objects.of_human(OuterRef("human")).filter(ends_on=None)))
    return returned.update(decision=ErasureDecision.RETURNED, decided_at=at, decided_by_key=by.key)


def _propose(at: datetime, by: Actor) -> int:
    """People whose last episode, at whichever row, ended so long ago that their time has run out, and nobody decided to keep
    them longer."""
    years = retention("orang").years or 0
    today = today_at(Zone.WIB, at)
    limit = _years_before(today, years)
    about = Q(person=OuterRef("pk")) | Q(person__merged_into=OuterRef("pk"))
    running = Episode.objects.filter(about, ends_on=None)
    settled = Erasure.objects.filter(about).filter(
        Q(decision=ErasureDecision.OPEN) | Q(decision=ErasureDecision.KEPT, keep_until__gte=today)
    )
    due = (
        Person.objects.survivors()
        .filter(~Exists(running), ~Exists(settled), erased_at=None)
        .annotate(own=Max("episodes__ends_on"), merged=Max("absorbed__episodes__ends_on"))
        .filter(Q(own__lte=limit) | Q(own=None, merged__isnull=False), Q(merged=None) | Q(merged__lte=limit))
        .order_by("pk")
    )
    made = 0
    while people := list(due[:AT_ONCE]):
        with transaction.atomic():
            proposals = [
                Erasure(person=person, due_on=_years_after(_last_day(person), years), proposed_at=at)
                for person in people
            ]
            Erasure.objects.bulk_create(proposals)
            audit.record_many(
                "person.erasure_proposed", ((each.person, {"due_on": each.due_on}) for each in proposals), by=by, at=at
            )
        made += len(people)
    return made


def _last_day(person: Person) -> date:
    """The last day of the last episode, at whichever row: of who is due."""
    # Annotated by `_propose`.
    days: tuple[date | None, date | None] = (person.own, person.merged)  # type: ignore[attr-defined]
    return max(day for day in days if day is not None)


def _years_after(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _years_before(day: date, years: int) -> date:
    return _years_after(day, -years)
