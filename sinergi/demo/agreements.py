"""What the example country signed and promised: one theme per partner, each signed by a directorate or by some units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sinergi.demo.land import Land
from sinergi.domain.agreements.choices import CountedUnit, Kind, Level, Payer, Side
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import drafting, ending, obligations, recording, signing
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.institutions.choices import PlaceKind
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True)
class Promise:
    """What one side owes: `quantity` of `unit`; `verified` where only verified people count."""

    side: Side
    description: str
    unit: CountedUnit
    quantity: int | None
    verified: bool = False


@dataclass(frozen=True)
class Theme:
    """A kind of cooperation. `work` titles its activities; `measure` (unit) is what changes for those who take part."""

    partner: str
    scope: str
    kinds: tuple[str, ...]
    promises: tuple[Promise, ...]
    work: tuple[str, ...] = ()
    measure: tuple[str, str] = ("", "")


REGISTER = Theme(
    partner="Direktorat Jenderal Data Contoh",
    scope="Pemanfaatan data kependudukan untuk verifikasi tahanan dan Warga Binaan (contoh)",
    kinds=(),
    promises=(
        Promise(Side.PARTNER, "Ekstrak data kependudukan untuk verifikasi", CountedUnit.DOCUMENT, 2),
        Promise(Side.OURS, "Laporan pemanfaatan data setiap semester", CountedUnit.DOCUMENT, 4),
    ),
)
TRAINING = (PlaceKind.LAPAS,)
THEMES = (
    Theme(
        "PT Contoh Tekstil Makmur",
        "Pelatihan menjahit dan produksi busana di lapas (contoh)",
        TRAINING,
        (
            Promise(Side.PARTNER, "Melatih Warga Binaan menjahit", CountedUnit.PERSON, 12, verified=True),
            Promise(Side.PARTNER, "Bahan untuk produksi latihan", CountedUnit.PIECE, 400),
            Promise(Side.OURS, "Ruang kerja dan jadwal latihan", CountedUnit.SESSION, 6),
        ),
        ("Pelatihan menjahit dasar", "Pelatihan membuat pola", "Produksi kaos latihan"),
        ("Nilai praktik menjahit", "nilai 0–100"),
    ),
    Theme(
        "CV Contoh Lele Jaya",
        "Budidaya lele sistem bioflok (contoh)",
        TRAINING,
        (
            Promise(Side.PARTNER, "Pendampingan budidaya", CountedUnit.SESSION, 8),
            Promise(Side.PARTNER, "Warga Binaan terlatih budidaya", CountedUnit.PERSON, 10, verified=True),
            Promise(Side.OURS, "Panen lele", CountedUnit.KG, 300),
        ),
        ("Penebaran benih dan pengelolaan air", "Pemberian pakan dan pencatatan", "Panen dan sortasi"),
        ("Uji pengetahuan budidaya", "nilai 0–100"),
    ),
    Theme(
        "Dinas Pendidikan Contoh",
        "Pendidikan kesetaraan Paket A, B, dan C (contoh)",
        (PlaceKind.LPKA, PlaceKind.RUTAN),
        (
            Promise(Side.PARTNER, "Tutor untuk kelas kesetaraan", CountedUnit.SESSION, 12),
            Promise(Side.PARTNER, "Peserta kelas kesetaraan", CountedUnit.PERSON, 15, verified=True),
        ),
        ("Kelas Paket B: matematika", "Kelas Paket C: bahasa Indonesia", "Kelas Paket C: sejarah"),
        ("Nilai tes penempatan", "nilai 0–100"),
    ),
    Theme(
        "Perkumpulan Contoh Keluarga Sehat",
        "Pendidikan, konseling kesehatan, dan pengembangan anak, tahanan perempuan, dan klien (contoh)",
        (PlaceKind.LPKA, PlaceKind.LPAS, PlaceKind.RUTAN),
        (
            Promise(Side.PARTNER, "Keikutsertaan dalam penyuluhan kesehatan", CountedUnit.PARTICIPATION, 40),
            Promise(Side.PARTNER, "Modul pengasuhan untuk petugas", CountedUnit.DOCUMENT, 3),
        ),
        ("Penyuluhan kesehatan remaja", "Penyuluhan gizi dan kebersihan"),
        ("Pengetahuan kesehatan", "nilai 0–100"),
    ),
    Theme(
        "Lembaga Contoh Bantuan Hukum",
        "Penyuluhan dan bantuan hukum bagi tahanan (contoh)",
        (PlaceKind.RUTAN,),
        (
            Promise(Side.PARTNER, "Penyuluhan hukum", CountedUnit.SESSION, 6),
            Promise(Side.PARTNER, "Tahanan yang menerima bantuan hukum", CountedUnit.PERSON, None),
        ),
        ("Penyuluhan hak tahanan", "Klinik hukum"),
    ),
    Theme(
        "Yayasan Contoh Delapan",
        "Pendampingan klien setelah bebas (contoh)",
        (PlaceKind.BAPAS,),
        (
            Promise(Side.PARTNER, "Klien didampingi mencari kerja", CountedUnit.PERSON, 10, verified=True),
            Promise(Side.OURS, "Jam pembimbingan bersama", CountedUnit.HOUR, 60),
        ),
        ("Lokakarya mencari kerja", "Pertemuan klien dan pemberi kerja"),
        ("Kesiapan kerja", "nilai 0–100"),
    ),
    Theme("Universitas Contoh Nusantara", "Praktik mahasiswa dan penelitian bersama (contoh)", (PlaceKind.LAPAS,), ()),
    Theme("Komunitas Contoh Literasi", "Perpustakaan keliling (contoh)", (PlaceKind.LAPAS, PlaceKind.RUTAN), ()),
)


FUNDING: dict[str, Any] = {
    "funding_text": "Mitra menyediakan mesin dan bahan; unit menyediakan tempat dan listrik (contoh).",
    "funding_rupiah": 75_000_000,
    "paid_by": Payer.PARTNER,
}


@dataclass(frozen=True)
class Signed:
    """An agreement with the theme that tells what is done under it, and the unit that does it."""

    agreement: Agreement
    theme: Theme
    unit: Institution


def sign_register(land: Land, *, today: date, by: Actor, at: datetime) -> Agreement:
    """The agreement on population data that verification relies on: signed a year ago, for three years."""
    facts = _facts(REGISTER, [land.directorate], land, level=Level.DITJEN, covered=land.units)
    return _sign(facts, REGISTER, signed_on=today - timedelta(days=365), years=3, by=by, at=at)


def sign_all(land: Land, random: Random, *, today: date, by: Actor, at: datetime) -> list[Signed]:
    """Five units for every theme; some long ago and ended, some about to end. Those with the training firm carry out a
    memorandum of the directorate."""
    signed = []
    umbrella = _sign_umbrella(land, today=today, by=by, at=at)
    for theme in THEMES:
        units = land.of_kind(*theme.kinds)
        for unit in random.sample(units, min(5, len(units))):
            facts = _facts(theme, [unit], land, level=Level.UPT, covered=(unit,))
            if theme is THEMES[0]:
                facts = replace(facts, umbrella=umbrella, **FUNDING)
            signed_on = today - timedelta(days=random.randrange(200, 700))
            agreement = _sign(facts, theme, signed_on=signed_on, years=random.choice([1, 2, 2, 3]), by=by, at=at)
            signed.append(Signed(agreement, theme, unit))
    ending.end(
        signed[-1].agreement,
        ended_on=today - timedelta(days=30),
        reason="Mitra contoh berhenti beroperasi.",
        by=by,
        at=at,
    )
    _from_a_source(land, today=today, by=by, at=at)
    return signed


def _sign_umbrella(land: Land, *, today: date, by: Actor, at: datetime) -> Agreement:
    """A memorandum between the directorate general and the firm, older than all that carries it out."""
    facts = replace(
        _facts(THEMES[0], [land.directorate], land, level=Level.DITJEN, covered=()),
        kind=Kind.NK, scope="Pembinaan kemandirian bersama dunia usaha (contoh)",
    )  # fmt: skip
    signed_on = today - timedelta(days=800)
    ends_on = signed_on + timedelta(days=365 * 5)
    draft = drafting.draft(facts, by=by, at=at)
    return signing.sign(
        draft, signed_on=signed_on, starts_on=signed_on, ends_on=ends_on, by=by, at=at,
        answer="Direktur jenderal menandatangani atas perintah menteri (contoh).",
    )  # fmt: skip


def _from_a_source(land: Land, *, today: date, by: Actor, at: datetime) -> None:
    """Two that only a (made-up) page reports: what it does not say stays unknown, as with the real ones."""
    partner = PartyFacts(land.partners["Balai Latihan Kerja Contoh"], Side.PARTNER)
    for number, region in enumerate(land.regions[:2]):
        recording.record(
            RecordedAgreement(
                parties=(PartyFacts(region, Side.OURS), partner),
                kind=Kind.NK if number else "",
                level=Level.KANWIL,
                scope="Pelatihan bersertifikat (contoh)",
                signed_on=today - timedelta(days=90) if number else None,
                source_urls="https://berita.contoh.example/kerja-sama",
            ),
            by=by,
            at=at,
        )


def _facts(
    theme: Theme, own: list[Institution], land: Land, *, level: str, covered: tuple[Institution, ...]
) -> RecordedAgreement:
    parties = [PartyFacts(unit, Side.OURS, number=f"CONTOH-{unit.pk}.HK.01.05") for unit in own]
    partner = land.partners[theme.partner]
    return RecordedAgreement(
        parties=(*parties, PartyFacts(partner, Side.PARTNER, number=f"{partner.pk}/CONTOH/PKS")),
        kind=Kind.PKS,
        level=level,
        scope=theme.scope,
        covered_units=covered,
    )


def _sign(facts: RecordedAgreement, theme: Theme, *, signed_on: date, years: int, by: Actor, at: datetime) -> Agreement:
    ends_on = signed_on + timedelta(days=365 * years)
    agreement = signing.sign(
        drafting.draft(facts, by=by, at=at), signed_on=signed_on, starts_on=signed_on, ends_on=ends_on, by=by, at=at
    )
    for promise in theme.promises:
        obligations.promise(
            agreement,
            owed_by=agreement.parties.get(side=promise.side),
            description=promise.description,
            unit=promise.unit,
            quantity=None if promise.quantity is None else Decimal(promise.quantity),
            due_on=ends_on,
            requires_verification=promise.verified,
            by=by,
            at=at,
        )
    return agreement
