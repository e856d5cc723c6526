"""The same world in the columns that the benchmark's opponent reads. Same values, other names and types; nothing is added."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from synthetic.entries import FIRST_ROW

REGISTER, INMATES = "baseline_register.parquet", "baseline_inmates.parquet"


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
    """PEOPLE with their TRUTH. Entries are numbered from 1; an alias that stands apart is appended to the name, where the opponent expects it."""
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
