"""Fill in the same unknown facts for rows chosen on the list: seen first, then done as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.queries import bulk
from sinergi.domain.agreements.queries.bulk import FillingLine
from sinergi.domain.agreements.services import bulk_filling
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.shell.doors import FORBIDDEN, door
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.work.forms import CHOSEN, FillForm


@dataclass(frozen=True)
class Line:
    title: str
    url: str
    fills: str
    stays: str


@door(method="GET POST", reader=FORBIDDEN)
def fill(request: Request) -> HttpResponse:
    """`?pilih=` names the rows; GET shows what would change, POST does exactly that."""
    if not request.actor.may_somewhere(policies.RECORD):
        raise NotAllowed(_("Anda tidak berwenang mengisi data perjanjian."))
    sent = request.POST if request.method == "POST" else request.GET
    form = FillForm(sent if CHOSEN in sent or request.method == "POST" else None, request.actor)
    chosen = sent.getlist(CHOSEN)
    asked = request.method == "POST" or any(sent.get(name) for name in form.fields if name != CHOSEN)
    filling = form.filling() if asked and form.is_valid() else None
    if filling is not None and request.method == "POST":
        done = form.submit(
            bulk_filling.fill, form.cleaned_data[CHOSEN], filling,
            expected=form.cleaned_data["sahkan"] or 0, by=request.actor, at=request.now,
        )  # fmt: skip
        if done is not None:
            changed = sum(bool(line.fills) for line in done)
            words = ngettext("%(count)d perjanjian dilengkapi.", "%(count)d perjanjian dilengkapi.", changed)
            messages.success(request, words % {"count": changed})
            return redirect("perjanjian")
    lines = form.submit(bulk.previewed, chosen, filling, request.actor) if filling is not None else None
    context = {
        "form": form,
        "chosen": chosen,
        "count": len(set(chosen)),
        "lines": [_line(line) for line in lines or ()],
        "changing": sum(bool(line.fills) for line in lines or ()),
        "is_previewed": lines is not None,
        "fields": [field for field in form if field.name not in {CHOSEN, "sahkan"}],
        "answers": [(name, sent.get(name, "")) for name in form.fields if name not in {CHOSEN, "sahkan"}],
        "back_url": reverse("perjanjian"),
    }
    wrong = request.method == "POST" or (form.is_bound and bool(form.errors))
    return render(request, "work/fill.html", context, status=422 if wrong else 200)


def _line(line: FillingLine) -> Line:
    url = reverse("perjanjian-kisah", args=[line.agreement.public_id])
    return Line(line.agreement.title, url, ", ".join(line.fills), ", ".join(line.stays))
