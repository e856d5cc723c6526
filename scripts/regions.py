"""Remake data/regions/regions.csv from the two packages it is taken from.

    npm pack idn-area-data@4.0.1 nik-parser@1.0.1
    scripts/regions.py idn-area-data-4.0.1.tgz nik-parser-1.0.1.tgz

Today's provinces, regencies and districts come from the first; from the second only codes that the first has no more.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import tarfile
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "data" / "regions" / "regions.csv"


def member(package: str, name: str) -> str:
    with tarfile.open(package) as archive:
        file = archive.extractfile(f"package/{name}")
        assert file is not None
        return file.read().decode("utf-8")


def current(package: str) -> dict[str, str]:
    """Code without dots → name, as the source writes it."""
    found: dict[str, str] = {}
    for table in ("provinces", "regencies", "districts"):
        for row in csv.DictReader(io.StringIO(member(package, f"data/{table}.csv"))):
            found[row["code"].replace(".", "")] = " ".join(row["name"].split())
    return found


def former(package: str) -> dict[str, str]:
    """All codes of the older list. Its names are capitals with a postcode behind: brought to the form of the first."""
    lists = json.loads(member(package, "src/wilayah.json"))
    return {code: named(name) for table in lists.values() for code, name in table.items()}


def named(name: str) -> str:
    words = name.split("--")[0].strip().title()
    return re.sub(r"^Kab\.?\s+", "Kabupaten ", words)


def main() -> None:
    today, before = current(sys.argv[1]), former(sys.argv[2])
    rows = [(code, name, "") for code, name in today.items()]
    rows += [(code, name, "lama") for code, name in before.items() if code not in today]
    with TARGET.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "status"])
        writer.writerows(sorted(rows))
    sys.stdout.write(f"{len(today)} codes of today, {len(rows) - len(today)} former ones\n")


if __name__ == "__main__":
    main()
