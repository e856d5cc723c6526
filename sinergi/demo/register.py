"""What the register of the example country knows beside parties and days: names over time, whom to call, what it is sorted by,
what it costs, where it says so, and what was put right."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sinergi.demo.agreements import Signed
from sinergi.demo.land import Land
from sinergi.domain.agreements.choices import Confidence, Fact, Stated
from sinergi.domain.agreements.models import Agreement, Programme, SubjectField
from sinergi.domain.agreements.services import assigning, correcting, describing, recording
from sinergi.foundation.institutions.choices import PartnerCategory, PlaceKind, SuccessionKind
from sinergi.foundation.institutions.services import contacting, founding, merging, naming, succeeding
from sinergi.foundation.kernel.actors import Actor

SOURCE = "https://berita.contoh.example/kerja-sama"
SORTED = {
    "PT Contoh Tekstil Makmur": ("pembinaan-dan-pembimbingan", "Industri dan kerajinan"),
    "CV Contoh Lele Jaya": ("ketahanan-pangan", "Pertanian, peternakan, dan perikanan"),
    "Dinas Pendidikan Contoh": ("pembinaan-dan-pembimbingan", "Pendidikan dan literasi"),
    "Perkumpulan Contoh Keluarga Sehat": ("pelayanan", "Kesehatan jiwa dan konseling"),
    "Lembaga Contoh Bantuan Hukum": ("pelayanan", "Bantuan hukum"),
    "Yayasan Contoh Delapan": ("pembinaan-dan-pembimbingan", "Reintegrasi dan pascabimbingan"),
}
"""Programme (by code) and field (by name) of what is agreed with each partner; the two last stay unsorted."""

CALLED = (
    ("PT Contoh Tekstil Makmur", "Tuti Contoh", "Kepala produksi", "021 5550101"),
    ("CV Contoh Lele Jaya", "Lukman Contoh", "Pemilik", "021 5550102"),
    ("Dinas Pendidikan Contoh", "Dian Contoh", "Kepala bidang kesetaraan", "021 5550103"),
)


def name(land: Land, *, today: date, by: Actor, at: datetime) -> None:
    """Names of other days, who came before whom, what may be one, what is one, a name that lists several, one provisional."""
    how: dict[str, Any] = {"by": by, "at": at}
    naming.remember(
        land.partners["PT Contoh Tekstil Makmur"], "PT Contoh Sandang", starts_on=None,
        ends_on=today - timedelta(days=400), source="Akta perubahan nama contoh", **how,
    )  # fmt: skip
    academy = founding.found("Akademi Contoh", category=PartnerCategory.LEMBAGA_SDM, example=True, **how)
    succeeding.succeed(
        academy,
        land.academy,
        kind=SuccessionKind.GABUNG,
        on=today - timedelta(days=900),
        source="Peraturan contoh",
        **how,
    )
    misspelt = founding.found(
        "Universitas Contoh Nusantra", category=PartnerCategory.PERGURUAN_TINGGI, example=True, **how
    )
    merging.merge(misspelt, land.partners["Universitas Contoh Nusantara"], reason="Salah ketik", **how)
    founding.found("PT Contoh Pangan Mandiri Tbk", category="", provisional=True, example=True, **how)
    founding.found("Dua Griya Contoh (Griya Contoh Melati; Griya Contoh Mawar)", category="", example=True, **how)


def call(land: Land, *, today: date, by: Actor, at: datetime) -> None:
    """Whom the first prison calls at its partners."""
    unit = land.of_kind(PlaceKind.LAPAS)[0]
    for partner, person, position, phone in CALLED:
        contacting.add(
            land.partners[partner], kept_at=unit, name=person, position=position, phone=phone,
            starts_on=today - timedelta(days=300), by=by, at=at,
        )  # fmt: skip


def describe(signed: list[Signed], *, by: Actor, at: datetime) -> None:
    """What each is sorted by, as far as the installation has these programmes and fields, and where two facts are stated."""
    programmes = {row.code: row for row in Programme.objects.filter(is_offered=True)}
    fields = {row.name: row for row in SubjectField.objects.filter(is_offered=True)}
    for each in signed:
        code, field = SORTED.get(each.theme.partner, ("", ""))
        if code in programmes and field in fields:
            describing.classify(each.agreement, programmes=[programmes[code]], fields=[fields[field]], by=by, at=at)
    for each, fact, confidence in zip(
        signed, (Stated.SIGNED_ON, Stated.FUNDING, Stated.TERM), (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW),
        strict=False,
    ):  # fmt: skip
        describing.note_source(
            each.agreement, fact=fact, url=SOURCE, text="Pasal 7 naskah contoh", confidence=confidence, by=by, at=at
        )


def put_right(signed: list[Signed], *, by: Actor, at: datetime) -> None:
    """Two typing errors that somebody found later."""
    for each in signed[:2]:
        agreement = Agreement.objects.get(pk=each.agreement.pk)
        facts = recording.facts_of(agreement)
        better = replace(facts, scope=f"{facts.scope}, dua angkatan setahun")
        correcting.correct(agreement, better, reason="Jumlah angkatan tertinggal saat dicatat", by=by, at=at)


def ask_for(land: Land, *, by: Actor, at: datetime) -> None:
    """Somebody is to find out when the agreement was signed of which only a page reports."""
    unknown = Agreement.objects.examples().concluded().lacking(Fact.SIGNED_ON)
    keys = list(unknown.values_list("public_id", flat=True))
    if keys:
        assigning.assign(keys, Fact.SIGNED_ON, owner=land.regions[0], by=by, at=at)
