"""Questions about institutions. Names are no secret: every actor may ask, except where a function says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from sinergi.foundation.institutions.choices import SETTLE, ListingDecision, PartnerCategory, PlaceKind
from sinergi.foundation.institutions.models import (
    Contact,
    Institution,
    InstitutionName,
    LikelyPair,
    Listing,
    Merge,
    NameGram,
    Succession,
)
from sinergi.foundation.institutions.models.contact import ContactQuerySet
from sinergi.foundation.institutions.models.institution import InstitutionQuerySet
from sinergi.foundation.institutions.models.likely_pair import LikelyPairQuerySet
from sinergi.foundation.institutions.models.merge import MergeQuerySet
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.rules.likeness import THRESHOLD, grams, likeness
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line

MOST_CANDIDATES = 60
_BESIDE = ("place", "partner_profile", "merged_into__place", "merged_into__partner_profile")


def named(name: str, *, viewer: Actor) -> Institution | None:
    """The institution of this name in whatever spelling of case and punctuation.

    A name that was merged away leads to its survivor, a former name that only one institution bore to that one.
    """
    key = folded(name)
    found = Institution.objects.select_related(*_BESIDE).filter(folded_name=key).first()
    if found is not None:
        return found.survivor
    former = Institution.objects.unmerged().select_related(*_BESIDE).filter(names__folded_name=key).distinct()[:2]
    return former[0] if len(former) == 1 else None


def by_every_name(viewer: Actor) -> dict[str, Institution]:
    """All institutions by folded name: as `named` finds them, asked once."""
    every = {row.pk: row for row in Institution.objects.select_related("place", "partner_profile")}
    found: dict[str, Institution] = {}
    former: dict[str, set[int]] = {}
    for pk, name in InstitutionName.objects.values_list("institution", "folded_name"):
        former.setdefault(name, set()).add(every[pk].merged_into_id or pk)
    for name, keys in former.items():
        if len(keys) == 1:
            found[name] = every[keys.pop()]
    return found | {row.folded_name: every[row.merged_into_id or row.pk] for row in every.values()}


def by_id(public_id: UUID | str, *, viewer: Actor) -> Institution:
    """One institution, for what was merged away its survivor; raises Institution.DoesNotExist."""
    return Institution.objects.select_related(*_BESIDE).get(public_id=public_id).survivor


def units_for(viewer: Actor, capability: str) -> InstitutionQuerySet:
    """The institutions of the tree where `viewer` holds the capability, in the order of the tree."""
    return Institution.objects.unmerged().placed().within(viewer.paths(capability)).order_by("place__path")


def partners(viewer: Actor) -> InstitutionQuerySet:
    """All partners by name. Who is a partner is public."""
    return Institution.objects.unmerged().partners().order_by("name")


def provisional(viewer: Actor) -> InstitutionQuerySet:
    """Names that wait for a person, longest waiting first, for those who may settle them everywhere."""
    if viewer.paths(SETTLE) != ("",):
        return Institution.objects.none()
    waiting = Institution.objects.unmerged().provisional().select_related("place", "partner_profile")
    return waiting.order_by("recorded_at", "name")


@dataclass(frozen=True)
class InstitutionChoice:
    """A unit to choose from a list; `label` shows how deep it stands in the tree."""

    public_id: UUID
    label: str


def places_for_choice(viewer: Actor, *, examples: bool) -> tuple[InstitutionChoice, ...]:
    """All settled places of the real tree, or of the example one, in its order."""
    return tuple(
        InstitutionChoice(row.institution.public_id, f"{'– ' * row.depth}{row.institution.name}")
        for row in tree(viewer, examples=examples)
        if not row.institution.is_provisional
    )


@dataclass(frozen=True)
class TreeRow:
    """A unit of the tree and how many units it stands below."""

    institution: Institution
    depth: int


def tree(viewer: Actor, *, examples: bool) -> tuple[TreeRow, ...]:
    """All units, each below its superior and in the order of names; what was merged away is passed over."""
    units = Institution.objects.placed().filter(is_example=examples).select_related("partner_profile")
    rows = units.order_by("name", "pk")
    below: dict[int | None, list[Institution]] = {}
    for row in rows:
        below.setdefault(row.place.parent_id, []).append(row)
    found: list[TreeRow] = []
    waiting = [(row, 0) for row in reversed(below.get(None, []))]
    while waiting:
        row, depth = waiting.pop()
        if row.merged_into_id is None:
            found.append(TreeRow(row, depth))
            depth += 1
        waiting += [(child, depth) for child in reversed(below.get(row.place.pk, []))]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class InstitutionFilter:
    """Which institutions a list shows; an empty field does not narrow it. `what` is unit, mitra, sementara or "".

    `text` is looked for in present and former names, every word of it. Raises Invalid for values that cannot be.
    """

    text: str = ""
    what: str = ""
    kind: str = ""
    category: str = ""
    examples: bool = False

    def __post_init__(self) -> None:
        clean_line(self.text, field="text", label=_("Kata pencarian"), most=200, required=False)
        if self.what not in {"", "unit", "mitra", "sementara"}:
            raise Invalid(_("Pilihan ini tidak tersedia. Pilih salah satu dari daftar."), field="what")
        if self.kind not in {"", *PlaceKind.values}:
            raise Invalid(_("Jenis unit tidak dikenal."), field="kind")
        if self.category not in {"", *PartnerCategory.values}:
            raise Invalid(_("Kategori mitra tidak dikenal."), field="category")

    def apply(self, rows: InstitutionQuerySet) -> InstitutionQuerySet:
        rows = rows.filter(is_example=self.examples)
        for word in self.text.split():
            former = InstitutionName.objects.filter(
                Q(institution=OuterRef("pk")) | Q(institution__merged_into=OuterRef("pk")), name__icontains=word
            )
            rows = rows.filter(Q(name__icontains=word) | Exists(former))
        if self.what == "unit":
            rows = rows.filter(place__isnull=False)
        if self.what == "mitra":
            rows = rows.filter(partner_profile__isnull=False)
        if self.what == "sementara":
            rows = rows.provisional()
        if self.kind:
            rows = rows.filter(place__kind=self.kind)
        return rows.filter(partner_profile__category=self.category) if self.category else rows


def listed(filter: InstitutionFilter, viewer: Actor) -> InstitutionQuerySet:
    """The institutions that the filter leaves, by name, with place and profile."""
    rows = filter.apply(Institution.objects.unmerged())
    return rows.select_related("place__parent__institution", "partner_profile").order_by("name", "pk")


@dataclass(frozen=True)
class Past:
    """Where an institution comes from: its dated names, other spellings, and who came before and after it."""

    names: tuple[InstitutionName, ...]
    spellings: tuple[InstitutionName, ...]
    before: tuple[Succession, ...]
    after: tuple[Succession, ...]


def past(institution: Institution, viewer: Actor) -> Past:
    rows = InstitutionName.objects.filter(Q(institution=institution) | Q(institution__merged_into=institution))
    names = tuple(rows.order_by("starts_on", "pk"))
    dated = [row for row in names if row.institution_id == institution.pk and (row.starts_on or row.ends_on)]
    successions = Succession.objects.select_related("predecessor", "successor").filter(
        Q(predecessor=institution)
        | Q(predecessor__merged_into=institution)
        | Q(successor=institution)
        | Q(successor__merged_into=institution)
    )
    others = [row for row in successions if row.predecessor.survivor_key != row.successor.survivor_key]
    return Past(
        names=tuple(sorted(dated, key=lambda row: (row.starts_on is not None, row.starts_on))),
        spellings=tuple(row for row in names if row not in dated),
        before=tuple(row for row in others if row.successor.survivor_key == institution.pk),
        after=tuple(row for row in others if row.predecessor.survivor_key == institution.pk),
    )


def followers(rows: Iterable[Institution], viewer: Actor) -> dict[int, tuple[str, ...]]:
    """The present names of the last in each line of those that followed, by key; those without followers are left out.

    One question, however long the lines are.
    """
    keys = {row.survivor_key for row in rows}
    if not keys:
        return {}
    after: dict[int, dict[int, str]] = {}
    placeholders = ", ".join(["%s"] * len(keys))
    for succession in Succession.objects.raw(_AFTER.replace("{keys}", placeholders), sorted(keys)):
        name = succession.successor_name  # type: ignore[attr-defined]  # a column of the question
        after.setdefault(succession.predecessor_id, {})[succession.successor_id] = name
    last = {key: _last(key, after, {key}) for key in keys if key in after}
    return {key: tuple(sorted(names)) for key, names in last.items() if names}


# Merged institutions stand here under the key of the one that remained.
_AFTER = """
    WITH RECURSIVE step (id, predecessor_id, successor_id, successor_name) AS (
        SELECT succession.id, COALESCE(before.merged_into_id, before.id), COALESCE(later.merged_into_id, later.id), later.name
        FROM institutions_succession succession
        JOIN institutions_institution before ON before.id = succession.predecessor_id
        JOIN institutions_institution later ON later.id = succession.successor_id
    ), line (id, predecessor_id, successor_id, successor_name) AS (
        SELECT id, predecessor_id, successor_id, successor_name FROM step WHERE predecessor_id IN ({keys})
        UNION
        SELECT step.id, step.predecessor_id, step.successor_id, step.successor_name
        FROM step JOIN line ON step.predecessor_id = line.successor_id
    )
    SELECT id, predecessor_id, successor_id, successor_name FROM line
