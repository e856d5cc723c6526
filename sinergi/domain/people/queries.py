"""Questions across persons. Each is answered from what the viewer may see."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from sinergi.domain.people import rules
from sinergi.domain.people.choices import (
    OVERSEE,
    PRECEDENCE,
    VIEW,
    WARGA_BINAAN,
    AliasKind,
    Category,
    ErasureDecision,
    RowOutcome,
)
from sinergi.domain.people.models import (
    Alias,
    Episode,
    EpisodeQuerySet,
    Erasure,
    ErasureQuerySet,
    Person,
    PersonMerge,
    PersonMergeQuerySet,
    PersonQuerySet,
    PopulationImport,
    PopulationImportQuerySet,
    PopulationRow,
)
from sinergi.domain.people.models.person import SURVIVOR_KEY, has_one_of, human, of_humans
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """Which persons a list shows; shared by page, API and export.

    `text` is looked for in the name and in other names, or is a whole registration number or NIK. With `on` a person must be
    at `unit`, in `category`, on that day; without it, at some time. `warga_binaan` True asks for those whom the law calls
    so, False for those whom it does not; `without_nik` True for those without a recorded NIK. `examples` shows the example
    persons instead of the real ones.
    """

    text: str = ""
    category: str = ""
    sex: str = ""
    nationality: str = ""
    without_nik: bool | None = None
    unit: Institution | None = None
    on: date | None = None
    warga_binaan: bool | None = None
    examples: bool = False

    def apply(self, persons: PersonQuerySet, viewer: Actor) -> PersonQuerySet:
        """Persons that fit, by any of their rows. `viewer` bounds what is looked at: rows of other units must not answer
        a search."""
        persons = persons.filter(is_example=self.examples)
        if self.sex:
            persons = persons.filter(sex=self.sex)
        if self.nationality:
            persons = persons.filter(nationality=self.nationality)
        if self.without_nik is not None:
            persons = persons.filter(nik_index="") if self.without_nik else persons.exclude(nik_index="")
        episodes = Episode.objects.visible_to(viewer)
        if self.unit is not None:
            episodes = episodes.at(self.unit)
        if self.category:
            episodes = episodes.filter(category=self.category)
        if self.on is not None:
            episodes = episodes.on(self.on)
        if self.unit is not None or self.category or self.on is not None:
            persons = persons.having(episodes)
        if self.warga_binaan is not None:
            lawful = has_one_of(episodes.filter(category__in=WARGA_BINAAN))
            persons = persons.filter(lawful if self.warga_binaan else ~lawful)
        if text := self.text.strip().replace("\0", ""):
            numbered = Episode.objects.visible_to(viewer).filter(registration_number__iexact=text)
            named = Alias.objects.filter(name__icontains=text).exclude(kind=AliasKind.TITLE)
            fits = Q(name__icontains=text) | Q(pk__in=numbered.values("person")) | Q(pk__in=named.values("person"))
            if indexes := rules.nik_indexes(text):
                fits |= Q(nik_index__in=indexes)
            persons = persons.with_a_row(fits, Person.objects.visible_to(viewer))
        return persons


@dataclass(frozen=True, slots=True)
class HeadCount:
    """How many persons are at a unit and below it on a day: each once, under the category that counts that day."""

    on: date
    per_category: tuple[tuple[Category, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _category, count in self.per_category)

    @property
    def warga_binaan(self) -> int:
        """Those the law calls Warga Binaan: convicted adults and children, and clients."""
        return sum(count for category, count in self.per_category if category in WARGA_BINAAN)

    @property
    def not_warga_binaan(self) -> int:
        """Everybody else: Tahanan, Anak, officers and cadets."""
        return self.total - self.warga_binaan

    def of(self, category: Category) -> int:
        return dict(self.per_category)[category]


@dataclass(frozen=True, slots=True)
class NikFindings:
    """Hints about a NIK for a person to weigh; none of them is an error and no sentence holds its digits.

    `says` is what the number tells by itself, to be shown beside it. `same_nik` are other persons with the same number whom
    the viewer may see; `elsewhere` counts those beyond.
    """

    says: tuple[str, ...]
    oddities: tuple[str, ...]
    same_nik: tuple[Person, ...]
    elsewhere: int


def listed(filter: PersonFilter, viewer: Actor) -> PersonQuerySet:
    """Persons by name, each with `shown_episodes`: the list of those episodes the viewer may see, newest first.

    Of rows that are one human being the first that the viewer may see, the survivor before others.
    """
    shown = Episode.objects.visible_to(viewer).select_related("unit__place")
    own = Prefetch("episodes", shown, to_attr="own_episodes")
    visible = Person.objects.visible_to(viewer)
    persons = filter.apply(visible, viewer).one_each(visible).select_related("merged_into")
    merged = Person.objects.prefetch_related(own)
    rows = persons.prefetch_related(own, *(Prefetch(name, merged, to_attr="merged_rows") for name in _MERGED))
    return rows.order_by("name", "pk")


_MERGED = ("absorbed", "merged_into__absorbed")


def faces(public_id: uuid.UUID, viewer: Actor) -> PersonQuerySet:
    """The rows of one human being that the viewer may see, the survivor first; `public_id` is that of any of its rows."""
    key = Subquery(Person.objects.filter(public_id=public_id).values(key=SURVIVOR_KEY)[:1])
    return Person.objects.visible_to(viewer).of_human(key).survivor_first()


def by_id(public_id: uuid.UUID, viewer: Actor) -> Person:
    """One person whom the viewer may see, by the row that stands for it to this viewer, which may be another than was asked
    for: the survivor, else the first that was merged into it. Raises Person.DoesNotExist."""
    found = faces(public_id, viewer).first()
    if found is None:
        raise Person.DoesNotExist
    return found


def chosen(public_ids: Iterable[uuid.UUID], viewer: Actor) -> PersonQuerySet:
    """Those of the persons with these public ids whom the viewer may see, by name."""
    return Person.objects.visible_to(viewer).filter(public_id__in=list(public_ids)).order_by("name", "pk")


def episode_by_id(public_id: uuid.UUID, viewer: Actor) -> Episode:
    """One episode at a unit of the viewer's subtree; raises Episode.DoesNotExist."""
    return Episode.objects.visible_to(viewer).select_related("unit__place", "person").get(public_id=public_id)


