"""One step of our linkage in a process of its own, so that time and memory are its own. Prints one line of JSON."""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from linkage.cascade import Cascade
from linkage.compare import Particulars
from linkage.dedupe import dedupe
from linkage.finding import Finder
from linkage.matching import match
from linkage.model import load
from linkage.nik import Sex
from linkage.preparing import Prepared, prepare
from linkage.running import look_through
from linkage.tables import columns_of


def prepared(register: Path, out: Path, *, index: bool) -> dict[str, Any]:
    """Prepare a register."""
    start = time.perf_counter()
    prepare(register, out, index=index)
    bytes_ = sum(each.stat().st_size for each in out.rglob("*") if each.is_file())
    return {"seconds": time.perf_counter() - start, "bytes": bytes_}


def matched(people: Path, folder: Path, engine: str, answers: Path) -> dict[str, Any]:
    """From the PEOPLE file to the ANSWERS file, as the command does it: reading, checking and normalising are in the time."""
    start = time.perf_counter()
    asked = look_through(people)
    looked = time.perf_counter()
    answers.unlink(missing_ok=True)
    match(asked, folder, answers, engine=engine)
    return {"seconds": time.perf_counter() - start, "looking_through": looked - start}


def weighed(people: Path, folder: Path, engine: str) -> dict[str, Any]:
    """As the opponents are timed: people are read and normalised beforehand, then from the prepared register to the best
    candidate of each; reasons are not told and nothing is written."""
    held = look_through(people).held
    if held is None:
        raise SystemExit("more people than are kept in memory at once")
    start = time.perf_counter()
    cascade = Cascade(Prepared.open(folder), engine=engine)
    opened = time.perf_counter()
    columns = columns_of(held, cascade.normaliser.vocabulary, cascade.normaliser.places)
    normalised = time.perf_counter()
    cascade.best(columns)
    return {"seconds": time.perf_counter() - normalised + opened - start}


def deduped(people: Path, out: Path, answers: Path | None) -> dict[str, Any]:
    """Duplicates among people, anchored when answers are given."""
    start = time.perf_counter()
    out.unlink(missing_ok=True)
    dedupe(look_through(people), out, load(), answers=answers)
    return {"seconds": time.perf_counter() - start}


def found(people: Path, folder: Path, asked: int) -> dict[str, Any]:
    """One person after another; the first question ever, then quantiles over `asked` people met for the first time."""
    rows = pq.read_table(people).to_pylist()
    random.Random(1).shuffle(rows)
    start = time.perf_counter()
    finder = Finder(Prepared.open(folder))
    opened = time.perf_counter() - start
    times, cpu = [], []
    for row in rows[: 2 * asked]:
        person = Particulars(
            name=row["name"],
            nik=row["nik"],
            sex=Sex(row["sex"]) if row["sex"] else None,
            birth_date=row["birth_date"],
            birth_place=row["birth_place"],
            mother_name=row["mother_name"],
            address=row["address"],
            region_code=row["region_code"],
            aliases=(row["aliases"],) if row["aliases"] else (),
        )
        start, start_cpu = time.perf_counter(), time.thread_time()
        finder.find(person)
        times.append(1000 * (time.perf_counter() - start))
        cpu.append(1000 * (time.thread_time() - start_cpu))
    warm, warm_cpu = sorted(times[asked:]), sorted(cpu[asked:])
    return {
        "seconds": sum(times) / 1000,
        "open": opened,
        "first_ms": times[0],
        "p50_ms": statistics.median(warm),
        "p99_ms": warm[int(0.99 * len(warm))],
        "worst_ms": warm[-1],
        "p50_cpu_ms": statistics.median(warm_cpu),
        "p99_cpu_ms": warm_cpu[int(0.99 * len(warm_cpu))],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    steps = parser.add_subparsers(dest="step", required=True)
    step = steps.add_parser("prepare")
    step.add_argument("register", type=Path)
    step.add_argument("out", type=Path)
    step.add_argument("--index", action="store_true")
    step = steps.add_parser("match")
    step.add_argument("people", type=Path)
    step.add_argument("folder", type=Path)
    step.add_argument("engine")
    step.add_argument("answers", type=Path)
    step = steps.add_parser("weigh")
    step.add_argument("people", type=Path)
    step.add_argument("folder", type=Path)
    step.add_argument("engine")
    step = steps.add_parser("dedupe")
    step.add_argument("people", type=Path)
    step.add_argument("out", type=Path)
    step.add_argument("answers", type=Path, nargs="?")
    step = steps.add_parser("find")
    step.add_argument("people", type=Path)
    step.add_argument("folder", type=Path)
    step.add_argument("asked", type=int)
    asked = parser.parse_args()
    match asked.step:
        case "prepare":
            told = prepared(asked.register, asked.out, index=asked.index)
        case "match":
            told = matched(asked.people, asked.folder, asked.engine, asked.answers)
        case "weigh":
            told = weighed(asked.people, asked.folder, asked.engine)
        case "dedupe":
            told = deduped(asked.people, asked.out, asked.answers)
        case _:
            told = found(asked.people, asked.folder, asked.asked)
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(told))


if __name__ == "__main__":
    main()
