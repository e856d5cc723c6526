"""Days as people type them on a command line."""

from __future__ import annotations

import re
from datetime import date

from sinergi.foundation.kernel.errors import Invalid


def day(text: str, *, field: str) -> date:
    """ "2026-11-24", or day first: "24-11-2026", "24/11/2026". Raises Invalid, naming what is wrong."""
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text.strip()):
        year, month, day = map(int, match.groups())
    elif match := re.fullmatch(r"([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4})", text.strip()):
        day, month, year = map(int, match.groups())
    else:
        raise Invalid(f"Tanggal “{text[:40]}” tidak terbaca. Tulis misalnya 2026-11-24 atau 24-11-2026.", field=field)
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid(
            f"Tanggal {text.strip()} tidak ada di kalender. Periksa hari dan bulannya.", field=field
        ) from None
