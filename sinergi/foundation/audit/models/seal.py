from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from sinergi.foundation.audit.choices import BreakKind, RowKind
from sinergi.foundation.audit.rules import SealContent


class Seal(models.Model):
    """One link of the chain: it holds fast the rows of its `links` and the seal before it.

    The number is the key, so two sealers that would both add the next one cannot both succeed. `highest_entry` and
    `highest_reading` are the greatest keys sealed so far, this seal included.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    previous_sha256 = models.CharField(max_length=64, unique=True)
    sha256 = models.CharField(max_length=64)
    highest_entry = models.PositiveBigIntegerField()
    highest_reading = models.PositiveBigIntegerField()
    sealed_at = models.DateTimeField(db_index=True)

    objects = models.Manager["Seal"]()

    class Meta:
        ordering = ["number"]
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="seals_are_counted_from_one")]

    def content(self, links: list[tuple[str, int, str]]) -> SealContent:
        """What `sha256` is the hash of; `links` are (kind, row, sha256), in order of kind and row."""
        return SealContent(
            self.number, self.previous_sha256, self.highest_entry, self.highest_reading, self.sealed_at, tuple(links)
        )


class Link(models.Model):
    """One row of the audit held fast by a seal, named without a key, so that the proof outlives the row."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="links")
    kind = models.CharField(max_length=7, choices=RowKind)
    row = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = models.Manager["Link"]()

    class Meta:
        ordering = ["kind", "row"]
        constraints = [models.UniqueConstraint("kind", "row", name="a_row_is_sealed_once")]


class Verification(models.Model):
    """What a check of the whole chain found. `broken` is "" when it was intact; else the first break is named.

    `last_number` and `last_sha256` are worth noting down elsewhere: whoever rewrites the whole chain cannot change those.
    `tail` counts the rows not sealed yet, the oldest of which is from `tail_since`.
    """

    verified_at = models.DateTimeField()
    verified_by_label = models.CharField(max_length=200)
    seals = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    last_number = models.PositiveBigIntegerField(null=True)
    last_sha256 = models.CharField(max_length=64, blank=True, default="")
    tail = models.PositiveBigIntegerField()
    tail_since = models.DateTimeField(null=True)
    broken = models.CharField(max_length=13, choices=BreakKind, blank=True, default="")
    broken_seal = models.PositiveBigIntegerField(null=True)
    broken_kind = models.CharField(max_length=7, choices=RowKind, blank=True, default="")
    broken_row = models.PositiveBigIntegerField(null=True)

    objects = models.Manager["Verification"]()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(broken="") | Q(broken_seal=None, broken_kind="", broken_row=None),
                name="an_intact_chain_names_no_break",
            ),
        ]

    @property
    def is_intact(self) -> bool:
        return not self.broken

    @property
    def sentence(self) -> str:
        """What is the matter, as a sentence; "" when the chain is intact."""
        if self.is_intact:
            return ""
        number = {"number": self.broken_seal}
        seal = _("belum bersegel") if self.broken_seal is None else _("segel nomor %(number)s") % number
        row = _("%(kind)s nomor %(number)s (%(seal)s)") % {
            "kind": self.get_broken_kind_display(),
            "number": self.broken_row,
            "seal": seal,
        }
        return f"{seal.capitalize() if self.broken_row is None else row}: {self.get_broken_display()}."
