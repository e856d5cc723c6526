"""Who of the example country has no NIK, and what is done about it: a case in each state, a day past and one to come."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

from sinergi.demo.land import Land
from sinergi.demo.numerals import in_words
from sinergi.domain.identity.choices import Attendance, CloseReason, StepKind
from sinergi.domain.identity.models import NikCase
from sinergi.domain.identity.services import cases, recording_days
from sinergi.domain.people.choices import Category
from sinergi.domain.people.services import registering
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.institutions.choices import PartnerCategory, PlaceKind
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.actors import Actor

NEWCOMERS = 14
DAYS_AGO = (200, 120, 75, 40, 12)
"""When their cases were opened, over and over: every band of age has some."""

ENDS = (
    (StepKind.RECORDED, "Direkam di kantor dinas (contoh)"),
    (StepKind.ISSUED, "Surat dinas: NIK terbit (contoh)"),
    (CloseReason.RELEASED, "Bebas sebelum direkam (contoh)"),
    (CloseReason.DUPLICATE, "Sudah tercatat dengan NIK di nama lain (contoh)"),
)
ON_THE_DAY = (Attendance.RECORDED, Attendance.ABSENT, Attendance.REFUSED)
WHERE = (PlaceKind.LAPAS, PlaceKind.RUTAN, PlaceKind.LPKA)
OFFICE = "Dinas Dukcapil Contoh"


def seek(land: Land, *, today: date, by: Actor, at: datetime) -> None:
    """At the first unit, where example users work, people came without papers: every state and both days are shown there.

    Elsewhere the cases of those who have no NIK are just opened.
    """
    first = land.of_kind(PlaceKind.LAPAS)[0]
    opened = [_came(first, number, today=today, by=by, at=at) for number in range(1, NEWCOMERS + 1)]
    for number, case in enumerate(opened):
        day = today - timedelta(days=min(35, (today - case.opened_on).days))
        cases.pursue(case, StepKind.TRY, on=day, note="Wawancara; alamat keluarga dicatat (contoh)", by=by, at=at)
        if number % 2:
            paper = _paper(by=by, at=at)
            cases.pursue(case, StepKind.EVIDENCE, on=day, note="Ijazah (contoh)", evidence=paper, by=by, at=at)
    office = founding.found(OFFICE, category=PartnerCategory.PEMERINTAH, example=True, by=by, at=at)
    came, waiting = opened[: len(ON_THE_DAY)], opened[len(ON_THE_DAY) :]
    _past_day(first, office, came, today=today, by=by, at=at)
    for (end, note), case in zip(ENDS, waiting, strict=False):
        if isinstance(end, StepKind):
            cases.pursue(case, end, on=today, note=note, by=by, at=at)
        else:
            cases.close(case, reason=end, note=note, on=today, by=by, at=at)
    coming = recording_days.plan(first, office, on=today + timedelta(days=9), capacity=15, by=by, at=at)
    recording_days.book(coming, waiting[len(ENDS) : len(ENDS) + 2], by=by, at=at)
    for unit in land.of_kind(*WHERE):
        cases.open_for_unit(unit, by=by, at=at)


def _came(unit: Institution, number: int, *, today: date, by: Actor, at: datetime) -> NikCase:
    """Somebody without papers, with a case that was opened some time ago."""
    person = registering.register(
        name=f"Contoh Tanpa Berkas {in_words(number)}",
        sex="P" if number % 4 == 0 else "L",
        category=Category.NARAPIDANA,
        unit=unit,
        registration_number=f"CONTOH-TB-{number:02}",
        starts_on=today - timedelta(days=260),
        by=by,
        at=at,
    )
    then = at - timedelta(days=DAYS_AGO[number % len(DAYS_AGO)])
    return cases.open_case(person, note="Datang tanpa berkas kependudukan (contoh)", by=by, at=then)


def _past_day(
    unit: Institution, office: Institution, people: list[NikCase], *, today: date, by: Actor, at: datetime
) -> None:
    """A day two weeks ago: one was recorded, one absent, one refused."""
    before = at - timedelta(days=20)
    on = today - timedelta(days=14)
    day = recording_days.plan(unit, office, on=on, capacity=10, by=by, at=before)
    recording_days.book(day, people, by=by, at=before)
    attended = {case.public_id: what.value for case, what in zip(people, ON_THE_DAY, strict=True)}
    recording_days.hold(day, attended, by=by, at=at - timedelta(days=13))


def _paper(*, by: Actor, at: datetime) -> StoredFile:
    content = io.BytesIO(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    return storing.store(
        content, name="ijazah-contoh.pdf", allowed=[FileKind.PDF], most_bytes=1_000, is_example=True, by=by, at=at
    )
