"""`python -m synthetic FOLDER`: a made-up register of millions, people from prisons, and the truth about them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from synthetic.baseline import export
from synthetic.files import write
from synthetic.profiles import KINDS


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m synthetic", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=1_000_000, help="people in the register")
    parser.add_argument("--people", type=int, default=100_000, help="entries from prisons")
    parser.add_argument("--kind", choices=sorted(KINDS), default="study")
    parser.add_argument("--for-baseline", action="store_true", help="also what the benchmark's opponent reads")
    asked = parser.parse_args()

    def tell(rows: int) -> None:
        print(f"\r{rows:,} of {asked.rows:,} rows", end="", file=sys.stderr, flush=True)

    files = write(
        asked.folder,
        seed=asked.seed,
        rows=asked.rows,
        people=asked.people,
        kind=asked.kind,
        progress=tell if sys.stderr.isatty() else None,
    )
    if asked.for_baseline:
        export(files)
    print(files.about.read_text().strip())


main()
