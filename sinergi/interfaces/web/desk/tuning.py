"""How the desk works: set by a person, with a reason."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.identity import policies
from sinergi.domain.identity.services import deduping, tuning
from sinergi.interfaces.web.desk.forms import TuneForm
from sinergi.interfaces.web.desk.views import tabs
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, door
from sinergi.interfaces.web.shell.requests import Request


@door(national=True, colleague=FORBIDDEN, method="GET POST")
@never_cache
def tune(request: Request) -> HttpResponse:
    """Shares, thresholds and why."""
    policies.ensure_can_tune(request.actor)
    form = TuneForm(pages.sent(request), initial=asdict(tuning.now()))
    if form.is_bound and form.is_valid():
        values = {name: form.cleaned_data[name] for name in asdict(tuning.DEFAULT)}
        rule = tuning.Rule(**values)
        done = form.submit(tuning.set_rule, rule, reason=form.cleaned_data["reason"], by=request.actor, at=request.now)
        if done is not None:
            messages.success(request, _("Aturan meja tinjau ditetapkan."))
            return redirect("meja-tinjau-aturan")
    context = {"form": form, "tabs": tabs(request, "meja-tinjau-aturan")}
    return render(request, "desk/tune.html", context, status=pages.status(form))


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def search(request: Request) -> HttpResponse:
    """Look now, not at night, who may stand twice among our people."""
    deduping.ask_for(by=request.actor, at=request.now)
    messages.info(request, _("Pencarian data ganda sudah diminta. Kasus baru muncul di antrean begitu selesai."))
    return redirect("meja-tinjau")
