"""Sorted keys find what looking through all keys finds, into however many partitions they were sorted."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.index import SortedKeys, Sorter, write

# Few keys, spread over all 64 bits; 0 stands for none.
SPREAD = 0x9E3779B97F4A7C15
keys = st.integers(0, 12).map(lambda number: number * SPREAD % 2**64)
batches = st.lists(st.lists(keys, max_size=30), max_size=5)


def sorter_of(folder: str | Path, parts: list[list[int]], partition: int) -> Sorter:
    sorter = Sorter(Path(folder, "scratch"), sum(map(len, parts)), partition=partition)
    at = 0
    for part in parts:
        sorter.add(np.array(part, np.uint64), at)
        at += len(part)
    return sorter


@given(batches, st.lists(keys.filter(bool), max_size=10), st.sampled_from([3, 7, 40, 1000]), st.integers(0, 6))
@settings(max_examples=40)
def test_finding_is_looking_through_all(parts: list[list[int]], asked: list[int], partition: int, most: int) -> None:
    held = [key for part in parts for key in part]
    with TemporaryDirectory() as folder:
        write(Path(folder, "keys"), sorter_of(folder, parts, partition))
        found = SortedKeys.mapped_at(Path(folder, "keys")).find(np.array(asked, np.uint64), most=most)
    wanted = [
        (place, row)
        for place, key in enumerate(asked)
        if key and held.count(key) <= most
        for row, other in enumerate(held)
        if other == key
    ]
    assert list(zip(*(part.tolist() for part in found), strict=True)) == wanted


@given(batches, st.sampled_from([3, 7, 1000]))
@settings(max_examples=30)
def test_keys_ascend_over_all_partitions_and_rows_within_a_key(parts: list[list[int]], partition: int) -> None:
    with TemporaryDirectory() as folder:
        sorted_ = list(sorter_of(folder, parts, partition).sorted())
        assert not Path(folder, "scratch").exists()
    held = [key for part in parts for key in part]
    told = [pair for part in sorted_ for pair in zip(*(column.tolist() for column in part), strict=True)]
    assert told == sorted((key, row) for row, key in enumerate(held) if key)


def test_memory_holds_a_partition_at_a_time(tmp_path: Path) -> None:
    random = np.random.default_rng(1).integers(1, 2**64, 20_000, np.uint64)
    parts = list(sorter_of(tmp_path, [random.tolist()], 1_000).sorted())
    assert len(parts) > 16
    assert max(len(part_keys) for part_keys, _ in parts) < 1_500


def test_a_scratch_of_an_earlier_run_does_not_count(tmp_path: Path) -> None:
    sorter_of(tmp_path, [[SPREAD] * 9], 2)
    assert [keys.tolist() for keys, _ in sorter_of(tmp_path, [[SPREAD]], 100).sorted()] == [[SPREAD]]


def test_the_index_is_mapped_and_cannot_be_changed(tmp_path: Path) -> None:
    write(tmp_path / "keys", sorter_of(tmp_path, [[SPREAD]], 100))
    keys = SortedKeys.mapped_at(tmp_path / "keys")
    assert isinstance(keys._keys.base, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        keys._keys[0] = 1
