"""The words of access."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MANAGE = "access.manage"
API = "access.api"


class UserState(models.TextChoices):
    """How a user stands, for the list."""

    ACTIVE = "aktif", _("Aktif")
    CLOSED = "nonaktif", _("Nonaktif")
    ON_LEAVE = "cuti", _("Sedang cuti")
    WITHOUT_FACTOR = "tanpa-faktor", _("Tanpa faktor kedua")
    WITHOUT_GRANT = "tanpa-peran", _("Tanpa peran")
    NEVER_CAME = "belum-masuk", _("Belum pernah masuk")