def history(person: Person, viewer: Actor) -> EpisodeQuerySet:
    """The person's episodes that the viewer may see, newest first. After a transfer a unit sees only its own."""
    return histories([person], viewer)


def histories(persons: Iterable[Person], viewer: Actor) -> EpisodeQuerySet:
    """As `history`, of several persons in one."""
    return Episode.objects.filter(of_humans(persons)).visible_to(viewer).select_related("unit__place")


def head_count(unit: Institution, on: date, viewer: Actor) -> HeadCount:
    """Persons at the unit and below it on `on`.

    Raises NotAllowed where the viewer does not see the whole unit: a part would pass for the whole.
    """
    if not viewer.may(VIEW, unit.path):
        raise NotAllowed(_("Anda tidak berwenang melihat isi %(unit)s.") % {"unit": unit})
    ranks = Case(*(When(category=category, then=Value(rank)) for rank, category in enumerate(PRECEDENCE)))
    counting = Episode.objects.at(unit).on(on)
    per_person = counting.order_by().values(human=human()).annotate(rank=Min(ranks))
    counts = per_person.aggregate(
        **{category.value: Count("human", filter=Q(rank=rank)) for rank, category in enumerate(PRECEDENCE)}
    )
    return HeadCount(on, tuple((category, counts[category.value]) for category in Category))


