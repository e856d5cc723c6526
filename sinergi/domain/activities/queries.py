"""Questions across activities. Counts follow the agreement, names stay at the unit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Sum
from django.utils.translation import gettext as _

from sinergi.domain.activities import rules
from sinergi.domain.activities.choices import ActivityState
from sinergi.domain.activities.models import Activity, Outcome, Output, Participation
from sinergi.domain.activities.models.activity import ActivityQuerySet
from sinergi.domain.activities.models.outcome import OutcomeQuerySet
from sinergi.domain.activities.models.output import OutputQuerySet
from sinergi.domain.activities.models.participation import ParticipationQuerySet
from sinergi.domain.activities.rules import CategoryCount, OutcomeSum, OutputSum, PeopleFacts, TrunkFacts
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Agreement, Obligation, Party
from sinergi.domain.agreements.models.obligation import ObligationQuerySet
from sinergi.domain.agreements.models.party import PartyQuerySet
from sinergi.domain.people import queries as people
from sinergi.domain.people.models import Person, PersonQuerySet
from sinergi.domain.people.models.person import SURVIVOR_KEY, human, of_humans
from sinergi.domain.people.queries import PersonFilter
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.foundation.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Which activities a list shows; shared by page, API and export.

    `text` is looked for in title and place, `unit` holds units below it too, `since` and `until` bound the days of the
    activity. `examples` shows the example activities instead of the real ones.
    """

    text: str = ""
    state: str = ""
    unit: Institution | None = None
    agreement: Agreement | None = None
    since: date | None = None
    until: date | None = None
    examples: bool = False

    def apply(self, activities: ActivityQuerySet) -> ActivityQuerySet:
        activities = activities.filter(is_example=self.examples)
        if self.agreement is not None:
            activities = activities.serving(self.agreement)
        if self.unit is not None:
            activities = activities.at(self.unit)
        if self.state:
            activities = activities.filter(state=self.state)
        if self.since is not None:
            activities = activities.filter(Q(ends_on__gte=self.since) | Q(ends_on=None, starts_on__gte=self.since))
        if self.until is not None:
            activities = activities.filter(starts_on__lte=self.until)
        if text := self.text.strip().replace("\0", ""):
            activities = activities.filter(Q(title__icontains=text) | Q(place_text__icontains=text))
        return activities


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A participant as an attendance list shows one: no full name, no number of the population register.

    `also_enrolled`: the same human being stands in the list by another row as well, and counts once.
    """

    display_name: str
    card_number: str
    category: str
    verified: bool
    attended: bool
    also_enrolled: bool = False


def listed(filter: ActivityFilter, viewer: Actor) -> ActivityQuerySet:
    """Activities the viewer may see, newest first, with `enrolled`, `attended` and `verified` counted."""
    activities = filter.apply(Activity.objects.visible_to(viewer)).with_counts()
    # A query that groups forgets the order of the model.
    return activities.select_related("unit__place").prefetch_related(_with_agreements()).order_by("-starts_on", "-pk")


def by_id(public_id: uuid.UUID, viewer: Actor) -> Activity:
    """One activity the viewer may see, with its unit and counts; raises Activity.DoesNotExist. One query."""
    return Activity.objects.visible_to(viewer).with_counts().select_related("unit__place").get(public_id=public_id)


def outputs(activity: Activity, viewer: Actor) -> OutputQuerySet:
    """What the activity produced, withdrawn outputs included; none where the viewer does not see the activity."""
    visible = Activity.objects.visible_to(viewer).filter(pk=activity.pk)
    return Output.objects.filter(activity__in=visible).select_related("obligation")


def output_by_id(public_id: uuid.UUID, viewer: Actor) -> Output:
    """One output of an activity the viewer may see; raises Output.DoesNotExist."""
    visible = Output.objects.filter(activity__in=Activity.objects.visible_to(viewer))
    return visible.select_related("activity__unit__place", "obligation").get(public_id=public_id)


def participants(activity: Activity, viewer: Actor) -> ParticipationQuerySet:
    """Who takes part, withdrawn participations included, with person, verification and outcomes; at the unit only.

    `also_enrolled` marks whoever stands in the list by two rows that were merged.
    """
    rows = Participation.objects.visible_to(viewer).filter(activity=activity).marked_repeated()
    return (
        rows.select_related("person", "episode", "verification").prefetch_related("outcomes").order_by("person__name")
    )


def participation_by_id(public_id: uuid.UUID, viewer: Actor) -> Participation:
    """One participation whose person the viewer may know; raises Participation.DoesNotExist."""
    visible = Participation.objects.visible_to(viewer)
    return visible.select_related("activity__unit__place", "person", "verification").get(public_id=public_id)


def outcome_by_id(public_id: uuid.UUID, viewer: Actor) -> Outcome:
    """One outcome of somebody the viewer may know; raises Outcome.DoesNotExist."""
    visible = Outcome.objects.filter(participation__in=Participation.objects.visible_to(viewer))
    related = ("participation__activity__unit__place", "participation__person", "participation__verification")
    return visible.select_related(*related).get(public_id=public_id)


def of_person(person: Person, viewer: Actor) -> ParticipationQuerySet:
    """What a person took part in at the viewer's units, newest first, withdrawn participations included."""
    rows = Participation.objects.visible_to(viewer).filter(of_humans([person]))
    return rows.select_related("activity__unit", "verification").order_by("-activity__starts_on", "-pk")


