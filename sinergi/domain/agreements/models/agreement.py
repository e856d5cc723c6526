from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, Subquery, Value, When
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import (
    VIEW,
    Fact,
    Kind,
    Level,
    Payer,
    Phase,
    Side,
    Signing,
    Stage,
    Standing,
    State,
    Stated,
)
from sinergi.domain.agreements.models.catalogue import SubjectField
from sinergi.domain.agreements.models.party import Party
from sinergi.domain.agreements.rules.completeness import AgreementFacts, Unknown, unknowns
from sinergi.domain.agreements.rules.phases import phase
from sinergi.domain.agreements.rules.standing import Dates, standing
from sinergi.foundation.institutions.models import Institution, Place
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import LatestFirst, prefixed


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, viewer: Actor) -> AgreementQuerySet:
        """Those of which the viewer's part of the tree holds a party, or, once concluded, a covered unit.

        A draft binds nobody yet and is seen by its parties only.
        """
        paths = viewer.paths(VIEW)
        if "" in paths:
            return self.all()
        held = Party.objects.within(paths).values("agreement")
        there = Place.objects.filter(prefixed("path", paths)).values("institution")
        covered = self.model.covered_units.through.objects.filter(institution__in=there).values("agreement")
        return self.filter(Q(pk__in=held) | (Q(state=State.CONCLUDED) & Q(pk__in=covered)))

    def concluded(self) -> AgreementQuerySet:
        """Signed, on a known day or not."""
        return self.filter(state=State.CONCLUDED)

    def drafts(self) -> AgreementQuerySet:
        return self.filter(state=State.DRAFT)

    def real(self) -> AgreementQuerySet:
        return self.filter(is_example=False)

    def examples(self) -> AgreementQuerySet:
        """Made up, between made-up institutions; never counted together with real ones."""
        return self.filter(is_example=True)

    def in_force(self, on: date) -> AgreementQuerySet:
        """Surely in force on `on`: signed, started and not ended, all dates known and both bounds included.

        Depends on dates only, so the answer for a past day does not move when an agreement ends later.
        """
        return self.filter(standing_condition(Standing.CERTAIN, on))

    def possibly_in_force(self, on: date) -> AgreementQuerySet:
        """Perhaps in force on `on`: what is known speaks for it, and a date that would decide is unknown."""
        return self.filter(standing_condition(Standing.POSSIBLE, on))

    def unknown_on(self, on: date) -> AgreementQuerySet:
        """Neither signing nor start is known, and nothing known excludes `on`."""
        return self.filter(standing_condition(Standing.UNKNOWN, on))

    def not_in_force(self, on: date) -> AgreementQuerySet:
        """A draft, or excluded by a known date."""
        return self.filter(standing_condition(Standing.NOT, on))

    def with_renewal(self) -> AgreementQuerySet:
        """With `renewed_on`: the first day on which a document that renews it was signed and had begun; None when none has.

        An addendum changes an agreement and renews nothing; what was ended before it began never renewed.
        """
        began = Case(
            When(signed_on=None, then=F("starts_on")),
            When(starts_on=None, then=F("signed_on")),
            default=Greatest("signed_on", "starts_on"),
        )
        renewals = (
            Agreement.objects.concluded()
            .filter(continues=OuterRef("pk"))
            .exclude(kind=Kind.ADENDUM)
            .annotate(began=began)
            .filter(Q(ended_on=None) | Q(ended_on__gt=F("began")), began__isnull=False)
        )
        return self.annotate(renewed_on=Subquery(renewals.order_by("began").values("began")[:1]))  # type: ignore[no-redef]

    def in_phase(self, phase: Phase, on: date) -> AgreementQuerySet:
        """Those whose `phase(on)` it is."""
        return self.with_renewal().filter(phase_condition(phase, on))

    def mentioning(self, word: str) -> AgreementQuerySet:
        """The word stands in the scope, the place, or the number or a name, former ones too, of a party."""
        # Each question once, not once for every agreement.
        named = Institution.objects.filter(
            Q(name__icontains=word) | Q(names__name__icontains=word) | Q(merged_into__names__name__icontains=word)
        )
        parties = Party.objects.filter(Q(institution__in=named.values("pk")) | Q(number__icontains=word))
        there = Q(scope__icontains=word) | Q(location_text__icontains=word)
        return self.filter(there | Q(pk__in=parties.values("agreement")))

    def lacking(self, fact: Fact) -> AgreementQuerySet:
        """No source states the fact; the same as `completeness.unknowns` in SQL."""
        return self.filter(lacking_condition(fact))

    def with_unknown_category(self) -> AgreementQuerySet:
        """The category of a partner is not known, or no partner is."""
        partners = Party.objects.partners().filter(agreement=OuterRef("pk"))
        profile = "institution__partner_profile"
        unknown = Q(**{f"{profile}__isnull": True}) | Q(**{f"{profile}__category": ""})
        return self.filter(~Exists(partners) | Exists(partners.filter(unknown)))

    def with_provisional_institutions(self) -> AgreementQuerySet:
        """A party or covered unit is known by name only and waits for a person."""
        parties = Party.objects.filter(agreement=OuterRef("pk"), institution__is_provisional=True)
        units = self.model.covered_units.through.objects.filter(
            agreement=OuterRef("pk"), institution__is_provisional=True
        )
        return self.filter(Exists(parties) | Exists(units))

    def with_names(self) -> AgreementQuerySet:
        """All that `title`, `facts()` and `phase()` need, in two queries."""
        parties = Party.objects.select_related("institution").order_by("pk")
        return self.with_renewal().prefetch_related(Prefetch("parties", queryset=parties))

    def with_parties(self) -> AgreementQuerySet:
        """As `with_names()`, with what the institutions and the covered units are and where they stand, in three queries."""
        parties = Party.objects.select_related("institution__partner_profile", "institution__place").order_by("pk")
        units = Institution.objects.select_related("place")
        return self.with_renewal().prefetch_related(
            Prefetch("parties", queryset=parties), Prefetch("covered_units", queryset=units)
        )

    def with_catalogue(self) -> AgreementQuerySet:
        """With programmes, fields, umbrella: what it is sorted by and what it stands under."""
        fields = Prefetch(
            "fields", queryset=SubjectField.objects.select_related("group").order_by("group__name", "name")
        )
        umbrella = Prefetch("umbrella", queryset=Agreement.objects.with_parties())
        return self.prefetch_related("programmes", fields, umbrella)


