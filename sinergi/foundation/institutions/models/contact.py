from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from sinergi.foundation.institutions.choices import CONTACTS
from sinergi.foundation.institutions.models.institution import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.encryption import EncryptedTextField
from sinergi.foundation.kernel.queries import prefixed


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, viewer: Actor) -> ContactQuerySet:
        """Those that a unit of the viewer's part of the tree keeps."""
        return self.filter(prefixed("kept_at__place__path", viewer.paths(CONTACTS)))


class Contact(models.Model):
    """Whom a unit calls at an institution. Personal data: encrypted, and seen only at the unit that keeps it and above."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="contacts")
    kept_at = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="contacts_kept")
    name = EncryptedTextField()
    position = models.CharField(max_length=200, blank=True, default="")
    phone = EncryptedTextField(blank=True, default="")
    email = EncryptedTextField(blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_key = models.CharField(max_length=100)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="a_contact_does_not_end_before_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution}: {self.position}"
