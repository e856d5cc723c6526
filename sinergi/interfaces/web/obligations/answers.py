"""What the side that was owed says: accept, dispute, resolve, and give up what is still owed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.services import accepting, waiving
from sinergi.foundation.files.services import storing
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.obligations import calls
from sinergi.interfaces.web.obligations.forms import (
    AcceptAllForm,
    AcceptForm,
    DisputeForm,
    ReinstateForm,
    ResolveForm,
    WaiveForm,
)
from sinergi.interfaces.web.obligations.pages import (
    Fact,
    ask,
    files,
    found_agreement,
    found_delivery,
    found_obligation,
    sent,
)
from sinergi.interfaces.web.obligations.words import due_words
from sinergi.interfaces.web.shell.doors import NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.forms import Form
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Delivery, Obligation


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def accept(request: Request, delivery: UUID) -> HttpResponse:
    found = found_delivery(request, delivery)
    policies.ensure_can_accept(request.actor, found.obligation.agreement)
    form = AcceptForm(sent(request), files(request), initial={"on": request.today})
    if form.is_bound and form.is_valid():
        facts = {"obligation": found.obligation, **form.cleaned_data, "by": request.actor, "at": request.now}
        if form.submit(calls.answer, accepting.accept, found, **facts) is not None:
            messages.success(request, _("Penerimaan sudah dicatat."))
            return redirect("kewajiban", obligation=found.obligation.public_id)
    return _ask_about(request, found, form, _("Catat penerimaan"), _("Simpan penerimaan"))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def accept_all(request: Request, obligation: UUID) -> HttpResponse:
    found = found_obligation(request, obligation)
    policies.ensure_can_accept(request.actor, found.agreement)
    form = AcceptAllForm(sent(request), files(request), initial={"on": request.today, "until": request.today})
    if form.is_bound and form.is_valid():
        facts = {"obligation": found, **form.cleaned_data, "by": request.actor, "at": request.now}
        count = form.submit(calls.answer, accepting.accept_all, found, **facts)
        if isinstance(count, int):
            done = ngettext("%(n)d pemenuhan diterima.", "%(n)d pemenuhan diterima.", count) % {"n": count}
            messages.success(request, done)
            return redirect("kewajiban", obligation=found.public_id)
    return _ask(request, found, form, _("Terima sekaligus"), _("Simpan penerimaan"), _about(found))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def dispute(request: Request, delivery: UUID) -> HttpResponse:
    found = found_delivery(request, delivery)
    policies.ensure_can_accept(request.actor, found.obligation.agreement)
    form = DisputeForm(sent(request), initial={"on": request.today})
    acting = {"by": request.actor, "at": request.now}
    valid = form.is_bound and form.is_valid()
    if valid and form.submit(accepting.dispute, found, **form.cleaned_data, **acting) is not None:
        messages.success(request, _("Sengketa sudah dicatat; kewajiban ini terbuka sampai sengketanya selesai."))
        return redirect("kewajiban", obligation=found.obligation.public_id)
    return _ask_about(request, found, form, _("Sengketakan pemenuhan"), _("Simpan sengketa"))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def resolve(request: Request, delivery: UUID) -> HttpResponse:
    found = found_delivery(request, delivery)
    policies.ensure_can_accept(request.actor, found.obligation.agreement)
    form = ResolveForm(sent(request), files(request), initial={"on": request.today})
    if form.is_bound and form.is_valid():
        facts = {"obligation": found.obligation, **form.said(), "by": request.actor, "at": request.now}
        if form.submit(calls.answer, accepting.resolve, found, **facts) is not None:
            messages.success(request, _("Sengketa sudah diselesaikan."))
            return redirect("kewajiban", obligation=found.obligation.public_id)
    return _ask_about(request, found, form, _("Selesaikan sengketa"), _("Simpan penyelesaian"))


@door(owner=NOT_FOUND, colleague=NOT_FOUND)
@never_cache
def acceptance_evidence(request: Request, delivery: UUID) -> FileResponse:
    """The paper by which it was accepted, to whoever may see the agreement; there is none until it was attached."""
    found = found_delivery(request, delivery)
    paper = found.accepted_evidence
    if paper is None:
        raise Http404
    content = storing.open_file(paper)
    return FileResponse(content, as_attachment=True, filename=paper.name, content_type=paper.media_type)


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def waive(request: Request, obligation: UUID) -> HttpResponse:
    """Give up what is still owed; where that was done, ask for it again."""
    found = found_obligation(request, obligation)
    policies.ensure_can_waive(request.actor, found.agreement)
    waiver = next((waiver for waiver in found.waivers.all() if waiver.reinstated_on is None), None)
    form: Form = (WaiveForm if waiver is None else ReinstateForm)(sent(request), initial={"on": request.today})
    if form.is_bound and form.is_valid():
        facts = {**form.cleaned_data, "by": request.actor, "at": request.now}
        if waiver is None and form.submit(waiving.waive, found, **facts) is not None:
            messages.success(request, _("Sisa kewajiban sudah dihapuskan; yang sudah diserahkan tetap tercatat."))
            return redirect("kewajiban", obligation=found.public_id)
        if waiver is not None and form.submit(waiving.reinstate, waiver, **facts) is not None:
            messages.success(request, _("Kewajiban ini ditagih lagi."))
            return redirect("kewajiban", obligation=found.public_id)
    if waiver is None:
        return _ask(request, found, form, _("Hapuskan sisa kewajiban"), _("Hapuskan"), _about(found))
    about = [*_about(found), Fact(_("Dihapuskan"), day(waiver.waived_on)), Fact(_("Alasannya"), waiver.reason)]
    return _ask(request, found, form, _("Tagih lagi"), _("Tagih lagi"), about)


def _about(obligation: Obligation) -> list[Fact]:
    unit = obligation.get_unit_display()
    quantity = "" if obligation.quantity is None else f"{number_format(obligation.quantity.normalize())} {unit}"
    return [
        Fact(_("Kewajiban"), obligation.description),
        Fact(_("Yang berkewajiban"), obligation.owed_by.institution.name),
        Fact(_("Dijanjikan"), quantity),
        Fact(_("Sudah diserahkan"), f"{number_format(obligation.delivered.normalize())} {unit}"),
        Fact(_("Tenggat"), due_words(obligation)),
    ]


def _ask_about(request: Request, delivery: Delivery, form: Form, title: str, button: str) -> HttpResponse:
    obligation = delivery.obligation
    quantity = f"{number_format(delivery.quantity.normalize())} {obligation.get_unit_display()}"
    facts = [
        Fact(_("Kewajiban"), obligation.description),
        Fact(_("Yang diserahkan"), quantity),
        Fact(_("Pada"), day(delivery.on)),
    ]
    if delivery.note:
        facts.append(Fact(_("Catatan"), delivery.note))
    if delivery.dispute_reason:
        facts.append(Fact(_("Alasan sengketa"), delivery.dispute_reason))
    return _ask(request, obligation, form, title, button, facts)


def _ask(
    request: Request, obligation: Obligation, form: Form, title: str, button: str, facts: list[Fact]
) -> HttpResponse:
    back = reverse("kewajiban", args=[obligation.public_id])
    agreement = found_agreement(request, obligation.agreement.public_id)
    between = (Crumb(_("Kewajiban"), back),)
    return ask(request, agreement, form, title=title, button=button, back=back, facts=facts, between=between)