class Agreement(models.Model):
    """A cooperation agreement: one document, as its sources state it. None and "" are what no source states.

    `stage` is how far a draft has come, "" on any other document. `umbrella` is the document it carries out, `continues`
    the one it renews or amends. `ends_on` is the last day in force as agreed; `ended_on` the first day no longer in force,
    by a decision.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    stage = models.CharField(max_length=20, choices=Stage, blank=True, default="")
    kind = models.CharField(max_length=20, choices=Kind, blank=True, default="")
    level = models.CharField(max_length=20, choices=Level, blank=True, default="")
    scope = models.TextField(blank=True, default="")
    urgency = models.TextField(blank=True, default="")
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True, default="")
    duration_months = models.PositiveSmallIntegerField(null=True, blank=True)
    signing_place = models.CharField(max_length=200, blank=True, default="")
    location_text = models.TextField(blank=True, default="")
    covered_units = models.ManyToManyField("institutions.Institution", related_name="+", blank=True)
    programmes = models.ManyToManyField("agreements.Programme", related_name="agreements", blank=True)
    fields = models.ManyToManyField("agreements.SubjectField", related_name="agreements", blank=True)
    funding_text = models.TextField(blank=True, default="")
    funding_rupiah = models.PositiveBigIntegerField(null=True, blank=True)
    paid_by = models.CharField(max_length=20, choices=Payer, blank=True, default="")
    is_example = models.BooleanField(default=False)
    umbrella = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_out_by")
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by")
    source_urls = models.TextField(blank=True, default="")
    source_text = models.TextField(blank=True, default="")
    row_identity = models.CharField(max_length=64, unique=True, null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_key = models.CharField(max_length=100)

    renewed_on: date | None  # there only after `with_renewal()`
    still_owed: list[object]  # there only in `queries.listed`: its obligations that are not done or in dispute

    objects = AgreementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["signed_on"], name="agreements_by_signing"),
            # The order of lists: a page is read off, whatever else there is.
            LatestFirst(alike="is_example", day="signed_on", name="agreements_listed"),
            # All that a count of a day looks at, without the rows themselves.
            models.Index(
                fields=["is_example", "state", "signed_on", "starts_on", "ends_on", "ended_on"],
                name="agreements_by_their_dates",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="an_agreement_is_a_draft_concluded_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, stage__in=Stage.values) | (~Q(state=State.DRAFT) & Q(stage="")),
                name="a_draft_and_nothing_else_is_at_a_stage",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["", *Kind.values]), name="the_kind_is_a_known_word_or_unknown"
            ),
            models.CheckConstraint(
                condition=Q(level__in=["", *Level.values]), name="the_level_is_a_known_word_or_unknown"
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="an_agreement_does_not_end_before_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("signed_on")),
                name="an_agreement_is_not_ended_before_it_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CONCLUDED) | Q(signed_on=None, ended_on=None),
                name="what_is_not_concluded_is_neither_signed_nor_ended",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="an_end_by_decision_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(duration_months=None) | Q(duration_months__gt=0), name="a_term_lasts_a_month_or_more"
            ),
            models.CheckConstraint(
                condition=Q(continues=None) | ~Q(continues=F("id")), name="an_agreement_does_not_continue_itself"
            ),
            models.CheckConstraint(
                condition=Q(umbrella=None) | ~Q(umbrella=F("id")), name="an_agreement_is_not_its_own_umbrella"
            ),
            models.CheckConstraint(
                condition=Q(paid_by__in=["", *Payer.values]), name="the_payer_is_a_known_word_or_unknown"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What people call it: “PKS Lapas Contoh Tiga – Yayasan Contoh Delapan”. No query after `with_names()`."""
        kind = _("Adendum") if self.kind == Kind.ADENDUM else self.kind or _("Naskah")
        return f"{kind} {self._names(Side.OURS)} – {self._names(Side.PARTNER)}"

    def _names(self, side: Side) -> str:
        named: dict[int, str] = {}  # two parties that turned out to be one institution are named once
        for party in self.parties.all():
            if party.side == side:
                named.setdefault(party.institution.survivor_key, self.name_of(party))
        if not named:
            return _("(pihak tidak disebut)")
        first, *others = named.values()
        if len(others) < 2:
            return _(" dan ").join(named.values()) if others else first
        return _("%(first)s dan %(count)d lainnya") % {"first": first, "count": len(others)}

    @property
    def open_obligations(self) -> int:
        """How many of its obligations still owe something or are in dispute, of an agreement from `queries.listed`."""
        return len(self.still_owed)

    def name_of(self, party: Party) -> str:
        """The name that a party bore on the day of signing; the present one where either is unknown."""
        return party.institution.name_on(self.signed_on)

    def standing(self, on: date) -> Standing:
        """How surely it is in force on `on`; says the same as the QuerySet."""
        return standing(self.dates(), on)

    def phase(self, on: date) -> Phase:
        """Where it stands in its life on `on`; a draft where it stands now. Needs `with_renewal()` or `with_names()`."""
        if self.state != State.CONCLUDED:
            return Phase(self.stage) if self.state == State.DRAFT else Phase.WITHDRAWN
        return phase(self.dates(), self.renewed_on, on)

    def dates(self) -> Dates:
        return Dates(
            self.signed_on, self.starts_on, self.ends_on, self.ended_on, is_draft=self.state != State.CONCLUDED
        )

    def stated(self) -> frozenset[Stated]:
        """What it states already, of all that a stage may need. No query after `with_parties()` and `with_catalogue()`."""
        parties = list(self.parties.all())
        known = {
            Stated.KIND: self.kind,
            Stated.LEVEL: self.level,
            Stated.NUMBER: any(party.number for party in parties),
            Stated.URGENCY: self.urgency,
            Stated.SCOPE: self.scope,
            Stated.SIGNED_ON: self.signed_on,
            Stated.SIGNING_PLACE: self.signing_place,
            Stated.TERM: self.duration_months or (self.starts_on and self.ends_on),
            Stated.LOCATION: self.location_text,
            Stated.FUNDING: self.funding_text or self.funding_rupiah is not None or self.paid_by,
            Stated.OURS: any(party.side == Side.OURS for party in parties),
            Stated.PARTNER: any(party.side == Side.PARTNER for party in parties),
            Stated.SIGNATORIES: parties and all(party.signatory_position for party in parties),
            Stated.MANDATES: parties and all(party.mandate_number for party in parties),
            Stated.UNITS: self.covered_units.all(),
            Stated.UMBRELLA: self.umbrella_id,
            Stated.PROGRAMMES: self.programmes.all(),
            Stated.FIELDS: self.fields.all(),
        }
        return frozenset(fact for fact, value in known.items() if value)

    def unknowns(self) -> tuple[Unknown, ...]:
        """Which facts no source states. No query after `with_names()`."""
        return unknowns(self.facts())

    def facts(self) -> AgreementFacts:
        """What is known about it. No query after `with_names()`."""
        parties = list(self.parties.all())
        return AgreementFacts(
            signed_on=self.signed_on,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            kind=self.kind,
            level=self.level,
            scope=self.scope,
            has_number=any(party.number for party in parties),
            has_own_party=any(party.side == Side.OURS for party in parties),
            has_partner=any(party.side == Side.PARTNER for party in parties),
        )


