"""The words of this room, with their Indonesian labels. An empty string means: no source states it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

VIEW = "agreements.view"
"""The capability that decides which rows are visible; the others stand in `policies`."""


class Kind(models.TextChoices):
    """What sort of document it is."""

    NK = "NK", _("Nota Kesepahaman")
    PKS = "PKS", _("Perjanjian Kerja Sama")
    IA = "IA", _("Rencana Kerja / Implementation Arrangement")
    ADENDUM = "ADENDUM", _("Adendum")


class Level(models.TextChoices):
    """Which level of the corrections service signed it."""

    KEMENTERIAN = "kementerian", _("Kementerian")
    DITJEN = "ditjen", _("Direktorat Jenderal")
    KANWIL = "kanwil", _("Kantor Wilayah")
    UPT = "upt", _("Unit Pelaksana Teknis")


class State(models.TextChoices):
    """A draft binds nobody; a concluded agreement was signed, even where its day of signing is unknown."""

    DRAFT = "draft", _("Rancangan")
    CONCLUDED = "concluded", _("Ditandatangani")


class Side(models.TextChoices):
    """On whose side of the table a party stands."""

    OURS = "pemasyarakatan", _("Pihak pemasyarakatan")
    PARTNER = "mitra", _("Pihak mitra")


class CountedUnit(models.TextChoices):
    """What a promised or delivered quantity counts."""

    SESSION = "session", _("kegiatan")
    PERSON = "person", _("orang")
    PARTICIPATION = "participation", _("keikutsertaan")
    HOUR = "hour", _("jam")
    KG = "kg", _("kilogram")
    DOCUMENT = "document", _("dokumen")
    PIECE = "piece", _("buah")


class Standing(models.TextChoices):
    """How surely an agreement is in force on a day, as far as its known dates tell."""

    CERTAIN = "certain", _("Pasti berlaku")
    POSSIBLE = "possible", _("Mungkin berlaku")
    UNKNOWN = "unknown", _("Tidak diketahui")
    NOT = "not", _("Tidak berlaku")


class Fact(models.TextChoices):
    """Facts of an agreement that a source may leave unsaid."""

    SIGNED_ON = "signed_on", _("tanggal penandatanganan")
    KIND = "kind", _("jenis naskah")
    LEVEL = "level", _("tingkat penandatangan")
    SCOPE = "scope", _("ruang lingkup")
    NUMBER = "number", _("nomor naskah")
    TERM = "term", _("masa berlaku")
    OURS = "ours", _("pihak pemasyarakatan")
    PARTNER = "partner", _("pihak mitra")


class Signing(models.TextChoices):
    """How surely an agreement was signed within a period, as far as its known dates tell."""

    CERTAIN = "certain", _("Pasti ditandatangani")
    POSSIBLE = "possible", _("Mungkin ditandatangani")
    UNKNOWN = "unknown", _("Tidak diketahui")
    NOT = "not", _("Tidak ditandatangani dalam masa itu")


class Dimension(models.TextChoices):
    """By what a count can be split; how stands in `queries.counting`."""

    YEAR = "year", _("Tahun tanda tangan")
    LEVEL = "level", _("Tingkat")
    KIND = "kind", _("Jenis naskah")
    CATEGORY = "category", _("Kategori mitra")


UNSTATED = "unstated"
"""In a filter: those for which no source states the word, where "" does not narrow."""
