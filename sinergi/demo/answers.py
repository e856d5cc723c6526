"""What the two sides of the example country say of what was given, and how they plan the rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sinergi.demo.agreements import Signed
from sinergi.domain.agreements.choices import CountedUnit, Side
from sinergi.domain.agreements.models import Delivery, Obligation
from sinergi.domain.agreements.services import accepting, delivering, milestones, obligations, waiving
from sinergi.foundation.kernel.actors import Actor


def answer_all(signed: list[Signed], *, today: date, by: Actor, at: datetime) -> None:
    """Half of what was given long ago is accepted; one delivery is in dispute, one dispute was resolved, some still wait."""
    long_ago = today - timedelta(days=60)
    of = [each.agreement.pk for each in signed]
    given = Obligation.objects.filter(agreement__in=of, deliveries__on__lte=long_ago).distinct().order_by("pk")
    for number, obligation in enumerate(given):
        if number % 2 == 0:
            accepting.accept_all(
                obligation,
                until=long_ago,
                on=today - timedelta(days=30),
                document=f"BA-CONTOH/{number + 1}",
                by=by,
                at=at,
            )
    awaiting = Delivery.objects.awaiting().filter(obligation__agreement__in=of).select_related("obligation")
    open_ones = sorted(awaiting, key=lambda each: (of.index(each.obligation.agreement_id), each.on, each.pk))[:2]
    for delivery in open_ones:
        accepting.dispute(
            delivery,
            on=today - timedelta(days=20),
            reason="Daftar hadirnya tidak sesuai jumlah yang disebut.",
            by=by,
            at=at,
        )
    for delivery in open_ones[1:]:
        accepting.resolve(
            delivery, accepted=True, on=today - timedelta(days=10), reason="Daftar hadir yang lengkap sudah diserahkan.",
            document="BA-CONTOH/SENGKETA", by=by, at=at,
        )  # fmt: skip


def give_up(ended: Signed, *, today: date, by: Actor, at: datetime) -> None:
    """The partner stopped working: what it still owes is asked no more."""
    agreement = ended.agreement
    owed = obligations.promise(
        agreement, owed_by=agreement.parties.get(side=Side.PARTNER), description="Rak buku keliling",
        unit=CountedUnit.PIECE, quantity=Decimal(20), due_on=agreement.ends_on, by=by, at=at,
    )  # fmt: skip
    delivering.credit(
        owed,
        quantity=Decimal(12),
        on=today - timedelta(days=100),
        origin="demo.shelves:1",
        note="Rak contoh.",
        by=by,
        at=at,
    )
    waiving.waive(
        owed,
        on=today - timedelta(days=20),
        reason="Mitra contoh berhenti beroperasi.",
        document="S-CONTOH/2",
        by=by,
        at=at,
    )


def plan_all(signed: list[Signed], *, today: date, by: Actor, at: datetime) -> None:
    """A work plan for some: a step that is done, one that was moved, one that is late, one that is near; and a report owed
    every quarter, worth something in kind."""
    for each in signed[:4]:
        _plan(each, today=today, by=by, at=at)


def _plan(each: Signed, *, today: date, by: Actor, at: datetime) -> None:
    agreement = each.agreement
    how: dict[str, Any] = {"by": by, "at": at}
    signed_on, ends_on = agreement.signed_on or today, agreement.ends_on or today
    steps = [
        milestones.plan(
            agreement, title=title, owner=each.unit, due_on=max(signed_on, today + timedelta(days=days)), **how
        )
        for title, days in (
            ("Ruang dan alat siap (contoh)", -120),
            ("Angkatan pertama selesai (contoh)", -15),
            ("Jadwal angkatan kedua disepakati (contoh)", 10),
            ("Laporan tahunan (contoh)", 90),
        )
    ]
    milestones.finish(steps[0], on=max(signed_on, today - timedelta(days=118)), **how)
    milestones.move(steps[3], to=today + timedelta(days=120), reason="Menunggu data akhir tahun.", **how)
    if ends_on <= signed_on + timedelta(days=92):
        return
    obligations.promise(
        agreement, owed_by=agreement.parties.get(side=Side.OURS), description="Laporan triwulan kepada mitra",
        unit=CountedUnit.DOCUMENT, quantity=Decimal(1), every_months=3, repeats_from=signed_on, due_on=ends_on,
        units=[each.unit], in_kind_rupiah=500_000, in_kind_basis="Waktu petugas menurut tarif contoh",
        milestone=steps[3], **how,
    )  # fmt: skip
