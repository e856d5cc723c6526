"""The small world after some years: several of everything that a page can show, so that what is asked once for each shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sinergi.domain.activities.services import enrolment, outcomes, outputs, planning
from sinergi.domain.agreements.choices import CountedUnit, Fact, Kind, Level, Side, Stated
from sinergi.domain.agreements.models import Agreement, Obligation, Programme, SubjectField
from sinergi.domain.agreements.queries import AgreementFilter
from sinergi.domain.agreements.services import (
    accepting,
    amending,
    assigning,
    claiming,
    correcting,
    delivering,
    describing,
    milestones,
    obligations,
    recording,
    saving,
    signing,
    stepping,
    waiving,
)
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement, facts_of
from sinergi.domain.evaluation.choices import DecisionKind, Rating
from sinergi.domain.evaluation.services import deciding, judging, locking, reviewing
from sinergi.domain.identity.services import cases, confirming, recording_days
from sinergi.domain.people.services import registering
from sinergi.foundation.access.queries import actor_for, role_named
from sinergi.foundation.access.services import granting, resting
from sinergi.foundation.institutions.services import contacting, naming, succeeding
from sinergi.foundation.kernel.periods import Period
from tests.support.factories import NOW, SYSTEM, TODAY, institution, partner
from tests.support.world import World, build, pair_of, user

MANY = 4
LATER = {"by": SYSTEM, "at": NOW}


def busy() -> World:
    """The world of `build` with a family of documents, and at least `MANY` of what hangs on each."""
    world = build()
    _documents(world)
    _promises(world)
    _work(world)
    _rounds(world)
    _people(world)
    _institutions(world)
    _users(world)
    return world


def _documents(world: World) -> None:
    agreement = world.agreement
    ours = agreement.parties.get(side=Side.OURS).institution
    more = [PartyFacts(partner(), Side.PARTNER, number=f"{number}/M") for number in range(2)]
    umbrella = recording.record(
        RecordedAgreement((PartyFacts(ours, Side.OURS), *more), kind=Kind.NK, level=Level.UPT, signed_on=date(2024, 1, 2)),
        **LATER,
    )  # fmt: skip
    described = facts_of(agreement)
    units = tuple(institution(parent=world.unit) for _number in range(MANY))
    describing.describe(
        agreement,
        programmes=tuple(Programme.objects.order_by("pk")[:MANY]),
        fields=tuple(SubjectField.objects.exclude(group=None).order_by("pk")[:MANY]),
        units=(*described.covered_units, *units),
        **LATER,
    )
    for number, scope in enumerate(("Pelatihan satu", "Pelatihan dua", "Pelatihan contoh"), start=1):
        said = facts_of(Agreement.objects.with_parties().with_catalogue().get(pk=agreement.pk))
        changed = replace(said, scope=scope, umbrella=umbrella)
        correcting.correct(agreement, changed, reason=f"Salah ketik {number}", **LATER)
    for fact in (Stated.SCOPE, Stated.TERM, Stated.FUNDING, Stated.PROGRAMMES):
        describing.note_source(agreement, fact=fact, text="Pasal 7", confidence="tinggi", **LATER)
    last = world.other
    for number in range(MANY):
        last = signing.sign(last, signed_on=TODAY, starts_on=TODAY, ends_on=None, **LATER)
        last = amending.amend(last, scope=f"Perluasan ke-{number}", reason="Meluas", **LATER)
    for _number in range(MANY):
        recording.record(
            RecordedAgreement(
                (PartyFacts(ours, Side.OURS), PartyFacts(partner(), Side.PARTNER)), kind=Kind.PKS, umbrella=umbrella,
                signed_on=date(2025, 5, 6),
            ),
            **LATER,
        )  # fmt: skip
    recording.fill(world.draft, RecordedAgreement((), urgency="Mendesak", duration_months=12), **LATER)
    stepping.go_on(world.draft, on=TODAY, note="Naskah dikirim", **LATER)


def _promises(world: World) -> None:
    mine = actor_for(world.owner, on=TODAY)
    parties = list(world.agreement.parties.all())
    for number in range(MANY):
        promised = obligations.promise(
            world.agreement, owed_by=parties[number % 2], description=f"Janji ke-{number}", unit=CountedUnit.SESSION,
            quantity=Decimal(5), due_on=TODAY + timedelta(days=number - 2), units=[world.unit], **LATER,
        )  # fmt: skip
        delivering.credit(promised, quantity=Decimal(2), on=TODAY, origin=f"agreements.by_hand:b{number}", **LATER)
        given = delivering.credit(
            world.obligation, quantity=Decimal(1), on=TODAY, origin=f"agreements.by_hand:c{number}", **LATER
        )
        if number % 2:
            accepting.accept(given, on=TODAY, document="BA-1", **LATER)
        else:
            accepting.dispute(given, on=TODAY, reason="Belum selesai", **LATER)
        waiver = waiving.waive(promised, on=TODAY, reason="Banjir", document="S-1", **LATER)
        if number == 0:
            waiving.reinstate(waiver, on=TODAY, reason="Surut", **LATER)
        milestones.plan(world.agreement, title=f"Langkah {number}", owner=world.unit, due_on=TODAY, **LATER)
        saving.save(AgreementFilter(text=str(number)), name=f"Saringan {number}", by=mine, at=NOW)
        claiming.keep(17 + number, 43, stated="250%", by=mine, at=NOW)
    lacking = Agreement.objects.concluded().filter(starts_on=None).values_list("public_id", flat=True)
    assigning.assign(list(lacking)[:2], Fact.TERM, owner=world.owner, **LATER)


def _work(world: World) -> None:
    served = list(Obligation.objects.filter(agreement=world.agreement).order_by("pk")[:3])
    for number in range(MANY):
        activity = planning.plan(
            title=f"Pertemuan {number}", unit=world.unit, obligations=served, starts_on=TODAY, **LATER
        )
        planning.carry_out(activity, on=TODAY, **LATER)
    for number in range(MANY):
        outputs.post(
            world.activity, measure=f"Modul {number}", quantity=Decimal(1), unit=CountedUnit.SESSION, on=TODAY,
            obligation=world.obligation, **LATER,
        )  # fmt: skip
        person = registering.register(
            name=f"Contoh Peserta {number}", category="narapidana", unit=world.unit, registration_number=f"C{number}",
            starts_on=TODAY - timedelta(days=50), **LATER,
        )  # fmt: skip
        taking_part = enrolment.enrol(world.activity, person, on=TODAY, **LATER)
        taking_part = enrolment.attend(taking_part, on=TODAY, **LATER)
        check = confirming.confirm_by_unit(
            person, officer_name="Petugas Contoh", registration_number=f"C{number}", on=TODAY, **LATER
        )
        enrolment.rely_on(taking_part, check, **LATER)
        outcomes.record(
            taking_part, measure="Nilai", unit="nilai", before=Decimal(40), after=Decimal(60), on=TODAY, **LATER
        )


def _rounds(world: World) -> None:
    held = judging.judge(world.evaluation, rating=Rating.BERHASIL, judgement="Berhasil.", **LATER)
    held = locking.lock(held, **LATER)
    deciding.decide(held, kind=DecisionKind.AMEND, reason="Meluas", scope="Perubahan lagi", on=TODAY, **LATER)
    for number in range(MANY):
        following = TODAY + timedelta(days=number)
        reviewing.review(
            world.agreement, period=Period(following, following), by=SYSTEM, at=NOW + timedelta(days=number)
        )


def _people(world: World) -> None:
    for number in range(MANY):
        activity = planning.plan(
            title=f"Kelas {number}", unit=world.unit, obligations=[world.obligation], starts_on=TODAY, **LATER
        )
        enrolment.enrol(activity, world.person, on=TODAY, **LATER)

    for number in range(MANY):
        nameless = registering.register(
            name=f"Contoh Tanpa NIK {number}", category="narapidana", unit=world.unit, registration_number=f"T{number}",
            starts_on=TODAY - timedelta(days=50), **LATER,
        )  # fmt: skip
        case = cases.open_case(nameless, note="Tanpa berkas", **LATER)
        cases.pursue(world.nik_case, "try", on=TODAY, note=f"Percobaan {number}", **LATER)
        if number % 2:
            recording_days.book(world.recording_day, [case], **LATER)


def _institutions(world: World) -> None:
    mitra = world.agreement.parties.get(side=Side.PARTNER).institution
    before = mitra
    for number in range(MANY):
        after = partner(f"Mitra Penerus Contoh {number}")
        succeeding.succeed(before, after, kind="nama", on=TODAY - timedelta(days=9), source="SK", **LATER)
        before = after
        naming.remember(
            mitra, f"Nama Lama Contoh {number}", starts_on=date(2000 + number, 1, 1), ends_on=date(2000 + number, 12, 31),
            source="SK", **LATER,
        )  # fmt: skip
        contacting.add(mitra, kept_at=world.unit, name=f"Orang Contoh {number}", phone="021 5550100", **LATER)
        pair_of(f"Yayasan Bina Warga Ke{number}", f"Bina Warga Ke{number} (Yayasan)")


def _users(world: World) -> None:
    chief = user("chief", ("direktorat-kerja-sama", "administrator"), None)
    by = actor_for(chief, on=TODAY)
    for number, role in enumerate(("registrasi", "pimpinan", "kepala-unit", "auditor")):
        granting.grant(
            world.member, role_named(role), institution=world.unit, starts_on=TODAY + timedelta(days=number), by=by, at=NOW
        )  # fmt: skip
        away = TODAY + timedelta(days=60 + 20 * number)
        resting.rest(world.member, starts_on=away, ends_on=away + timedelta(days=3), deputy=world.owner, **LATER)
        user(f"rekan{number}", ("petugas-kerja-sama",), world.unit)
