from __future__ import annotations

from django.db import models

from sinergi.foundation.institutions.choices import PartnerCategory
from sinergi.foundation.institutions.models.institution import Institution


class PartnerProfile(models.Model):
    """What is known of an institution as a partner. "" is a category that no source states."""

    institution = models.OneToOneField(Institution, on_delete=models.CASCADE, related_name="partner_profile")
    category = models.CharField(max_length=20, choices=PartnerCategory, blank=True, default="")

    objects = models.Manager["PartnerProfile"]()
