"""Questions across agreements. Each takes the viewer and answers only with what the viewer may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import UNSTATED, Fact, Phase, Signing, Standing, State
from sinergi.domain.agreements.models import Agreement, Obligation, Party
from sinergi.domain.agreements.models.agreement import (
    AgreementQuerySet,
    signing_condition,
    standing_condition,
    standing_on,
)
from sinergi.domain.agreements.queries.comparing import around as around
from sinergi.domain.agreements.queries.comparing import family as family
from sinergi.domain.agreements.queries.comparing import lineage as lineage
from sinergi.domain.agreements.queries.obligations import ObligationFilter as ObligationFilter
from sinergi.domain.agreements.queries.obligations import UnitTotal as UnitTotal
from sinergi.domain.agreements.queries.obligations import deliveries as deliveries
from sinergi.domain.agreements.queries.obligations import deliveries_of as deliveries_of
from sinergi.domain.agreements.queries.obligations import find_delivery as find_delivery
from sinergi.domain.agreements.queries.obligations import find_obligation as find_obligation
from sinergi.domain.agreements.queries.obligations import listed_obligations as listed_obligations
from sinergi.domain.agreements.queries.obligations import obligations_of as obligations_of
from sinergi.domain.agreements.queries.obligations import occurrences_of as occurrences_of
from sinergi.domain.agreements.queries.obligations import open_obligations as open_obligations
from sinergi.domain.agreements.queries.obligations import totals as totals
from sinergi.domain.agreements.queries.plans import find_milestone as find_milestone
from sinergi.domain.agreements.queries.plans import milestones_of as milestones_of
from sinergi.domain.agreements.queries.plans import owning_institutions as owning_institutions
from sinergi.domain.agreements.queries.plans import owning_users as owning_users
from sinergi.domain.agreements.rules import claims, reading
from sinergi.domain.agreements.rules.bases import Basis as Basis
from sinergi.domain.agreements.rules.bases import Measure as Measure
from sinergi.domain.agreements.rules.claims import ClaimCheck
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line

# About one agreement that is already in hand, so nobody needs to be asked again.
unknowns = Agreement.unknowns
claim_as_json = claims.as_json


@dataclass(frozen=True, slots=True)
class AgreementFilter:
    """Which agreements a list shows; an empty field does not narrow it.

    `text` is looked for in scope, place, party names and numbers, every word of it; `category` is that of a partner;
    `field` and `programme` are public ids; of these three, `UNSTATED` asks for those where none is known;
    `year` and `signed_on` are those of signing; `unknown` names a `Fact` that no source states; `standing` is that
    on the day `on` and leaves drafts out; `phase` is where it stands in its life on that day, drafts among them; `signing`
    is how surely it was signed from `since` to `until`, which without it bound the day of signing; `provisional` asks for
    parties or units that wait for a person. Real and made-up never mix: `examples` chooses between them. Raises Invalid for
    values that cannot be.
    """

    text: str = ""
    state: str = ""
    kind: str = ""
    level: str = ""
    category: str = ""
    field: str = ""
    programme: str = ""
    year: int | None = None
    signed_on: date | None = None
    standing: str = ""
    phase: str = ""
    on: date | None = None
    signing: str = ""
    since: date | None = None
    until: date | None = None
    unknown: str = ""
    provisional: bool = False
    examples: bool = False

    def __post_init__(self) -> None:
        clean_line(self.text, field="text", label=_("Kata pencarian"), most=200, required=False)
        if self.year is not None and not date.min.year <= self.year <= date.max.year:
            raise Invalid(_("Tahun tidak dikenal. Tulis empat angka, misalnya 2025."), field="year")
        if self.standing and self.standing not in Standing:
            raise Invalid(_("Keadaan berlaku tidak dikenal. Pilih salah satu yang tersedia."), field="standing")
        if self.phase and self.phase not in Phase:
            raise Invalid(_("Perjalanan naskah tidak dikenal. Pilih salah satu yang tersedia."), field="phase")
        if self.of_a_day and self.on is None:
            raise Invalid(_("Sebutkan tanggalnya untuk menyaring menurut keadaan berlaku."), field="on")
        if self.signing and self.signing not in Signing:
            raise Invalid(
                _("Kepastian penandatanganan tidak dikenal. Pilih salah satu yang tersedia."), field="signing"
            )
        if self.signing and not (self.since and self.until):
            raise Invalid(_("Sebutkan awal dan akhir masanya untuk menyaring menurut penandatanganan."), field="since")
        if self.since and self.until and self.until < self.since:
            raise Invalid(_("Masa berakhir sebelum mulai. Perbaiki salah satu tanggalnya."), field="until")
        for name in ("field", "programme"):
            if getattr(self, name) not in {"", UNSTATED} and not _is_id(getattr(self, name)):
                raise Invalid(_("Pilihan ini tidak tersedia. Pilih salah satu dari daftar."), field=name)
        if self.unknown and self.unknown not in Fact:
            raise Invalid(
                _("Fakta yang belum diketahui tidak dikenal. Pilih salah satu yang tersedia."), field="unknown"
            )

    @property
    def of_a_day(self) -> bool:
        """Whether it asks how things stand on the day `on`."""
        return bool(self.standing or self.phase)

    def as_json(self, *, follows_today: bool = False) -> dict[str, Any]:
        """What narrows, as JSON, days in ISO; with `follows_today` without the day of standing and phase."""
        days = ("since", "until") if follows_today or not self.of_a_day else ("on", "since", "until")
        values = {
            name: value for name, value in asdict(self).items() if value not in ("", None, False) and name != "on"
        }
        return values | {name: getattr(self, name).isoformat() for name in days if getattr(self, name)}

    def apply(self, queryset: AgreementQuerySet) -> AgreementQuerySet:
        queryset = queryset.examples() if self.examples else queryset.real()
        for word in self.text.split():
            queryset = queryset.mentioning(word)
        exact = {
            "state": self.state,
            "kind": self.kind,
            "level": self.level,
            "signed_on__year": self.year,
            "signed_on": self.signed_on,
        }
        queryset = queryset.filter(**{lookup: value for lookup, value in exact.items() if value})
        if self.category == UNSTATED:
            queryset = queryset.with_unknown_category()
        elif self.category:
            partners = Party.objects.partners().filter(institution__partner_profile__category=self.category)
            queryset = queryset.filter(Exists(partners.filter(agreement=OuterRef("pk"))))
        for column, wanted in (("fields", self.field), ("programmes", self.programme)):
            if wanted == UNSTATED:
                queryset = queryset.filter(**{column: None})
            elif wanted:
                queryset = queryset.filter(**{f"{column}__public_id": wanted})
        if self.standing and self.on:
            queryset = queryset.concluded().filter(standing_condition(Standing(self.standing), self.on))
        if self.phase and self.on:
            queryset = queryset.in_phase(Phase(self.phase), self.on)
        if self.signing and self.since and self.until:
            queryset = queryset.concluded().filter(signing_condition(Signing(self.signing), self.since, self.until))
        else:
            bounds = {"signed_on__gte": self.since, "signed_on__lte": self.until}
            queryset = queryset.filter(**{lookup: day for lookup, day in bounds.items() if day})
        if self.unknown:
            queryset = queryset.lacking(Fact(self.unknown))
        return queryset.with_provisional_institutions() if self.provisional else queryset


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def listed(
    filter: AgreementFilter, viewer: Actor, *, oldest_first: bool = False, whole: bool = False
) -> AgreementQuerySet:
    """The visible agreements that the filter leaves, latest signing first, ready for `title` and `facts()`.

    Each with `open_obligations`, how many of its obligations still owe something or are in dispute; with `whole` as
    `with_parties()` besides. Unknown days come last.
    """
    signed = F("signed_on")
    order = (signed.asc(nulls_last=True), "pk") if oldest_first else (signed.desc(nulls_last=True), "-pk")
    # Looked up for the rows of a page, not worked out for all that could be on it.
    owing: Prefetch[str] = Prefetch(
        "obligations", queryset=Obligation.objects.open().only("agreement"), to_attr="still_owed"
    )
    visible = filter.apply(Agreement.objects.visible_to(viewer))
    rows = visible.with_parties() if whole else visible.with_names()
    return rows.prefetch_related(owing).order_by(*order)


def newest(viewer: Actor, *, count: int) -> tuple[tuple[Agreement, ...], tuple[Agreement, ...]]:
    """The first of the list of real agreements, and of that of made-up ones, ready for `title` and `phase()`. Two queries."""
    latest = (F("signed_on").desc(nulls_last=True), "-pk")
    visible = Agreement.objects.visible_to(viewer)
    real, made_up = (AgreementFilter(examples=examples).apply(visible).order_by(*latest) for examples in (False, True))
    first = Q(pk__in=real.values("pk")[:count]) | Q(pk__in=made_up.values("pk")[:count])
    rows = tuple(Agreement.objects.filter(first).with_names().order_by(*latest))
    return tuple(row for row in rows if not row.is_example), tuple(row for row in rows if row.is_example)


def find(public_id: UUID | str, viewer: Actor) -> Agreement | None:
    """One agreement with its parties, or None when it does not exist or is not for this viewer."""
    visible = Agreement.objects.visible_to(viewer).select_related("signing_warning", "umbrella")
    return visible.with_parties().filter(public_id=public_id).first()


def titled(keys: Collection[int], viewer: Actor) -> dict[int, Agreement]:
    """The visible ones among these keys, by key, ready for `title`. Two queries, none without keys."""
    visible = Agreement.objects.visible_to(viewer).with_names().filter(pk__in=keys) if keys else ()
    return {row.pk: row for row in visible}


@dataclass(frozen=True, slots=True)
class StandingCount:
    """How many visible concluded agreements stand how on a day; the four add up to `total`.

    `examples_left_out` made-up ones are in none of these numbers.
    """

    on: date
    certain: int
    possible: int
    unknown: int
    not_in_force: int
    total: int
    examples_left_out: int


def count_on(on: date, viewer: Actor, *, examples: bool = False) -> StandingCount:
    """Count the real agreements (with `examples`, the made-up ones instead), in one query.

    Each number is that of the list with the same `standing` and `on`.
    """
    return count_worlds(on, viewer)[examples]


def count_worlds(on: date, viewer: Actor) -> tuple[StandingCount, StandingCount]:
    """As `count_on`, of the real agreements and of the made-up ones, in one query for both."""
    many = _many(Agreement.objects.visible_to(viewer).concluded(), "is_example", on)
    real, made_up = many.get(False, {}), many.get(True, {})
    return _stand(on, real, examples_left_out=sum(made_up.values())), _stand(on, made_up)


@dataclass(frozen=True, slots=True)
class ListCount:
    """How long a list is, and how its concluded agreements stand whatever standing narrows it."""

    rows: int
    standing: StandingCount


def count_listed(filter: AgreementFilter, on: date, viewer: Actor) -> ListCount:
    """The length of `listed`, and as `count_on` among the concluded agreements that the filter leaves, in one query.

    The filter chose between real ones and examples, so `examples_left_out` is 0. Where it names a standing, that is meant
    on `on`.
    """
    left = replace(filter, standing="", on=filter.on if filter.phase else None)
    many = _many(left.apply(Agreement.objects.visible_to(viewer)), "state", on)
    concluded = many.get(State.CONCLUDED, {})
    rows = concluded.get(filter.standing, 0) if filter.standing else sum(sum(each.values()) for each in many.values())
    return ListCount(rows, _stand(on, concluded))


def _many(rows: AgreementQuerySet, by: str, on: date) -> dict[Any, dict[str, int]]:
    """How many stand how on a day, for each value of a column."""
    grouped = rows.order_by().annotate(surely=standing_on(on)).values_list(by, "surely").annotate(many=Count("pk"))
    found: dict[Any, dict[str, int]] = {}
    for value, surely, number in grouped:
        found.setdefault(value, {})[surely] = number
    return found


def _stand(on: date, many: Mapping[str, int], *, examples_left_out: int = 0) -> StandingCount:
    return StandingCount(
        on=on,
        certain=many.get(Standing.CERTAIN, 0),
        possible=many.get(Standing.POSSIBLE, 0),
        unknown=many.get(Standing.UNKNOWN, 0),
        not_in_force=many.get(Standing.NOT, 0),
        total=sum(many.values()),
        examples_left_out=examples_left_out,
    )


def claim(
    before: Decimal | int | None,
    after: Decimal | int | None,
    *,
    stated: str = "",
    before_basis: Basis | None = None,
    after_basis: Basis | None = None,
    viewer: Actor,
) -> ClaimCheck:
    """What two counts really say, and which reading the figure `stated` about them ("250%") is near to. None is unknown.

    Arithmetic that looks at no row: every actor may ask. Raises Invalid with the field (before, after, stated).
    """
    figure = claims.parse_stated(stated) if stated.strip() else None
    return claims.check(before, after, figure, before_basis, after_basis)


@dataclass(frozen=True, slots=True)
class SourceCell:
    """One filled cell of the row that an agreement was imported from, verbatim."""

    column: str
    text: str


def source_cells(agreement: Agreement, *, viewer: Actor) -> tuple[SourceCell, ...]:
    """The row that the viewer's agreement came from, cell by cell; () for one that was not imported."""
    if agreement.row_identity is None:
        return ()
    return tuple(SourceCell(column, text) for column, text in reading.as_written(agreement.source_text).items() if text)
