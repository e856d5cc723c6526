"""Users from a sheet: upload, preview, confirm."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.foundation.access import policies
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports import queries
from sinergi.foundation.imports.choices import Subject
from sinergi.foundation.imports.services import welcoming
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.shell.doors import FORBIDDEN, OK, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.users.forms import SheetForm
from sinergi.interfaces.web.users.views.members import hand_over

if TYPE_CHECKING:
    from sinergi.foundation.imports.models import ImportRun


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def upload(request: Request) -> HttpResponse:
    policies.ensure_can_manage_somewhere(request.actor)
    form = SheetForm.sent(request)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        run = form.submit(_preview, file, on=request.today, by=request.actor, at=request.now)
        if run is not None:
            return redirect("pengguna-impor-pratinjau", run.public_id)
    context = {"form": form, "page": page_of(request, queries.runs(request.actor, Subject.USERS), per_page=10)}
    return render(request, "users/upload.html", context, status=422 if form.is_bound else 200)


def _preview(file: UploadedFile[bytes], *, on: date, by: Actor, at: datetime) -> ImportRun:
    """Keep the file, then say what it would do."""
    stored = storing.store(
        file.file,  # type: ignore[arg-type]
        name=file.name or "",
        allowed=[FileKind.XLSX],
        most_bytes=welcoming.MOST_BYTES,
        by=by,
        at=at,
    )
    return welcoming.preview(stored, on=on, by=by, at=at)


def _run_or_404(request: Request, sheet: UUID) -> ImportRun:
    policies.ensure_can_manage_somewhere(request.actor)
    found = queries.find(sheet, request.actor, Subject.USERS)
    if found is None:
        raise Http404
    return found


@door(colleague=FORBIDDEN, national=True)
def preview(request: Request, sheet: UUID) -> HttpResponse:
    run = _run_or_404(request, sheet)
    context = {
        "run": run,
        "counts": run.counts,
        "page": page_of(request, queries.rows(run, request.actor), per_page=100),
        "mail_leaves": settings.MAIL_LEAVES,
    }
    return render(request, "users/preview.html", context)


@door(owner=OK, colleague=FORBIDDEN, national=True, method="POST")
@never_cache
def confirm(request: Request, sheet: UUID) -> HttpResponse:
    """Invite them all; the one-time passwords are on this one answer and nowhere else."""
    run = _run_or_404(request, sheet)
    by_mail = settings.MAIL_LEAVES and request.POST.get("by_mail") == "1"
    handed = welcoming.confirm(run, on=request.today, by=request.actor, at=request.now, by_mail=by_mail)
    if by_mail or not handed:
        messages.success(request, _("Impor selesai: %(number)d pengguna baru.") % {"number": len(handed)})
        return redirect("pengguna-impor-pratinjau", run.public_id)
    return hand_over(request, handed)
