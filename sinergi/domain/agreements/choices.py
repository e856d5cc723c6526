"""The words of this room, with their Indonesian labels. An empty string means: no source states it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

VIEW = "agreements.view"
RECORD = "agreements.record"
DELIVER = "agreements.deliver"
"""The capabilities that decide which rows are visible, and which are the viewer's own; the others stand in `policies`."""


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
    """A draft binds nobody; a concluded agreement was signed, even where its day of signing is unknown.

    A withdrawn draft will never be signed.
    """

    DRAFT = "draft", _("Rancangan")
    CONCLUDED = "concluded", _("Ditandatangani")
    WITHDRAWN = "withdrawn", _("Ditarik")


class Stage(models.TextChoices):
    """How far a draft has come. The order is that of the work."""

    EXPLORING = "penjajakan", _("Penjajakan")
    DRAFTING = "penyusunan", _("Penyusunan")
    DISCUSSING = "pembahasan", _("Pembahasan")
    READY = "siap", _("Siap ditandatangani")


class Move(models.TextChoices):
    """What a step did to a draft."""

    BEGIN = "mulai", _("Dimulai")
    FORWARD = "maju", _("Dilanjutkan")
    BACK = "kembali", _("Dikembalikan")
    WITHDRAW = "tarik", _("Ditarik")


class Phase(models.TextChoices):
    """Where an agreement stands in its life on a day: a stage of the draft, or what its dates and its lineage tell."""

    EXPLORING = Stage.EXPLORING.value, _("Penjajakan")
    DRAFTING = Stage.DRAFTING.value, _("Penyusunan")
    DISCUSSING = Stage.DISCUSSING.value, _("Pembahasan")
    READY = Stage.READY.value, _("Siap ditandatangani")
    WITHDRAWN = "ditarik", _("Ditarik")
    AHEAD = "belum", _("Belum berlaku")
    IN_FORCE = "berlaku", _("Berlaku")
    POSSIBLY = "mungkin", _("Mungkin berlaku")
    UNKNOWN = "tidak_diketahui", _("Tidak diketahui berlaku")
    OVER = "berakhir", _("Berakhir")
    ENDED = "diakhiri", _("Diakhiri")
    RENEWED = "diperpanjang", _("Diperpanjang")


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
    FIELD = "field", _("Bidang")
    PROGRAMME = "programme", _("Program")


UNSTATED = "unstated"
"""In a filter: those for which no source states the word, where "" does not narrow."""


class ObligationState(models.TextChoices):
    """How an obligation stands on a day: exactly one of these."""

    OPEN = "open", _("Terbuka")
    OVERDUE = "overdue", _("Lewat batas")
    DISPUTED = "disputed", _("Disengketakan")
    FULFILLED = "fulfilled", _("Terpenuhi")
    WAIVED = "waived", _("Dihapuskan")


class Answer(models.TextChoices):
    """What the side that was owed says of a delivery. What was reversed needs no answer any more."""

    AWAITING = "awaiting", _("Menunggu penerimaan")
    ACCEPTED = "accepted", _("Diterima")
    DISPUTED = "disputed", _("Disengketakan")
    REVERSED = "reversed", _("Dibatalkan")


class Stated(models.TextChoices):
    """What a paper says, or ought to say: the vocabulary of sources and of what a stage needs."""

    KIND = "kind", _("bentuk naskah")
    LEVEL = "level", _("tingkat penandatangan")
    NUMBER = "number", _("nomor naskah")
    URGENCY = "urgency", _("urgensi")
    SCOPE = "scope", _("pokok kerja sama")
    SIGNED_ON = "signed_on", _("tanggal penandatanganan")
    SIGNING_PLACE = "signing_place", _("tempat penandatanganan")
    TERM = "term", _("jangka waktu")
    LOCATION = "location_text", _("lokasi")
    FUNDING = "funding", _("pembiayaan")
    OURS = "ours", _("pihak pemasyarakatan")
    PARTNER = "partner", _("pihak mitra")
    SIGNATORIES = "signatories", _("jabatan penanda tangan setiap pihak")
    MANDATES = "mandates", _("dasar kewenangan penanda tangan")
    UNITS = "covered_units", _("unit yang tercakup")
    UMBRELLA = "umbrella", _("naskah payung")
    PROGRAMMES = "programmes", _("program yang didukung")
    FIELDS = "fields", _("bidang")


class Confidence(models.TextChoices):
    """How sure a source makes a fact."""

    HIGH = "tinggi", _("tinggi")
    MEDIUM = "sedang", _("sedang")
    LOW = "rendah", _("rendah")


class Payer(models.TextChoices):
    """Who pays for what the agreement asks for; "" where no source says."""

    OURS = "pemasyarakatan", _("Pihak pemasyarakatan")
    PARTNER = "mitra", _("Pihak mitra")
    EACH = "masing-masing", _("Masing-masing pihak")
    OTHER = "lain", _("Sumber lain")
