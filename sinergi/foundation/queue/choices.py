"""The queue's words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands. Running means leased: when the lease runs out, another worker may take it."""

    WAITING = "waiting", _("Menunggu")
    RUNNING = "running", _("Sedang dikerjakan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")
