"""The example country's units and partners: one ministry, three regions in three time zones, forty units in all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sinergi.demo.numerals import in_words
from sinergi.foundation.institutions.choices import PartnerCategory, PlaceKind, Zone
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.actors import Actor

REGIONS = (("Barat", Zone.WIB), ("Tengah", Zone.WITA), ("Timur", Zone.WIT))
KINDS = {
    PlaceKind.LAPAS: 15,
    PlaceKind.RUTAN: 8,
    PlaceKind.LPKA: 3,
    PlaceKind.LPAS: 1,
    PlaceKind.BAPAS: 5,
    PlaceKind.RUPBASAN: 1,
}
LABELS = {
    PlaceKind.LAPAS: "Lapas",
    PlaceKind.RUTAN: "Rutan",
    PlaceKind.LPKA: "LPKA",
    PlaceKind.LPAS: "LPAS",
    PlaceKind.BAPAS: "Bapas",
    PlaceKind.RUPBASAN: "Rupbasan",
}
PARTNERS = (
    ("Direktorat Jenderal Data Contoh", PartnerCategory.PEMERINTAH),
    ("Dinas Pendidikan Contoh", PartnerCategory.PEMERINTAH),
    ("Dinas Kesehatan Contoh", PartnerCategory.PEMERINTAH),
    ("Balai Latihan Kerja Contoh", PartnerCategory.PEMERINTAH),
    ("Universitas Contoh Nusantara", PartnerCategory.PERGURUAN_TINGGI),
    ("PT Contoh Tekstil Makmur", PartnerCategory.DUNIA_USAHA),
    ("CV Contoh Lele Jaya", PartnerCategory.DUNIA_USAHA),
    ("PT Contoh Pangan Mandiri", PartnerCategory.DUNIA_USAHA),
    ("Yayasan Contoh Delapan", PartnerCategory.MASYARAKAT_SIPIL),
    ("Perkumpulan Contoh Keluarga Sehat", PartnerCategory.MASYARAKAT_SIPIL),
    ("Lembaga Contoh Bantuan Hukum", PartnerCategory.MASYARAKAT_SIPIL),
    ("Komunitas Contoh Literasi", ""),
)


@dataclass(frozen=True)
class Land:
    """`units` are those where people are or work; `partners` by name."""

    ministry: Institution
    directorate: Institution
    academy: Institution
    regions: tuple[Institution, ...]
    units: tuple[Institution, ...]
    partners: dict[str, Institution]

    def of_kind(self, *kinds: str) -> list[Institution]:
        return [unit for unit in self.units if unit.place.kind in kinds]


def settle(*, by: Actor, at: datetime) -> Land:
    """Found everything. Raises founding.NameTaken where the example country already stands."""

    def unit(
        name: str, kind: str, parent: Institution | None, zone: str = Zone.WIB, category: str | None = None
    ) -> Institution:
        return founding.found(name, kind=kind, parent=parent, zone=zone, category=category, example=True, by=by, at=at)

    ministry = unit("Kementerian Contoh", PlaceKind.KEMENTERIAN, None)
    directorate = unit("Direktorat Jenderal Contoh", PlaceKind.DITJEN, ministry)
    academy = unit("Badan Pengembangan SDM Contoh", PlaceKind.BADAN, ministry, category=PartnerCategory.LEMBAGA_SDM)
    unit("Politeknik Contoh", PlaceKind.POLITEKNIK, academy)
    regions = tuple(unit(f"Kanwil Contoh {name}", PlaceKind.KANWIL, directorate, zone) for name, zone in REGIONS)
    units = []
    for kind, count in KINDS.items():
        for number in range(1, count + 1):
            region = regions[number % len(regions)]
            units.append(unit(f"{LABELS[kind]} Contoh {in_words(number)}", kind, region, region.place.zone))
    partners = {
        name: founding.found(name, category=category, example=True, by=by, at=at) for name, category in PARTNERS
    }
    return Land(ministry, directorate, academy, regions, tuple(units), partners | {academy.name: academy})
