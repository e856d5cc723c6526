"""The words of this room, with their Indonesian labels, and the capabilities that open it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VIEW = "people.view"
REGISTER = "people.register"
REVEAL = "people.reveal"


class Category(TextChoices):
    """What a person is to corrections on a day. Source: UU 22/2022 Pasal 1; officers and cadets are its own people."""

    TAHANAN = "tahanan", _("Tahanan")
    ANAK = "anak", _("Anak")
    NARAPIDANA = "narapidana", _("Narapidana")
    ANAK_BINAAN = "anak_binaan", _("Anak Binaan")
    KLIEN = "klien", _("Klien")
    PETUGAS = "petugas", _("Petugas")
    TARUNA = "taruna", _("Taruna")


WARGA_BINAAN = frozenset({Category.NARAPIDANA, Category.ANAK_BINAAN, Category.KLIEN})
"""Who the law calls Warga Binaan (UU 22/2022 Pasal 1 angka 3). Tahanan and Anak are not."""

CUSTODY = frozenset({Category.TAHANAN, Category.ANAK, Category.NARAPIDANA, Category.ANAK_BINAAN})
"""Who is held in a building, and so in one place at a time."""

PRECEDENCE = (
    Category.NARAPIDANA,
    Category.ANAK_BINAAN,
    Category.TAHANAN,
    Category.ANAK,
    Category.KLIEN,
    Category.PETUGAS,
    Category.TARUNA,
)
"""Which category counts when several hold on one day: custody before supervision, and both before service."""


class Sex(TextChoices):
    """Sex as the population register writes it; unknown is a value."""

    L = "L", _("Laki-laki")
    P = "P", _("Perempuan")
    UNKNOWN = "", _("Tidak diketahui")


class DatePrecision(TextChoices):
    """How much of a birth date is known. The unknown part is stored as 1 and never shown."""

    DAY = "day", _("Tanggal lengkap")
    MONTH = "month", _("Bulan dan tahun")
    YEAR = "year", _("Tahun saja")
    UNKNOWN = "unknown", _("Tidak diketahui")
