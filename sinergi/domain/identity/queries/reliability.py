"""What the readings of the desk tell about its readers, about the machine, and about where the thresholds should lie."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from sinergi.domain.identity.choices import (
    REVIEW,
    SETTLE,
    TUNE,
    CaseKind,
    Machine,
    Method,
    Opinion,
    Result,
    ReviewState,
)
from sinergi.domain.identity.models import ReviewCase, ReviewCaseQuerySet, ReviewDecision, ReviewReading, Verification
from sinergi.domain.identity.rules import reliability, weighing
from sinergi.domain.identity.rules.reliability import Agreement, Read, Share, Stratum, Threshold
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

PRECISION_WANTED = 0.999
"""Of what the machine calls "same": the bar of issue 4."""

_RESULTS = {Machine.SAME: Result.SESUAI, Machine.DIFFERENT: Result.TIDAK_SESUAI}


@dataclass(frozen=True, slots=True)
class Judged:
    """How well the machine does for one kind of case."""

    kind: CaseKind
    precision: Share | None
    recall: Share | None
    threshold: Threshold | None
    settled: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """`agreement` is None before any case had two readers; `referred` counts cases that readers could not settle."""

    agreement: Agreement | None
    judged: tuple[Judged, ...]
    settled: int
    referred: int


def reliability_of_desk(viewer: Actor, *, examples: bool) -> Reliability:
    """The figures of the whole desk, over all units; they name nobody. Seven questions. Raises NotAllowed.

    Answers of which the sample is drawn are counted by the probability that was kept with each; decisions that were revoked
    are no truth. What the search for doubles did not even call doubtful was read by nobody: recall is of what it found.
    """
    if not any(viewer.may_somewhere(each) for each in (REVIEW, SETTLE, TUNE)):
        raise NotAllowed(_("Angka meja tinjau hanya terbuka bagi petugas yang membaca atau memutuskan kasusnya."))
    states = Counter(ReviewCase.objects.filter(is_example=examples).values_list("state", flat=True))
    decided = ReviewDecision.objects.filter(case__is_example=examples, revoked_at=None)
    rows = list(
        decided.values_list("case__kind", "case__machine", "case__probability", "case__share", "case__band", "opinion")
    )
    return Reliability(
        _agreement(examples),
        tuple(_judged(kind, [row[1:] for row in rows if row[0] == kind], examples) for kind in CaseKind),
        states[ReviewState.SETTLED],
        states[ReviewState.REFERRED],
    )


def _agreement(examples: bool) -> Agreement | None:
    said: dict[int, list[str]] = {}
    read = ReviewReading.objects.filter(case__is_example=examples, position__lte=2).order_by("case", "position")
    for case, opinion in read.values_list("case", "opinion"):
        said.setdefault(case, []).append(opinion)
    return reliability.agreement([(both[0], both[1]) for both in said.values() if len(both) == 2])


def _judged(kind: CaseKind, rows: list[tuple[str, float, float, str, str]], examples: bool) -> Judged:
    sizes = _sizes_of_rows(examples) if kind == CaseKind.ROW else _sizes_of_pairs(examples)
    read = Counter((machine, band) for machine, _chance, _share, band, _opinion in rows)
    right = Counter((machine, band) for machine, _chance, _share, band, said in rows if said == Opinion.SAME)
    strata = {
        # A case may outlive its verification's count (erased people): never read more than there is.
        key: Stratum(max(sizes[key], read[key]), read[key], right[key])
        for key in {*sizes, *read}
    }
    same = [stratum for (machine, _band), stratum in sorted(strata.items()) if machine == Machine.SAME]
    others = [stratum for (machine, _band), stratum in sorted(strata.items()) if machine != Machine.SAME]
    known = [Read(chance, 1 / share, said == Opinion.SAME) for _machine, chance, share, _band, said in rows]
    return Judged(
        kind,
        reliability.estimated(same),
        reliability.recall(same, others),
        reliability.proposed(known, precision=PRECISION_WANTED),
        len(rows),
    )


def _sizes_of_rows(examples: bool) -> Counter[tuple[str, str]]:
    """How many automatic answers over extracts there are in each stratum; the doubtful ones are all cases."""
    answers = Verification.objects.filter(
        method=Method.REGISTER, probability__isnull=False, person__is_example=examples
    )
    edges = (0.0, *weighing.BANDS)
    bounds = [(edge, following) for edge, following in zip(edges, (*edges[1:], 1.1), strict=True)]
    counts = answers.aggregate(
        **{
            f"{machine.value}_{at}": Count("pk", filter=Q(result=result, probability__gte=low, probability__lt=high))
            for machine, result in _RESULTS.items()
            for at, (low, high) in enumerate(bounds)
        }
    )
    sizes = Counter(
        {
            (machine.value, weighing.band(low)): counts[f"{machine.value}_{at}"]
            for machine in _RESULTS
            for at, (low, _high) in enumerate(bounds)
        }
    )
    doubtful = ReviewCase.objects.filter(kind=CaseKind.ROW, machine=Machine.LOOK, is_example=examples)
    return +(sizes + _by_stratum(doubtful))


def _sizes_of_pairs(examples: bool) -> Counter[tuple[str, str]]:
    """Every pair that was found is a case, so nothing of them is left out."""
    return _by_stratum(ReviewCase.objects.filter(kind=CaseKind.PAIR, is_example=examples))


def _by_stratum(cases: ReviewCaseQuerySet) -> Counter[tuple[str, str]]:
    found = cases.exclude(state=ReviewState.WITHDRAWN).order_by().values_list("machine", "band")
    return Counter({(machine, band): number for machine, band, number in found.annotate(number=Count("pk"))})
