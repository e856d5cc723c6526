"""A run where the register is: a file of people goes there sealed, and sealed answers to exactly that file come back.

The outgoing file is made in memory and kept nowhere here; its hash is, so that answers to another file are refused. The
answers name rows of the register, never its values.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import Pause, Result, RunKind, RunState
from sinergi.domain.identity.gateway.protocol import Kind
from sinergi.domain.identity.models import VerificationRun
from sinergi.domain.identity.rules.told import Told
from sinergi.domain.identity.services import keeping, knowing, runs
from sinergi.domain.identity.services.extracts import ensure_in_term
from sinergi.domain.people.models import Person
from sinergi.foundation.audit.services import readings
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid

COLUMNS = ("id", "nik", "name", "aliases", "sex", "birth_date", "birth_place", "mother_name", "region_code")
"""What a registry needs to find somebody, and no more: no unit, no category, no registration number, no days."""

MOST_BYTES = 60_000_000
MOST_SENTENCES, MOST_LETTERS = 12, 300
_READ = ("nik", "name", "aliases", "sex", "birth_date", "birth_place", "mother_name", "region_code")
_RESULTS = {"same": Result.SESUAI, "look": Result.SESUAI_SEBAGIAN, "different": Result.TIDAK_SESUAI}


class NoKey(DomainError):
    """Nothing can be sealed or checked: the keys are not set up here."""

    code = "no_seal_key"


class NotReady(DomainError):
    """The run is not at the step at which this is done."""

    code = "run_not_ready"


class BadAnswers(Invalid):
    """The answers cannot be taken: not sealed by the registry, changed, or answers to another file."""

    code = "bad_answers"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file and the seal that travels with it."""

    name: str
    content: bytes
    seal: bytes


def outgoing(run: VerificationRun, *, by: Actor, at: datetime) -> Sealed:
    """The people of the run as a sealed file for `linkage match`; each of them is noted as read.

    Made again, it replaces the one before: answers to that are then refused. Raises NotAllowed, OutsideTerm, NoKey, and
    NotReady while people are still gathered or once answers came.
    """
    from linkage import faults, sealing

    policies.ensure_can_verify_at(by, run.unit)
    ensure_in_term(run.agreement, today_at(Zone.WIT, at))
    _ensure_waiting(run)
    if not settings.SEAL_KEY:
        raise NoKey(_("Kunci segel belum diatur di server ini (SINERGI_SEAL_KEY); hubungi pengelola server."))
    name = f"orang-{run.public_id}.csv"
    persons = Person.objects.filter(pk__in=run.persons.values("person")).order_by("pk").prefetch_related("aliases")
    content, number = _written(persons.iterator(chunk_size=500))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            seal = sealing.seal(path, Path(settings.SEAL_KEY), kind=sealing.SealKind.PEOPLE, at=at).read_bytes()
        except faults.Fault as error:
            raise NoKey(str(error)) from None
    with transaction.atomic():
        _ensure_waiting(VerificationRun.objects.select_for_update().get(pk=run.pk))
        run.outgoing_sha256, run.outgoing_rows = sha256(content).hexdigest(), number
        run.save(update_fields=["outgoing_sha256", "outgoing_rows"])
        readings.note_many(persons.only("pk", "public_id"), _READ, by=keeping.reader(run), at=at, purpose=run.purpose)
        audit.record("run.sent_out", run, by=by, at=at, rows=number, sha256=run.outgoing_sha256)
    return Sealed(name, content, seal)


def receive(
    run: VerificationRun, content: bytes, seal: bytes, *, name: str, by: Actor, at: datetime
) -> VerificationRun:
    """Take the registry's answers, once their seal and every row were checked; the run then goes on by itself.

    Raises NotAllowed, OutsideTerm, NoKey, NotReady, and BadAnswers with what is wrong: nothing is kept of such a file.
    """
    policies.ensure_can_verify_at(by, run.unit)
    ensure_in_term(run.agreement, today_at(Zone.WIT, at))
    _ensure_waiting(run)
    if not run.outgoing_sha256:
        raise NotReady(_("Berkas orang belum diunduh, jadi belum ada yang dapat dijawab."))
    if not settings.REGISTRY_KEY:
        raise NoKey(
            _("Kunci tempat register belum diatur di server ini (SINERGI_REGISTRY_KEY); hubungi pengelola server.")
        )
    if len(content) > MOST_BYTES:
        raise BadAnswers(_("Berkas jawaban terlalu besar; periksa berkas mana yang dipilih."), field="file")
    _checked(run, content, seal, suffix=Path(name).suffix.lower())
    with transaction.atomic():
        run = VerificationRun.objects.select_for_update().get(pk=run.pk)
        _ensure_waiting(run)
        run.answers = storing.store(
            io.BytesIO(content),
            name=name,
            allowed=[FileKind.CSV],
            most_bytes=MOST_BYTES,
            is_example=run.is_example,
            by=by,
            at=at,
        )
        run.waits_because = ""
        run.save(update_fields=["answers", "waits_because"])
        audit.record("run.answers_received", run, by=by, at=at, sha256=run.answers.sha256)
        runs.post(run, at=at)
    return run


