"""What the pages of people, identity, activities and evaluation have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, QueryDict
from django.utils.formats import number_format

from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.shell.furniture import Chip
from sinergi.interfaces.web.shell.requests import Request


def found[T](query: Callable[[UUID, Actor], T], public_id: UUID, viewer: Actor) -> T:
    """What the query finds; Http404 when it does not exist or is not for this viewer."""
    try:
        return query(public_id, viewer)
    except ObjectDoesNotExist:
        raise Http404 from None


def sent(request: Request) -> QueryDict | None:
    """What was filled in, or None when the form is only asked for."""
    return request.POST if request.method == "POST" else None


def status(form: forms.Form) -> int:
    """422 for a form that was sent and refused, else 200."""
    return 422 if form.is_bound else 200


def signed(change: Decimal) -> str:
    """A difference with its sign, in the way of the language: +26, −1,5, ±0."""
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return f"{sign}{number_format(f'{abs(change).normalize():f}')}"


def address(url: str, typed: Mapping[str, str], **changes: object) -> str:
    """A list's address with some parameters changed (None: left out), from its first page."""
    kept = {name: value for name, value in typed.items() if value and name != "halaman"} | changes
    query = QueryDict(mutable=True)
    query.update({name: str(value) for name, value in kept.items() if value is not None})
    return f"{url}?{query.urlencode()}" if query else url


def chips(form: forms.Form, typed: QueryDict, url: str) -> Iterator[Chip]:
    """The filters that were chosen; call after `is_valid`."""
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not typed.get(name) or value in (None, "", False):
            continue
        words = day(value) if isinstance(value, date) else str(dict(getattr(field, "choices", ())).get(value, value))
        label = str(field.label)
        yield Chip(label if value is True else f"{label}: {words}", address(url, typed, **{name: None}))


def sentences(form: forms.Form) -> Iterator[str]:
    """Each error with the name of its field, for the place where the results would be."""
    for name, errors in form.errors.items():
        for error in errors:
            yield f"{form.fields[name].label}: {error}" if name in form.fields else str(error)