def lacking_condition(fact: Fact) -> Q:
    """The rows of which no source states the fact."""
    parties = Party.objects.filter(agreement=OuterRef("pk"))
    missing = {
        Fact.SIGNED_ON: Q(signed_on=None),
        Fact.KIND: Q(kind=""),
        Fact.LEVEL: Q(level=""),
        Fact.SCOPE: Q(scope=""),
        Fact.NUMBER: Q(~Exists(parties.exclude(number=""))),
        Fact.TERM: Q(starts_on=None) | Q(ends_on=None),
        Fact.OURS: Q(~Exists(parties.ours())),
        Fact.PARTNER: Q(~Exists(parties.partners())),
    }
    return missing[fact]


def standing_condition(wanted: Standing, on: date) -> Q:
    """The rows whose standing on `on` is `wanted`: `rules.standing` in SQL."""
    not_excluded = (
        Q(state=State.CONCLUDED)
        & (Q(signed_on=None) | Q(signed_on__lte=on))
        & (Q(starts_on=None) | Q(starts_on__lte=on))
        & (Q(ends_on=None) | Q(ends_on__gte=on))
        & (Q(ended_on=None) | Q(ended_on__gt=on))
    )
    nothing_to_go_by = Q(signed_on=None, starts_on=None)
    all_known = Q(signed_on__isnull=False, starts_on__isnull=False, ends_on__isnull=False)
    conditions = {
        Standing.NOT: ~not_excluded,
        Standing.UNKNOWN: not_excluded & nothing_to_go_by,
        Standing.POSSIBLE: not_excluded & ~nothing_to_go_by & ~all_known,
        Standing.CERTAIN: not_excluded & all_known,
    }
    return conditions[wanted]


