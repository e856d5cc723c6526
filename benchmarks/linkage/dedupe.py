"""Duplicates among our own people: with the register's answers as an anchor, and without; with NIKs and without."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.linkage.report import Report
from benchmarks.linkage.running import ours
from synthetic.files import Files

LEAST_PRECISION, LEAST_F1 = 0.99, 0.98


def run(report: Report, world: Files, prepared: Path) -> None:
    """Match everybody with the register, then find duplicates in four ways."""
    answers = {True: world.folder / "answers-dedupe.parquet", False: world.folder / "answers-dedupe-no-nik.parquet"}
    people = {True: world.people, False: world.folder / "people-no-nik.parquet"}
    table = pq.read_table(world.people)
    without = table.set_column(table.column_names.index("nik"), "nik", pa.nulls(len(table), pa.string()))
    pq.write_table(without, people[False])
    report.say(f"\nDuplicates among {len(table):,} people")
    report.say(f"{'':34}{'seconds':>9}{'said':>9}{'right':>9}{'true':>9}{'P':>9}{'R':>9}{'F1':>9}")
    for has_nik in (True, False):
        matching = ours("match", people[has_nik], prepared, "index", answers[has_nik])
        for is_anchored in (True, False):
            out = world.folder / "pairs.parquet"
            run_ = ours("dedupe", people[has_nik], out, *([answers[has_nik]] if is_anchored else []))
            name = f"{'with' if has_nik else 'without'} NIK, {'register asked first' if is_anchored else 'no register'}"
            seconds = run_.seconds + (matching.seconds if is_anchored else 0)
            said, right, true = _counted(out, world.truth)
            precision, recall, f1 = right / max(said, 1), right / true, 2 * right / (said + true)
            report.say(f"{name:34}{seconds:9.1f}{said:9}{right:9}{true:9}{precision:9.4f}{recall:9.4f}{f1:9.4f}")
            if is_anchored:
                said, right, true = _counted(out, world.truth, anchored=answers[has_nik])
                precision, f1 = right / max(said, 1), 2 * right / (said + true)
                report.least(f"{name}, where both were found there: precision", precision, LEAST_PRECISION)
                report.least(f"{name}, where both were found there: F1", f1, LEAST_F1)


def _counted(pairs: Path, truth: Path, anchored: Path | None = None) -> tuple[int, int, int]:
    """Pairs said to be the same, those that are, and those that should have been; of the anchored only, when given."""
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(f"create table truth as select id, person from '{truth}'")
    if anchored:
        connection.execute(f"delete from truth where id not in (select id from '{anchored}' where answer = 'same')")
    (said,) = connection.execute(
        f"""select count(*), count(*) filter (a.person = b.person) from '{pairs}' p
        join truth a on a.id = p.id_a join truth b on b.id = p.id_b where p.answer = 'same'"""
    ).fetchall()
    ((true,),) = connection.execute(
        "select sum(n * (n - 1) / 2)::bigint from (select count(*) n from truth group by person)"
    ).fetchall()
    return int(said[0]), int(said[1]), int(true)
