"""Looking in an extract of 100,000 rows for those whose own NIK leads nowhere: how many are found, how surely, how fast."""

from __future__ import annotations

import os
import random
import statistics
import time
from typing import TYPE_CHECKING, Any

import django
import pyarrow as pa
import pyarrow.parquet as pq

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings_test")
django.setup()

from linkage.compare import Particulars  # noqa: E402  (what is measured is a rule of the site, which needs its settings)
from linkage.held import SearchableExtract  # noqa: E402
from linkage.nik import Sex  # noqa: E402
from linkage.registers import RegisterRow  # noqa: E402
from linkage.verify import Verdict, verify_exact  # noqa: E402
from sinergi.domain.identity.rules import finding  # noqa: E402

if TYPE_CHECKING:
    from benchmarks.linkage.report import Report
    from synthetic.files import Files

ROWS, PEOPLE, SHARE_THERE = 100_000, 6_000, 0.85
PRECISION, RECALL = 0.99, 0.85


def run(report: Report, world: Files, *, seed: int) -> None:
    """People of the world against a part of its register that holds most of those who are in it."""
    chance = random.Random(seed)
    entries = pq.read_table(world.people).to_pylist()
    asked = chance.sample(entries, min(PEOPLE, len(entries)))
    truth = pq.read_table(world.truth, columns=["id", "register_nik"])
    own = dict(zip(truth["id"].to_pylist(), truth["register_nik"].to_pylist(), strict=True))
    register = pq.read_table(world.register)
    place = {nik: row for row, nik in enumerate(register["nik"].to_pylist())}
    true_row = {one["id"]: place.get(own[one["id"]]) for one in asked}
    theirs = {row for row in true_row.values() if row is not None and chance.random() < SHARE_THERE}
    kept = sorted({*chance.sample(range(register.num_rows), min(ROWS, register.num_rows) - len(theirs)), *theirs})
    rows = zip(kept, register.take(pa.array(kept)).to_pylist(), strict=True)
    extract = SearchableExtract(RegisterRow(row=number, **_particulars(row)) for number, row in rows)
    start = time.perf_counter()
    extract.find(Particulars(name="-"), most=1)
    ready = time.perf_counter() - start
    searched = there = proposed = right = 0
    times = []
    for one in asked:
        person = Particulars(**_particulars(one), aliases=tuple(filter(None, (one["aliases"] or "").split(";"))))
        answer = verify_exact(person, extract.by_nik(person.nik or ""))
        if answer.verdict in (Verdict.SAME, Verdict.LOOK, Verdict.DUPLICATE):
            continue
        start = time.perf_counter()
        found = finding.nik_for(person, answer, extract.find(person, most=finding.MOST_CANDIDATES))
        times.append(time.perf_counter() - start)
        true = true_row[one["id"]]
        searched += 1
        there += true is not None and extract.by_row(true) is not None
        proposed += found is not None
        right += found is not None and found.row == true
    report.say(
        f"\nExtract of {len(extract):,} rows, ready in {ready:.1f} s: {searched:,} of {len(asked):,} have a NIK that leads"
        f" nowhere, {there:,} of them are there; {proposed:,} proposed, {right:,} of these right; median"
        f" {1000 * statistics.median(times):.1f} ms a person"
    )
    report.least("NIK found in an extract: precision", right / max(proposed, 1), PRECISION)
    report.least("NIK found in an extract: recall of those who are there", right / max(there, 1), RECALL)


def _particulars(row: dict[str, Any]) -> dict[str, Any]:
    names = ("nik", "birth_date", "birth_place", "mother_name", "address", "region_code")
    return {name: row[name] for name in names} | {
        "name": row["name"] or "-",
        "sex": Sex(row["sex"]) if row["sex"] else None,
    }
