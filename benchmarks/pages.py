"""The pages that are measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Page:
    """`path` as a browser asks it ({story}: a public id); `where` is `filter` by hand."""

    name: str
    path: str
    kind: str = "list"
    viewer: str = "pusat"
    filter: Mapping[str, str] = field(default_factory=dict)
    where: str = "true"
    words: tuple[str, ...] = ()
    number: int = 1
    by: str = ""


DEEP = 20  # a page that the small world has too
PAGES = (
    Page("list, first page", "/perjanjian/"),
    Page(
        "list, filtered",
        "/perjanjian/?jenis=PKS&tingkat=upt",
        filter={"kind": "PKS", "level": "upt"},
        where="a.kind = 'PKS' AND a.level = 'upt'",
    ),
    Page("list, deep page", f"/perjanjian/?halaman={DEEP}", number=DEEP),
    Page("list, one kanwil", "/perjanjian/", viewer="kanwil"),
    Page("search", "/perjanjian/?cari=menjahit+contoh", words=("menjahit", "contoh")),
    Page("search, rare word", "/perjanjian/?cari=CTH-17/", words=("CTH-17/",)),
    Page("count of a day", "/hitungan/", kind="count"),
    Page("count by category", "/hitungan/?menurut=category", kind="count", by="category"),
    Page("story", "/perjanjian/{story}/", kind="story"),
)
