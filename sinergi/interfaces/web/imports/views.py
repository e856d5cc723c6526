from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.services import importing
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports import queries
from sinergi.foundation.imports.choices import Outcome, Subject
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.imports.forms import UploadForm
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, door
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
        run = form.submit(_preview, form.cleaned_data["file"], by=request.actor, at=request.now)
        if run is not None:
            return redirect("impor-pratinjau", run.public_id)
    context = {"form": form, "page": page_of(request, queries.runs(request.actor, Subject.AGREEMENTS), per_page=10)}
    return render(request, "imports/upload.html", context, status=422 if form.is_bound else 200)


def _preview(file: UploadedFile[bytes], *, by: Actor, at: datetime) -> ImportRun:
    """Keep the file, then say what importing it would do."""
    stored = storing.store(
        file.file,  # type: ignore[arg-type]
        name=file.name or "",
        allowed=[FileKind.CSV],
        most_bytes=importing.MOST_BYTES,
        by=by,
        at=at,
    )
    return importing.preview(stored, by=by, at=at)


@door(colleague=FORBIDDEN, national=True)
def preview(request: Request, run: UUID) -> HttpResponse:
    """What each row would do, or did; `?hasil=` shows the rows of one outcome."""
    policies.ensure_can_import(request.actor)
    found = queries.find(run, request.actor, Subject.AGREEMENTS)
    if found is None:
        raise Http404
    outcome = request.GET.get("hasil", "")
    rows = queries.rows(found, request.actor, outcome=outcome if outcome in Outcome.values else "")
    counts = found.counts
    tabs = [
        {"label": _("Semua"), "url": "?", "current": outcome not in Outcome.values, "count": counts.total},
        *(
            {"label": each.label, "url": f"?hasil={each.value}", "current": outcome == each.value, "count": count}
            for each in Outcome
            if (count := getattr(counts, each.value))
        ),
    ]
    context = {"run": found, "counts": counts, "tabs": tabs, "page": page_of(request, rows)}
    return render(request, "imports/preview.html", context)


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def confirm(request: Request, run: UUID) -> HttpResponse:
    """Do what the preview said, all of it or nothing."""
    policies.ensure_can_import(request.actor)
    found = queries.find(run, request.actor, Subject.AGREEMENTS)
    if found is None:
        raise Http404
    done = importing.confirm(found, by=request.actor, at=request.now).counts
    words = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged, "refused": done.refused}
    messages.success(
        request,
        _("Impor selesai: %(created)d baru, %(updated)d diperbarui, %(unchanged)d tidak berubah, %(refused)d ditolak.")
        % words,
    )
    return redirect("impor-pratinjau", found.public_id)
