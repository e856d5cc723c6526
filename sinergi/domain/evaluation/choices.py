"""The words of this room, with their Indonesian labels, and the capabilities that open it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

VIEW = "evaluation.view"
REVIEW = "evaluation.review"
LOCK = "evaluation.lock"
DECIDE = "evaluation.decide"


class Rating(models.TextChoices):
    """How the cooperation did in the period. "Cannot be judged" is an answer too."""

    BERHASIL = "berhasil", _("Berhasil")
    SEBAGIAN = "sebagian", _("Berhasil sebagian")
    BELUM = "belum", _("Belum berhasil")
    TIDAK_DAPAT_DINILAI = "tidak_dapat_dinilai", _("Tidak dapat dinilai")


class DecisionKind(models.TextChoices):
    """What is to become of the agreement."""

    EXTEND = "extend", _("Perpanjang")
    AMEND = "amend", _("Ubah isi")
    END = "end", _("Akhiri")
