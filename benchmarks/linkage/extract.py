"""Looking in an extract of 100,000 rows for those whose own NIK leads nowhere: how many are found, how surely, how fast."""

from __future__ import annotations

import os
import random
import statistics
import time
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import django
import pyarrow as pa
import pyarrow.parquet as pq

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings_test")
django.setup()

from linkage.compare import Particulars  # noqa: E402  (what is measured is a rule of the site, which needs its settings)
from linkage.held import SearchableExtract  # noqa: E402
from linkage.reading import particulars  # noqa: E402
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
    entries = pq.read_table(world.people)
    places = chance.sample(range(len(entries)), min(PEOPLE, len(entries)))
    people = dict(zip(entries["id"].take(places).to_pylist(), particulars(entries.take(places)), strict=True))
    truth = pq.read_table(world.truth, columns=["id", "register_nik"])
    own = dict(zip(truth["id"].to_pylist(), truth["register_nik"].to_pylist(), strict=True))
    register = pq.read_table(world.register)
    place = {nik: row for row, nik in enumerate(register["nik"].to_pylist())}
    true_row = {number: place.get(own[number]) for number in people}
    theirs = {row for row in true_row.values() if row is not None and chance.random() < SHARE_THERE}
    kept = sorted({*chance.sample(range(register.num_rows), min(ROWS, register.num_rows) - len(theirs)), *theirs})
    rows = zip(kept, particulars(register.take(pa.array(kept))), strict=True)
    extract = SearchableExtract(RegisterRow(row=number, **fields_of(row)) for number, row in rows)
    start = time.perf_counter()
    extract.find(Particulars(name="-"), most=1)
    ready = time.perf_counter() - start
    searched = there = proposed = right = 0
    times = []
    for number, person in people.items():
        answer = verify_exact(person, extract.by_nik(person.nik or ""))
        if answer.verdict in (Verdict.SAME, Verdict.LOOK, Verdict.DUPLICATE):
            continue
        start = time.perf_counter()
        found = finding.nik_for(person, answer, extract.find(person, most=finding.MOST_CANDIDATES))
        times.append(time.perf_counter() - start)
        true = true_row[number]
        searched += 1
        there += true is not None and extract.by_row(true) is not None
        proposed += found is not None
        right += found is not None and found.row == true
    report.say(
        f"\nExtract of {len(extract):,} rows, ready in {ready:.1f} s: {searched:,} of {len(people):,} have a NIK that leads"
        f" nowhere, {there:,} of them are there; {proposed:,} proposed, {right:,} of these right; median"
        f" {1000 * statistics.median(times):.1f} ms a person"
    )
    report.least("NIK found in an extract: precision", right / max(proposed, 1), PRECISION)
    report.least("NIK found in an extract: recall of those who are there", right / max(there, 1), RECALL)


def fields_of(person: Particulars) -> dict[str, Any]:
    return {each.name: getattr(person, each.name) for each in fields(Particulars)}