"""


def _last(key: int, after: dict[int, dict[int, str]], passed: set[int]) -> set[str]:
    """Two in one line that turned out to be one institution would lead round in a circle: what was passed ends it."""
    names: set[str] = set()
    for later, name in after[key].items():
        if later not in passed:
            beyond = _last(later, after, passed | {later}) if later in after else set()
            names |= beyond or {name}
    return names


def above(institution: Institution, viewer: Actor) -> tuple[Institution, ...]:
    """Its superiors, the root first."""
    keys = [int(key) for key in (institution.path or "").split(".")[:-2]]
    rows = {row.place.pk: row for row in Institution.objects.placed().filter(place__in=keys)}
    return tuple(rows[key] for key in keys if rows[key].merged_into_id is None)


def below(institution: Institution, viewer: Actor) -> InstitutionQuerySet:
    """The units directly below it, those of what was merged into it among them, by name."""
    superior = Q(place__parent__institution=institution) | Q(place__parent__institution__merged_into=institution)
    return Institution.objects.unmerged().placed().filter(superior).order_by("name")


@dataclass(frozen=True)
class Alike:
    """An institution that a name may mean; `likeness` in (0, 1]."""

    institution: Institution
    likeness: float


def alike(
    name: str, *, viewer: Actor, examples: bool, but: Institution | None = None, most: int = 5
) -> tuple[Alike, ...]:
    """The institutions whose name is so like this one that it may be theirs, the most alike first.

    Only names that share pieces with it are compared, at most 60 and those of its abbreviation, however many there are.
    """
    keys = grams(name)
    sharing = NameGram.objects.filter(gram__in=keys).values_list("institution").annotate(shared=Count("pk"))
    found = {pk for pk, _shared in sharing.order_by("-shared", "institution")[:MOST_CANDIDATES]}
    short = [key for key in keys if key.startswith("=")]
    found |= set(NameGram.objects.filter(gram__in=short).values_list("institution", flat=True)[:MOST_CANDIDATES])
    rows = Institution.objects.filter(pk__in=found, is_example=examples).select_related(*_BESIDE)
    scores: dict[Institution, float] = {}
    for row in rows:
        # what was merged away is found under its own spelling, which `folded_name` still is
        spelling = row.name if row.merged_into is None else row.folded_name
        score = round(likeness(name, spelling), 4)
        if score >= THRESHOLD and (but is None or row.survivor.pk != but.pk):
            scores[row.survivor] = max(score, scores.get(row.survivor, 0))
    best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0].name))[:most]
    return tuple(Alike(institution, score) for institution, score in best)


def open_pairs(viewer: Actor) -> LikelyPairQuerySet:
    """Pairs that wait for a person, the most alike first, for those who may settle."""
    if viewer.paths(SETTLE) != ("",):
        return LikelyPair.objects.none()
    sides = [f"{side}__{beside}" for side in ("first", "second") for beside in ("place", "partner_profile")]
    return LikelyPair.objects.open().select_related(*sides).order_by("-likeness", "pk")


def find_pair(public_id: UUID | str, viewer: Actor) -> LikelyPair | None:
    """A pair that waits for a person, or None when there is none or it is not for this viewer."""
    return open_pairs(viewer).filter(public_id=public_id).first()


def open_listings(viewer: Actor) -> QuerySet[Listing]:
    """Names that seem to list several institutions and wait for a person, for those who may settle."""
    if viewer.paths(SETTLE) != ("",):
        return Listing.objects.none()
    waiting = Listing.objects.filter(decision=ListingDecision.OPEN, institution__merged_into=None)
    return waiting.select_related("institution__partner_profile").order_by("pk")


def find_listing(public_id: UUID | str, viewer: Actor) -> Listing | None:
    return open_listings(viewer).filter(public_id=public_id).first()


def merges(viewer: Actor) -> MergeQuerySet:
    """What was merged and not undone, latest first, for those who may settle."""
    if viewer.paths(SETTLE) != ("",):
        return Merge.objects.none()
    return Merge.objects.standing().select_related("absorbed", "survivor")


def find_merge(public_id: UUID | str, viewer: Actor) -> Merge | None:
    return merges(viewer).filter(public_id=public_id).first()


def contacts(institution: Institution, viewer: Actor) -> ContactQuerySet:
    """Whom the viewer's units call there, what was merged into it included. Personal data: note the reading when shown."""
    of = Q(institution=institution) | Q(institution__merged_into=institution)
    return Contact.objects.visible_to(viewer).filter(of).select_related("kept_at__place")


def find_contact(public_id: UUID | str, viewer: Actor) -> Contact | None:
    seen = Contact.objects.visible_to(viewer).select_related("institution", "kept_at__place")
    return seen.filter(public_id=public_id).first()
