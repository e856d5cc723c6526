"""PDF from a typst template beside this file. Data goes in as JSON and is shown as text: it can never become markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import fontpkg_plus_jakarta_sans
import typst

_HERE = Path(__file__).parent
_FONTS = Path(fontpkg_plus_jakarta_sans.__file__).parent / "files"


def pdf(template: str, values: Mapping[str, object], *, at: datetime, tagged: bool = True) -> bytes:
    """Typeset `template` (a name without ".typ") with JSON values, as made at the moment `at`.

    `tagged` gives readers for blind people the structure (PDF/UA-1); with thousands of rows that takes minutes, so long
    tables go without. The same values and moment give the same bytes.
    """
    made = _compiler().compile(
        (_HERE / f"{template}.typ").read_bytes(),
        format="pdf",
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        pdf_standards=["ua-1"] if tagged else [],
        pdf_tags=tagged,
        timestamp=at.replace(microsecond=0),  # what a PDF can hold
    )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    """Made once: reading fonts is most of the time of a short document."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_FONTS])
    return typst.Compiler(root=_HERE, font_paths=fonts)
