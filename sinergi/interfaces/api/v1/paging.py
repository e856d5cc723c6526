"""Lists come in pages, each with how many there are in all."""

from __future__ import annotations

from typing import Annotated, Any

from django.core.paginator import Page, Paginator
from ninja import Field, Query, Schema

MOST_PER_PAGE = 100


class Paging(Schema):
    """Which page; beyond the last one there is an empty one."""

    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=MOST_PER_PAGE)] = 25


Asked = Annotated[Paging, Query()]


class Paged(Schema):
    """What stands at the head of each page."""

    count: int = Field(description="How many there are in all")
    page: int
    pages: int


def page_of(rows: Any, asked: Paging) -> tuple[dict[str, int], list[Any]]:
    """The head of the page that was asked for, and its rows."""
    paginator = Paginator(rows, asked.per_page)
    head = {"count": paginator.count, "page": asked.page, "pages": paginator.num_pages}
    if asked.page > paginator.num_pages:
        return head, []
    found: Page[Any] = paginator.page(asked.page)
    return head, list(found)
