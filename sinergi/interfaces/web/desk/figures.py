"""How far the readers and the machine can be relied on, and which thresholds the readings propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.identity import policies
from sinergi.domain.identity.queries import reliability
from sinergi.domain.identity.services import tuning
from sinergi.interfaces.web.desk.views import tabs
from sinergi.interfaces.web.shell.doors import FORBIDDEN, door
from sinergi.interfaces.web.shell.requests import Request, asks_for_examples

if TYPE_CHECKING:
    from sinergi.domain.identity.queries.reliability import Judged
    from sinergi.domain.identity.rules.reliability import Share


@dataclass(frozen=True)
class Figure:
    """One figure with its interval; `value` "" is not known yet."""

    label: str
    value: str
    note: str


@dataclass(frozen=True)
class Kind:
    label: str
    figures: tuple[Figure, ...]


@door(reader=FORBIDDEN)
@never_cache
def show(request: Request) -> HttpResponse:
    """Agreement between readers, precision and recall of the automatic answers, proposed thresholds."""
    policies.ensure_is_at_the_desk(request.actor)
    examples = asks_for_examples(request)
    told = reliability.reliability_of_desk(request.actor, examples=examples)
    kappa = told.agreement.kappa if told.agreement else None
    context = {
        "is_example": examples,
        "tabs": tabs(request, "meja-tinjau-angka"),
        "readers": [
            _percent(_("Bacaan pertama dan kedua sama"), told.agreement.agreed if told.agreement else None),
            Figure(
                _("Kappa Cohen"),
                number_format(round(kappa.value, 2)) if kappa else "",
                _("selang 95 %%: %(low)s sampai %(high)s") % _bounds(kappa) if kappa else "",
            ),
            Figure(_("Kasus yang diputuskan"), number_format(told.settled), ""),
            Figure(_("Menunggu atasan"), number_format(told.referred), ""),
        ],
        "kinds": [_kind(each) for each in told.judged],
        "same_from": number_format(tuning.now().same_from),
        "may_tune": policies.can_tune(request.actor),
    }
    return render(request, "desk/figures.html", context)


def _kind(judged: Judged) -> Kind:
    found = judged.threshold
    threshold = Figure(
        _("Ambang “sama” yang diusulkan"),
        number_format(round(found.probability, 6)) if found else "",
        _("taksiran ketepatan %(value)s %%, batas bawah %(low)s %% dari %(read)s bacaan")
        % {
            "value": number_format(round(100 * found.precision.value, 2)),
            "low": number_format(round(100 * found.precision.low, 2)),
            "read": number_format(found.precision.read),
        }
        if found
        else "",
    )
    return Kind(
        str(judged.kind.label),
        (
            _percent(_("Ketepatan “sama” otomatis"), judged.precision),
            _percent(_("Yang ditemukan dari semua yang sama"), judged.recall),
            threshold,
        ),
    )


def _percent(label: str, share: Share | None) -> Figure:
    if share is None or not share.read:
        return Figure(label, "", "")
    note = _("selang 95 %%: %(low)s %% sampai %(high)s %%, dari %(read)s bacaan") % {
        "low": number_format(round(100 * share.low, 1)),
        "high": number_format(round(100 * share.high, 1)),
        "read": number_format(share.read),
    }
    return Figure(label, f"{number_format(round(100 * share.value, 1))} %", note)


def _bounds(share: Share) -> dict[str, str]:
    return {"low": number_format(round(share.low, 2)), "high": number_format(round(share.high, 2))}
