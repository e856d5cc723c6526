"""The words of this room, with their Indonesian labels, and the capabilities that open it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

VIEW = "activities.view"
PLAN = "activities.plan"
POST = "activities.post"
ENROL = "activities.enrol"


class ActivityState(models.TextChoices):
    """How far an activity has come. Only what was carried out counts for anybody."""

    PLANNED = "planned", _("Direncanakan")
    CARRIED_OUT = "carried_out", _("Dilaksanakan")
    CANCELLED = "cancelled", _("Dibatalkan")


class Stays(models.TextChoices):
    """Which of two participations of one person in one activity stays, when persons that were merged are split."""

    LATER = "later", _("Yang dicatat sejak penggabungan")
    EARLIER = "earlier", _("Yang dicatat sebelumnya")
