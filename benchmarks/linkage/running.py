"""Contestants as processes: ours, and the opponent's scripts as they are, from wherever they were put."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import CODE
from synthetic import baseline
from synthetic.files import Files

BASELINE_VARIABLE = "SINERGI_LINKAGE_BASELINE"
BENCH_PYTHON_VARIABLE = "SINERGI_BENCH_PYTHON"
_SCRIPTS = ("prep.py", "model.py", "splink_run.py", "splink_apply.py", "rltk_run.py")
_TIME_LIMIT = 3600


class CannotRun(Exception):
    """A contestant is missing or failed; the text says what to do."""


@dataclass(frozen=True)
class Run:
    """What one run took, and what it printed about itself."""

    seconds: float
    cpu_seconds: float
    """Of the whole process with its start: what a busy machine does not stretch."""
    peak_mb: float
    told: dict[str, Any] = field(default_factory=dict)


def ours(*arguments: str | Path) -> Run:
    """A step of `benchmarks.linkage.ours`. Raises CannotRun."""
    before = _cpu()
    printed = _printed([sys.executable, "-m", "benchmarks.linkage.ours", *map(str, arguments)], CODE)
    told = json.loads(printed.strip().splitlines()[-1])
    return Run(told["seconds"], _cpu() - before, told["peak_mb"], told)


def bench_python() -> Path:
    """The interpreter of the opponents' environment. Raises CannotRun."""
    python = Path(os.environ.get(BENCH_PYTHON_VARIABLE, CODE / ".venv-bench" / "bin" / "python"))
    if not python.exists():
        raise CannotRun(f"{python} is missing: `make bench-linkage` makes it")
    return python


def forget_pages(folder: Path) -> None:
    """Ask the system to drop what it holds of these files in memory, so that the next reading is cold."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Opponent:
    """Splink and recordlinkage as a careful engineer sets them up, unchanged, on one world."""

    def __init__(self, scripts: Path | None, world: Files) -> None:
        """Raises CannotRun when the scripts or their environment are missing."""
        scripts = scripts or (Path(os.environ[BASELINE_VARIABLE]) if BASELINE_VARIABLE in os.environ else None)
        if scripts is None or not all((scripts / name).is_file() for name in _SCRIPTS):
            where = f"{scripts} does not hold" if scripts else "nobody said where to find"
            raise CannotRun(
                f"{where} the opponent's scripts ({', '.join(_SCRIPTS)}). They are not part of this repository: give their"
                f" folder with --baseline or in {BASELINE_VARIABLE}, or leave them out with --without-baseline."
            )
        self._python = bench_python()
        self._scripts, self._world, self._desk = scripts, world, world.folder / "opponent"
        (self._desk / "res").mkdir(parents=True, exist_ok=True)

    def prepare(self) -> float:
        """Seconds to bring register and inmates into the opponent's match columns; not repeated for the same world."""
        told = self._desk / "prepared.json"
        if not told.exists():
            if not (self._world.folder / baseline.INMATES).exists():
                baseline.export(self._world)
            seconds = sum(
                float(self._script("prep.py", source, target, kind).split(" secs ")[1].split()[0])
                for source, target, kind in (
                    (self._world.folder / baseline.REGISTER, self._desk / "reg.parquet", "reg"),
                    (self._world.folder / baseline.INMATES, self._desk / "inm.parquet", "inm"),
                )
            )
            told.write_text(json.dumps(seconds))
        return float(json.loads(told.read_text()))

    def splink_trained(self, memory: str) -> Run:
        """Train and predict; leaves the model that `splink_saved` uses."""
        return self._run("splink_run.py", memory)

    def splink_saved(self, memory: str) -> Run:
        """Predict with the model of the last training."""
        if not (self._desk / "res" / "model_bench.json").exists():
            self.splink_trained(memory)
        return self._run("splink_apply.py", memory)

    def recordlinkage(self, _memory: str) -> Run:
        """The recordlinkage toolkit."""
        return self._run("rltk_run.py")

    def best(self, which: str) -> Path:
        """The best candidates of the last run of `splink` or `splinkapply`: iid, rid, w."""
        return self._desk / "res" / f"best_{which}_bench.parquet"

    def _run(self, script: str, *more: str) -> Run:
        before = _cpu()
        try:
            printed = self._script(script, self._desk / "reg.parquet", self._desk / "inm.parquet", "bench", *more)
        finally:
            for left in (self._desk / "res").glob("tmp_*"):
                shutil.rmtree(left, ignore_errors=True)
        told = json.loads(printed.strip().splitlines()[-1])
        return Run(told["t"]["total"], _cpu() - before, told["rssMB"], told)

    def _script(self, name: str, *arguments: str | Path) -> str:
        return _printed([str(self._python), str(self._scripts / name), *map(str, arguments)], self._desk)


def _cpu() -> float:
    """What the processes that ended so far have used of the cores."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _printed(command: list[str], folder: Path) -> str:
    # Bytecode beside the opponent's scripts would change their folder, and it may be read-only.
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_TIME_LIMIT, env=environment)
    if done.returncode:
        raise CannotRun(f"{' '.join(command[1:3])} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout
