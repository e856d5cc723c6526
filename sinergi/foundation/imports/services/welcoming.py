"""Users from a sheet: looked at first, then all invited at once, each with a role at a unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from sinergi.foundation.access import policies, queries
from sinergi.foundation.access.models import Role, User
from sinergi.foundation.access.services import granting, inviting
from sinergi.foundation.access.services.inviting import OneTimePassword
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.choices import Outcome, Subject
from sinergi.foundation.imports.models import ImportRow, ImportRun
from sinergi.foundation.imports.rules import Counts, TableRow, read_sheet
from sinergi.foundation.imports.services import staging
from sinergi.foundation.imports.services.staging import StagedRow
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line

COLUMNS = ("nama", "surel", "peran", "unit", "mulai", "sampai")
REQUIRED = ("nama", "surel", "peran", "unit")
MOST_BYTES = 5_000_000
MOST_ROWS = 500
EVERYWHERE = {"seluruh indonesia", "nasional"}
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januari", "feb februari pebruari", "mar maret", "apr april", "mei", "jun juni", "jul juli",
         "agu agt agustus", "sep sept september", "okt oktober", "nov november nopember", "des desember"), 1)
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True)
class Handed:
    """What is given to a new user: shown once, kept nowhere. `password` is "" where a link left by mail."""

    name: str
    email: str
    role: str
    unit: str
    password: str


@dataclass(frozen=True)
class _Planned:
    name: str
    email: str
    role: Role
    institution: Institution | None
    starts_on: date
    ends_on: date | None


def preview(file: StoredFile, *, on: date, by: Actor, at: datetime) -> ImportRun:
    """Say for each row whom it would invite or give a role, and keep that. A missing start is `on`.

    Raises NotAllowed, TableRefused for a file that is no such list, storing.Gone.
    """
    policies.ensure_can_manage_somewhere(by)
    with storing.open_file(file) as stream:
        table = read_sheet(stream, columns=COLUMNS, required=REQUIRED, most_rows=MOST_ROWS)
    reader = _Reader(on=on, by=by)
    staged = [reader.staged(row) for row in table.rows]
    staged += [StagedRow(problem.number, Outcome.REFUSED, problem.text) for problem in table.problems]
    return staging.stage(
        Subject.USERS, file, sorted(staged, key=lambda row: row.number), notes=table.notes, by=by, at=at
    )


def confirm(run: ImportRun, *, on: date, by: Actor, at: datetime, by_mail: bool = False) -> tuple[Handed, ...]:
    """Do what the preview said, in one transaction, and say what is to be handed over, in the order of the file.

    What has become impossible since the preview is refused row by row. Raises NotAllowed, staging.AlreadyConfirmed.
    """
    policies.ensure_can_manage_somewhere(by)
    rows = list(run.rows.exclude(outcome=Outcome.REFUSED))
    new = sum(row.outcome == Outcome.CREATED for row in rows)
    # Hashing takes its time by design: on all cores, and before anything is locked.
    with ThreadPoolExecutor(4) as pool:
        passwords = [] if by_mail else list(pool.map(lambda _number: inviting.one_time_password(), range(new)))
    handed: list[Handed] = []
    with transaction.atomic():
        run = staging.confirm(run, by=by, at=at)
        reader = _Reader(on=on, by=by)
        for row in rows:
            _apply(row, reader, passwords, handed, by=by, at=at, by_mail=by_mail)
        ImportRow.objects.bulk_update(rows, ["outcome", "message"], batch_size=200)
        staging.record_results(run, Counts.of(run.rows.values_list("outcome", flat=True)), by=by, at=at)
    return tuple(handed)


def _apply(
    row: ImportRow, reader: _Reader, passwords: list[OneTimePassword], handed: list[Handed],
    *, by: Actor, at: datetime, by_mail: bool,
) -> None:  # fmt: skip
    """One row, and its outcome as it really was."""
    try:
        with transaction.atomic():
            planned = reader.planned(TableRow(row.number, row.values))
            known = reader.known(planned.email)
            if known is not None:
                granting.grant(
                    known, planned.role, institution=planned.institution,
                    starts_on=planned.starts_on, ends_on=planned.ends_on, by=by, at=at,
                )  # fmt: skip
                row.outcome = Outcome.UPDATED
                return
            password = passwords.pop() if passwords else None
            _user, plain = inviting.welcome(
                planned.email, name=planned.name, role=planned.role, institution=planned.institution,
                starts_on=planned.starts_on, ends_on=planned.ends_on, password=password, by_mail=by_mail, by=by, at=at,
            )  # fmt: skip
    except granting.AlreadyGranted:
        row.outcome, row.message = Outcome.UNCHANGED, "Sudah memegang peran ini di sana."
    except DomainError as refusal:
        row.outcome, row.message = Outcome.REFUSED, str(refusal)
    else:
        row.outcome = Outcome.CREATED
        unit = planned.institution.name if planned.institution else "Seluruh Indonesia"
        handed.append(Handed(planned.name, planned.email, planned.role.name, unit, plain))


class _Reader:
    """Makes sense of rows for one person on one day; remembers roles and what earlier rows of the file bring."""

    def __init__(self, *, on: date, by: Actor) -> None:
        self.on, self.by = on, by
        held = queries.roles(by, on=on)
        self.roles = {word.casefold(): one.role for one in held for word in (one.role.name, one.role.code)}
        self.coming: dict[str, set[tuple[int, int | None]]] = {}

    def staged(self, row: TableRow) -> StagedRow:
        values = dict(row.values)
        try:
            planned = self.planned(row)
            values["mulai"] = planned.starts_on.isoformat()
            return StagedRow(row.number, *self._outcome(planned), values)
        except DomainError as refusal:
            return StagedRow(row.number, Outcome.REFUSED, str(refusal), values)

    def _outcome(self, planned: _Planned) -> tuple[Outcome, str]:
        place = (planned.role.pk, planned.institution.pk if planned.institution else None)
        before = self.coming.setdefault(planned.email, set())
        if place in before:
            raise Invalid("Baris lain di berkas ini sudah memberi orang ini peran yang sama di sana.")
        known = self.known(planned.email)
        first = known is None and not before
        before.add(place)
        if first:
            return Outcome.CREATED, ""
        if known is None:
            return Outcome.UPDATED, "Peran tambahan bagi orang dari baris sebelumnya."
        if queries.holds(known, planned.role, planned.institution, from_on=planned.starts_on, viewer=self.by):
            return Outcome.UNCHANGED, "Sudah memegang peran ini di sana."
        return Outcome.UPDATED, f"Peran tambahan bagi {known.name}, yang sudah terdaftar."

    def known(self, email: str) -> User | None:
        """The user with this address. Raises Invalid when he works where `by` manages nobody."""
        user = queries.user_with(email, self.by)
        if user is None and queries.is_taken(email, viewer=self.by):
            raise Invalid(
                "Surel ini dipakai pengguna di luar unit Anda. Mintalah mutasi atau peran tambahan ke atasan."
            )
        return user

    def planned(self, row: TableRow) -> _Planned:
        """What the row asks for, as values. Raises DomainError with a sentence for its author."""
        cells = row.values
        name = clean_line(cells["nama"], field="nama", label="Nama", most=200)
        email = clean_line(cells["surel"], field="surel", label="Surel", most=254).removeprefix("mailto:").lower()
        try:
            validate_email(email)
        except ValidationError:
            raise Invalid(f"Surel “{email[:60]}” tidak benar.") from None
        role = self.roles.get(" ".join(cells["peran"].split()).casefold())
        if role is None:
            raise Invalid(f"Peran “{cells['peran'][:60]}” tidak dikenal. Pakai nama seperti di halaman Peran.")
        institution = self._institution(cells["unit"])
        starts_on = _day(cells["mulai"], "mulai") or self.on
        ends_on = _day(cells["sampai"], "sampai")
        if ends_on is not None and ends_on < starts_on:
            raise Invalid("Kolom sampai mendahului kolom mulai.")
        return _Planned(name, email, role, institution, starts_on, ends_on)

    def _institution(self, text: str) -> Institution | None:
        unit = " ".join(text.split())
        if not unit:
            raise Invalid("Kolom unit kosong. Tulis nama unitnya, atau “Seluruh Indonesia”.")
        institution = None if unit.casefold() in EVERYWHERE else institutions.named(unit, viewer=self.by)
        if institution is None and unit.casefold() not in EVERYWHERE:
            raise Invalid(f"Unit “{unit[:80]}” tidak dikenal. Periksa ejaannya di daftar lembaga.")
        policies.ensure_can_manage(self.by, institution.path if institution else None)
        return institution


def _day(text: str, column: str) -> date | None:
    """A day as people type it: 2026-03-02, 2-3-2026, 02/03/2026, 2 Maret 2026; "" is none. Raises Invalid."""
    words: Sequence[str] = re.split(r"[\s./-]+", text.strip().casefold())
    if words == [""]:
        return None
    try:
        first, middle, last = words
        month = MONTHS.get(middle) or int(middle)
        return date(int(first), month, int(last)) if len(first) == 4 else date(_year(last), month, int(first))
    except ValueError:
        raise Invalid(f"Kolom {column} bukan tanggal: “{text[:30]}”. Tulis seperti 2-3-2026.") from None


def _year(text: str) -> int:
    if len(text) != 4:
        raise ValueError(text)
    return int(text)
