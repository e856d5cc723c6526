"""Inside an installation: a published list of thousands of rows comes in, looked at first, then confirmed."""

from __future__ import annotations

import csv
import io
import json
import sys
import time

import django

django.setup()

from benchmarks.plans import Plan, Size, plan  # noqa: E402  (they need the settings)
from sinergi.domain.agreements.rules.reading import COLUMNS  # noqa: E402
from sinergi.domain.agreements.services import importing  # noqa: E402
from sinergi.foundation.files.choices import FileKind  # noqa: E402
from sinergi.foundation.files.services import storing  # noqa: E402
from sinergi.interfaces.cli import installation  # noqa: E402
from tests.support.factories import NOW, SYSTEM  # noqa: E402


def listed(planned: Plan) -> bytes:
    """The plan as such a list; nothing of it is known to a fresh installation."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number, paper in enumerate(planned.papers):
        partner = planned.partners[paper.partners[0]]
        cells = {
            "signed_on": paper.signed_on or "",
            "partner": partner.name,
            "partner_category": partner.category,
            "kind": paper.kind,
            "level": paper.level,
            "scope": paper.scope,
            "locations": planned.units[paper.ours].name if paper.ours else "",
            "number": paper.number,
            "source_url": f"https://berita.example/{number}",
        }
        writer.writerow([cells.get(column, "") for column in COLUMNS])
    return text.getvalue().encode()


def main(factor: str, seed: str) -> None:
    installation.make_ready()
    content = listed(plan(Size().times(float(factor)), int(seed)))
    file = storing.store(
        io.BytesIO(content),
        name="daftar.csv",
        allowed=[FileKind.CSV],
        most_bytes=importing.MOST_BYTES,
        by=SYSTEM,
        at=NOW,
    )
    began = time.perf_counter()
    run = importing.preview(file, by=SYSTEM, at=NOW)
    looked = time.perf_counter()
    done = importing.confirm(run, by=SYSTEM, at=NOW)
    ended = time.perf_counter()
    report = {
        "rows": run.counts.total,
        "created": done.counts.created,
        "refused": done.counts.refused,
        "preview": looked - began,
        "confirm": ended - looked,
    }
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
