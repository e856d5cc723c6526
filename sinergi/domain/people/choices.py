"""The words of this room, with their Indonesian labels, and the capabilities that open it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VIEW = "people.view"
REGISTER = "people.register"
REVEAL = "people.reveal"
IMPORT = "people.import"
ERASE = "people.erase"
EXTRACT = "people.extract"
OVERSEE = "people.oversee"
MERGE = "people.merge"


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


class PopulationKind(TextChoices):
    """What a unit's own list says it is. Who is missing from a snapshot may have left; from changes nobody is missing."""

    SNAPSHOT = "snapshot", _("Seluruh isi unit pada satu hari")
    CHANGES = "changes", _("Hanya perubahan")


class PopulationState(TextChoices):
    """Where the import of a unit's list stands."""

    READING = "reading", _("Sedang dibaca")
    PREVIEWED = "previewed", _("Menunggu pengesahan")
    ASKING = "asking", _("Berhenti: perlu jawaban")
    APPLYING = "applying", _("Sedang dicatat")
    APPLIED = "applied", _("Selesai dicatat")
    REFUSED = "refused", _("Berkas tidak terbaca")
    SET_ASIDE = "set_aside", _("Dibatalkan")


class RowOutcome(TextChoices):
    """What a row does, or did. Doubtful and missing ones wait for a person's decision and are never applied by themselves."""

    NEW = "new", _("Baru")
    CHANGED = "changed", _("Berubah")
    UNCHANGED = "unchanged", _("Tidak berubah")
    DOUBTFUL = "doubtful", _("Meragukan")
    REFUSED = "refused", _("Ditolak")
    MISSING = "missing", _("Tidak ada di berkas")


class Proposal(TextChoices):
    """What a doubtful or missing row probably is. Nothing of it happens before a person accepts it."""

    NONE = "", _("Tanpa usul")
    SAME = "same", _("Orang yang sama; perbarui datanya")
    STATUS = "status", _("Orang yang sama; status baru di unit ini")
    TRANSFER = "transfer", _("Kemungkinan orang yang sama di unit lain; pindahkan")
    RETURN = "return", _("Kemungkinan orang yang sama yang pernah tercatat; kembali")
    MOVED = "moved", _("Pindah ke unit lain")
    RELEASED = "released", _("Bebas")


class RowDecision(TextChoices):
    """What a person decided about a doubtful or missing row."""

    OPEN = "", _("Belum diputuskan")
    ACCEPTED = "accepted", _("Usul diterima")
    NEW = "new", _("Dicatat sebagai orang baru")
    SKIPPED = "skipped", _("Dilewati")
    MOVED = "moved", _("Dicatat pindah")
    RELEASED = "released", _("Dicatat bebas")
    STAYS = "stays", _("Masih di unit")


class ErasureDecision(TextChoices):
    """What becomes of a person whose time of keeping has run out."""

    OPEN = "", _("Menunggu keputusan")
    ERASED = "erased", _("Dihapus")
    KEPT = "kept", _("Disimpan lebih lama")
    RETURNED = "returned", _("Tercatat lagi di unit")


class MergeEnd(TextChoices):
    """How a merge of two persons ended: it stands, was undone before anything changed, or the two were split after."""

    STANDING = "", _("Berlaku")
    UNDONE = "undone", _("Dibatalkan")
    SPLIT = "split", _("Dipisahkan")


class Contradiction(TextChoices):
    """What speaks against two rows being one human being. Labels are sentences for who decides, without any value."""

    NIK = "nik", _("Keduanya mempunyai NIK yang bentuknya benar, dan NIK-nya berbeda.")
    SEX = "sex", _("Jenis kelaminnya tercatat berbeda.")
    BIRTH = "birth", _("Tanggal lahirnya tercatat berbeda.")
    MOTHER = "mother", _("Nama ibunya tercatat berbeda.")
    CUSTODY = "custody", _("Pada hari yang sama keduanya tercatat ditahan atau menjalani pidana.")
    PRESENCE = "presence", _("Pada hari yang sama keduanya tercatat di unit yang berbeda.")


class Side(TextChoices):
    """Whose something is, when two rows that were merged are split."""

    SURVIVOR = "survivor", _("Orang yang dipertahankan")
    ABSORBED = "absorbed", _("Orang yang dipisahkan")
