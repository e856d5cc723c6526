"""The list of agreements, recording and drafting them, signing, promising, delivering and ending."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import Kind, Level, Standing, State
from sinergi.domain.agreements.queries import AgreementFilter, StandingCount
from sinergi.domain.agreements.queries.saved import saved_filters
from sinergi.domain.agreements.services import drafting, ending, recording
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.agreements import calls
from sinergi.interfaces.web.agreements.filtering import FilterForm
from sinergi.interfaces.web.agreements.forms import AgreementForm, DraftForm, RecordForm
from sinergi.interfaces.web.agreements.signing import EndForm, SignForm, missing_to_sign
from sinergi.interfaces.web.agreements.words import day, standing_words, term_words
from sinergi.interfaces.web.shell.doors import FORBIDDEN, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Chip, Crumb, folded
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement


@dataclass(frozen=True)
class Row:
    """An agreement as the list shows it; "" is unknown. `lacking` counts facts that no source states."""

    key: str
    title: str
    url: str
    scope: str
    kind: str
    level: str
    signed_on: str
    standing: str
    tone: str
    lacking: int
    open_obligations: int
    is_example: bool


@door(method="GET")
def listing(request: Request) -> HttpResponse:
    form = FilterForm(request.GET, viewer=request.actor)
    valid = form.is_valid()
    on: date = (form.cleaned_data.get("pada") or request.today) if valid else request.today
    filter = form.filter(on) if valid else None
    counts, page, rows = None, None, []
    if filter is not None:
        oldest_first = form.cleaned_data["urut"] == "terlama"
        found = queries.listed(filter, request.actor, oldest_first=oldest_first)
        counted = queries.count_listed(filter, on, request.actor)
        page = page_of(request, found, length=counted.rows)
        rows = [_row(agreement, on) for agreement in page]
        counts = counted.standing
    is_filtered = filter is not None and filter != AgreementFilter(examples=filter.examples)
    context = {
        "form": form,
        "errors": list(_sentences(form)),
        "fields": [field for field in form if field.name != "pada"],
        "sort": _sort(request.GET, oldest_first=request.GET.get("urut") == "terlama"),
        "on_field": form["pada"],
        "chips": list(_chips(form, request.GET)) if valid else [],
        "rows": rows,
        "page": page,
        "counts": counts,
        "count_note": _count_note(counts, on),
        "count_urls": {standing.name: _with(request.GET, keadaan=standing.value, pada=on) for standing in Standing},
        "is_filtered": is_filtered,
        "closed": filter is not None and folded(request),
        "reset_url": reverse("perjanjian"),
        "is_example": filter is not None and filter.examples,
        "saved": saved_filters(request.actor),
        "may_record": request.actor.may_somewhere(policies.RECORD),
        "may_import": policies.can_import(request.actor),
    }
    return render(request, "agreements/list.html", context, status=200 if filter is not None else 422)


def _row(agreement: Agreement, on: date) -> Row:
    standing, tone = standing_words(agreement, on)
    return Row(
        key=str(agreement.public_id),
        title=agreement.title,
        url=story_url(agreement),
        scope=agreement.scope,
        kind=str(Kind(agreement.kind).label) if agreement.kind else "",
        level=str(Level(agreement.level).label) if agreement.level else "",
        signed_on=day(agreement.signed_on),
        standing=standing,
        tone=tone,
        lacking=len(agreement.unknowns()),
        open_obligations=agreement.open_obligations,
        is_example=agreement.is_example,
    )


@dataclass(frozen=True)
class Sort:
    """How the column of signing is sorted now, and the address that turns it round."""

    direction: str
    url: str


def _sort(typed: QueryDict, *, oldest_first: bool) -> Sort:
    if oldest_first:
        return Sort("ascending", _with(typed, urut=None))
    return Sort("descending", _with(typed, urut="terlama"))


def _count_note(counts: StandingCount | None, on: date) -> str:
    if counts is None:
        return ""
    note = _(
        "Keadaan %(day)s dari %(total)d perjanjian yang sudah ditandatangani dalam daftar ini; %(out)d tidak berlaku."
    )
    return note % {"day": day(on), "total": counts.total, "out": counts.not_in_force}


def _chips(form: FilterForm, typed: QueryDict) -> Iterator[Chip]:
    for name in form.changed_data:
        value = form.cleaned_data.get(name)
        if value in (None, "", False) or name == "urut":
            continue
        choices = dict(getattr(form.fields[name], "choices", ()))
        words = day(value) if isinstance(value, date) else str(choices.get(value, value))
        label = str(form.fields[name].label)
        yield Chip(label if value is True else f"{label}: {words}", _with(typed, **{name: None}))


def _with(typed: QueryDict, **changes: object) -> str:
    """The address of the list with some parameters changed (None: left out), from its first page."""
    kept = {name: value for name, value in typed.items() if value and name != "halaman"} | changes
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in kept.items() if value is not None})
    return f"{reverse('perjanjian')}?{query.urlencode()}"


def _sentences(form: FilterForm) -> Iterator[str]:
    """Each error with the name of its field, for the place where the results would be."""
    for name, errors in form.errors.items():
        for error in errors:
            yield f"{form.fields[name].label}: {error}" if name in form.fields else str(error)


@door(method="GET POST", reader=FORBIDDEN)
def record(request: Request) -> HttpResponse:
    """Write down an agreement that was concluded before."""
    return _begin(request, RecordForm(request.actor, sent(request)), recording.record)


@door(method="GET POST", reader=FORBIDDEN)
def draft(request: Request) -> HttpResponse:
    return _begin(request, DraftForm(request.actor, sent(request)), drafting.draft)


def _begin(request: Request, form: AgreementForm, service: calls.Begins) -> HttpResponse:
    if not form.units:
        raise NotAllowed(
            _("Anda tidak berwenang mencatat perjanjian di unit mana pun. Hubungi administrator unit Anda.")
        )
    if form.is_bound and form.is_valid():
        begun = form.submit(calls.begin, service, form.facts(), form.newcomers(), by=request.actor, at=request.now)
        if begun is not None:
            messages.success(request, _("%(title)s sudah dicatat.") % {"title": begun.title})
            return redirect("perjanjian-kisah", agreement=begun.public_id)
    is_record = isinstance(form, RecordForm)
    context = {
        "form": form,
        "is_record": is_record,
        "crumbs": [*list_crumb(), Crumb(_("Catat perjanjian") if is_record else _("Rancang perjanjian"))],
    }
    return render(request, "agreements/begin.html", context, status=422 if form.is_bound else 200)


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def sign(request: Request, agreement: UUID) -> HttpResponse:
    found = found_agreement(request, agreement)
    policies.ensure_can_sign(request.actor, found)
    form = SignForm(found, request.actor, sent(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        days = {name: values[name] for name in ("signed_on", "starts_on", "ends_on", "answer")}
        signed = form.submit(calls.complete_and_sign, found, form.news(), **days, by=request.actor, at=request.now)
        if signed is not None:
            messages.success(request, _("Perjanjian sudah ditandatangani. Sekarang janji-janjinya dapat ditagih."))
            return redirect("perjanjian-kisah", agreement=found.public_id)
    context = {
        "form": form,
        "warning": form.warning,
        "missing": missing_to_sign(found),
        "is_draft": found.state == State.DRAFT,
        "is_withdrawn": found.state == State.WITHDRAWN,
        **about(found, _("Tanda tangani")),
    }
    return render(request, "agreements/sign.html", context, status=422 if form.is_bound else 200)


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def end(request: Request, agreement: UUID) -> HttpResponse:
    found = found_agreement(request, agreement)
    policies.ensure_can_amend(request.actor, found)
    form = EndForm(sent(request))
    acting = {"by": request.actor, "at": request.now}
    valid = form.is_bound and form.is_valid()
    if valid and form.submit(ending.end, found, **form.cleaned_data, **acting) is not None:
        messages.success(request, _("Pengakhiran sudah dicatat. Kewajiban yang belum selesai tetap terbuka."))
        return redirect("perjanjian-kisah", agreement=found.public_id)
    open_count = sum(obligation.is_open for obligation in queries.obligations_of(found, request.actor))
    context = {"form": form, "term": term_words(found), "open_count": open_count, **about(found, _("Akhiri"))}
    return render(request, "agreements/end.html", context, status=422 if form.is_bound else 200)


def sent(request: Request) -> QueryDict | None:
    """What was sent, an empty form included; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def found_agreement(request: Request, public_id: UUID) -> Agreement:
    agreement = queries.find(public_id, request.actor)
    if agreement is None:
        raise Http404
    return agreement


def story_url(agreement: Agreement) -> str:
    return reverse("perjanjian-kisah", args=[agreement.public_id])


def list_crumb() -> list[Crumb]:
    return [Crumb(_("Perjanjian"), reverse("perjanjian"))]


def about(agreement: Agreement, here: str) -> dict[str, object]:
    """What every page under one agreement shows of it."""
    story = story_url(agreement)
    return {
        "agreement_title": agreement.title,
        "story_url": story,
        "is_example": agreement.is_example,
        "crumbs": [*list_crumb(), Crumb(agreement.title, story), Crumb(here)],
    }
