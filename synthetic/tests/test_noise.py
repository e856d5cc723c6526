from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import names
from linkage.compare import FieldMark, Particulars, compare
from linkage.nik import Sex
from synthetic.names import full_name
from synthetic.noise import STUDY, NikKind, Profile, damaged_nik, noisy_birth_date, noisy_name

seeds = st.integers(0, 2**32)
sexes = st.sampled_from(Sex)
made_up_niks = st.integers(0, 10**14 - 1).map("99{:014}".format)
quiet_names = {name: 0.0 for name in Profile.__slots__ if name.startswith("name_")}


def edit_distance(one: str, other: str) -> int:
    """Damerau's distance with adjacent exchanges, slow and by the book."""
    table = [[max(i, j) if not min(i, j) else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            unequal = one[i - 1] != other[j - 1]
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + unequal)
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(seeds, made_up_niks)
def test_a_damaged_nik_has_one_slip_and_stays_impossible(seed: int, nik: str) -> None:
    damaged = damaged_nik(Random(seed), nik)
    assert edit_distance(damaged, nik) == 1
    assert damaged.startswith("99")
    assert damaged.isdigit()


@given(seeds, sexes)
def test_a_name_without_noise_only_changes_its_case(seed: int, sex: Sex) -> None:
    name = full_name(Random(seed), sex)
    assert noisy_name(Random(seed), name, sex, replace(STUDY, **quiet_names)).upper() == name


@pytest.mark.parametrize("kind", ["name_titled", "name_tail"])
@given(seeds, sexes)
def test_titles_and_tails_leave_the_main_name(kind: str, seed: int, sex: Sex) -> None:
    name = full_name(Random(seed), sex)
    written = noisy_name(Random(seed), name, sex, replace(STUDY, **quiet_names | {kind: 1.0}))
    assert written.upper() != name
    assert names.normalised(written) == names.normalised(name)


@given(seeds, sexes)
def test_the_old_spelling_is_read_as_the_modern_one(seed: int, sex: Sex) -> None:
    name = full_name(Random(seed), sex)
    written = noisy_name(Random(seed), name, sex, replace(STUDY, **quiet_names | {"name_old_spelling": 1.0}))
    assert names.normalised(written) == names.normalised(name)


@given(seeds, sexes)
def test_a_noisy_name_is_never_empty(seed: int, sex: Sex) -> None:
    everything = replace(STUDY, **dict.fromkeys(quiet_names, 1.0))
    assert names.normalised(noisy_name(Random(seed), full_name(Random(seed), sex), sex, everything))


@given(seeds, st.dates(date(1950, 1, 1), date(2006, 12, 31)))
def test_a_noisy_birth_date_never_contradicts_outright(seed: int, born: date) -> None:
    noisy = replace(STUDY, birth_date_exchanged=0.5, birth_date_first_of_january=0.3, birth_date_absent=0.2)
    written = noisy_birth_date(Random(seed), born, noisy)
    mark = compare(Particulars(name="X", birth_date=written), Particulars(name="X", birth_date=born)).birth_date
    assert mark is not FieldMark.DIFFERS


def test_the_study_states_its_mix_of_niks() -> None:
    assert STUDY.nik_shares == {
        NikKind.RIGHT: 0.694,
        NikKind.DAMAGED: 0.10,
        NikKind.ANOTHERS: 0.005,
        NikKind.ABSENT: 0.20,
        NikKind.ZEROS: 0.001,
    }


@pytest.mark.parametrize("change", [{"nik_right": 0.9}, {"name_clipped": 1.1}, {"readmitted": -0.1}])
def test_shares_that_are_none_are_refused(change: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="share"):
        replace(STUDY, **change)
