"""Where an agreement stands in its life, what was done on the way, and what its family says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sinergi.domain.agreements.choices import Kind, Stage, State, Stated
from sinergi.domain.agreements.models import (
    Agreement,
    Correction,
    FactSource,
    Requirement,
    SigningWarning,
    Step,
    SubjectField,
)
from sinergi.domain.agreements.models.agreement import AgreementQuerySet
from sinergi.domain.agreements.queries.regulation import required
from sinergi.domain.agreements.rules.readiness import following, missing, needed_to_leave, preceding
from sinergi.domain.agreements.rules.umbrellas import HEIGHT, may_carry_out
from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Readiness:
    """What a draft lacks at its stage: facts, each with the rules that ask for it (none: no signature without it)."""

    stage: Stage
    next: Stage | None
    back: tuple[Stage, ...]
    lacking: tuple[tuple[Stated, tuple[Requirement, ...]], ...]

    @property
    def is_ready(self) -> bool:
        return not self.lacking


def readiness(agreement: Agreement, on: date, viewer: Actor) -> Readiness | None:
    """For a draft that is already in hand; None for what is no draft any more."""
    if agreement.state != State.DRAFT:
        return None
    stage = Stage(agreement.stage)
    rules = required(stage, on, viewer)
    lacking = missing(agreement.stated(), needed_to_leave(stage, (rule.fact for rule in rules)))
    by_fact = tuple((fact, tuple(rule for rule in rules if rule.fact == fact)) for fact in lacking)
    return Readiness(stage, following(stage), preceding(stage), by_fact)


def steps(agreement: Agreement, viewer: Actor) -> tuple[Step, ...]:
    """The steps of a draft that is already in hand, in their order."""
    return tuple(agreement.steps.all())


def corrections(agreement: Agreement, viewer: Actor) -> tuple[Correction, ...]:
    """What was put right in an agreement that is already in hand, in its order."""
    return tuple(agreement.corrections.all())


def sources_by_fact(agreement: Agreement, viewer: Actor) -> dict[Stated, FactSource]:
    """The latest note on the source of each fact, of an agreement that is already in hand."""
    return {Stated(source.fact): source for source in agreement.fact_sources.all()}


def fields_of(agreement: Agreement, viewer: Actor) -> tuple[SubjectField, ...]:
    """The fields of an agreement that is already in hand, each with its group, in the order of both."""
    return tuple(agreement.fields.select_related("group").order_by("group__name", "name"))


def signing_warning(agreement: Agreement, viewer: Actor) -> SigningWarning | None:
    """The warning about its signature, of an agreement that is already in hand. No query for one that `find` gave."""
    return getattr(agreement, "signing_warning", None)


def umbrellas_for(kind: str, viewer: Actor, *, worlds: Collection[bool]) -> AgreementQuerySet:
    """The visible concluded documents that one of `kind` can carry out, latest first; while that is unknown, as for a PKS.

    `worlds` says whether made-up ones are asked for (True), real ones (False), or both.
    """
    above = [other for other in HEIGHT if may_carry_out(kind or Kind.PKS, other)]
    visible = Agreement.objects.visible_to(viewer).concluded().filter(kind__in=above, is_example__in=worlds or {False})
    return visible.with_names().order_by("-signed_on", "-pk")
