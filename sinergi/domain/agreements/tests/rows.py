"""Rows of a made-up list, as cells and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

from sinergi.domain.agreements.rules.reading import COLUMNS
from sinergi.domain.agreements.services import importing
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.models import ImportRun
from sinergi.foundation.kernel.actors import Actor
from tests.support.factories import NOW, SYSTEM

SOURCE = "https://berita.example/1"


def cells(partner: str = "Yayasan Contoh Delapan", **known: str) -> dict[str, str]:
    """A row that states a partner and its source, and nothing else unless told."""
    return dict.fromkeys(COLUMNS, "") | {"partner": partner, "source_url": SOURCE} | known


def as_csv(rows: Iterable[Mapping[str, str]], delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def stored(content: str | bytes, name: str = "daftar.csv") -> StoredFile:
    raw = content.encode() if isinstance(content, str) else content
    return storing.store(io.BytesIO(raw), name=name, allowed=[FileKind.CSV], most_bytes=10**7, by=SYSTEM, at=NOW)


def previewed(*rows: Mapping[str, str], by: Actor = SYSTEM) -> ImportRun:
    return importing.preview(stored(as_csv(rows)), by=by, at=NOW)


def imported(*rows: Mapping[str, str], by: Actor = SYSTEM) -> ImportRun:
    return importing.confirm(previewed(*rows, by=by), by=by, at=NOW)


def outcomes(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.rows.values_list("number", "outcome"))


def messages(run: ImportRun) -> list[str]:
    return list(run.rows.values_list("message", flat=True))
