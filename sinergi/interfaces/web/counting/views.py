"""Numbers that cannot mislead: what stands on a day, and what a claim of growth really says."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import Standing
from sinergi.interfaces.web.counting.forms import BasisForm, ClaimForm, DayForm
from sinergi.interfaces.web.shell.doors import door
from sinergi.interfaces.web.shell.requests import Request


def definitions() -> dict[str, str]:
    """What each of the four numbers means, one sentence each."""
    return {
        Standing.CERTAIN: _("Tanggal tanda tangan, mulai, dan akhirnya diketahui, dan semuanya mencakup hari itu."),
        Standing.POSSIBLE: _("Tidak ada tanggal yang menyangkal, tetapi mulai atau akhirnya tidak disebut sumber."),
        Standing.UNKNOWN: _("Tanggal tanda tangan dan tanggal mulainya tidak disebut sumber."),
        Standing.NOT: _("Menurut tanggal yang diketahui: belum ditandatangani, belum mulai, atau sudah berakhir."),
    }


@door()
def counts(request: Request) -> HttpResponse:
    """How many agreements stand on a day: certainly, possibly, unknown."""
    form = DayForm(request.GET or None)
    on = (form.is_bound and form.is_valid() and form.cleaned_data["pada"]) or request.today
    examples = request.GET.get("contoh") == "ya"
    count = queries.count_on(on, request.actor, examples=examples)
    rows = [
        {
            "label": standing.label,
            "value": getattr(count, "not_in_force" if standing == Standing.NOT else standing.value),
            "definition": definition,
            "href": _listed(keadaan=standing.value, pada=on.isoformat(), contoh="ya" if examples else ""),
        }
        for standing, definition in ((Standing(code), text) for code, text in definitions().items())
    ]
    years = [
        {"year": year, "href": _listed(tahun=year, contoh="ya" if examples else "")}
        for year in queries.years(request.actor, examples=examples)
    ]
    days = [
        {"label": _("sehari sebelumnya"), "href": f"?pada={on - timedelta(days=1)}"},
        {"label": _("setahun sebelumnya"), "href": f"?pada={on - timedelta(days=365)}"},
    ]
    context = {
        "form": form,
        "on": on,
        "count": count,
        "rows": rows,
        "years": years,
        "days": days,
        "is_example": examples,
    }
    return render(request, "counting/counts.html", context, status=422 if form.is_bound and form.errors else 200)


def _listed(**parameters: str | int) -> str:
    return f"{reverse('perjanjian')}?{urlencode({name: value for name, value in parameters.items() if value})}"


@door()
def claim(request: Request) -> HttpResponse:
    """What "17 became 43, up 250%" really says. Asked by GET, so that the answer has an address."""
    data = request.GET or None
    form, before, after = ClaimForm(data), BasisForm(data, prefix="before"), BasisForm(data, prefix="after")
    checked = None
    if data is not None and all([form.is_valid(), before.is_valid(), after.is_valid()]):
        bases = before.basis(), after.basis()
        if before.is_valid() and after.is_valid():
            typed = form.cleaned_data
            checked = form.submit(
                queries.claim,
                typed["before"],
                typed["after"],
                stated=typed["stated"],
                before_basis=bases[0],
                after_basis=bases[1],
                viewer=request.actor,
            )
    wrong = data is not None and checked is None
    context = {"form": form, "before": before, "after": after, "checked": checked}
    return render(request, "counting/claim.html", context, status=422 if wrong else 200)
