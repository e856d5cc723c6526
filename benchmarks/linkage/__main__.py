"""`make bench-linkage BENCH='…'`: linkage against Splink and recordlinkage on the same made-up data, and how right it is.

Parts: `table` (speed, memory and quality on the study's mix, interleaved), `find` (one person), `quality` (any kind of world:
groups, calibration, what is missed), `dedupe`, `extract` (NIKs found in a part of a register), `febrl`. Each prints the seed,
machine, commit and sizes it was measured with.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from benchmarks import machine
from benchmarks.linkage import dedupe, elsewhere, febrl
from benchmarks.linkage.judging import GROUPS, PROBABILITY, Verdicts
from benchmarks.linkage.report import Report
from benchmarks.linkage.running import BASELINE_VARIABLE, CannotRun, Opponent, Run, forget_pages, ours
from synthetic.baseline import REGISTER
from synthetic.files import Files, write
from synthetic.profiles import KINDS

PARTS = ("table", "find", "quality", "dedupe", "extract", "febrl")
ENGINES = ("index", "duckdb")
ALIKE = {f"{engine}, alike": engine for engine in ENGINES}
OPPONENTS = ("splink-saved", "splink-trained", "recordlinkage")
RESULTS = machine.CODE / "benchmarks" / "results"


@dataclass(frozen=True)
class Asked:
    """What is to be measured."""

    parts: list[str]
    rows: int
    people: int
    seed: int
    kind: str
    rounds: int
    opponents: list[str]
    baseline: Path | None
    memory: str
    prepare_once: bool
    folder: Path

    def world(self) -> Files:
        """The world, made when it is not there yet."""
        folder = self.folder / f"{self.kind}-{self.rows}-{self.people}-{self.seed}"
        files = Files(folder)
        if not files.about.exists():
            print(f"making {folder.name} …", file=sys.stderr, flush=True)
            if self.kind == "elsewhere":
                elsewhere.write(folder, seed=self.seed, rows=self.rows, people=self.people)
            else:
                write(folder, seed=self.seed, rows=self.rows, people=self.people, kind=self.kind)
        return files


def main() -> None:
    asked, report, keep = _asked()
    report.say(
        f"Linkage: {', '.join(asked.parts)}; {asked.kind}, {asked.people:,} people × {asked.rows:,} in the register"
    )
    for line in machine.lines(seed=asked.seed, database=f"DuckDB {duckdb.__version__}"):
        report.say(line)
    try:
        for part in asked.parts:
            match part:
                case "table":
                    table(report, asked)
                case "find":
                    find(report, asked)
                case "quality":
                    quality(report, asked)
                case "dedupe":
                    dedupe.run(report, asked.world(), prepared(asked.world(), index=True)[0])
                case "extract":
                    from benchmarks.linkage import extract

                    extract.run(report, asked.world(), seed=asked.seed)
                case "febrl":
                    febrl.run(report)
    except CannotRun as reason:
        sys.exit(f"bench-linkage: {reason}")
    report.say(f"load at the end: {machine.load():.1f}")
    if keep:
        RESULTS.mkdir(exist_ok=True)
        name = f"linkage-{date.today():%Y-%m-%d}-{machine.commit().rstrip('+')}.txt"
        with (RESULTS / name).open("a", encoding="utf-8") as file:
            file.write("\n".join([*report.text, "", ""]))


def prepared(world: Files, *, index: bool) -> tuple[Path, str]:
    """The prepared register of a world, made when it is not there yet, and a line about what that took."""
    folder = world.folder / ("prepared-index" if index else "prepared")
    note = world.folder / f"{folder.name}.txt"
    if not note.exists():
        shutil.rmtree(folder, ignore_errors=True)
        run = ours("prepare", world.register, folder, *(["--index"] if index else []))
        what = "with index" if index else "without index"
        peak, disk = run.peak_mb / 1024, run.told["bytes"] / 2**30
        cost = f"{run.seconds:.1f} s ({run.cpu_seconds:.1f} s of cores)"
        note.write_text(f"preparing {what}: {cost}, peak {peak:.2f} GB, {disk:.2f} GB on disk")
    return folder, note.read_text()


def table(report: Report, asked: Asked) -> None:
    """Everybody in turns, `rounds` times: medians, ratios, quality, memory, and the bars of this size."""
    world = asked.world()
    folders = {}
    report.say("\nPrepared apart from the times below")
    for engine in ENGINES:
        # The SQL engine reads the same files and leaves the index alone, so one preparation serves both when time is short.
        folders[engine], line = prepared(world, index=engine == "index" or asked.prepare_once)
        report.say(f"  ours, {engine}: {line}")
    runs: dict[str, list[Run]] = {}
    opponent = None
    if asked.opponents:
        opponent = Opponent(asked.baseline, world)
        report.say(f"  opponent, normalising register and inmates: {opponent.prepare():.1f} s")
    answers = {engine: world.folder / f"answers-{engine}.parquet" for engine in ENGINES}

    def one(name: str) -> Run:
        if name in ENGINES:
            return ours("match", world.people, folders[name], name, answers[name])
        if name in ALIKE:
            return ours("weigh", world.people, folders[ALIKE[name]], ALIKE[name])
        assert opponent
        chosen = {
            "splink-saved": opponent.splink_saved,
            "splink-trained": opponent.splink_trained,
            "recordlinkage": opponent.recordlinkage,
        }
        return chosen[name](asked.memory)

    forget_pages(folders["index"])
    cold = one("index").seconds
    contestants = [*ENGINES, *(ALIKE if asked.opponents else ()), *asked.opponents]
    for turn in range(asked.rounds):
        for at in range(len(contestants)):
            name = contestants[(at + turn) % len(contestants)]
            runs.setdefault(name, []).append(one(name))
    report.say(f"\nSeconds, {asked.rounds} rounds in turns; F1 at p ≥ {PROBABILITY}")
    report.say("index, duckdb: the whole command, PEOPLE read and normalised, ANSWERS with reasons written")
    report.say(
        "all others: from normalised people and register to the best candidates; “alike” are ours, timed as the opponents"
    )
    heads = ("median", "fastest", "slowest", "cores", "peak GB", "F1", "P", "R")
    report.say(f"{'':16}" + "".join(f"{head:>9}" for head in heads))
    median: dict[str, float] = {}
    f1: dict[str, float] = {}
    for name in contestants:
        seconds = [run.seconds for run in runs[name]]
        median[name] = statistics.median(seconds)
        if name in ENGINES:
            counts = Verdicts.of_answers(answers[name], world.truth).counts()
            p, r, f1[name] = counts.precision, counts.recall, counts.f1
        elif name not in ALIKE:
            at = runs[name][-1].told["ev"]["p95"]
            p, r, f1[name] = at["P"], at["R"], at["F1"]
        peak = max(run.peak_mb for run in runs[name]) / 1024
        cpu = statistics.median(run.cpu_seconds for run in runs[name])
        figures = f"{median[name]:9.2f}{min(seconds):9.2f}{max(seconds):9.2f}{cpu:9.2f}{peak:9.2f}"
        if name not in ALIKE:
            figures += f"{f1[name]:9.4f}{p:9.5f}{r:9.5f}"
        report.say(f"{name:16}{figures}")
    report.say(f"{'index, cold':16}{cold:9.2f}   (its files dropped from memory first; one run)")
    peaks = {name: max(run.peak_mb for run in several) / 1024 for name, several in runs.items()}
    _bars(report, asked, median, f1, peaks, answers, world)


def _bars(
    report: Report,
    asked: Asked,
    median: dict[str, float],
    f1: dict[str, float],
    peak: dict[str, float],
    answers: dict[str, Path],
    world: Files,
) -> None:
    is_large = asked.rows >= 10_000_000
    report.say("\nBars" + ("" if asked.kind == "study" else " (those of the study's mix)"))
    for name, contestant, least in (
        ("splink-saved", "index", 5 if is_large else 2),
        ("splink-saved", "duckdb", 2 if is_large else 1.7),
        ("splink-trained", "index", 15 if is_large else 8),
        ("recordlinkage", "index", 30 if is_large else 7),
    ):
        if name in median:
            report.least(f"{name} / {contestant}, timed alike", median[name] / median[f"{contestant}, alike"], least)
            report.say(f"          against our whole command {median[name] / median[contestant]:.2f}")
    for engine in ENGINES:
        least = 0.991 if is_large else 0.992
        if "splink-saved" in f1:
            least = max(least, f1["splink-saved"] + (0.001 if is_large else 0))
        report.least(f"{engine}: F1 at p ≥ {PROBABILITY}", f1[engine], least)
        same = Verdicts.of_answers(answers[engine], world.truth).counts(said_same=True)
        report.least(f"{engine}: precision of “same”", same.precision, 0.999)
        low, high = same.precision_interval()
        report.say(
            f"          {same.right:,} of {same.accepted:,} right (95 %: {low:.5f}–{high:.5f}), recall {same.recall:.4f}"
        )
    if is_large:
        report.most("index: peak memory with mapped pages", peak["index"], 4, " GB")
        report.most("duckdb: peak memory", peak["duckdb"], 1, " GB")


def find(report: Report, asked: Asked) -> None:
    """One person against the register in a warm process, and the first question after the files were dropped from memory."""
    world = asked.world()
    folder, line = prepared(world, index=True)
    report.say(f"\nOne person ({line})")
    forget_pages(folder)
    told = ours("find", world.people, folder, "3000").told
    report.say(
        f"  opening {told['open']:.2f} s; first question {told['first_ms']:.1f} ms cold; then 3,000 others to warm up, and"
        f" 3,000 measured: worst {told['worst_ms']:.1f} ms; of the cores p50 {told['p50_cpu_ms']:.2f} ms,"
        f" p99 {told['p99_cpu_ms']:.2f} ms; peak {told['peak_mb']:.0f} MB"
    )
    report.most("one person: p50", told["p50_ms"], 1, " ms")
    report.most("one person: p99", told["p99_ms"], 10, " ms")


def quality(report: Report, asked: Asked) -> None:
    """Groups, calibration, and what kinds of noise are behind misses and false accepts."""
    world = asked.world()
    folder, line = prepared(world, index=True)
    answers = world.folder / "answers-quality.parquet"
    told = ours("match", world.people, folder, "index", answers)
    verdicts = {"ours": Verdicts.of_answers(answers, world.truth)}
    report.say(f"\n{line}; matching {told.seconds:.1f} s")
    if "splink-saved" in asked.opponents:
        opponent = Opponent(asked.baseline, world)
        opponent.prepare()
        opponent.splink_trained(asked.memory)
        verdicts["splink"] = Verdicts.of_opponent(
            opponent.best("splink"), world.people, world.folder / REGISTER, world.truth
        )
    report.say(
        f"\nBy group, accepted at p ≥ {PROBABILITY}; “same”: our answer, with guards; false: of people in no register"
    )
    head = "".join(f"{f'{name} P':>11}{'R':>8}{'F1':>8}{'false':>7}" for name in verdicts)
    report.say(f"{'':28}{'entries':>8}{head}{'same P':>10}{'same R':>8}")
    for group in GROUPS:
        counts = verdicts["ours"].counts(group)
        if not counts.entries:
            continue
        figures = ""
        for one in verdicts.values():
            each = one.counts(group)
            figures += f"{each.precision:11.4f}{each.recall:8.4f}{each.f1:8.4f}{each.accepted_strangers:7}"
        same = verdicts["ours"].counts(group, said_same=True)
        report.say(f"{group:28}{counts.entries:8}{figures}{same.precision:10.5f}{same.recall:8.4f}")
    for name, one in verdicts.items():
        report.say(f"\nCalibration, {name}: best candidates by stated probability")
        report.say(f"{'from':>8}{'to':>8}{'entries':>9}{'stated':>9}{'right':>9}")
        for low, high, number, stated, right in one.calibration():
            report.say(f"{low:8.3f}{high:8.3f}{number:9}{stated:9.4f}{right:9.4f}")
    for title, missed in (("missed", True), ("accepted falsely", False)):
        kinds = verdicts["ours"].noise(missed=missed)
        if kinds:
            report.say(f"\nNoise among those {title} (how many; times as often as among all)")
            report.say("  " + "; ".join(f"{kind} {number} (×{lift:.1f})" for kind, number, lift in kinds))


def _asked() -> tuple[Asked, Report, bool]:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], default=["table"], metavar="PART")
    parser.add_argument("--rows", type=int, default=1_000_000, help="in the register (default a million)")
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=[*sorted(KINDS), "elsewhere"], default="study")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--baseline", type=Path, help=f"folder of the opponent's scripts (or {BASELINE_VARIABLE})")
    parser.add_argument("--opponents", default=",".join(OPPONENTS[:2]), help=f"some of {','.join(OPPONENTS)}")
    parser.add_argument("--without-baseline", action="store_true")
    parser.add_argument("--memory", default="12GB", help="what Splink's DuckDB may use")
    parser.add_argument(
        "--prepare-once", action="store_true", help="let the SQL engine read what the index stands beside"
    )
    parser.add_argument("--folder", type=Path, default=machine.CODE / "var" / "bench-linkage", help="for the worlds")
    parser.add_argument("--keep", action="store_true", help="write the report under benchmarks/results/")
    given = parser.parse_args()
    opponents = [] if given.without_baseline else [name for name in given.opponents.split(",") if name]
    if unknown := set(opponents) - set(OPPONENTS):
        parser.error(f"no such opponent: {', '.join(sorted(unknown))}")
    asked = Asked(
        parts=given.parts,
        rows=given.rows,
        people=given.people,
        seed=given.seed,
        kind=given.kind,
        rounds=given.rounds,
        opponents=opponents,
        baseline=given.baseline,
        memory=given.memory,
        prepare_once=given.prepare_once,
        folder=given.folder,
    )
    return asked, Report(), given.keep


main()