def standing_on(day: date) -> Case:
    """How surely a row is in force on `day`, as a `Standing` to group by; one look, where the conditions take four."""
    excluded = (
        ~Q(state=State.CONCLUDED)
        | Q(signed_on__gt=day)
        | Q(starts_on__gt=day)
        | Q(ends_on__lt=day)
        | Q(ended_on__lte=day)
    )
    return _first_of(
        (excluded, Standing.NOT),
        (Q(signed_on=None, starts_on=None), Standing.UNKNOWN),
        (Q(signed_on=None) | Q(starts_on=None) | Q(ends_on=None), Standing.POSSIBLE),
        otherwise=Standing.CERTAIN,
    )


def signing_within(start: date, end: date) -> Case:
    """How surely a row was signed from `start` to `end`, as a `Signing` to group by."""
    return _first_of(
        (~Q(state=State.CONCLUDED) | Q(ended_on__lt=start), Signing.NOT),
        (Q(signed_on__range=(start, end)), Signing.CERTAIN),
        (Q(signed_on__isnull=False), Signing.NOT),
        (Q(starts_on__range=(start, end)), Signing.POSSIBLE),
        otherwise=Signing.UNKNOWN,
    )


def _first_of(*answers: tuple[Q, Standing | Signing], otherwise: Standing | Signing) -> Case:
    whens = (When(condition, then=Value(answer.value)) for condition, answer in answers)
    return Case(*whens, default=Value(otherwise.value), output_field=models.CharField())


