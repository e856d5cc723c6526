"""What changes about one institution: its name, its place, whom to call there."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sinergi.foundation.institutions import policies, queries
from sinergi.foundation.institutions.choices import CONTACTS
from sinergi.foundation.institutions.services import contacting, moving, naming
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.institutions.forms import ContactForm, MoveForm, RenameForm
from sinergi.interfaces.web.institutions.views.register import address, crumbs, found_or_404
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, NOT_FOUND, door
from sinergi.interfaces.web.shell.forms import Form
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.requests import Request


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def rename(request: Request, institution: UUID) -> HttpResponse:
    policies.ensure_can_settle(request.actor)
    found = found_or_404(request, institution)
    form = RenameForm.sent(request, initial={"name": found.name})
    acting = {"by": request.actor, "at": request.now}
    if (
        form.is_bound
        and form.is_valid()
        and form.submit(naming.rename, found, **form.cleaned_data, **acting) is not None
    ):
        messages.success(request, _("Nama baru sudah dicatat. Perjanjian lama tetap menyebut nama pada harinya."))
        return redirect("lembaga-lihat", found.public_id)
    return _form(
        request, form, found, _("Ganti nama"),
        _("Nama lama tidak hilang: naskah yang ditandatangani sebelum hari itu tetap menyebutnya."),
    )  # fmt: skip


@door(colleague=FORBIDDEN, national=True, method="GET POST")
def move(request: Request, institution: UUID) -> HttpResponse:
    policies.ensure_can_settle(request.actor)
    found = found_or_404(request, institution)
    if found.path is None:
        raise Http404
    parents = [
        each
        for each in queries.places_for_choice(request.actor, examples=found.is_example)
        if each.public_id != found.public_id
    ]
    above = found.place.parent.institution.survivor.public_id if found.place.parent else ""
    initial = {"parent": str(above), "kind": found.place.kind, "zone": found.place.zone}
    form = MoveForm.sent(request, parents=parents, initial=initial)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        parent = queries.by_id(typed["parent"], viewer=request.actor) if typed["parent"] else None
        moved = form.submit(
            moving.move, found, parent=parent, kind=typed["kind"], zone=typed["zone"], by=request.actor, at=request.now
        )
        if moved is not None:
            messages.success(request, _("Tempatnya sudah diubah, beserta semua unit di bawahnya."))
            return redirect("lembaga-lihat", found.public_id)
    return _form(
        request, form, found, _("Pindahkan di pohon unit"),
        _("Semua unit di bawahnya ikut berpindah. Siapa yang melihat apa mengikuti pohon ini, sejak saat itu juga."),
    )  # fmt: skip


@door(method="GET POST", reader=FORBIDDEN)
def add_contact(request: Request, institution: UUID) -> HttpResponse:
    units = list(queries.units_for(request.actor, CONTACTS))
    if not units:
        raise NotAllowed(_("Anda tidak berwenang mencatat narahubung di unit mana pun."))
    found = found_or_404(request, institution)
    units = [unit for unit in units if unit.is_example == found.is_example]
    form = ContactForm.sent(request, units=units, initial={"kept_at": units[0].public_id} if len(units) == 1 else None)
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data | {"kept_at": form.units[form.cleaned_data["kept_at"]]}
        if form.submit(contacting.add, found, **typed, by=request.actor, at=request.now) is not None:
            messages.success(request, _("Narahubung sudah dicatat."))
            return redirect("lembaga-lihat", found.public_id)
    return _form(
        request, form, found, _("Tambah narahubung"),
        _("Nama dan nomor orang adalah data pribadi: disimpan tersandi, dan setiap pembukaannya dicatat."),
    )  # fmt: skip


@door(owner=FOUND, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND)
def end_contact(request: Request, contact: UUID) -> HttpResponse:
    """From tomorrow on this is nobody to call any more."""
    found = queries.find_contact(contact, request.actor)
    if found is None:
        raise Http404
    contacting.end(found, on=request.today, by=request.actor, at=request.now)
    messages.success(request, _("Narahubung ini sudah diakhiri."))
    return redirect("lembaga-lihat", found.institution.survivor.public_id)


def _form(request: Request, form: Form, found: object, title: str, lead: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "back_url": address(found),  # type: ignore[arg-type]
        "kicker": found.name,  # type: ignore[attr-defined]
        "is_example": found.is_example,  # type: ignore[attr-defined]
        "crumbs": crumbs(Crumb(found.name, address(found)), Crumb(title)),  # type: ignore[attr-defined, arg-type]
    }
    return render(request, "institutions/form.html", context, status=422 if form.is_bound else 200)
