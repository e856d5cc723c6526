"""The whole trip of one agreement: signed, promised, done, for whom, what changed, what was judged and decided.

People appear as counts only. A stage that has nothing yet says so: the empty place is the message.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import prefetch_related_objects

from sinergi.domain.activities import queries as activities
from sinergi.domain.activities.models import Activity
from sinergi.domain.activities.rules import TrunkFacts
from sinergi.domain.agreements import queries as agreements
from sinergi.domain.agreements.choices import Phase, Standing, Stated
from sinergi.domain.agreements.models import Agreement, Correction, FactSource, Obligation, SigningWarning, Step
from sinergi.domain.agreements.queries import lifecycle
from sinergi.domain.agreements.rules.completeness import Unknown
from sinergi.domain.evaluation import queries as evaluations
from sinergi.domain.evaluation.models import Evaluation
from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True)
class Story:
    """One agreement and everything that followed from it, as far as the viewer may see.

    `trunk` counts persons once each, over the whole life of the agreement; `lineage` is every document of its family,
    oldest first; `carried_out_by` are the documents under it, `umbrella` is the one above it where the viewer
    sees it, `sources` the latest note on where each fact is stated.
    """

    agreement: Agreement
    standing: Standing
    phase: Phase
    steps: tuple[Step, ...]
    corrections: tuple[Correction, ...]
    sources: dict[Stated, FactSource]
    warning: SigningWarning | None
    umbrella: Agreement | None
    carried_out_by: tuple[Agreement, ...]
    unknowns: tuple[Unknown, ...]
    obligations: tuple[Obligation, ...]
    activities: tuple[Activity, ...]
    trunk: TrunkFacts
    evaluations: tuple[Evaluation, ...]
    lineage: tuple[Agreement, ...]

    @property
    def open_obligations(self) -> int:
        return sum(obligation.is_open for obligation in self.obligations)

    @property
    def locked_evaluations(self) -> int:
        return sum(evaluation.locked_at is not None for evaluation in self.evaluations)

    @property
    def decisions(self) -> int:
        return sum(hasattr(evaluation, "decision") for evaluation in self.evaluations)


def story(agreement: Agreement, *, on: date, viewer: Actor) -> Story:
    """The story of an agreement that `viewer` was given, as it stands on `on`. Its number of queries does not grow."""
    prefetch_related_objects([agreement], "programmes", "fields__group")
    family = agreements.family(agreement, viewer)
    return Story(
        agreement=agreement,
        standing=agreement.standing(on),
        phase=agreement.phase(on),
        steps=lifecycle.steps(agreement, viewer),
        corrections=lifecycle.corrections(agreement, viewer),
        sources=lifecycle.sources_by_fact(agreement, viewer),
        warning=lifecycle.signing_warning(agreement, viewer),
        umbrella=family.above[0] if family.above else None,
        carried_out_by=family.below,
        unknowns=agreement.unknowns(),
        obligations=tuple(agreements.obligations_of(agreement, viewer)),
        activities=tuple(
            activities.listed(activities.ActivityFilter(agreement=agreement, examples=agreement.is_example), viewer)
        ),
        trunk=activities.trunk(agreement, None, viewer),
        evaluations=tuple(evaluations.of(agreement, viewer)),
        lineage=family.lineage,
    )
