"""The words of an import."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sinergi.foundation.access.choices import MANAGE


class Subject(models.TextChoices):
    """What is imported. The capability to import it is "<subject>.import"; users are imported by those who manage them."""

    AGREEMENTS = "agreements", _("Perjanjian")
    INSTITUTIONS = "institutions", _("Unit dan mitra")
    USERS = "users", _("Pengguna")

    @property
    def capability(self) -> str:
        return MANAGE if self is Subject.USERS else f"{self.value}.import"


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
