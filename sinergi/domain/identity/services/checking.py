"""Asking a register extract about people."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import batched

from django.db import transaction

from linkage.registers import Extract
from linkage.verify import verify_exact
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import Method, Result
from sinergi.domain.identity.models import RegisterExtract, Verification
from sinergi.domain.identity.rules import register as rules
from sinergi.domain.identity.services.extracts import Mixed as Mixed
from sinergi.domain.identity.services.extracts import OutsideTerm as OutsideTerm
from sinergi.domain.identity.services.extracts import ensure_in_term
from sinergi.domain.people.models import Person
from sinergi.foundation.audit.services import readings
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.services import storing
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line

PERSONS_AT_A_TIME = 100
"""How many are written in one transaction: few enough that others wait for well under two seconds."""

_FIELDS_READ = ("nik", "name", "sex", "birth_date", "birth_place")


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run over a unit found: how many were checked, and how many with each result that occurred."""

    checked: int
    per_result: tuple[tuple[Result, int], ...]

    def of(self, result: Result) -> int:
        return dict(self.per_result).get(result, 0)


def check(person: Person, extract: RegisterExtract, *, on: date, purpose: str, by: Actor, at: datetime) -> Verification:
    """Ask the extract about one person. Kept are marks and sentences, never a value of the register.

    `on` is the day of the check; the reading is written down with its purpose.
    Raises NotAllowed, OutsideTerm, Mixed, Invalid, and storing.Gone when the file is lost.
    """
    purpose = clean_line(purpose, field="purpose", label="Tujuan pemeriksaan", most=200)
    policies.ensure_can_verify(by, person, on=on, at=at)
    register = _opened(extract, on=on, by=by, at=at)
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        policies.ensure_can_verify(by, person, on=on, at=at)
        return _ask(register, person, extract, on=on, purpose=purpose, by=by, at=at)


def check_unit(
    extract: RegisterExtract, unit: Institution, *, on: date, purpose: str, by: Actor, at: datetime
) -> RunSummary:
    """Ask the extract about everybody who is at the unit, or below it, on `on` and still today.

    Written in short transactions: a run that breaks off keeps what it found, and a new run asks again.
    Raises as `check` does.
    """
    purpose = clean_line(purpose, field="purpose", label="Tujuan pemeriksaan", most=200)
    policies.ensure_can_verify_at(by, unit)
    if unit.is_example != extract.is_example:
        raise Mixed("Ekstrak contoh hanya untuk unit contoh, dan ekstrak nyata untuk unit nyata.", field="extract")
    register = _opened(extract, on=on, by=by, at=at)
    present = Person.objects.present_at(unit, on)
    found: Counter[Result] = Counter()
    for keys in batched(list(present.order_by("pk").values_list("pk", flat=True)), PERSONS_AT_A_TIME):
        with transaction.atomic():
            for person in Person.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
                if policies.can_verify(by, person, on=on, at=at):
                    made = _ask(register, person, extract, on=on, purpose=purpose, by=by, at=at)
                    found[Result(made.result)] += 1
    return RunSummary(found.total(), tuple((result, found[result]) for result in Result if found[result]))


def _opened(extract: RegisterExtract, *, on: date, by: Actor, at: datetime) -> Extract:
    """The extract in memory, once everything that forbids asking it has been asked."""
    extract = RegisterExtract.objects.select_related("agreement", "file").get(pk=extract.pk)
    policies.ensure_can_ask(by, extract)
    today = today_at(Zone.WIT, at)  # the zone where a day begins first
    if on > today:
        raise Invalid("Tanggal pemeriksaan belum tiba; isi tanggal hari ini atau sebelumnya.", field="on")
    if on < extract.taken_on:
        raise Invalid("Tanggal pemeriksaan mendahului pengambilan ekstrak; periksa tanggalnya.", field="on")
    # Both days: a check that is dated back must not open the register after the agreement has ended.
    ensure_in_term(extract.agreement, on)
    ensure_in_term(extract.agreement, today)
    # The copy in memory must not outlive the file.
    storing.open_file(extract.file).close()
    return _loaded(extract.file.sha256)


@lru_cache(maxsize=2)
def _loaded(sha256: str) -> Extract:
    """Reading a long file anew for every person would take seconds each, so the last two stay in this process's memory.

    Stored content never changes under its hash. Memory is bounded by `extracts.MOST_ROWS` rows for each of the two.
    """
    return Extract.load(storing.path_of(sha256))


def _ask(
    register: Extract, person: Person, extract: RegisterExtract, *, on: date, purpose: str, by: Actor, at: datetime
) -> Verification:
    if person.is_example != extract.is_example:
        raise Mixed("Ekstrak contoh hanya untuk orang contoh, dan ekstrak nyata untuk orang nyata.", field="extract")
    asked = rules.particulars(
        name=person.name,
        nik=person.nik,
        sex=person.sex,
        birth_date=person.birth_date,
        precision=person.birth_precision,
        birth_place=person.birth_place,
    )
    answer = verify_exact(asked, register.by_nik(person.nik))
    verification = Verification.objects.create(
        person=person,
        method=Method.REGISTER,
        result=rules.result_of(answer),
        agreement_id=extract.agreement_id,
        extract=extract,
        register_row=answer.rows[0] if len(answer.rows) == 1 else None,
        marks=rules.marks_of(answer),
        why=list(answer.why),
        checked_on=on,
        recorded_at=at,
        by_key=by.key,
    )
    readings.note(person, _FIELDS_READ, by=by, at=at, purpose=purpose)
    audit.record("identity.checked", verification, by=by, at=at, extract=str(extract.public_id), checked_on=on)
    return verification
