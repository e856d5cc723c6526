"""Evaluations of the example country's agreements, and what was decided."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sinergi.demo.agreements import Signed
from sinergi.domain.agreements.choices import Standing
from sinergi.domain.evaluation.choices import DecisionKind, Rating
from sinergi.domain.evaluation.services import deciding, judging, locking, reviewing
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.periods import Period

JUDGED = (
    (
        Rating.BERHASIL,
        "Pelatihan berjalan sesuai rencana; peserta terverifikasi dan nilainya naik.",
        DecisionKind.EXTEND,
    ),
    (Rating.SEBAGIAN, "Kegiatan berjalan, tetapi sebagian peserta belum terverifikasi.", DecisionKind.AMEND),
    (Rating.SEBAGIAN, "Sebagian kewajiban terpenuhi, tetapi mitra contoh berhenti beroperasi.", DecisionKind.END),
    (Rating.BERHASIL, "Manfaat terasa di unit; pasar untuk hasilnya perlu dicari.", None),
    (Rating.TIDAK_DAPAT_DINILAI, "Belum ada ukuran sebelum kegiatan, sehingga perubahan tidak dapat dinilai.", None),
)


def hold(signed: list[Signed], *, today: date, by: Actor, at: datetime) -> None:
    """Look back at half a year of some agreements: lock, decide where something is to decide, and leave one open."""
    period = Period(today - timedelta(days=183), today - timedelta(days=1))
    looked_at = [each for each in signed if each.theme.work and _covers(each, period)]
    for each, (rating, judgement, kind) in zip(looked_at, JUDGED, strict=False):
        evaluation = reviewing.review(each.agreement, period=period, by=by, at=at)
        judging.judge(evaluation, rating=rating, judgement=judgement, by=by, at=at)
        locking.lock(evaluation, by=by, at=at)
        if kind is not None:
            starts_on = max(today, each.agreement.ends_on or today) + timedelta(days=1)
            deciding.decide(
                evaluation,
                kind=kind,
                reason=judgement,
                on=today,
                starts_on=starts_on if kind == DecisionKind.EXTEND else None,
                ends_on=starts_on + timedelta(days=730) if kind == DecisionKind.EXTEND else None,
                scope=f"{each.theme.scope}; hanya peserta terverifikasi" if kind == DecisionKind.AMEND else "",
                ended_on=today if kind == DecisionKind.END else None,
                by=by,
                at=at,
            )
    for each in looked_at[len(JUDGED) : len(JUDGED) + 1]:
        reviewing.review(each.agreement, period=period, by=by, at=at)


def _covers(each: Signed, period: Period) -> bool:
    """In force at both ends of the period, so that there is something to look back at."""
    return all(each.agreement.standing(day) == Standing.CERTAIN for day in (period.start, period.end))
