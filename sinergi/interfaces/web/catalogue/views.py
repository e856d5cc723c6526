"""The lists that agreements are sorted by, and what regulations ask for: seen by everybody, edited by the directorate."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Kind, Level
from sinergi.domain.agreements.queries import regulation
from sinergi.domain.agreements.services import cataloguing
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.catalogue import forms
from sinergi.interfaces.web.shell.doors import FORBIDDEN, door
from sinergi.interfaces.web.shell.furniture import Crumb, Tab
from sinergi.interfaces.web.shell.requests import Request


@dataclass(frozen=True)
class Row:
    """A row of a list: what it is, what is said of it, how it stands, and where it is changed."""

    name: str
    note: str
    mark: str
    tone: str
    used: int | None
    url: str
    is_below: bool = False
    source: str = ""


@dataclass(frozen=True)
class Noun:
    """One of the four lists, in words and with what keeps it."""

    name: str
    title: Any
    lead: Any
    new: Any
    parameter: str
    form: type[forms.ListForm]
    keep: Callable[..., Any]


PROGRAMME = Noun(
    "program",
    gettext_lazy("Program"),
    gettext_lazy("Program yang didukung perjanjian. Satu perjanjian dapat mendukung beberapa."),
    gettext_lazy("Program baru"),
    "programme",
    forms.ProgrammeForm,
    cataloguing.keep_programme,
)
FIELD = Noun(
    "bidang",
    gettext_lazy("Bidang"),
    gettext_lazy("Tentang apa perjanjian dibuat: kelompok, dan bidang di dalamnya."),
    gettext_lazy("Bidang baru"),
    "subject",
    forms.FieldForm,
    cataloguing.keep_field,
)
AUTHORITY = Noun(
    "kewenangan",
    gettext_lazy("Kewenangan menandatangani"),
    gettext_lazy(
        "Siapa berwenang menandatangani naskah apa. Penyimpangan diperingatkan saat penandatanganan, tidak dilarang."
    ),
    gettext_lazy("Kewenangan baru"),
    "authority",
    forms.AuthorityForm,
    cataloguing.keep_authority,
)
REQUIREMENT = Noun(
    "syarat",
    gettext_lazy("Syarat naskah"),
    gettext_lazy("Apa yang harus disebut rancangan sebelum meninggalkan suatu tahap, menurut aturan yang berlaku."),
    gettext_lazy("Syarat baru"),
    "requirement",
    forms.RequirementForm,
    cataloguing.keep_requirement,
)
NOUNS = (PROGRAMME, FIELD, AUTHORITY, REQUIREMENT)


@door()
def programmes(request: Request) -> HttpResponse:
    rows = (
        Row(row.name, row.legal_basis, *_offer(row.is_offered), row.used, _address(PROGRAMME, row.public_id))
        for row in regulation.programmes(request.actor)
    )
    return _list(request, PROGRAMME, rows)


@door()
def subject_fields(request: Request) -> HttpResponse:
    rows = (
        Row(row.name, "", *_offer(row.is_offered), row.used, _address(FIELD, row.public_id), row.group is not None)
        for row in regulation.subject_fields(request.actor)
    )
    return _list(request, FIELD, rows)


@door()
def authorities(request: Request) -> HttpResponse:
    rows = (
        Row(
            name=_("%(kind)s pada tingkat %(level)s: %(position)s")
            % {"kind": Kind(row.kind).label, "level": Level(row.level).label, "position": row.position},
            note=_ruled(row),
            mark=_("berwenang") if row.may_sign else _("tidak berwenang"),
            tone="good" if row.may_sign else "bad",
            used=None,
            url=_address(AUTHORITY, row.public_id),
            source=row.source,
        )
        for row in regulation.authorities(request.actor)
    )
    return _list(request, AUTHORITY, rows)


@door()
def requirements(request: Request) -> HttpResponse:
    rows = (
        Row(
            name=_("%(stage)s: %(fact)s") % {"stage": row.get_stage_display(), "fact": row.get_fact_display()},
            note=_ruled(row),
            mark=_("keyakinan %(confidence)s") % {"confidence": row.get_confidence_display()},
            tone="neutral",
            used=None,
            url=_address(REQUIREMENT, row.public_id),
            source=row.source,
        )
        for row in regulation.requirements(request.actor)
    )
    return _list(request, REQUIREMENT, rows)


@door(national=True, colleague=FORBIDDEN, method="GET POST")
def add_programme(request: Request) -> HttpResponse:
    return _keep(request, PROGRAMME, None)


@door(national=True, colleague=FORBIDDEN, method="GET POST")
def change_programme(request: Request, programme: UUID) -> HttpResponse:
    return _keep(request, PROGRAMME, _there(regulation.find_programme(programme, request.actor)))


@door(national=True, colleague=FORBIDDEN, method="GET POST")
def add_field(request: Request) -> HttpResponse:
    return _keep(request, FIELD, None)


@door(national=True, colleague=FORBIDDEN, method="GET POST")
def change_field(request: Request, subject: UUID) -> HttpResponse:
    return _keep(request, FIELD, _there(regulation.find_field(subject, request.actor)))


@door(national=True, colleague=FORBIDDEN, method="GET POST")
def add_authority(request: Request) -> HttpResponse:
    return _keep(request, AUTHORITY, None)


@door(national=True, colleague=FORBIDDEN, method="GET POST")
def change_authority(request: Request, authority: UUID) -> HttpResponse:
    return _keep(request, AUTHORITY, _there(regulation.find_authority(authority, request.actor)))


@door(national=True, colleague=FORBIDDEN, method="GET POST")
def add_requirement(request: Request) -> HttpResponse:
    return _keep(request, REQUIREMENT, None)


@door(national=True, colleague=FORBIDDEN, method="GET POST")
def change_requirement(request: Request, requirement: UUID) -> HttpResponse:
    return _keep(request, REQUIREMENT, _there(regulation.find_requirement(requirement, request.actor)))


def _list(request: Request, noun: Noun, rows: Iterable[Row]) -> HttpResponse:
    context = {
        "title": noun.title,
        "lead": noun.lead,
        "new": noun.new,
        "new_url": reverse(f"{noun.name}-baru") if policies.can_edit_catalogue(request.actor) else "",
        "rows": list(rows),
        "tabs": [Tab(str(other.title), reverse(other.name), other is noun) for other in NOUNS],
        "crumbs": [Crumb(_("Pengaturan perjanjian")), Crumb(str(noun.title))],
    }
    return render(request, "catalogue/list.html", context)


def _keep(request: Request, noun: Noun, row: Any) -> HttpResponse:
    policies.ensure_can_edit_catalogue(request.actor)
    form = noun.form(request.POST if request.method == "POST" else None, row=row, actor=request.actor)
    acting = {"by": request.actor, "at": request.now}
    valid = form.is_bound and form.is_valid()
    if valid and form.submit(noun.keep, row, **form.values(), **acting) is not None:
        messages.success(request, _("Daftar sudah disimpan."))
        return redirect(noun.name)
    title = str(noun.new) if row is None else str(row)
    context = {
        "form": form,
        "title": title,
        "lead": noun.lead,
        "back": reverse(noun.name),
        "crumbs": [Crumb(_("Pengaturan perjanjian")), Crumb(str(noun.title), reverse(noun.name)), Crumb(title)],
    }
    return render(request, "catalogue/form.html", context, status=422 if form.is_bound else 200)


def _there[T](row: T | None) -> T:
    if row is None:
        raise Http404
    return row


def _address(noun: Noun, public_id: UUID) -> str:
    return reverse(f"{noun.name}-ubah", kwargs={noun.parameter: public_id})


def _offer(is_offered: bool) -> tuple[str, str]:
    return (_("ditawarkan"), "good") if is_offered else (_("tidak ditawarkan lagi"), "neutral")


def _ruled(row: Any) -> str:
    """The basis of a rule, how sure it is, and its days."""
    words = {
        "basis": row.legal_basis,
        "confidence": row.get_confidence_display(),
        "days": _days(row.starts_on, row.ends_on),
    }
    return _("%(basis)s · keyakinan %(confidence)s · %(days)s") % words


def _days(starts_on: date | None, ends_on: date | None) -> str:
    days = {"start": day(starts_on), "end": day(ends_on)}
    if starts_on and ends_on:
        return _("%(start)s sampai %(end)s") % days
    if starts_on:
        return _("sejak %(start)s") % days
    return _("sampai %(end)s") % days if ends_on else _("tanpa batas waktu")
