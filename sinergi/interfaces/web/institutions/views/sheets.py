"""Units and partners from a list: upload, preview, confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sinergi.foundation.imports import queries
from sinergi.foundation.imports.choices import Outcome, Subject
from sinergi.foundation.imports.services import institutions as importing
from sinergi.foundation.institutions import policies
from sinergi.interfaces.web.institutions import calls
from sinergi.interfaces.web.institutions.forms import UploadForm
from sinergi.interfaces.web.institutions.views.register import crumbs
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.foundation.imports.models import ImportRun


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def upload(request: Request) -> HttpResponse:
    """Choose a file; what it would do is shown before anything is done."""
    policies.ensure_can_import(request.actor)
    form = UploadForm.sent(request)
    if form.is_bound and form.is_valid():
        run = form.submit(calls.preview, form.cleaned_data["file"], by=request.actor, at=request.now)
        if run is not None:
            return redirect("lembaga-impor-pratinjau", run.public_id)
    runs = queries.runs(request.actor, Subject.INSTITUTIONS)
    context = {"form": form, "page": page_of(request, runs, per_page=10), "crumbs": crumbs(Crumb(_("Impor")))}
    return render(request, "institutions/upload.html", context, status=422 if form.is_bound else 200)


@door(colleague=FORBIDDEN, national=True)
def preview(request: Request, units: UUID) -> HttpResponse:
    """What each row would do, or did; `?hasil=` shows the rows of one outcome."""
    run = _run_or_404(request, units)
    outcome = request.GET.get("hasil", "")
    rows = queries.rows(run, request.actor, outcome=outcome if outcome in Outcome.values else "")
    counts = run.counts
    tabs = [
        {"label": _("Semua"), "url": "?", "current": outcome not in Outcome.values, "count": counts.total},
        *(
            {"label": each.label, "url": f"?hasil={each.value}", "current": outcome == each.value, "count": count}
            for each in Outcome
            if (count := getattr(counts, each.value))
        ),
    ]
    context = {"run": run, "counts": counts, "tabs": tabs, "page": page_of(request, rows)}
    return render(request, "institutions/preview.html", context)


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def confirm(request: Request, units: UUID) -> HttpResponse:
    """Do what the preview said, all of it or nothing."""
    done = importing.confirm(_run_or_404(request, units), by=request.actor, at=request.now).counts
    words = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged, "refused": done.refused}
    messages.success(
        request,
        _("Impor selesai: %(created)d baru, %(updated)d diperbarui, %(unchanged)d tidak berubah, %(refused)d ditolak.")
        % words,
    )
    return redirect("lembaga-impor-pratinjau", units)


def _run_or_404(request: Request, units: UUID) -> ImportRun:
    policies.ensure_can_import(request.actor)
    found = queries.find(units, request.actor, Subject.INSTITUTIONS)
    if found is None:
        raise Http404
    return found
