"""The words of an import."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Subject(models.TextChoices):
    """What is imported. The capability to import it is "<subject>.import"."""

    AGREEMENTS = "agreements", _("Perjanjian")

    @property
    def capability(self) -> str:
        return f"{self.value}.import"


class RunState(models.TextChoices):
    """Where an import stands. Stale: what it was previewed against has changed, so it must be previewed again."""

    PREVIEWED = "previewed", _("Menunggu konfirmasi")
    CONFIRMED = "confirmed", _("Sudah dikonfirmasi")
    STALE = "stale", _("Kedaluwarsa")


class Outcome(models.TextChoices):
    """What one row does."""

    CREATED = "created", _("Baru")
    UPDATED = "updated", _("Diperbarui")
    UNCHANGED = "unchanged", _("Tidak berubah")
    REFUSED = "refused", _("Ditolak")
