"""What regulations ask for, and what agreements are sorted by. None of it is a secret: every actor may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from sinergi.domain.agreements.choices import Stage
from sinergi.domain.agreements.models import Agreement, Authority, Programme, Requirement, SubjectField
from sinergi.domain.agreements.models.regulation import RegulationQuerySet
from sinergi.domain.agreements.rules.authority import Rule, deviation
from sinergi.foundation.kernel.actors import Actor


def deviation_of(kind: str, level: str, on: date, *, viewer: Actor) -> str:
    """What is unusual about a document of this kind signed at this level on that day, in one sentence; "" when nothing is."""
    if not kind or not level:
        return ""
    rows = Authority.objects.valid(on).filter(kind=kind)
    return deviation(
        kind,
        level,
        [Rule(row.level, row.position, row.may_sign, row.legal_basis, row.confidence) for row in rows],
    )


def required(stage: Stage, on: date, viewer: Actor) -> tuple[Requirement, ...]:
    """What a draft must state before it leaves the stage, as the regulations of that day ask."""
    return tuple(Requirement.objects.valid(on).filter(stage=stage))


def programmes(viewer: Actor) -> QuerySet[Programme]:
    """All of them by name, with `used`: how many agreements support it."""
    return Programme.objects.annotate(used=Count("agreements")).order_by("name")  # type: ignore[no-redef]


def subject_fields(viewer: Actor) -> QuerySet[SubjectField]:
    """All of them, each group before what stands in it, with `used`: how many agreements are about it."""
    counted = SubjectField.objects.select_related("group").annotate(used=Count("agreements"))  # type: ignore[no-redef]
    heading = Coalesce("group__name", "name")
    return counted.annotate(heading=heading).order_by("heading", F("group").asc(nulls_first=True), "name")


@dataclass(frozen=True, slots=True)
class Sorting:
    """What agreements can be sorted by, each list in its order; `chosen_…` is what one agreement is sorted by."""

    programmes: tuple[Programme, ...]
    fields: tuple[SubjectField, ...]
    chosen_programmes: tuple[Programme, ...] = ()
    chosen_fields: tuple[SubjectField, ...] = ()


def sorting(viewer: Actor, *, of: Agreement | None = None) -> Sorting:
    """What is on offer, and what the agreement `of`, already in hand, is sorted by even where it is offered no more.

    Two queries.
    """
    key = of.pk if of else None
    chosen = {
        "programmes": Agreement.programmes.through.objects.filter(agreement=key, programme=OuterRef("pk")),
        "fields": Agreement.fields.through.objects.filter(agreement=key, subjectfield=OuterRef("pk")),
    }
    rows: dict[str, Any] = {"programmes": programmes(viewer), "fields": subject_fields(viewer)}
    found = {name: list(every.annotate(is_chosen=Exists(chosen[name]))) for name, every in rows.items()}
    taken = {f"chosen_{name}": tuple(row for row in every if row.is_chosen) for name, every in found.items()}
    offered = {name: tuple(row for row in every if row.is_offered or row.is_chosen) for name, every in found.items()}
    return Sorting(**offered, **taken)


def authorities(viewer: Actor) -> RegulationQuerySet[Authority]:
    return Authority.objects.all()


def requirements(viewer: Actor) -> RegulationQuerySet[Requirement]:
    return Requirement.objects.all()


def find_programme(public_id: UUID | str, viewer: Actor) -> Programme | None:
    return Programme.objects.filter(public_id=public_id).first()


def find_field(public_id: UUID | str, viewer: Actor) -> SubjectField | None:
    return SubjectField.objects.select_related("group").filter(public_id=public_id).first()


def find_authority(public_id: UUID | str, viewer: Actor) -> Authority | None:
    return Authority.objects.filter(public_id=public_id).first()


def find_requirement(public_id: UUID | str, viewer: Actor) -> Requirement | None:
    return Requirement.objects.filter(public_id=public_id).first()
