"""The same world in the columns that the benchmark's opponent reads. Same values, other names and types; nothing is added."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from synthetic.entries import FIRST_ROW
from synthetic.files import Files, partial

REGISTER, INMATES = "baseline_register.parquet", "baseline_inmates.parquet"


def export(world: Files) -> None:
    """Write both beside the world they are of, in bounded memory."""
    source = pq.ParquetFile(world.register)
    target = world.folder / REGISTER
    schema = register(source.schema_arrow.empty_table(), 0).schema
    first = 0
    with pq.ParquetWriter(partial(target), schema, compression="zstd") as writer:
        for group in range(source.num_row_groups):
            rows = source.read_row_group(group)
            writer.write_table(register(rows, first))
            first += len(rows)
    partial(target).replace(target)
    table = inmates(pq.read_table(world.people), pq.read_table(world.truth))
    pq.write_table(table, world.folder / INMATES, compression="zstd")


def register(rows: pa.Table, first: int) -> pa.Table:
    """Rows of a REGISTER, the first of which is number `first` from 0."""
    return pa.table(
        {
            "rid": pa.array(np.arange(first, first + len(rows))),
            "nik": rows["nik"].cast(pa.int64()),
            "name": rows["name"],
            "sex": _sex(rows["sex"]),
            "dob": rows["birth_date"],
            "birth_place": rows["birth_place"],
            "mother": rows["mother_name"],
            "address": rows["address"],
            "res_kab": _kabupaten(rows["region_code"]),
        }
    )


def inmates(people: pa.Table, truth: pa.Table) -> pa.Table:
    """PEOPLE with their TRUTH, numbered from 1. An alias that stands apart is put after the name, where theirs stand."""
    return pa.table(
        {
            "iid": pa.array(np.arange(1, len(people) + 1)),
            "true_rid": pc.fill_null(pc.subtract(truth["register_row"], FIRST_ROW), -1),
            "nik_kind": truth["nik_kind"],
            "nik_raw": people["nik"],
            "name": pc.if_else(
                pc.is_valid(people["aliases"]),
                pc.binary_join_element_wise(people["name"], "ALIAS", pc.fill_null(people["aliases"], ""), " "),
                people["name"],
            ),
            "sex": _sex(people["sex"]),
            "dob": people["birth_date"],
            "birth_place": people["birth_place"],
            "mother": people["mother_name"],
            "res_kab": _kabupaten(people["region_code"]),
        }
    )


def _sex(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.add(pc.index_in(column, pa.array(["L", "P"])), 1).cast(pa.int8())


def _kabupaten(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.utf8_slice_codeunits(column, 0, 4).cast(pa.int16())
