"""The words of this room, with their Indonesian labels, and the capabilities that open it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

VERIFY = "identity.verify"
EXTRACT = "identity.extract"


class Method(TextChoices):
    """Who says that a person is who the file says: the unit that keeps the person, or the population register."""

    UNIT = "unit", _("Dipastikan unit")
    REGISTER = "register", _("Dicocokkan dengan register kependudukan")


class Result(TextChoices):
    """What came of a verification. BELUM is what is said of a person who has none; it is never stored."""

    BELUM = "belum", _("Belum diperiksa")
    SESUAI = "sesuai", _("Sesuai")
    SESUAI_SEBAGIAN = "sesuai_sebagian", _("Sesuai sebagian, perlu dilihat")
    TIDAK_SESUAI = "tidak_sesuai", _("Tidak sesuai")
    TIDAK_DITEMUKAN = "tidak_ditemukan", _("NIK tidak ditemukan")
    MENINGGAL = "meninggal", _("Tercatat meninggal")
    GANDA = "ganda", _("NIK ganda")
    TIDAK_AKTIF = "tidak_aktif", _("NIK tidak aktif")
    TANPA_NIK = "tanpa_nik", _("Tanpa NIK")
    WNA = "wna", _("Warga negara asing")
    PERLU_PEREKAMAN = "perlu_perekaman", _("Perlu perekaman KTP-el")
    GAGAL_TEKNIS = "gagal_teknis", _("Gagal karena sebab teknis")


class Confirmation(TextChoices):
    """By what the identity of somebody present is confirmed on a day. Each person has exactly one of these."""

    REGISTER = "register", _("Dipastikan register")
    UNIT = "unit", _("Dipastikan unit saja")
    NONE = "none", _("Belum dipastikan")
