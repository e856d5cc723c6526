"""One way to cut a list into pages; whatever is asked for, there is a page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 25


def page_of(request: HttpRequest, rows: Any, *, per_page: int = PER_PAGE, length: int | None = None) -> Page[Any]:
    """The page named by `?halaman=`: the first for what is no number, the last for one that is too large.

    `length` is how many rows there are, when somebody counted them already; otherwise they are counted.
    """
    paginator = Paginator(rows, per_page)
    if length is not None:
        paginator.count = length
    return paginator.get_page(request.GET.get("halaman"))
