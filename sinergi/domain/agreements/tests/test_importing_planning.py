from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from sinergi.domain.agreements.rules.planning import ReadRow, Step, steps
from sinergi.domain.agreements.rules.reading import as_written, read, verbatim
from sinergi.domain.agreements.tests.rows import SOURCE, cells

TODAY = date(2026, 3, 2)
World = dict[int, str]

some = st.sampled_from
rows = st.fixed_dictionaries(
    {
        "signed_on": some(["", "2025-10-02", "2025-11-05"]),
        "partner": some(["Yayasan Contoh", "yayasan contoh."]),
        "partner_category": some(["", "pemerintah"]),
        "kind": some(["", "PKS"]),
        "level": some(["", "ditjen"]),
        "scope": some(["", "Pelatihan", "Pendidikan"]),
        "locations": some(["", "Lapas Contoh"]),
        "duration_months": some(["", "24"]),
        "number": some(["", "", "PAS-1"]),
        "source_url": some([SOURCE, f"{SOURCE} ; https://berita.example/2"]),
    }
)
files = st.lists(rows, max_size=5)


def planned(file: Iterable[Mapping[str, str]], world: World) -> list[Step]:
    read_rows = [ReadRow(number, row, read(row, latest=TODAY)) for number, row in enumerate(file, 2)]
    return steps(read_rows, world)


def after(file: Iterable[Mapping[str, str]], world: World) -> World:
    world = dict(world)
    for step in planned(file, world):
        assert not step.refusal
        if step.known is None or step.news:
            world[len(world) if step.known is None else step.known] = verbatim(step.cells)
    return world


@settings(max_examples=150, deadline=None)
@given(files, files.flatmap(lambda file: st.tuples(st.just(file), st.permutations(file))))
def test_the_order_of_rows_does_not_matter(earlier, orders):
    world = after(earlier, {})
    one, other = orders
    assert sorted(after(one, world).values()) == sorted(after(other, world).values())


@settings(max_examples=150, deadline=None)
@given(files, files)
def test_the_same_file_again_asks_for_nothing(earlier, file):
    world = after(file, after(earlier, {}))
    assert [step for step in planned(file, world) if step.known is None or step.news] == []


@settings(max_examples=150, deadline=None)
@given(files, files)
def test_an_empty_cell_erases_nothing(earlier, file):
    before = after(earlier, {})
    now = after(file, before)
    for key, text in before.items():
        for column, cell in as_written(text).items():
            assert as_written(now[key])[column] or not cell


def test_two_identical_rows_are_one_agreement():
    (step,) = planned([cells(), cells()], {})
    assert step.numbers == (2, 3)


def test_rows_that_become_too_long_together_are_refused():
    known = {1: verbatim(cells(number="PAS-1", source_url=f"{SOURCE} {'a' * 4_900}"))}
    (step,) = planned([cells(number="PAS-1", source_url=f"https://berita.example/{'b' * 4_900}")], known)
    assert "terlalu panjang" in step.refusal


def test_two_rows_of_one_number_that_become_too_long_together_are_refused():
    (step,) = planned(
        [cells(number="PAS-1", source_url=f"https://berita.example/{letter * 4_900}") for letter in "ab"], {}
    )
    assert (step.numbers, "terlalu panjang" in step.refusal) == ((2, 3), True)
