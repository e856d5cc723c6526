"""Audit's words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

VIEW = "audit.view"
READINGS = "audit.readings"


class RowKind(models.TextChoices):
    """What a link of the chain holds fast."""

    ENTRY = "entry", _("Catatan")
    READING = "reading", _("Pembacaan")


class BreakKind(models.TextChoices):
    """In which way the chain can be broken."""

    ROW_CHANGED = "row_changed", _("isinya bukan lagi isi yang dicatat")
    ROW_MISSING = "row_missing", _("hilang dari basis data")
    SEAL_CHANGED = "seal_changed", _("segel tidak lagi cocok dengan isinya")
    SEAL_MISSING = "seal_missing", _("segel hilang dari rantai")
    SEAL_REPLACED = "seal_replaced", _("segel berbeda dari yang dicatat di luar sistem")


class Unusual(models.TextChoices):
    """Why a day of reading is asked about."""

    MANY = "many", _("jauh lebih banyak orang daripada biasanya")
    NIGHT = "night", _("banyak orang dibuka pada malam hari")
    LISTS = "lists", _("jauh lebih banyak nama dalam daftar daripada biasanya")
