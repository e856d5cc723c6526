"""All institutions: the list, the tree, and the page of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.foundation.institutions import policies, queries
from sinergi.foundation.institutions.choices import CONTACTS
from sinergi.foundation.institutions.services import contacting
from sinergi.foundation.kernel.actors import Actor
from sinergi.insight.institution_use import Use, use_of
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.institutions.forms import FilterForm
from sinergi.interfaces.web.shell.doors import door
from sinergi.interfaces.web.shell.furniture import Chip, Crumb, folded
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request, asks_for_examples

if TYPE_CHECKING:
    from sinergi.foundation.institutions.models import Contact, Institution, InstitutionName, Succession


@dataclass(frozen=True)
class Row:
    """One institution in a list."""

    name: str
    url: str
    what: str
    above: str
    is_provisional: bool
    is_example: bool
    indent: str = ""


def address(institution: Institution) -> str:
    return reverse("lembaga-lihat", args=[institution.public_id])


def crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb(_("Lembaga"), reverse("lembaga")), *more]


def what_it_is(institution: Institution) -> str:
    """Its kind of unit and its category of partner, as far as known."""
    words = [str(institution.place.get_kind_display())] if institution.path else []
    profile = getattr(institution, "partner_profile", None)
    if profile is not None:
        words.append(f"{_('mitra')} ({profile.get_category_display()})" if profile.category else _("mitra"))
    return " · ".join(words)


def _row(institution: Institution) -> Row:
    above = institution.place.parent.institution.name if institution.path and institution.place.parent else ""
    return Row(
        name=institution.name,
        url=address(institution),
        what=what_it_is(institution),
        above=above,
        is_provisional=institution.is_provisional,
        is_example=institution.is_example,
    )


@door()
def listing(request: Request) -> HttpResponse:
    form = FilterForm(request.GET)
    filter = form.filter() if form.is_valid() else None
    page = page_of(request, queries.listed(filter, request.actor) if filter else [])
    filtered = any(request.GET.get(name) for name in form.fields)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(institution) for institution in page],
        "chips": list(_chips(form, request.GET)) if filter else [],
        "errors": list(_sentences(form)),
        "is_filtered": filtered,
        "closed": filter is not None and folded(request),
        "is_example": filter is not None and filter.examples,
        "may_settle": policies.can_settle(request.actor),
        "may_import": policies.can_import(request.actor),
    }
    return render(request, "institutions/list.html", context, status=200 if filter else 422)


def _sentences(form: FilterForm) -> Iterator[str]:
    for name, errors in form.errors.items():
        for error in errors:
            yield f"{form.fields[name].label}: {error}" if name in form.fields else str(error)


def _chips(form: FilterForm, typed: QueryDict) -> list[Chip]:
    found = []
    for name in form.changed_data:
        kept = QueryDict(mutable=True)
        kept.update({key: str(value) for key, value in typed.items() if value and key not in {name, "halaman"}})
        words = dict(getattr(form.fields[name], "choices", ())).get(form.cleaned_data[name], form.cleaned_data[name])
        found.append(Chip(f"{form.fields[name].label}: {words}", f"{reverse('lembaga')}?{kept.urlencode()}"))
    return found


@door()
def tree(request: Request) -> HttpResponse:
    """All units below their superiors; `?contoh=ya` shows those of the example country."""
    examples = asks_for_examples(request)
    rows = queries.tree(request.actor, examples=examples)
    context = {
        "rows": [_leaf(row) for row in rows],
        "examples": examples,
        "is_example": examples,
        "crumbs": crumbs(Crumb(_("Pohon unit"))),
    }
    return render(request, "institutions/tree.html", context)


def _leaf(row: queries.TreeRow) -> Row:
    """A unit where its superiors stand above it in the list, so that they need not be named."""
    unit = row.institution
    return Row(
        unit.name, address(unit), what_it_is(unit), "", unit.is_provisional, unit.is_example, indent="– " * row.depth
    )


@dataclass(frozen=True)
class NameLine:
    name: str
    days: str
    source: str


@dataclass(frozen=True)
class SuccessionLine:
    kind: str
    name: str
    url: str
    on: str
    source: str


@dataclass(frozen=True)
class ContactLine:
    name: str
    position: str
    phone: str
    email: str
    days: str
    kept_at: str
    end_url: str


@door()
@never_cache
def institution(request: Request, institution: UUID) -> HttpResponse:
    """One institution: names over time, who came before and after, its place, contact persons, where it is used."""
    found = found_or_404(request, institution)
    if found.public_id != institution:
        return redirect("lembaga-lihat", found.public_id)
    past = queries.past(found, request.actor)
    contacts = list(queries.contacts(found, request.actor))
    contacting.note_reading(found, contacts, by=request.actor, at=request.now)
    use = use_of([found], request.actor, on=request.today)[found.pk]
    may_settle = policies.can_settle(request.actor)
    context = {
        "institution": found,
        "what": what_it_is(found),
        "is_example": found.is_example,
        "crumbs": crumbs(Crumb(found.name)),
        "names": [_name(row) for row in past.names],
        "spellings": [row.name for row in past.spellings],
        "before": [_succession(row, row.predecessor) for row in past.before],
        "after": [_succession(row, row.successor) for row in past.after],
        "above": [Crumb(row.name, address(row)) for row in queries.above(found, request.actor)],
        "below": [Crumb(row.name, address(row)) for row in queries.below(found, request.actor)] if found.path else [],
        "kind": str(found.place.get_kind_display()) if found.path else "",
        "zone": str(found.place.get_zone_display()) if found.path else "",
        "is_partner": hasattr(found, "partner_profile"),
        "category": str(found.partner_profile.get_category_display()) if hasattr(found, "partner_profile") else "",
        "contacts": [_contact(row, request.actor) for row in contacts],
        "sees_contacts": request.actor.may_somewhere(CONTACTS),
        "use": use,
        "uses": _uses(use),
        "may_settle": may_settle,
    }
    return render(request, "institutions/institution.html", context)


def found_or_404(request: Request, public_id: UUID) -> Institution:
    try:
        return queries.by_id(public_id, viewer=request.actor)
    except ObjectDoesNotExist:
        raise Http404 from None


def _uses(use: Use) -> list[tuple[str, int]]:
    return [
        (_("perjanjian sebagai pihak"), use.agreements),
        (_("perjanjian yang mencakupnya"), use.covered),
        (_("kegiatan"), use.activities),
        (_("orang yang ada sekarang"), use.people),
        (_("peran yang berlaku"), use.roles),
    ]


def _days(start: object, end: object) -> str:
    known = {"start": day(start), "end": day(end)}  # type: ignore[arg-type]
    if start and end:
        return _("%(start)s sampai %(end)s") % known
    if start:
        return _("sejak %(start)s") % known
    return _("sampai %(end)s") % known if end else ""


def _name(row: InstitutionName) -> NameLine:
    return NameLine(row.name, _days(row.starts_on, row.ends_on), row.source)


def _succession(row: Succession, other: Institution) -> SuccessionLine:
    return SuccessionLine(str(row.get_kind_display()), other.name, address(other), day(row.on), row.source)


def _contact(row: Contact, viewer: Actor) -> ContactLine:
    may_end = row.ends_on is None and policies.can_keep_contacts(viewer, row.kept_at)
    return ContactLine(
        name=row.name,
        position=row.position,
        phone=row.phone,
        email=row.email,
        days=_days(row.starts_on, row.ends_on),
        kept_at=row.kept_at.name,
        end_url=reverse("narahubung-akhiri", args=[row.public_id]) if may_end else "",
    )
