"""One way to cut a list into pages; whatever is asked for, there is a page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 25


def page_of(request: HttpRequest, rows: Any, *, per_page: int = PER_PAGE) -> Page[Any]:
    """The page named by `?halaman=`: the first for what is no number, the last for one that is too large."""
    return Paginator(rows, per_page).get_page(request.GET.get("halaman"))
