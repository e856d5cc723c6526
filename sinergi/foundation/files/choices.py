"""The kinds of file that Sinergi keeps."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """A kind by its content, not by its name. The value is the media type it is served with."""

    CSV = "text/csv", _("CSV")
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _("Excel (.xlsx)")
    PDF = "application/pdf", _("PDF")
    PNG = "image/png", _("PNG")
    JPEG = "image/jpeg", _("JPEG")

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The name endings people use for this kind, the usual one first."""
        return (".jpg", ".jpeg") if self is FileKind.JPEG else (f".{self.name.lower()}",)


class DamageKind(models.TextChoices):
    """What can happen to stored content."""

    MISSING = "missing", _("Hilang dari penyimpanan")
    CHANGED = "changed", _("Isinya berubah")
    UNREADABLE = "unreadable", _("Tidak dapat dibaca")
