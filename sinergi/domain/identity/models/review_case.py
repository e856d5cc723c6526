"""What waits for an eye: a person beside a row of an extract, or two persons who may be one."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from sinergi.domain.identity.choices import OPEN_REVIEWS, REVIEW, SETTLE, CaseKind, Machine, ReviewState
from sinergi.domain.people.choices import MERGE
from sinergi.domain.people.choices import VIEW as SEE_PEOPLE
from sinergi.domain.people.models import Episode
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class ReviewCaseQuerySet(models.QuerySet["ReviewCase"]):
    def within_reach(self, viewer: Actor, capability: str) -> ReviewCaseQuerySet:
        """Those about whose people the viewer may act by this capability.

        A person beside a row: where the person is now, by this very row. Two persons: over every unit where either is or
        was, as for merging them, for whoever reaches only some would learn from the case what the others recorded.
        """
        within = Episode.objects.filter(prefixed("unit__place__path", viewer.paths(capability)))
        here = within.filter(_of("person"), ends_on=None)
        row = Q(kind=CaseKind.ROW) & Exists(within.filter(person=OuterRef("person"))) & Exists(here)
        together = [prefixed("unit__place__path", viewer.paths(needed)) for needed in (capability, MERGE, SEE_PEOPLE)]
        beyond = Episode.objects.exclude(*together)
        pair = Q(kind=CaseKind.PAIR) & ~Exists(beyond.filter(_of("person") | _of("other")))
        if not all(viewer.paths(needed) for needed in (capability, MERGE, SEE_PEOPLE)):
            return self.filter(row)
        return self.filter(row | pair)

    def visible_to(self, viewer: Actor) -> ReviewCaseQuerySet:
        """Those the viewer may read or rule on."""
        reads, rules = (self.within_reach(viewer, capability).values("pk") for capability in (REVIEW, SETTLE))
        return self.filter(Q(pk__in=reads) | Q(pk__in=rules))

    def open(self) -> ReviewCaseQuerySet:
        return self.filter(state__in=OPEN_REVIEWS)

    def readable_by(self, reader: Actor) -> ReviewCaseQuerySet:
        """Those that wait for one more reader who may be this one: nobody reads a case twice, nor a NIK asked for himself."""
        waiting = self.within_reach(reader, REVIEW).filter(state=ReviewState.READING)
        return waiting.exclude(readings__reader_key=reader.key).exclude(proposal__by_key=reader.key)

    def free_for(self, reader: Actor, at: datetime) -> ReviewCaseQuerySet:
        """Those that nobody else has before him just now."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_by_key=reader.key))

    def dearest_first(self) -> ReviewCaseQuerySet:
        return self.order_by("-cost", "pk")


def _of(side: str) -> Q:
    """Episodes of the human being on one side of a case, whichever row they stand at."""
    return Q(person=OuterRef(side)) | Q(person__merged_into=OuterRef(side))


class ReviewCase(models.Model):
    """A doubtful answer, or one of the sample of sure ones, for people to settle. Holds references and no value of a register.

    `marks` say how fields compare, `evidence` is a list of {field, level, bits, sentence}; the row itself is read live from
    the extract. `probability` and the bits are the one scorer's (`linkage.scoring`). `machine` is what was said before
    anybody looked, `band` the stratum of the sample and `share` the chance with which this case was drawn from it.
    `cost` orders the queue, `stake` is what a wrong answer could cost (`rules.costing`); `readers_needed` was drawn when the
    case was opened and is shown to nobody. `fingerprint` is a keyed digest of the particulars that were compared.
    A claim (`claimed_by_key` until `claimed_until`) keeps two readers from one case at a time.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("jenis"), max_length=10, choices=CaseKind)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", null=True)
    verification = models.ForeignKey("identity.Verification", on_delete=models.PROTECT, related_name="+", null=True)
    proposal = models.ForeignKey("identity.NikProposal", on_delete=models.PROTECT, related_name="+", null=True)
    extract = models.ForeignKey("identity.RegisterExtract", on_delete=models.PROTECT, related_name="+", null=True)
    register_row = models.PositiveIntegerField(null=True)
    machine = models.CharField(max_length=10, choices=Machine)
    marks = models.JSONField(default=dict)
    evidence = models.JSONField(default=list)
    probability = models.FloatField(_("peluang"))
    weight_bits = models.FloatField(_("bobot"))
    margin_bits = models.FloatField(_("jarak ke calon berikut"), null=True)
    band = models.CharField(max_length=20)
    share = models.FloatField(default=1.0)
    cost = models.FloatField(_("biaya yang diperkirakan"))
    stake = models.FloatField(_("biaya jawaban salah"))
    readers_needed = models.PositiveSmallIntegerField()
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(_("keadaan"), max_length=10, choices=ReviewState, default=ReviewState.READING)
    claimed_by_key = models.CharField(max_length=80, blank=True, default="")
    claimed_until = models.DateTimeField(null=True)
    is_example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    by_key = models.CharField(max_length=80)

    objects = ReviewCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-cost", "pk"]
        indexes = [
            models.Index(fields=["state", "-cost", "id"], name="cases_by_state_and_cost"),
            models.Index(fields=["person", "state"], name="cases_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_case_has_two_sides",
                condition=Q(kind=CaseKind.ROW, other=None, extract__isnull=False, register_row__isnull=False)
                | Q(
                    kind=CaseKind.PAIR,
                    other__isnull=False,
                    extract=None,
                    register_row=None,
                    verification=None,
                    proposal=None,
                ),
            ),
            models.CheckConstraint(
                name="a_pair_has_the_older_row_first", condition=Q(other=None) | Q(person__lt=F("other"))
            ),
            models.CheckConstraint(
                name="a_probability_is_a_chance", condition=Q(probability__gte=0, probability__lte=1)
            ),
            models.CheckConstraint(
                name="a_share_is_a_chance_that_can_be_drawn", condition=Q(share__gt=0, share__lte=1)
            ),
            models.CheckConstraint(
                name="a_case_is_closed_exactly_when_it_is_over",
                condition=Q(state__in=OPEN_REVIEWS, closed_at=None)
                | (~Q(state__in=OPEN_REVIEWS) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_claim_says_who_and_until_when",
                condition=Q(claimed_by_key="", claimed_until=None)
                | (~Q(claimed_by_key="") & Q(claimed_until__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["person", "other"],
                condition=Q(kind=CaseKind.PAIR, state__in=OPEN_REVIEWS),
                name="two_persons_wait_once",
            ),
            models.UniqueConstraint(
                fields=["person", "extract", "register_row"],
                condition=Q(kind=CaseKind.ROW, state__in=OPEN_REVIEWS),
                name="a_person_and_a_row_wait_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REVIEWS
