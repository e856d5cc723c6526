"""`python -m benchmarks`: the bars of the register, measured in one run. `python -m benchmarks writers|scan` for the others."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import machine
from benchmarks.pages import PAGES
from benchmarks.plans import SEED
from benchmarks.serving import PASSWORD, another_writing, inside, served, throw_away
from benchmarks.visiting import Visitor

if TYPE_CHECKING:
    from tests.support.installations import Fresh, Installation

P95_SECONDS, DATABASE_RATIO, GROWTH, IMPORT_SECONDS = 0.100, 3.0, 1.5, 30.0
SMALL = 0.1
CHECKED = 0.01  # the size at which both ways of building are compared
RESULTS = Path(__file__).parent / "results"


class Report:
    """Lines for the screen and, when asked, for a file."""

    def __init__(self) -> None:
        self.text: list[str] = []

    def say(self, line: str = "") -> None:
        print(line, flush=True)
        self.text.append(line)

    def bar(self, what: str, value: float, most: float, unit: str = "") -> None:
        verdict = "held" if value <= most else "MISSED"
        self.say(f"  {verdict:6}  {what}: {value:.2f}{unit}, at most {most:g}{unit}")

    def keep(self) -> None:
        RESULTS.mkdir(exist_ok=True)
        name = f"{date.today():%Y-%m-%d}-{machine.commit().rstrip('+')}.txt"
        with (RESULTS / name).open("a", encoding="utf-8") as file:
            file.write("\n".join([*self.text, "", ""]))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "what", nargs="?", choices=("pages", "import", "population", "writers", "gateway", "scan", "all"), default="all"
    )
    parser.add_argument("--factor", type=float, default=1.0, help="size of the world; 1 is 7,000 agreements")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--requests", type=int, default=100, help="for each page")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", nargs="*", default=(), metavar="DOOR", help="scan these doors only, by their names")
    parser.add_argument("--most", type=int, help="requests of a scan, instead of 20,000")
    parser.add_argument(
        "--persons", type=int, help="in the run over the gateway (10,000), or in a unit's list (300,000)"
    )
    parser.add_argument("--keep", action="store_true", help="write the report under benchmarks/results/")
    asked = parser.parse_args()
    report = Report()
    failed = False
    with throw_away() as fresh:
        report.say(f"Sinergi, {asked.what}")
        for line in machine.lines(seed=asked.seed, database=_database()):
            report.say(line)
        if asked.what in {"pages", "all"}:
            pages(report, fresh, asked)
        if asked.what in {"import", "all"}:
            importing(report, fresh, asked)
        if asked.what == "population":
            from benchmarks.population import run as population

            population(report.say, report.bar, fresh, persons=asked.persons or 300_000, seed=asked.seed)
        if asked.what == "writers":
            from benchmarks.writers import run

            run(report.say, fresh(), users=asked.users, seconds=asked.seconds)
        if asked.what == "gateway":
            from benchmarks.gateway import run as gateway

            gateway(report.say, fresh(), persons=asked.persons or 10_000)
        if asked.what == "scan":
            from benchmarks.knocking import MOST_REQUESTS, Budget
            from benchmarks.noticing import Severity
            from benchmarks.scan import run as scan

            budget = Budget(requests=asked.most or MOST_REQUESTS)
            failed = scan(report.say, fresh(), seed=asked.seed, only=asked.only, budget=budget) > Severity.LOW
        report.say(f"load at the end: {machine.load():.1f}")
    if asked.keep:
        report.keep()
    sys.exit(failed)


def _database() -> str:
    if url := os.environ.get("DATABASE_URL"):
        import psycopg

        with psycopg.connect(url) as connection:
            return str(connection.execute("SELECT split_part(version(), ' on ', 1)").fetchone()[0])  # type: ignore[index]
    import sqlite3

    return f"SQLite {sqlite3.sqlite_version}"


def pages(report: Report, fresh: Fresh, asked: argparse.Namespace) -> None:
    check(report, fresh, asked.seed)
    small, large = (_built(report, fresh(), factor, asked.seed) for factor in (SMALL * asked.factor, asked.factor))
    by_database = {name: inside(there, "asking", 30) for name, there in (("small", small), ("large", large))}
    with served(small) as here, served(large) as there:
        pace = machine.Pace()
        times = _visited({"small": here, "large": there}, by_database, asked.requests, pace)
    report.say(
        f"\nPages: {asked.requests} requests each over HTTP, one warm client; the two sizes in turns. Milliseconds."
    )
    report.say(str(pace))
    heads = ("p50", "p95", "at 1/10", "growth", "queries", "database", "by hand", "ratio", "growth")
    report.say(f"{'':20}" + "".join(f"{head:>9}" for head in heads))
    for page in PAGES:
        ours, less = by_database["large"][page.name], by_database["small"][page.name]
        p50, p95 = _quantiles(times["large", page.name])
        _, before = _quantiles(times["small", page.name])
        figures = (
            *(f"{1000 * seconds:.1f}" for seconds in (p50, p95, before)),
            f"{p95 / before:.2f}",
            str(ours["queries"]),
            *(f"{1000 * ours[which]:.1f}" for which in ("page", "hand")),
            *(f"{ours['page'] / other:.2f}" for other in (ours["hand"], less["page"])),
        )
        report.say(f"{page.name:20}" + "".join(f"{figure:>9}" for figure in figures))
    report.say("\nBars")
    for page in PAGES:
        p95, before = (_quantiles(times[size, page.name])[1] for size in ("large", "small"))
        ours = by_database["large"][page.name]
        report.bar(f"{page.name}: p95", 1000 * p95, 1000 * P95_SECONDS, " ms")
        report.bar(f"{page.name}: database time against SQL by hand", ours["page"] / ours["hand"], DATABASE_RATIO)
        report.bar(f"{page.name}: p95 with ten times the rows", p95 / before, GROWTH)


def check(report: Report, fresh: Fresh, seed: int) -> None:
    """Hold a small world in bulk against the same one through the services. AssertionError when they differ."""
    bulk, slow = (inside(fresh(), "world", way, CHECKED, seed, "yes") for way in ("bulk", "services"))
    for part in ("rows", "audit", "answers"):
        assert bulk[part] == slow[part], f"the bulk world differs from the services in {part}"
    assert bulk["broken"] == slow["broken"] == [], bulk["broken"]
    rows = sum(number for number, _digest in bulk["rows"].values())
    report.say(
        f"Checked: {rows} rows in {len(bulk['rows'])} tables, the audit and {len(bulk['answers'])} answers are the same"
        f" in bulk ({bulk['seconds']} s) and through the services ({slow['seconds']} s); all constraints hold."
    )


def _built(report: Report, installation: Installation, factor: float, seed: int) -> Installation:
    made = inside(installation, "world", "bulk", factor, seed, "no")
    report.say(f"World of size {factor:g}: {made['held']}, in {made['seconds']} s")
    return installation


def _visited(
    ports: dict[str, int], by_database: dict[str, Any], requests: int, pace: machine.Pace
) -> dict[tuple[str, str], list[float]]:
    """Seconds of each request, by size and page. Sizes and pages take turns, so that all meet the same noise."""
    visitors: dict[tuple[str, str], Visitor] = {}
    for size, port in ports.items():
        for who in {page.viewer for page in PAGES}:
            visitors[size, who] = Visitor(port)
            visitors[size, who].sign_in(f"{who}@contoh.example", PASSWORD)
    times: dict[tuple[str, str], list[float]] = {(size, page.name): [] for size in ports for page in PAGES}
    for turn in range(-5, requests):
        for page in PAGES:
            for size in ports:
                answer = visitors[size, page.viewer].get(by_database[size][page.name]["path"])
                assert answer.status == 200, f"{page.name}: {answer.status}"
                pace.step()
                if turn >= 0:
                    times[size, page.name].append(answer.seconds)
    return times


def _quantiles(seconds: list[float]) -> tuple[float, float]:
    """The median and the 95th of a hundred."""
    return statistics.median(seconds), sorted(seconds)[max(0, round(0.95 * len(seconds)) - 1)]


def importing(report: Report, fresh: Fresh, asked: argparse.Namespace) -> None:
    there = fresh()
    there.run("init", "--admin", "admin@contoh.example")
    with another_writing(there) as waited:
        done = inside(there, "importing", asked.factor, asked.seed)
    whole = done["preview"] + done["confirm"]
    report.say(
        f"\nImport of {done['rows']} rows, nothing of it known before: preview {done['preview']:.1f} s, confirmation"
        f" {done['confirm']:.1f} s ({done['created']} new, {done['refused']} refused)."
    )
    report.say(
        f"Another writer meanwhile: {waited['writes']} writes, the longest wait {waited['longest']:.1f} s,"
        f" {waited['refused']} refused."
    )
    report.bar("import, preview and confirmation", whole, IMPORT_SECONDS, " s")


main()
