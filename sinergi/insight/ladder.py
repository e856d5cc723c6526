"""How far have the agreements come, from signature to decision?

Each rung counts agreements that have reached it, never activities or people, so that rungs can be compared with each
other and with the number signed. Later rungs do not require earlier ones: an agreement that was evaluated without any activity
is counted as just that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from sinergi.domain.activities.models import Activity, Outcome, Participation
from sinergi.domain.agreements.models import Agreement, Delivery, Obligation
from sinergi.domain.evaluation.models import Decision, Evaluation
from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True)
class Rung:
    """`count` agreements of `of` have reached this stage; `stage` is its code, `label` the Indonesian sentence part."""

    stage: str
    label: str
    count: int
    of: int


def ladder(viewer: Actor, *, examples: bool = False) -> tuple[Rung, ...]:
    """The seven rungs over all concluded agreements that the viewer sees, real ones or example ones. One query."""
    return ladders(viewer)[examples]


def ladders(viewer: Actor) -> tuple[tuple[Rung, ...], tuple[Rung, ...]]:
    """The rungs of the real agreements, and those of the example ones. One query."""
    activities = Activity.obligations.through.objects.filter(obligation__agreement=OuterRef("pk"))
    carried_out = activities.filter(activity__carried_out_on__isnull=False)
    participations = Participation.objects.counted().filter(activity__obligations__agreement=OuterRef("pk"))
    outcomes = Outcome.objects.counted().filter(participation__activity__obligations__agreement=OuterRef("pk"))
    evaluations = Evaluation.objects.filter(agreement=OuterRef("pk"), locked_at__isnull=False)
    reached = {
        "signed": Q(),
        "obligation": Exists(Obligation.objects.filter(agreement=OuterRef("pk"))),
        "activity": Exists(carried_out),
        "participant": Exists(participations.verified()),
        "outcome": Exists(outcomes),
        "evaluation": Exists(evaluations),
        "decision": Exists(Decision.objects.filter(evaluation__agreement=OuterRef("pk"))),
    }
    visible = Agreement.objects.visible_to(viewer).concluded()
    flags = {f"has_{stage}": condition for stage, condition in reached.items() if stage != "signed"}
    has = {stage: Q() if stage == "signed" else Q(**{f"has_{stage}": True}) for stage in reached}
    counts = visible.annotate(**flags).aggregate(
        **{
            f"{stage}_{examples}": Count("pk", filter=condition & Q(is_example=examples))
            for stage, condition in has.items()
            for examples in (False, True)
        }
    )
    labels = {
        "signed": _("ditandatangani"),
        "obligation": _("punya kewajiban tercatat"),
        "activity": _("ada kegiatan terlaksana"),
        "participant": _("diikuti orang terverifikasi"),
        "outcome": _("ada perubahan terukur"),
        "evaluation": _("sudah dievaluasi"),
        "decision": _("sudah diputuskan kelanjutannya"),
    }
    real, made_up = (
        tuple(
            Rung(stage, label, counts[f"{stage}_{examples}"], counts[f"signed_{examples}"])
            for stage, label in labels.items()
        )
        for examples in (False, True)
    )
    return real, made_up


@dataclass(frozen=True)
class OpenPromises:
    """Obligations still open among those the viewer sees, and the ones past their day."""

    open: int
    overdue: int
    total: int
    deliveries: int


def open_promises(viewer: Actor, *, on: date) -> tuple[OpenPromises, OpenPromises]:
    """Obligations of visible agreements on a day: of the real ones, and of the example ones. Two queries."""
    mine = Obligation.objects.visible_to(viewer).order_by()
    rows = mine.values_list("agreement__is_example").annotate(
        open=Count("pk", filter=Q(pk__in=mine.open().values("pk"))),
        overdue=Count("pk", filter=Q(pk__in=mine.overdue(on).values("pk"))),
        total=Count("pk"),
    )
    counted = {examples: (still, late, total) for examples, still, late, total in rows}
    standing = Delivery.objects.visible_to(viewer).standing().order_by()
    delivered = dict(standing.values_list("obligation__agreement__is_example").annotate(count=Count("pk")))

    def told(examples: bool) -> OpenPromises:
        still, late, total = counted.get(examples, (0, 0, 0))
        return OpenPromises(open=still, overdue=late, total=total, deliveries=delivered.get(examples, 0))

    return told(False), told(True)