def nik_findings(person: Person, viewer: Actor, *, opened: bool = False) -> NikFindings:
    """What the person's NIK says, what is odd about it, and who else carries it. Empty without a NIK.

    `opened`: the digits are being shown to the viewer, so the whole region may be named.
    """
    if not person.nik_index:
        return NikFindings((), (), (), 0)
    same = rules.nik_indexes(person.nik)
    others = Person.objects.filter(nik_index__in=same, is_example=person.is_example)
    visible = Exists(Episode.objects.visible_to(viewer).filter(person=OuterRef("pk")))
    known = list(others.annotate(is_visible=visible).survivor_first())
    humans = {other.human_key for other in known} - {person.human_key}
    seen: dict[int, Person] = {}
    for other in known:
        if other.human_key in humans and other.is_visible:  # type: ignore[attr-defined]  # annotated above
            seen.setdefault(other.human_key, other)
    by_name = tuple(sorted(seen.values(), key=lambda other: (other.name, other.pk)))
    reading = rules.read_nik(person.nik, person.born, person.sex, opened=opened)
    return NikFindings(reading.says, reading.oddities, by_name, len(humans) - len(seen))


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many rows of a list have each outcome, and how many doubtful and missing ones wait for a decision."""

    per_outcome: tuple[tuple[RowOutcome, int], ...]
    waiting: int

    @property
    def total(self) -> int:
        return sum(count for _outcome, count in self.per_outcome)

    def of(self, outcome: RowOutcome) -> int:
        return dict(self.per_outcome)[outcome]


def population_imports(viewer: Actor) -> PopulationImportQuerySet:
    """The lists brought in for units at which the viewer may do so, latest first."""
    return PopulationImport.objects.visible_to(viewer).select_related("unit__place")


def population_import(public_id: uuid.UUID, viewer: Actor) -> PopulationImport:
    """One list; raises PopulationImport.DoesNotExist."""
    return population_imports(viewer).get(public_id=public_id)


def population_rows(
    run: PopulationImport, viewer: Actor, *, outcome: str = "", waiting: bool = False
) -> QuerySet[PopulationRow]:
    """The rows of a list in its order, all or of one outcome; `waiting`: only those that want a decision."""
    rows = PopulationRow.objects.filter(run__in=PopulationImport.objects.visible_to(viewer).filter(pk=run.pk))
    if outcome:
        rows = rows.filter(outcome=outcome)
    if waiting:
        rows = rows.filter(outcome__in=[RowOutcome.DOUBTFUL, RowOutcome.MISSING], is_done=False)
    return rows.select_related("person", "episode")


def row_counts(run: PopulationImport, viewer: Actor) -> RowCounts:
    """How the rows of a list stand; all zero for who may not see it."""
    rows = population_rows(run, viewer).order_by().select_related(None)
    found = dict(rows.values_list("outcome").annotate(Count("pk")))
    waiting = population_rows(run, viewer, waiting=True).count()
    return RowCounts(tuple((outcome, found.get(outcome, 0)) for outcome in RowOutcome), waiting)


def erasures(viewer: Actor) -> ErasureQuerySet:
    """Proposals to erase that wait, of people who were at a unit over which the viewer decides; the longest due first."""
    return Erasure.objects.waiting().visible_to(viewer).select_related("person")


def erasure(public_id: uuid.UUID, viewer: Actor) -> Erasure:
    """One of them; raises Erasure.DoesNotExist."""
    return erasures(viewer).get(public_id=public_id)


def merges(person: Person, viewer: Actor) -> PersonMergeQuerySet:
    """The merges of this human being, latest first, ended ones included; only those of which the viewer sees both rows."""
    found = PersonMerge.objects.visible_to(viewer).of_human(person.human_key)
    return found.select_related("absorbed", "survivor")


def merge_by_id(public_id: uuid.UUID, viewer: Actor) -> PersonMerge:
    """One of them; raises PersonMerge.DoesNotExist."""
    return PersonMerge.objects.visible_to(viewer).select_related("absorbed", "survivor").get(public_id=public_id)


@dataclass(frozen=True, slots=True)
class ErasureCounts:
    """How many proposals to erase wait and since which day the oldest is due, and how many ended in each way. No names."""

    waiting: int
    oldest: date | None
    decided: tuple[tuple[ErasureDecision, int], ...]


def erasure_counts(viewer: Actor) -> ErasureCounts | None:
    """All of them, for whoever oversees how personal data is dealt with; None for anybody else."""
    if viewer.paths(OVERSEE) != ("",):
        return None
    rows = Erasure.objects.order_by().values("decision").annotate(number=Count("pk"), oldest=Min("due_on"))
    found = {row["decision"]: row for row in rows}
    waiting = found.get(ErasureDecision.OPEN.value)
    decided = (
        (decision, found[decision]["number"]) for decision in ErasureDecision if decision.value and decision in found
    )
    return ErasureCounts(waiting["number"] if waiting else 0, waiting["oldest"] if waiting else None, tuple(decided))


def erasures_decided(viewer: Actor) -> ErasureQuerySet:
    """What was decided, the latest first, for whoever oversees; whom it was about stays where it is."""
    if viewer.paths(OVERSEE) != ("",):
        return Erasure.objects.none()
    decided = Erasure.objects.exclude(decision=ErasureDecision.OPEN).order_by("-decided_at", "-pk")
    return decided.only("due_on", "decision", "keep_until", "decided_at", "decided_by_label")
