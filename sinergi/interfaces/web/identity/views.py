"""Confirming a person by the unit or by a register, and the extracts an agreement gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.agreements import queries as agreements
from sinergi.domain.agreements.choices import Standing
from sinergi.domain.identity import policies, queries
from sinergi.domain.identity.choices import RunKind
from sinergi.domain.identity.services import checking, confirming
from sinergi.domain.people import queries as people
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.agreements.words import day, standing_words, term_words
from sinergi.interfaces.web.identity import calls
from sinergi.interfaces.web.identity.forms import CheckForm, ConfirmForm, ReceiveForm
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.views import about
from sinergi.interfaces.web.shell.doors import NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement


@dataclass(frozen=True)
class ExtractLine:
    label: str
    taken_on: str
    rows: int
    file: str


@door(owner=OK, colleague=NOT_FOUND, method="GET POST", reader=NOT_FOUND)
@never_cache
def confirm(request: Request, person: UUID) -> HttpResponse:
    """The unit says that this is the person."""
    found = pages.found(people.by_id, person, request.actor)
    form = ConfirmForm(pages.sent(request), initial={"on": request.today, "officer_name": request.actor.label})
    if not form.is_bound:
        policies.ensure_can_confirm(request.actor, found, on=request.today)
    elif form.is_valid():
        acting = {"by": request.actor, "at": request.now}
        if form.submit(confirming.confirm_by_unit, found, **form.cleaned_data, **acting):
            messages.success(request, _("Identitas sudah dipastikan oleh unit."))
            return redirect("orang-lihat", person=found.public_id)
    context = {"form": form, **about(found, _("Pastikan oleh unit"))}
    return render(request, "identity/confirm.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST", reader=NOT_FOUND)
@never_cache
def check(request: Request, person: UUID) -> HttpResponse:
    """Compare the person with a register extract."""
    found = pages.found(people.by_id, person, request.actor)
    extracts = queries.usable_extracts(request.today, request.actor, examples=found.is_example)
    form = CheckForm(extracts, request.today, pages.sent(request))
    if not form.is_bound:
        policies.ensure_can_verify(request.actor, found, on=request.today, at=request.now)
    elif form.is_valid():
        verification = form.submit(checking.check, found, **form.cleaned_data, by=request.actor, at=request.now)
        if verification is not None:
            told = messages.success if verification.confirms else messages.warning
            told(request, _("Register menjawab: %(result)s.") % {"result": verification.get_result_display()})
            return redirect("orang-lihat", person=found.public_id)
    context = {"form": form, "has_extracts": bool(extracts), **about(found, _("Cocokkan dengan register"))}
    return render(request, "identity/check.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
@never_cache
def extracts(request: Request, agreement: UUID) -> HttpResponse:
    """The register extracts of an agreement: receive one, or ask one about a whole unit."""
    found = agreements.find(agreement, request.actor)
    if found is None:
        raise Http404
    actor, today = request.actor, request.today
    units = [unit for unit in institutions.units_for(actor, policies.VERIFY) if unit.is_example == found.is_example]
    may_receive = policies.can_receive(actor, found)
    if not units and not may_receive:
        raise NotAllowed(_("Ekstrak register hanya terbuka bagi petugas yang menerima atau memakainya."))
    received = list(queries.extracts_of(found, actor))
    receive_form = ReceiveForm.sent(request)
    extract = None
    if receive_form.is_bound and receive_form.is_valid():
        extract = receive_form.submit(calls.receive, found, **receive_form.cleaned_data, by=actor, at=request.now)
    if extract is not None:
        messages.success(request, _("Ekstrak register sudah diterima."))
        return redirect("ekstrak", agreement=found.public_id)
    standing, tone = standing_words(found, today)
    context = {
        **_about(found),
        "standing": standing,
        "standing_tone": tone,
        "term": term_words(found),
        "is_out_of_term": found.standing(today) == Standing.NOT,
        "lines": [ExtractLine(row.label, day(row.taken_on), row.rows, row.file.name) for row in received],
        "receive_form": receive_form,
        "may_receive": may_receive,
        "run_url": _run_url(found) if units and received else "",
    }
    return render(request, "identity/extracts.html", context, status=pages.status(receive_form))


def _run_url(agreement: Agreement) -> str:
    return pages.address(
        reverse("pemeriksaan-baru"), {"agreement": str(agreement.public_id), "kind": RunKind.EXTRACT.value}
    )


def _about(agreement: Agreement) -> dict[str, object]:
    story = reverse("perjanjian-kisah", args=[agreement.public_id])
    crumbs = [
        Crumb(_("Perjanjian"), reverse("perjanjian")),
        Crumb(agreement.title, story),
        Crumb(_("Ekstrak register")),
    ]
    return {
        "agreement_title": agreement.title,
        "story_url": story,
        "is_example": agreement.is_example,
        "crumbs": crumbs,
    }
