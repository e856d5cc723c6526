"""The same cascade on a cluster: Spark hands out the people, every executor weighs its share with the same code.

An escape hatch for more people than one machine should take, not a faster way on one machine. Each executor opens the
prepared register under the same path (a shared or copied folder); nothing of it travels through Spark, only PEOPLE and
ANSWERS do. Who is asked about elsewhere changes nothing for a person, so the answers are those of the other engines.

Needs the extra `spark` and Java 17. The session is whatever `spark-submit` or the environment set up; without either it is
this machine's processors.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyarrow as pa

from linkage.faults import Fault
from linkage.running import Matcher

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PART = 1_000_000
"""People in one part of a run: one job for the cluster, and what is lost at most when a run is killed."""
SHARE = 20_000
"""People in one batch of an executor: enough that opening the register does not count."""

_ANSWERS = "id string, answer string, {who}, probability double, weight_bits double, margin_bits double, why string"


class SparkFault(Fault):
    """The extra package or Java is not there, or the cluster could not do its work."""


@contextmanager
def spread(opened: Callable[[], Matcher], *, answers_only: bool) -> Iterator[Matcher]:
    """A matcher that lets each executor answer its share with the one that it has from `opened`. Raises SparkFault."""

    def answered(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        matcher = opened()
        for batch in batches:
            yield from matcher(pa.Table.from_batches([batch])).combine_chunks().to_batches()

    who = "register_row bigint" if answers_only else "register_nik string"
    with _session() as session:
        from pyspark.errors import PySparkException

        def matched(people: pa.Table) -> pa.Table:
            # Spark cuts a table into as many runs of rows as there are processors, and joins them in that order.
            asked = session.createDataFrame(people)
            try:
                return asked.mapInArrow(answered, _ANSWERS.format(who=who)).toArrow()
            except PySparkException as error:
                raise SparkFault(
                    "Pekerjaan Spark gagal; periksa bahwa folder register dan paket linkage ada di setiap mesin, lalu "
                    "ulangi: bagian yang sudah selesai dipakai."
                ) from error

        yield matched


@contextmanager
def _session() -> Iterator[SparkSession]:
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SparkFault('Mesin spark belum terpasang: pasang dengan pip install "sinergi[spark]".') from error
    # Executors on this machine are to use the same Python.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    named = SparkSession.builder.appName("sinergi linkage").config("spark.ui.showConsoleProgress", "false")
    try:
        session = named.config("spark.sql.execution.arrow.maxRecordsPerBatch", str(SHARE)).getOrCreate()
    except PySparkRuntimeError as error:
        raise SparkFault("Mesin spark memerlukan Java 17 atau lebih baru; pasang, atau atur JAVA_HOME.") from error
    try:
        yield session
    finally:
        session.stop()
