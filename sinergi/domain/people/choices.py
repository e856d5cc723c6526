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


class AliasKind(TextChoices):
    """What another writing of a name is: another name, the father's after bin or binti, a title, a name no longer borne."""

    ALIAS = "alias", _("Alias")
    BIN = "bin", _("Bin")
    BINTI = "binti", _("Binti")
    TITLE = "gelar", _("Gelar")
    FORMER = "nama_lama", _("Nama lama")


class Nationality(TextChoices):
    """Whose national somebody is, as far as it matters here: foreigners have no NIK. Unknown is a value."""

    WNI = "WNI", _("Warga Negara Indonesia")
    WNA = "WNA", _("Warga negara asing")
    UNKNOWN = "", _("Tidak diketahui")


class Employment(TextChoices):
    """How an officer is employed (UU 20/2023 on the civil service); unknown is a value."""

    PNS = "pns", _("PNS")
    PPPK = "pppk", _("PPPK")
    UNKNOWN = "", _("Tidak diketahui")


class Departure(TextChoices):
    """Why somebody is no longer at a unit, as far as it was said."""

    MOVED = "pindah", _("Pindah ke unit lain")
    RELEASED = "bebas", _("Bebas")
    DIED = "meninggal", _("Meninggal")
    CHANGED = "alih", _("Berganti status")
    UNKNOWN = "", _("Tidak diketahui")


class BirthSource(TextChoices):
    """What a birth date was taken from. A date that somebody only told is weaker evidence than one on a certificate."""

    CERTIFICATE = "akta", _("Akta kelahiran")
    CARD = "ktp", _("KTP-el atau kartu keluarga")
    COURT = "putusan", _("Putusan atau surat penahanan")
    OTHER = "dokumen_lain", _("Dokumen lain")
    TOLD = "pengakuan", _("Keterangan orangnya")
    UNKNOWN = "", _("Tidak diketahui")


class DatePrecision(TextChoices):
    """How much of a birth date is known. The unknown part is stored as 1 and never shown."""

    DAY = "day", _("Tanggal lengkap")
    MONTH = "month", _("Bulan dan tahun")
    YEAR = "year", _("Tahun saja")
    UNKNOWN = "unknown", _("Tidak diketahui")
