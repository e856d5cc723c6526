"""The calendar's words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Zone(models.TextChoices):
    """Indonesia's three time zones, by their IANA names. A unit's "today" follows its zone."""

    WIB = "Asia/Jakarta", _("WIB (Indonesia Barat)")
    WITA = "Asia/Makassar", _("WITA (Indonesia Tengah)")
    WIT = "Asia/Jayapura", _("WIT (Indonesia Timur)")


class CorrectionKind(models.TextChoices):
    """What a correction makes of a day, whatever the library says about it."""

    LIBUR = "libur", _("Hari libur")
    KERJA = "kerja", _("Hari kerja")


class DayOffKind(models.TextChoices):
    """Why nobody works on a day."""

    LIBUR_NASIONAL = "libur_nasional", _("Libur nasional")
    CUTI_BERSAMA = "cuti_bersama", _("Cuti bersama")
    KOREKSI = "koreksi", _("Libur yang ditetapkan di Sinergi")
    AKHIR_PEKAN = "akhir_pekan", _("Akhir pekan")
