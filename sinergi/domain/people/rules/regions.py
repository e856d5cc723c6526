"""Which region a code of the Ministry of Home Affairs stands for, today or formerly. Source and licence: data/regions."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Region:
    """A province, regency or district. `is_former`: its code is on no list of today, for the region was split."""

    code: str
    name: str
    is_former: bool


def region(code: str) -> Region | None:
    """The region with exactly this code of 2, 4 or 6 digits; None when no list at hand has it, which means nothing."""
    return _regions().get(code)


def in_words(code: str) -> str:
    """ "Kecamatan Bakongan, Kabupaten Aceh Selatan, Aceh", as far as the code is known; "" when nothing of it is."""
    district, regency, province = (region(code[:length]) if len(code) >= length else None for length in (6, 4, 2))
    named = [_("Kecamatan %(name)s") % {"name": district.name}] if district else []
    named += [each.name for each in (regency, province) if each]
    return ", ".join(named)


def is_former(code: str) -> bool:
    """Whether the longest known part of the code is one of a region that was split since."""
    known = next((found for length in (6, 4, 2) if (found := region(code[:length]))), None)
    return known is not None and known.is_former


def provinces() -> tuple[Region, ...]:
    """Those of today, by name."""
    found = (each for code, each in _regions().items() if len(code) == 2 and not each.is_former)
    return tuple(sorted(found, key=lambda each: each.name))


@cache
def _regions() -> dict[str, Region]:
    """Read once: eight thousand rows, about two megabytes."""
    with (settings.CODE / "data" / "regions" / "regions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Region(row["code"], row["name"], row["status"] == "lama") for row in csv.DictReader(file)}