def enrollable(activity: Activity, on: date, viewer: Actor, *, text: str = "") -> PersonQuerySet:
    """Who may be enrolled: persons the viewer may see who on `on` are at the unit and do not take part yet, by name.

    `text` is looked for as in the list of persons. Each with `shown_episodes`.
    """
    present = PersonFilter(text=text, unit=activity.unit, on=on, examples=activity.is_example)
    taking_part = activity.participations.current().values(human=human())
    listed = people.listed(present, viewer).alias(human=SURVIVOR_KEY)
    return listed.exclude(human__in=taking_part)


def roster(activity: Activity, viewer: Actor) -> tuple[RosterLine, ...]:
    """The attendance list as it may leave the room: display names and registration numbers, never a Person.

    Raises NotAllowed for those who may not see activities at the unit.
    """
    if not activity.shows_roster_to(viewer):
        raise NotAllowed(_("Daftar peserta hanya dapat dilihat oleh petugas %(unit)s.") % {"unit": activity.unit})
    rows = activity.participations.current().marked_repeated().select_related("person", "episode")
    rows = rows.order_by("person__name", "pk")
    return tuple(
        RosterLine(
            display_name=rules.display_name(row.person.name),
            card_number=row.episode.registration_number,
            category=row.category,
            verified=row.verification_id is not None,
            attended=row.attended_on is not None,
            also_enrolled=row.also_enrolled,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the work under one agreement has come, as counts; `measured` counts what was measured on somebody."""

    activities: int
    carried_out: int
    persons: int
    persons_verified: int
    measured: int


def reach(agreement: Agreement, viewer: Actor) -> Reach:
    """How far the work under the agreement has come, in two queries; nothing where the viewer does not see the agreement.

    As `trunk`, whoever sees the agreement sees all of its counts.
    """
    activities = _under(agreement, viewer)
    done = activities.aggregate(
        activities=Count("pk"), carried_out=Count("pk", filter=Q(state=ActivityState.CARRIED_OUT))
    )
    attended = Participation.objects.counted().filter(activity__in=activities)
    people = attended.order_by().aggregate(
        persons=Count(human(), distinct=True),
        persons_verified=Count(human(), distinct=True, filter=Q(verification__isnull=False)),
        measured=Count("outcomes"),
    )
    return Reach(**done, **people)


def under(agreement: Agreement, viewer: Actor) -> ActivityQuerySet:
    """The activities under one agreement that the viewer may see, newest first, with unit and counts. One query."""
    activities = Activity.objects.visible_to(viewer).serving(agreement).with_counts()
    return activities.select_related("unit").order_by("-starts_on", "-pk")


def produced(agreement: Agreement, viewer: Actor) -> tuple[OutputSum, ...]:
    """What the activities under the agreement produced, ever, unit by unit; nothing where the viewer does not see it."""
    return _per_unit(Output.objects.counted().filter(activity__in=_under(agreement, viewer)))


def taken_part(agreement: Agreement, viewer: Actor) -> PeopleFacts:
    """Who took part under the agreement, ever; nobody where the viewer does not see it. Two queries."""
    return _people(Participation.objects.counted().filter(activity__in=_under(agreement, viewer)))


def changed(agreement: Agreement, viewer: Actor) -> tuple[OutcomeSum, ...]:
    """What changed under the agreement, ever, measure by measure; nothing where the viewer does not see it."""
    activities = _under(agreement, viewer)
    return _per_measure(Outcome.objects.counted().filter(participation__activity__in=activities))


def _under(agreement: Agreement, viewer: Actor) -> ActivityQuerySet:
    """All activities under an agreement that the viewer sees, whichever unit does the work."""
    return Activity.objects.serving_any(Agreement.objects.visible_to(viewer).filter(pk=agreement.pk))


def trunk(agreement: Agreement, period: Period | None, viewer: Actor) -> TrunkFacts:
    """What was done for whom under the agreement in the period (None: ever), and what changed. Six queries.

    Whoever sees the agreement sees all of its counts, whichever unit did the work: a part would pass for the whole.
    Small numbers are not suppressed: for the inside of the service only. Raises NotAllowed.
    """
    if not Agreement.objects.visible_to(viewer).filter(pk=agreement.pk).exists():
        raise NotAllowed(_("Anda tidak berwenang melihat perjanjian ini."))
    activities = Activity.objects.serving(agreement)
    people = _people(Participation.objects.counted().during(period).filter(activity__in=activities))
    return TrunkFacts(
        activities=activities.during(period).count(),
        persons=people.persons,
        persons_verified=people.persons_verified,
        children=people.children,
        participations=people.participations,
        categories=people.categories,
        outputs=_per_unit(Output.objects.counted().during(period).filter(activity__in=activities)),
        outcomes=_per_measure(Outcome.objects.counted().during(period).filter(participation__activity__in=activities)),
    )


def obligations_served(activity: Activity, viewer: Actor) -> ObligationQuerySet:
    """The obligations the activity is for, with progress; only those of agreements the viewer sees."""
    served = Obligation.objects.visible_to(viewer).filter(pk__in=activity.obligations.values("pk"))
    return _with_names(served.with_progress()).order_by("pk")


def to_serve(viewer: Actor, *, agreement: Agreement | None = None, text: str = "") -> ObligationQuerySet:
    """What an activity can be planned for: promises of signed agreements the viewer sees, latest agreement first.

    Of one agreement all of them, else those not delivered in full; `text` is looked for in the promise and in the names
    of the parties.
    """
    offered = Obligation.objects.visible_to(viewer).filter(agreement__state=State.CONCLUDED)
    offered = offered.open() if agreement is None else offered.with_progress().filter(agreement=agreement)
    for word in text.replace("\0", "").split():
        party = Party.objects.filter(agreement=OuterRef("agreement"), institution__name__icontains=word)
        offered = offered.filter(Q(description__icontains=word) | Exists(party))
    return _with_names(offered).order_by("agreement__is_example", "-agreement", "pk")


def _with_names(obligations: ObligationQuerySet) -> ObligationQuerySet:
    rows = obligations.select_related("agreement", "owed_by__institution")
    return rows.prefetch_related(Prefetch("agreement__parties", queryset=_parties()))


def _people(attended: ParticipationQuerySet) -> PeopleFacts:
    people = attended.order_by().aggregate(
        participations=Count("pk"),
        persons=Count(human(), distinct=True),
        persons_verified=Count(human(), distinct=True, filter=Q(verification__isnull=False)),
        children=Count(human(), distinct=True, filter=Q(category__in=rules.CHILDREN)),
    )
    return PeopleFacts(**people, categories=_per_category(attended))


def _per_category(attended: ParticipationQuerySet) -> tuple[CategoryCount, ...]:
    rows = attended.order_by("category").values("category")
    rows = rows.annotate(persons=Count(human(), distinct=True), participations=Count("pk"))
    return tuple(CategoryCount(**row) for row in rows)


def _per_unit(outputs: OutputQuerySet) -> tuple[OutputSum, ...]:
    rows = outputs.order_by("unit").values("unit").annotate(outputs=Count("pk"), total=Sum("quantity"))
    # SQLite adds decimals as floating point: the noise ends at hundredths.
    return tuple(OutputSum(row["unit"], row["outputs"], row["total"].quantize(rules.CENT)) for row in rows)


def _per_measure(outcomes: OutcomeQuerySet) -> tuple[OutcomeSum, ...]:
    compared = Q(before__isnull=False)
    rows = outcomes.order_by("measure", "unit").values("measure", "unit")
    rows = rows.annotate(
        measured=Count("pk"),
        compared=Count("pk", filter=compared),
        before_total=Sum("before"),
        after_total=Sum("after", filter=compared),
        higher=Count("pk", filter=Q(after__gt=F("before"))),
        same=Count("pk", filter=Q(after=F("before"))),
        lower=Count("pk", filter=Q(after__lt=F("before"))),
    )
    return tuple(
        OutcomeSum(
            measure=row["measure"],
            unit=row["unit"],
            measured=row["measured"],
            compared=row["compared"],
            mean_before=rules.mean(row["before_total"], row["compared"]),
            mean_after=rules.mean(row["after_total"], row["compared"]),
            higher=row["higher"],
            same=row["same"],
            lower=row["lower"],
        )
        for row in rows
    )


def _with_agreements() -> Prefetch[str]:
    obligations = Obligation.objects.select_related("agreement")
    named = obligations.prefetch_related(Prefetch("agreement__parties", queryset=_parties()))
    return Prefetch("obligations", named.order_by("pk"))


def _parties() -> PartyQuerySet:
    return Party.objects.select_related("institution").order_by("pk")
