"""The whole trip once, through services alone: from the published list to the renewed agreement."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from sinergi.domain.activities import queries as activities
from sinergi.domain.activities.services import enrolment, outcomes, outputs, planning
from sinergi.domain.agreements import queries as agreements
from sinergi.domain.agreements.choices import CountedUnit, Side, Standing
from sinergi.domain.agreements.queries import AgreementFilter
from sinergi.domain.agreements.services import amending, importing, obligations, recording
from sinergi.domain.agreements.services.recording import RecordedAgreement
from sinergi.domain.evaluation.choices import DecisionKind, Rating
from sinergi.domain.evaluation.services import deciding, judging, locking, reviewing
from sinergi.domain.identity.choices import Result
from sinergi.domain.identity.services import checking, extracts
from sinergi.domain.people.services import registering
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.institutions.queries import named
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.periods import Period
from sinergi.insight.ladder import ladder
from sinergi.insight.story import story
from tests.support.factories import NOW, SYSTEM, TODAY
from tests.support.world import REGISTER

REAL = Path(settings.CODE) / "data" / "agreements" / "agreements.csv"
WHO = {"by": SYSTEM, "at": NOW}


@pytest.mark.django_db
def test_an_agreement_goes_from_signature_to_renewal() -> None:
    with REAL.open("rb") as file:
        stored = storing.store(file, name=REAL.name, allowed=[FileKind.CSV], most_bytes=1_000_000, **WHO)
    assert importing.confirm(importing.preview(stored, **WHO), **WHO).created == 85

    # The eight of 2 October 2025, and what nobody states about the one on population data.
    eight = [a for a in agreements.listed(AgreementFilter(), SYSTEM) if a.signed_on == date(2025, 10, 2)]
    assert len(eight) == 8
    [agreement] = [a for a in eight if "Kependudukan" in a.title]
    assert {unknown.code for unknown in agreement.unknowns()} == {"number", "term"}
    assert agreement.standing(TODAY) == Standing.POSSIBLE

    # A unit of ours, and a promise that only counts verified people.
    lapas = founding.found(
        "Lapas Uji Perjalanan", kind="lapas", parent=named("Direktorat Jenderal Pemasyarakatan", viewer=SYSTEM), **WHO
    )
    recording.fill(agreement, RecordedAgreement(parties=(), covered_units=(lapas,)), **WHO)
    promise = obligations.promise(
        agreement, owed_by=agreement.parties.get(side=Side.PARTNER), description="Warga Binaan terverifikasi",
        unit=CountedUnit.PERSON, quantity=Decimal(2), requires_verification=True, **WHO,
    )  # fmt: skip
    meetings = obligations.promise(
        agreement, owed_by=agreement.parties.get(side=Side.OURS), description="Pertemuan", unit=CountedUnit.SESSION,
        quantity=Decimal(3), **WHO,
    )  # fmt: skip

    # Carry out, enrol; the one who is verified counts, the other does not.
    activity = planning.plan(
        title="Pemeriksaan data", unit=lapas, obligations=[promise, meetings], starts_on=TODAY, **WHO
    )
    planning.carry_out(activity, on=TODAY, **WHO)
    outputs.post(
        activity,
        measure="Pertemuan",
        quantity=Decimal(1),
        unit=CountedUnit.SESSION,
        on=TODAY,
        obligation=meetings,
        **WHO,
    )
    since = TODAY - timedelta(days=30)
    known, stranger = (
        registering.register(name=name, sex="L", birth_date=date(1990, 1, 1), birth_precision="day", nik=nik,
                             category="narapidana", unit=lapas, registration_number=nik[-4:], starts_on=since, **WHO)
        for name, nik in (("Contoh Budi", "9901010101900001"), ("Contoh Dedi", "9901010101900002"))
    )  # fmt: skip
    taking_part = [enrolment.enrol(activity, person, on=TODAY, **WHO) for person in (known, stranger)]
    for participation in taking_part:
        enrolment.attend(participation, on=TODAY, **WHO)
    register = storing.store(io.BytesIO(REGISTER), name="r.csv", allowed=[FileKind.CSV], most_bytes=10_000, **WHO)
    extract = extracts.receive(agreement, register, label="Ekstrak", taken_on=TODAY, **WHO)
    verdicts = [checking.check(person, extract, on=TODAY, purpose="Uji", **WHO) for person in (known, stranger)]
    assert [verdict.result for verdict in verdicts] == [Result.SESUAI, Result.TIDAK_DITEMUKAN]
    enrolment.rely_on(taking_part[0], verdicts[0], **WHO)
    outcomes.record(
        taking_part[0], measure="Dokumen lengkap", unit="dokumen", before=Decimal(1), after=Decimal(3), on=TODAY, **WHO
    )
    assert {o.description: o.delivered for o in agreements.obligations_of(agreement, SYSTEM)} == {
        "Warga Binaan terverifikasi": 1, "Pertemuan": 1,
    }  # fmt: skip

    # Look back, judge, lock, extend: a new document in the lineage, still to be signed.
    evaluation = reviewing.review(agreement, period=Period(date(2025, 10, 2), TODAY), **WHO)
    judging.judge(evaluation, rating=Rating.SEBAGIAN, judgement="Berjalan; satu orang belum ditemukan.", **WHO)
    locking.lock(evaluation, **WHO)
    decision = deciding.decide(
        evaluation, kind=DecisionKind.EXTEND, reason="Bermanfaat", on=TODAY, starts_on=TODAY + timedelta(days=1),
        ends_on=TODAY + timedelta(days=730), **WHO,
    )  # fmt: skip
    assert decision.result is not None
    assert decision.result.continues_id == agreement.pk
    with pytest.raises(amending.AlreadyContinued):
        amending.extend(agreement, starts_on=TODAY, ends_on=TODAY, reason="Lagi", **WHO)

    found = agreements.find(agreement.public_id, SYSTEM)
    assert found is not None
    told = story(found, on=TODAY, viewer=SYSTEM)
    assert (told.reach.persons, told.reach.persons_verified, told.rounds.locked, told.rounds.decided) == (2, 1, 1, 1)
    assert activities.taken_part(found, SYSTEM).participations == 2
    assert len(agreements.lineage(found, SYSTEM)) == 2
    assert [rung.count for rung in ladder(SYSTEM)] == [85, 1, 1, 1, 1, 1, 1]
