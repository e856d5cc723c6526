"""How one agreement stands, on one look: signed, promised, done, for whom, what changed, what was judged and decided.

People appear as counts only. A stage that has nothing yet says so: the empty place is the message. What each stage holds in
full is asked in the rooms themselves, when somebody looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sinergi.domain.activities import queries as activities
from sinergi.domain.activities.queries import Reach
from sinergi.domain.agreements import queries as agreements
from sinergi.domain.agreements.choices import Phase, Standing, State
from sinergi.domain.agreements.models import Agreement, Obligation, SigningWarning
from sinergi.domain.agreements.queries import lifecycle
from sinergi.domain.agreements.rules.completeness import Unknown
from sinergi.domain.evaluation import queries as evaluations
from sinergi.domain.evaluation.queries import Rounds
from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True)
class Story:
    """One agreement and how far the trip from it has come, as far as the viewer may see.

    `reach` counts persons once each, over the whole life of the agreement. `obligations` come without their units.
    """

    agreement: Agreement
    standing: Standing
    phase: Phase
    warning: SigningWarning | None
    unknowns: tuple[Unknown, ...]
    obligations: tuple[Obligation, ...]
    reach: Reach
    rounds: Rounds

    @property
    def open_obligations(self) -> int:
        return sum(obligation.is_open for obligation in self.obligations)


NOTHING_DONE = Reach(activities=0, carried_out=0, persons=0, persons_verified=0, measured=0)
NEVER_LOOKED_AT = Rounds(held=0, locked=0, decided=0)


def story(agreement: Agreement, *, on: date, viewer: Actor) -> Story:
    """The story of an agreement that `viewer` was given, as it stands on `on`. Four queries; of a draft one."""
    began = agreement.state == State.CONCLUDED
    return Story(
        agreement=agreement,
        standing=agreement.standing(on),
        phase=agreement.phase(on),
        warning=lifecycle.signing_warning(agreement, viewer),
        unknowns=agreement.unknowns(),
        # Counted here, not listed: where each is owed is not asked for.
        obligations=tuple(agreements.obligations_of(agreement, viewer).prefetch_related(None)),
        reach=activities.reach(agreement, viewer) if began else NOTHING_DONE,
        rounds=evaluations.rounds(agreement, viewer) if began else NEVER_LOOKED_AT,
    )