def answers_of(run: VerificationRun) -> dict[str, Told]:
    """The answers by person, from the file that was checked when it came; {} while there is none. Raises storing.Gone."""
    if run.answers is None:
        return {}
    storing.open_file(run.answers).close()
    return _answers(run.answers.sha256)


@lru_cache(maxsize=2)
def _answers(digest: str) -> dict[str, Told]:
    with tempfile.TemporaryDirectory() as folder:
        # The suffix says what it is; content is kept without one.
        path = Path(folder) / "jawaban.csv"
        path.symlink_to(storing.path_of(digest))
        return dict(_rows(path))


def _checked(run: VerificationRun, content: bytes, seal: bytes, *, suffix: str) -> None:
    from linkage import faults, sealing

    if suffix != ".csv":
        raise BadAnswers(
            _("Berkas jawaban harus CSV; jalankan `linkage match … --out jawaban.csv --answers-only`."), field="file"
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "jawaban.csv"
        path.write_bytes(content)
        sealing.seal_of(path).write_bytes(seal)
        try:
            said = sealing.check(path, Path(settings.REGISTRY_KEY), kind=sealing.SealKind.ANSWERS)
            rows = list(_rows(path))
        except faults.Fault as error:
            raise BadAnswers(str(error), field="file") from None
    if said.answers_to != run.outgoing_sha256:
        raise BadAnswers(
            _("Jawaban ini untuk berkas orang yang lain; mintalah jawaban untuk berkas terakhir."), field="file"
        )
    keys = [key for key, _told in rows]
    if len(set(keys)) < len(keys):
        raise BadAnswers(_("Ada orang yang dijawab dua kali; mintalah berkas jawaban yang utuh."), field="file")
    asked = {str(key) for key in run.persons.values_list("person__public_id", flat=True)}
    if set(keys) - asked:
        raise BadAnswers(
            _("Jawaban memuat orang yang tidak ditanyakan; mintalah berkas jawaban yang benar."), field="file"
        )


def _rows(path: Path) -> Iterator[tuple[str, Told]]:
    """Raises faults.FileFault, and BadAnswers for a value of the register or a word that is no answer."""
    from linkage.sheets import open_sheet

    sheet = open_sheet(path, required=["id", "answer"], optional=["register_row", "why", "register_nik"])
    if "register_nik" in sheet.columns:
        raise BadAnswers(_("Berkas jawaban memuat NIK register; mintalah jawaban dengan --answers-only."), field="file")
    for batch in sheet.batches():
        columns = {name: [cell or "" for cell in column.to_pylist()] for name, column in batch.columns.items()}
        empty = [""] * len(batch.rows)
        for key, answer, row, why in zip(
            columns["id"], columns["answer"], columns.get("register_row", empty), columns.get("why", empty), strict=True
        ):
            yield key, _told(answer, row, why)


def _told(answer: str, row: str, why: str) -> Told:
    result = _RESULTS.get(answer)
    if result is None or (row and not (row.isascii() and row.isdigit() and len(row) <= 10)):
        raise BadAnswers(_("Jawaban harus same, look, atau different dengan nomor baris register."), field="file")
    if result is Result.TIDAK_SESUAI and not row:
        result = Result.TIDAK_DITEMUKAN
    sentences = tuple(part.strip()[:MOST_LETTERS] for part in why.split(";") if part.strip())[:MOST_SENTENCES]
    number = int(row) if row and int(row) < 2**31 else None
    return Told(kind=Kind.ANSWERED, result=result, why=sentences, register_row=number)


def _ensure_waiting(run: VerificationRun) -> None:
    waits = run.kind == RunKind.REGISTRY and run.state == RunState.RUNNING and run.waits_because == Pause.ANSWERS
    if not waits:
        raise NotReady(_("Pemeriksaan ini tidak sedang menunggu jawaban dari tempat register; muat ulang halamannya."))


def _written(persons: Iterator[Person]) -> tuple[bytes, int]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    number = 0
    for person in persons:
        known = knowing.known(person)
        asked = known.particulars
        writer.writerow(
            [
                known.key,
                asked.nik or "",
                asked.name,
                ";".join(asked.aliases),
                asked.sex or "",
                asked.birth_date.isoformat() if asked.birth_date else "",
                asked.birth_place or "",
                asked.mother_name or "",
                asked.region_code or "",
            ]
        )
        number += 1
    return text.getvalue().encode(), number
