"""What a draft still lacks before it may leave a stage, and which stages stand beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import Stage, Stated
from sinergi.domain.agreements.rules.completeness import NEEDED_TO_SIGN, Incomplete

STAGES = tuple(Stage)
NEEDED_FOR_SIGNATURE = tuple(Stated(fact.value) for fact in NEEDED_TO_SIGN)


def missing(stated: Collection[Stated], needed: Iterable[str]) -> tuple[Stated, ...]:
    """What is needed and not stated, in the order of `Stated`."""
    wanted = set(needed)
    return tuple(fact for fact in Stated if fact in wanted and fact not in stated)


def needed_to_leave(stage: Stage, required: Iterable[str]) -> frozenset[str]:
    """What the regulations ask for at this stage; of the last stage, also what no signature can do without."""
    return frozenset(required) | frozenset(NEEDED_FOR_SIGNATURE if stage is Stage.READY else ())


def ensure_ready(stage: Stage, lacking: Collection[Stated]) -> None:
    """Raises Incomplete, listing in one sentence all that this stage still needs."""
    if lacking:
        labels = ", ".join(str(fact.label) for fact in lacking)
        raise Incomplete(
            _("Tahap %(stage)s belum selesai. Lengkapi dahulu: %(facts)s.")
            % {"stage": stage.label.lower(), "facts": labels}
        )


def following(stage: Stage) -> Stage | None:
    """The next stage, or None where only the signature follows."""
    return None if stage is Stage.READY else STAGES[STAGES.index(stage) + 1]


def preceding(stage: Stage) -> tuple[Stage, ...]:
    """The stages it can be sent back to, earliest first."""
    return STAGES[: STAGES.index(stage)]