def signing_condition(wanted: Signing, start: date, end: date) -> Q:
    """The rows whose signing from `start` to `end` is `wanted`: `rules.standing.signing` in SQL."""
    possible_at_all = Q(state=State.CONCLUDED) & (Q(ended_on=None) | Q(ended_on__gte=start))
    within = Q(signed_on__range=(start, end))
    starts_within = Q(signed_on=None, starts_on__range=(start, end))
    # Q(…__range) is unknown for a date that is; what must not be so is therefore said in the positive.
    starts_elsewhere = Q(signed_on=None) & (Q(starts_on=None) | Q(starts_on__lt=start) | Q(starts_on__gt=end))
    signed_elsewhere = Q(signed_on__lt=start) | Q(signed_on__gt=end)
    conditions = {
        Signing.NOT: ~Q(state=State.CONCLUDED) | Q(ended_on__lt=start) | signed_elsewhere,
        Signing.UNKNOWN: possible_at_all & starts_elsewhere,
        Signing.POSSIBLE: possible_at_all & starts_within,
        Signing.CERTAIN: possible_at_all & within,
    }
    return conditions[wanted]


STANDING_OF = {
    Phase.IN_FORCE: Standing.CERTAIN,
    Phase.POSSIBLY: Standing.POSSIBLE,
    Phase.UNKNOWN: Standing.UNKNOWN,
}


def phase_condition(wanted: Phase, on: date) -> Q:
    """The rows whose phase on `on` is `wanted`: `rules.phases` in SQL. Needs `with_renewal()`."""
    if wanted in set(Stage.values):
        return Q(state=State.DRAFT, stage=wanted)
    if wanted is Phase.WITHDRAWN:
        return Q(state=State.WITHDRAWN)
    if wanted in STANDING_OF:
        return standing_condition(STANDING_OF[wanted], on)
    ended = Q(ended_on__isnull=False, ended_on__lte=on)
    ahead = Q(signed_on__isnull=False, signed_on__gt=on) | Q(starts_on__isnull=False, starts_on__gt=on)
    renewed = Q(renewed_on__isnull=False, renewed_on__lte=on)
    not_in_force = Q(state=State.CONCLUDED) & standing_condition(Standing.NOT, on)
    conditions = {
        Phase.ENDED: ended,
        Phase.AHEAD: ~ended & ahead,
        Phase.RENEWED: ~ended & ~ahead & renewed,
        Phase.OVER: ~ended & ~ahead & ~renewed,
    }
    return not_in_force & conditions[wanted]
