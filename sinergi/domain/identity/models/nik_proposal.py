"""A NIK found for somebody: kept apart from the person until a second officer decides."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.identity.choices import SETTLE, VERIFY, ProposalState
from sinergi.domain.people.models import Episode
from sinergi.domain.people.models.person import human
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.encryption import EncryptedTextField
from sinergi.foundation.kernel.queries import prefixed


class NikProposalQuerySet(models.QuerySet["NikProposal"]):
    def visible_to(self, viewer: Actor) -> NikProposalQuerySet:
        """Those about people who are still at a unit of the viewer's part of the tree, and stand there by this very row."""
        paths = {*viewer.paths(SETTLE), *viewer.paths(VERIFY)}
        within = Episode.objects.filter(prefixed("unit__place__path", paths))
        here = within.filter(ends_on=None).of_human(models.OuterRef("human"))
        return self.alias(human=human()).filter(
            models.Exists(within.filter(person=models.OuterRef("person"))), models.Exists(here)
        )

    def open(self) -> NikProposalQuerySet:
        return self.filter(state=ProposalState.OPEN)


class NikProposal(models.Model):
    """What an extract gave for a person who has no NIK, or one that is somebody else's. Encrypted, like the person's own.

    `register_row` refers to the row of the extract, which is read again, live, when somebody looks. `marks` and `why` say
    how the row compares, without any value of it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    verification = models.ForeignKey("identity.Verification", on_delete=models.PROTECT, related_name="+")
    extract = models.ForeignKey("identity.RegisterExtract", on_delete=models.PROTECT, related_name="+")
    register_row = models.PositiveIntegerField()
    nik = EncryptedTextField(_("NIK"))
    nik_index = models.CharField(max_length=64)
    marks = models.JSONField(default=dict)
    why = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    recorded_at = models.DateTimeField()
    by_key = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)
    decided_by_key = models.CharField(max_length=80, blank=True, default="")
    decided_by_label = models.CharField(max_length=200, blank=True, default="")
    reason = models.CharField(_("alasan"), max_length=500, blank=True, default="")

    objects = NikProposalQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "nik_index"],
                condition=Q(state=ProposalState.OPEN),
                name="a_nik_is_proposed_once_for_a_person",
            ),
            models.CheckConstraint(
                name="a_decided_proposal_says_who_when_and_why",
                condition=Q(state=ProposalState.OPEN, decided_at=None, decided_by_key="", reason="")
                | (~Q(state=ProposalState.OPEN) & Q(decided_at__isnull=False) & ~Q(decided_by_key="") & ~Q(reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.get_state_display()}"
