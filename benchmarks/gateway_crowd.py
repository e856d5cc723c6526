"""Inside an installation: `gateway_crowd begin PERSONS` makes a unit full of people and begins a run over them;
`gateway_crowd work` is a worker until it is killed; `gateway_crowd tally` tells what came of it."""

from __future__ import annotations

import json
import sys
import time
from datetime import date, timedelta
from itertools import batched

import django

django.setup()

from django.db.models import Count, F, Min, Q  # noqa: E402  (they need the settings)
from django.utils import timezone  # noqa: E402

from sinergi.domain.agreements.choices import Side  # noqa: E402
from sinergi.domain.agreements.services import recording  # noqa: E402
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement  # noqa: E402
from sinergi.domain.identity.choices import RunKind  # noqa: E402
from sinergi.domain.identity.models import (  # noqa: E402
    GatewayCall,
    QuotaDay,
    RunPerson,
    Verification,
    VerificationRun,
)
from sinergi.domain.identity.services import runs  # noqa: E402
from sinergi.domain.people.models import Episode, Person  # noqa: E402
from sinergi.domain.people.rules import nik_index  # noqa: E402
from sinergi.foundation.institutions.services import founding  # noqa: E402
from sinergi.interfaces.cli import installation  # noqa: E402
from sinergi.interfaces.jobs import worker  # noqa: E402
from tests.support.factories import NOW, SYSTEM  # noqa: E402

LEASE = timedelta(seconds=5)


def nik(number: int) -> str:
    """A NIK that cannot be anybody's: province 99."""
    return f"9901{number // 9999:02}410790{number % 9999 + 1:04}"


def begin(persons: int) -> dict[str, object]:
    installation.make_ready()
    unit = founding.found("Lapas Contoh Besar", kind="lapas", example=True, by=SYSTEM, at=NOW)
    office = founding.found("Dinas Contoh", category="pemerintah", example=True, by=SYSTEM, at=NOW)
    parties = (PartyFacts(unit, Side.OURS), PartyFacts(office, Side.PARTNER))
    days = {"signed_on": date(2020, 1, 1), "starts_on": date(2020, 1, 1), "ends_on": date(2099, 12, 31)}
    agreement = recording.record(RecordedAgreement(parties=parties, **days), by=SYSTEM, at=NOW)
    for some in batched(range(persons), 1_000):
        people = Person.objects.bulk_create(
            Person(
                name="CONTOH SATU", sex="P", birth_date=date(1990, 7, 1), birth_precision="day", nik=nik(number),
                nik_index=nik_index(nik(number)), is_example=True, recorded_at=NOW,
            )
            for number in some
        )  # fmt: skip
        Episode.objects.bulk_create(
            Episode(
                person=person, unit=unit, category="narapidana", registration_number=f"B.{number}",
                starts_on=date(2025, 1, 1), recorded_at=NOW,
            )
            for number, person in zip(some, people, strict=True)
        )  # fmt: skip
    now = timezone.now()
    run = runs.begin(
        agreement, unit, kind=RunKind.GATEWAY, purpose="Uji", on=timezone.localdate(now), by=SYSTEM, at=now
    )
    return {"run": str(run.public_id)}


def work() -> None:
    while True:
        if not worker.work_once(lease=LEASE):
            time.sleep(0.1)


def tally() -> dict[str, object]:
    run = VerificationRun.objects.get()
    first = RunPerson.objects.annotate(first=Min("calls__answered_at", filter=Q(calls__kind="answered")))
    return {
        "state": run.state,
        "persons": run.persons.count(),
        "open": run.persons.open().count(),
        "given_up": run.persons.filter(state="failed").count(),
        "verifications": Verification.objects.count(),
        "verified_persons": Verification.objects.aggregate(n=Count("person", distinct=True))["n"],
        "asked_after_answer": first.filter(calls__sent_at__gt=F("first")).distinct().count(),
        "calls": GatewayCall.objects.count(),
        "unanswered": GatewayCall.objects.filter(kind="").count(),
        "failed": GatewayCall.objects.filter(kind="failed").count(),
        "used": sum(QuotaDay.objects.values_list("used", flat=True)),
    }


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "work":
        work()
    json.dump(begin(int(sys.argv[2])) if what == "begin" else tally(), sys.stdout)
