from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceKind(models.TextChoices):
    """What an institution is in the tree of the corrections service."""

    KEMENTERIAN = "kementerian", _("Kementerian")
    SETJEN = "setjen", _("Sekretariat jenderal")
    ITJEN = "itjen", _("Inspektorat jenderal")
    BADAN = "badan", _("Badan")
    DITJEN = "ditjen", _("Direktorat jenderal")
    KANWIL = "kanwil", _("Kantor wilayah")
    LAPAS = "lapas", _("Lapas")
    RUTAN = "rutan", _("Rutan")
    LPKA = "lpka", _("LPKA")
    LPAS = "lpas", _("LPAS")
    BAPAS = "bapas", _("Bapas")
    RUPBASAN = "rupbasan", _("Rupbasan")
    POLITEKNIK = "politeknik", _("Politeknik")


class PartnerCategory(models.TextChoices):
    """What kind of partner an institution is; "" where no source says."""

    PEMERINTAH = "pemerintah", _("Pemerintah")
    DUNIA_USAHA = "dunia_usaha", _("Dunia usaha")
    MASYARAKAT_SIPIL = "masyarakat_sipil", _("Masyarakat sipil")
    PERGURUAN_TINGGI = "perguruan_tinggi", _("Perguruan tinggi")
    LEMBAGA_SDM = "lembaga_sdm", _("Lembaga SDM")


class Zone(models.TextChoices):
    """The three time zones of Indonesia; "today" at a unit follows its own."""

    WIB = "Asia/Jakarta", "WIB"
    WITA = "Asia/Makassar", "WITA"
    WIT = "Asia/Jayapura", "WIT"


class SuccessionKind(models.TextChoices):
    """How one institution came after another."""

    NAMA = "nama", _("Berganti nama")
    GABUNG = "gabung", _("Digabung")
    PECAH = "pecah", _("Dipecah")


class PairDecision(models.TextChoices):
    """What a person said of two institutions that may be one."""

    OPEN = "", _("Belum diputuskan")
    SAME = "sama", _("Lembaga yang sama")
    DIFFERENT = "beda", _("Lembaga yang berbeda")


class ListingDecision(models.TextChoices):
    """What a person said of a name that seems to list several institutions."""

    OPEN = "", _("Belum diputuskan")
    SEVERAL = "banyak", _("Beberapa lembaga")
    ONE = "satu", _("Satu lembaga")


SETTLE = "institutions.settle"
CONTACTS = "institutions.contacts"
IMPORT = "institutions.import"
