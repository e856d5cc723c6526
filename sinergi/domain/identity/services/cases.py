"""Cases of people without a usable NIK: opened, pursued, closed. The NIK itself never comes through here.

It enters a person by a second officer's decision (`proposals`) or by whoever registers (people's `registering`); a case only
notices it, here where the first of them happens, else in `case_tending`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linkage import nik as nik_rules
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import BY_HAND, CaseOrigin, CaseState, CloseReason, StepKind
from sinergi.domain.identity.models import NikCase, NikCaseStep, VerificationRun
from sinergi.domain.identity.models.nik_case import without_open_case
from sinergi.domain.identity.queries import cases as queries
from sinergi.domain.identity.rules import cases as rules
from sinergi.domain.identity.services.case_steps import MOST_NOTE, ensure_has_come, locked, take
from sinergi.domain.people.choices import CUSTODY, Nationality
from sinergi.domain.people.models import Episode, EpisodeQuerySet, Person, PersonQuerySet
from sinergi.domain.people.models.person import human, of_humans
from sinergi.domain.people.services import surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from sinergi.foundation.kernel.queries import prefixed
from sinergi.foundation.kernel.text import clean_line
from sinergi.foundation.kernel.turns import Turns

AT_ONCE = 500
MOST_AT_ONCE = 5_000
"""How many cases one command opens; called again, it goes on where it ended."""

SHOWN_IN_A_LIST = ("name", "case")
"""What is noted as read of everybody whom a list of cases names."""

PURSUED = (StepKind.TRY, StepKind.EVIDENCE, StepKind.RECORDED, StepKind.ISSUED, StepKind.RETURNED)
"""The steps that people write down one by one."""


class HasNik(DomainError):
    """The person has a NIK that a register can be asked for."""

    code = "has_nik"


class Foreigner(DomainError):
    """Foreign nationals have no NIK to look for."""

    code = "foreigner"


class AlreadyOpen(DomainError):
    """There is an open case about the person."""

    code = "case_already_open"


class Mixed(DomainError):
    """A file of real people for an example case, or the reverse."""

    code = "real_and_example_mixed"


@dataclass(frozen=True, slots=True)
class Opened:
    """What one command did: how many cases it opened; `is_more` when it stopped at its bound."""

    cases: int
    is_more: bool


@transaction.atomic
def open_case(person: Person, *, note: str = "", by: Actor, at: datetime) -> NikCase:
    """Open the case of one person, at the unit where the person is now.

    Raises NotAllowed, HasNik, Foreigner, AlreadyOpen, Invalid.
    """
    person = surviving.recording(person.pk)
    stays = Episode.objects.of_human(person.pk).lasting_at(at)
    units = _units(stays.filter(prefixed("unit__place__path", by.paths(policies.CASES))))
    if person.pk not in units or person.erased_at is not None:
        raise NotAllowed(_("Kasus tanpa NIK dibuka oleh petugas berwenang di unit tempat orang ini berada sekarang."))
    if nik_rules.is_usable(person.nik):
        raise HasNik(_("Orang ini sudah mempunyai NIK yang dapat diperiksa; periksa identitasnya, tidak perlu kasus."))
    if person.nationality == Nationality.WNA:
        raise Foreigner(_("Orang ini tercatat sebagai warga negara asing, jadi tidak mempunyai NIK untuk dicari."))
    if NikCase.objects.open().of_humans([person]).exists():
        raise AlreadyOpen(_("Orang ini sudah mempunyai kasus yang terbuka; lanjutkan yang itu."))
    note = clean_line(note, field="note", label=_("Catatan"), most=MOST_NOTE, required=False)
    unit = units[person.pk]
    case = _made(person, unit, CaseOrigin.HAND, None, by=by, at=at)
    case.save(force_insert=True)
    _first_step(case, note, by=by, at=at).save(force_insert=True)
    audit.record("case.opened", case, by=by, at=at, unit=str(unit.public_id))
    return case


def open_for_unit(unit: Institution, *, by: Actor, at: datetime) -> Opened:
    """Open a case for everybody who is at the unit or below it and has no usable NIK; foreigners are left out.

    In transactions of AT_ONCE people, at most MOST_AT_ONCE cases; done again it opens what is new. Raises NotAllowed.
    """
    policies.ensure_can_see_to_cases_at(by, unit)
    here = Episode.objects.at(unit).lasting_at(at)
    return _open_many(Person.objects.survivors().having(here), unit, CaseOrigin.UNIT, None, by=by, at=at)


def open_from_run(run: VerificationRun, *, by: Actor, at: datetime) -> Opened:
    """Open the cases that a run proposes: whom it found without a NIK and who is still at the unit. Raises NotAllowed."""
    policies.ensure_can_see_to_cases_at(by, run.unit)
    return _open_many(queries.proposed(run, by, at=at), run.unit, CaseOrigin.RUN, run, by=by, at=at)


@transaction.atomic
def pursue(
    case: NikCase,
    kind: str,
    *,
    on: date,
    note: str = "",
    evidence: StoredFile | None = None,
    by: Actor,
    at: datetime,
) -> NikCase:
    """Write down a try, evidence, a recording, that the NIK was issued, or that the office sent the case back.

    A try, evidence and a return say what it was. Raises NotAllowed, WrongStep, Invalid, Mixed, Lost.
    """
    if kind not in PURSUED:
        raise Invalid(_("Pilih langkah dari daftar."), field="kind")
    case = locked(case, by=by)
    says = kind in (StepKind.TRY, StepKind.EVIDENCE, StepKind.RETURNED) and evidence is None
    note = clean_line(note, field="note", label=_("Catatan"), most=MOST_NOTE, required=says)
    ensure_has_come(on, case, at)
    if evidence is not None and evidence.is_example != case.is_example:
        raise Mixed(_("Berkas contoh hanya untuk orang contoh, dan berkas nyata untuk orang nyata."), field="evidence")
    # Recorded on another day than the one that was planned: the place there becomes free.
    return take(case, StepKind(kind), on=on, note=note, evidence=evidence, by=by, at=at)


@transaction.atomic
def close(case: NikCase, *, reason: str, note: str, on: date, by: Actor, at: datetime) -> NikCase:
    """Close a case for a reason of BY_HAND. Raises NotAllowed, WrongStep, Invalid, Lost."""
    if reason not in BY_HAND:
        raise Invalid(_("Pilih alasan dari daftar."), field="reason")
    case = locked(case, by=by)
    note = clean_line(note, field="note", label=_("Catatan"), most=MOST_NOTE)
    ensure_has_come(on, case, at)
    return take(case, StepKind.CLOSED, on=on, note=note, reason=CloseReason(reason), by=by, at=at)


@transaction.atomic
def reopen(case: NikCase, *, note: str, on: date, by: Actor, at: datetime) -> NikCase:
    """Take up a closed case again. Raises NotAllowed, WrongStep, HasNik, AlreadyOpen, Invalid, Lost."""
    person = surviving.recording(case.person_id)
    case = locked(case, by=by)
    note = clean_line(note, field="note", label=_("Catatan"), most=MOST_NOTE)
    ensure_has_come(on, case, at)
    rules.after(case.state, StepKind.REOPENED)
    if person.erased_at is not None or nik_rules.is_usable(person.nik):
        raise HasNik(_("Orang ini sudah mempunyai NIK yang dapat diperiksa, atau datanya sudah dihapus."))
    if NikCase.objects.open().of_humans([person]).exists():
        raise AlreadyOpen(_("Orang ini sudah mempunyai kasus lain yang terbuka; lanjutkan yang itu."))
    return take(case, StepKind.REOPENED, on=on, note=note, by=by, at=at)


def settle(person: Person, *, by: Actor, at: datetime) -> int:
    """Close the open cases of a human being who has a usable NIK now; how many there were.

    Called where the NIK was written, in that transaction; whoever may write it needs no right over cases. There are two when
    two rows that each had a case were merged.
    """
    if not nik_rules.is_usable(person.nik):
        return 0
    found = list(NikCase.objects.open().of_humans([person]).select_related("unit__place").order_by("pk"))
    for case in found:
        on = today_at(case.unit.zone, at)
        take(locked(case, by=_SYSTEM), StepKind.CLOSED, on=on, reason=CloseReason.ISSUED, by=by, at=at)
    return len(found)


_SYSTEM = Actor.system("identity")


def _open_many(
    persons: PersonQuerySet,
    unit: Institution,
    origin: CaseOrigin,
    run: VerificationRun | None,
    *,
    by: Actor,
    at: datetime,
) -> Opened:
    wanted = without_open_case(persons.filter(erased_at=None, is_example=unit.is_example)).exclude(
        nationality=Nationality.WNA
    )
    opened, last = 0, 0
    turns = Turns()
    while opened < MOST_AT_ONCE:
        keys = list(wanted.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not keys:
            return Opened(opened, is_more=False)
        opened += _open_chunk(keys, unit, origin, run, by=by, at=at)
        last = keys[-1]
        turns.pause()
    return Opened(opened, is_more=wanted.filter(pk__gt=last).exists())


@transaction.atomic
def _open_chunk(
    keys: list[int], unit: Institution, origin: CaseOrigin, run: VerificationRun | None, *, by: Actor, at: datetime
) -> int:
    # The people are locked first, so that of two commands at once the second finds the cases of the first.
    held = list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    taken = set(NikCase.objects.open().of_humans(held).values_list(human(), flat=True))
    places = _units(Episode.objects.at(unit).lasting_at(at).filter(of_humans(held)))
    cases = [
        _made(person, places[person.pk], origin, run, by=by, at=at)
        for person in held
        if person.pk not in taken
        and person.pk in places
        and person.merged_into_id is None
        and not nik_rules.is_usable(person.nik)
    ]
    if not cases:
        return 0
    NikCase.objects.bulk_create(cases)
    surviving.touch(*(case.person_id for case in cases))
    made = NikCase.objects.filter(public_id__in=[case.public_id for case in cases])
    NikCaseStep.objects.bulk_create(_first_step(case, "", by=by, at=at) for case in made.order_by("pk"))
    audit.record("cases.opened", unit, by=by, at=at, cases=len(cases), origin=origin.value)
    return len(cases)


def _made(
    person: Person, unit: Institution, origin: CaseOrigin, run: VerificationRun | None, *, by: Actor, at: datetime
) -> NikCase:
    today = today_at(unit.zone, at)
    return NikCase(
        person=person,
        unit=unit,
        state=CaseState.OPEN,
        origin=origin,
        run=run,
        opened_on=today,
        last_step_on=today,
        is_example=person.is_example,
        recorded_at=at,
        by_key=by.key,
        by_label=by.label,
    )


def _first_step(case: NikCase, note: str, *, by: Actor, at: datetime) -> NikCaseStep:
    return NikCaseStep(
        case=case,
        kind=StepKind.OPENED,
        on=case.opened_on,
        note=note,
        recorded_at=at,
        by_key=by.key,
        by_label=by.label,
    )


def _units(episodes: EpisodeQuerySet) -> dict[int, Institution]:
    """Where each human being is: in custody before elsewhere, the newest episode first."""
    found: dict[int, tuple[bool, date, Institution]] = {}
    for episode in episodes.select_related("unit__place", "person"):
        key, rank = episode.person.human_key, (episode.category in CUSTODY, episode.starts_on)
        if key not in found or rank > found[key][:2]:
            found[key] = (*rank, episode.unit)
    return {key: unit for key, (_custody, _since, unit) in found.items()}
