"""What is owed under visible agreements, how far it came, and what waits for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import DELIVER, CountedUnit, ObligationState, Side, State
from sinergi.domain.agreements.models import Agreement, Delivery, Obligation, Party, Waiver
from sinergi.domain.agreements.models.delivery import DeliveryQuerySet
from sinergi.domain.agreements.models.obligation import ObligationQuerySet
from sinergi.domain.agreements.models.quantities import QuantityField
from sinergi.domain.agreements.rules.owing import Occurrence
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.queries import prefixed
from sinergi.foundation.kernel.text import clean_line

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class ObligationFilter:
    """Which obligations of concluded agreements a list shows; an empty field does not narrow it.

    Without a `state`, those in which something is still owed or in dispute; with one, those in it on the day `on`.
    `text` is looked for in what is owed and in the names of parties and units, `partner` in the names of partners, every word
    of them. `mine` asks for what the viewer's units owe or are to get done, and the steps that he sees to; `awaiting` for
    what has a delivery that nobody accepted or disputed yet, in whatever state. Raises Invalid for values that cannot be.
    """

    text: str = ""
    partner: str = ""
    state: str = ""
    on: date | None = None
    side: str = ""
    unit: str = ""
    mine: bool = False
    awaiting: bool = False
    examples: bool = False

    def __post_init__(self) -> None:
        clean_line(self.text, field="text", label=_("Kata pencarian"), most=200, required=False)
        clean_line(self.partner, field="partner", label=_("Nama mitra"), most=200, required=False)
        for value, known, field in (
            (self.state, ObligationState, "state"),
            (self.side, Side, "side"),
            (self.unit, CountedUnit, "unit"),
        ):
            if value not in {"", *known.values}:
                raise Invalid(_("Pilihan ini tidak dikenal. Pilih salah satu yang tersedia."), field=field)
        if self.state and self.on is None:
            raise Invalid(_("Sebutkan tanggalnya untuk menyaring menurut keadaan."), field="on")

    def apply(self, obligations: ObligationQuerySet, viewer: Actor) -> ObligationQuerySet:
        found = obligations.filter(agreement__state=State.CONCLUDED, agreement__is_example=self.examples)
        if self.state and self.on:
            found = found.in_state(ObligationState(self.state), self.on)
        elif self.awaiting:
            found = found.with_progress()
        else:
            found = found.open()
        if self.awaiting:
            found = found.awaiting_acceptance()
        exact = {"owed_by__side": self.side, "unit": self.unit}
        found = found.filter(**{lookup: value for lookup, value in exact.items() if value})
        parties = Party.objects.filter(agreement=OuterRef("agreement"))
        for word in self.text.split():
            at_unit = Exists(_units().filter(institution__name__icontains=word))
            named = Exists(parties.filter(institution__name__icontains=word))
            found = found.filter(Q(description__icontains=word) | named | at_unit)
        for word in self.partner.split():
            found = found.filter(Exists(parties.partners().filter(institution__name__icontains=word)))
        return found.filter(_concerning(viewer)) if self.mine else found


def _units() -> QuerySet[Any]:
    """The rows that name the units of the outer obligation."""
    return Obligation.units.through.objects.filter(obligation=OuterRef("pk"))


def _concerning(viewer: Actor) -> Q:
    """What is owed by a party of ours or at a unit where the viewer delivers, and what hangs on a step he sees to."""
    paths = viewer.paths(DELIVER)
    owed = Q(owed_by__side=Side.OURS) & prefixed("owed_by__institution__place__path", paths)
    at_unit = Exists(_units().filter(prefixed("institution__place__path", paths)))
    of_owner = Q(milestone__owner_user=viewer.user_id) if viewer.user_id else Q(pk__in=())
    owning = prefixed("milestone__owner_institution__place__path", paths) & Q(
        milestone__owner_institution__isnull=False
    )
    return owed | at_unit | of_owner | owning


def listed_obligations(filter: ObligationFilter, viewer: Actor) -> ObligationQuerySet:
    """The visible obligations that the filter leaves, with progress and answers; what falls due next comes first."""
    found = filter.apply(Obligation.objects.visible_to(viewer), viewer).with_answers().earliest_first()
    agreements = Prefetch("agreement", queryset=Agreement.objects.with_parties())
    return found.select_related("owed_by__institution", "milestone").prefetch_related("units", agreements)


_EARLIEST_FIRST = (F("due_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class UnitTotal:
    """Obligations counted in one unit, added up; unlike units are never added to each other.

    The quantities are of those `obligations` that state one; of the `unstated` ones only what was delivered is known.
    `remaining` is what is still asked, so a surplus of one obligation makes up for no other.
    """

    unit: CountedUnit
    obligations: int
    unstated: int
    promised: Decimal
    delivered: Decimal
    accepted: Decimal
    disputed: Decimal
    remaining: Decimal
    delivered_unstated: Decimal


def totals(filter: ObligationFilter, viewer: Actor) -> tuple[UnitTotal, ...]:
    """The totals of the list with the same filter, one for each counted unit in it, in one query."""
    found = filter.apply(Obligation.objects.visible_to(viewer), viewer).with_answers().order_by()
    stated, unstated = Q(quantity__isnull=False), Q(quantity=None)
    rest = Case(
        When(Q(is_waived=False, delivered__lt=F("quantity")), then=F("quantity") - F("delivered")),
        default=_NONE,
        output_field=QuantityField(),
    )
    rows = found.values("unit").annotate(
        obligations=Count("pk", filter=stated),
        unstated=Count("pk", filter=unstated),
        promised=_total(F("quantity"), stated),
        given=_total(F("delivered"), stated),
        taken=_total(F("accepted"), stated),
        contested=_total(F("disputed"), stated),
        remaining=_total(rest, stated),
        given_unstated=_total(F("delivered"), unstated),
    )
    by_unit = {row["unit"]: row for row in rows}
    return tuple(
        UnitTotal(
            unit=unit,
            obligations=row["obligations"],
            unstated=row["unstated"],
            promised=row["promised"],
            delivered=row["given"],
            accepted=row["taken"],
            disputed=row["contested"],
            remaining=row["remaining"],
            delivered_unstated=row["given_unstated"],
        )
        for unit in CountedUnit
        if (row := by_unit.get(unit))
    )


def _total(quantity: F | Case, counted: Q) -> Coalesce:
    return Coalesce(Sum(quantity, filter=counted, output_field=QuantityField()), _NONE, output_field=QuantityField())


def open_obligations(viewer: Actor, *, examples: bool = False) -> ObligationQuerySet:
    """What is still owed or in dispute under any visible agreement, ended ones included; what falls due next comes first."""
    return listed_obligations(ObligationFilter(examples=examples), viewer)


def obligations_of(agreement: Agreement, viewer: Actor) -> ObligationQuerySet:
    """The obligations of one agreement, of a draft too, with progress and answers; earliest last day first."""
    return _told(Obligation.objects.visible_to(viewer).filter(agreement=agreement)).order_by(*_EARLIEST_FIRST)


def find_obligation(public_id: UUID | str, viewer: Actor) -> Obligation | None:
    """One obligation with progress, answers, waivers and its agreement as `find` gives it.

    None when it does not exist or is not for this viewer.
    """
    waivers = Prefetch("waivers", queryset=Waiver.objects.order_by("pk"))
    visible = _told(Obligation.objects.visible_to(viewer)).with_delivery_count().filter(public_id=public_id)
    return visible.prefetch_related(waivers, Prefetch("agreement", queryset=Agreement.objects.with_parties())).first()


def _told(obligations: ObligationQuerySet) -> ObligationQuerySet:
    return obligations.with_answers().select_related("owed_by__institution", "milestone").prefetch_related("units")


def find_delivery(public_id: UUID | str, viewer: Actor) -> Delivery | None:
    return deliveries(viewer).filter(public_id=public_id).first()


def deliveries(viewer: Actor) -> DeliveryQuerySet:
    """All that was delivered, reversals included, in the order of its days."""
    related = ("obligation__agreement", "obligation__owed_by", "evidence", "accepted_evidence", "reversed_by")
    return Delivery.objects.visible_to(viewer).select_related(*related).order_by("on", "pk")


def deliveries_of(obligation: Obligation, viewer: Actor) -> DeliveryQuerySet:
    """What was delivered of one obligation, latest day first."""
    return deliveries(viewer).filter(obligation=obligation).order_by("-on", "-pk")


def occurrences_of(obligation: Obligation, viewer: Actor) -> tuple[Occurrence, ...]:
    """The turns of what is owed again and again, with what was given in the days of each; none for what is owed once.

    What was given before the first or after the last day is in none of them. One query.
    """
    if obligation.repetition is None:
        return ()
    given = Delivery.objects.visible_to(viewer).standing().filter(obligation=obligation).order_by()
    per_day = given.values("on").annotate(
        given=Sum("quantity"), taken=Sum("quantity", filter=Q(accepted_on__isnull=False))
    )
    days = {row["on"]: (row["given"], row["taken"] or _NONE) for row in per_day}
    return tuple(
        Occurrence(
            number=number,
            days=turn,
            expected=obligation.each,
            delivered=sum((given for day, (given, _) in days.items() if turn.contains(day)), _NONE),
            accepted=sum((taken for day, (_, taken) in days.items() if turn.contains(day)), _NONE),
        )
        for number, turn in enumerate(obligation.repetition.occurrences(), start=1)
    )
