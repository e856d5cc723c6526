"""Keys: whoever is in the register is met by his own keys, and neighbours of a NIK are all and only one slip away."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.columns import Columns, Normaliser
from linkage.compare import Particulars
from linkage.keys import KINDS, NARROW, WIDE, nik_key, nik_neighbours, person_keys, register_keys
from linkage.levels import compare_niks
from linkage.model import NikLevel
from linkage.tests.people import people
from linkage.vocabulary import Vocabulary

NORMALISER = Normaliser(Vocabulary.build(["BUDI", "SANTOSO", "SITI", "AMINAH"]))
digits = st.text(alphabet="0123456789", min_size=15, max_size=17).filter(lambda text: text[0] != "0")


def tried(columns: Columns, rows: list[int], *, wide: bool) -> dict[str, set[tuple[int, int]]]:
    """Kind → (row, key)."""
    found = person_keys(columns, NORMALISER.vocabulary, np.array(rows, np.int64), wide=wide)
    return {one.kind: set(zip(one.rows.tolist(), one.keys.tolist(), strict=True)) for one in found}


@given(people)
def test_a_row_is_met_by_its_own_keys(person: Particulars) -> None:
    columns = NORMALISER.columns([person])
    own = {kind: int(keys[0]) for kind, keys in register_keys(columns, NORMALISER.vocabulary).items()}
    assert set(own) == set(KINDS)
    narrow, wide = tried(columns, [0], wide=False), tried(columns, [0], wide=True)
    assert list(narrow) == list(NARROW)
    assert list(wide) == list(WIDE)
    for kind in ("first_birth", "last_birth", "place_birth", "mother_first_year"):
        assert not own[kind] or (0, own[kind]) in narrow[kind]
    for kind in ("name_year", "name_place", "mother_place", "mother_first"):
        assert not own[kind] or (0, own[kind]) in wide[kind]


@given(st.lists(people, min_size=1, max_size=5), st.booleans())
@settings(max_examples=50)
def test_keys_do_not_depend_on_who_else_is_asked_about(crowd: list[Particulars], wide: bool) -> None:
    columns = NORMALISER.columns(crowd)
    together = tried(columns, list(range(len(crowd))), wide=wide)
    for row in range(len(crowd)):
        for kind, pairs in tried(columns, [row], wide=wide).items():
            assert pairs == {pair for pair in together[kind] if pair[0] == row}


@given(people)
def test_no_key_stands_on_one_field_alone(person: Particulars) -> None:
    named = NORMALISER.columns([Particulars(name=person.name)])
    assert not any(pairs for wide in (False, True) for pairs in tried(named, [0], wide=wide).values())
    assert not any(keys.any() for keys in register_keys(named, NORMALISER.vocabulary).values())


@given(digits)
def test_the_neighbours_of_a_nik_are_all_and_only_one_slip_away(text: str) -> None:
    wanted = set()
    if len(text) == 17:
        wanted = {text[:k] + text[k + 1 :] for k in range(17)}
    elif len(text) == 15:
        wanted = {text[:k] + digit + text[k:] for k in range(16) for digit in "0123456789"}
    else:
        wanted = {text[:k] + digit + text[k + 1 :] for k in range(16) for digit in "0123456789"}
        wanted |= {text[:k] + text[k + 1] + text[k] + text[k + 2 :] for k in range(15)}
    wanted -= {text}
    rows, niks = nik_neighbours(np.array([int(text)]), np.array([len(text)], np.uint8))
    assert set(niks.tolist()) == {int(nik) for nik in wanted if nik[0] != "0"}
    assert not rows.any()


@given(st.lists(digits, min_size=1, max_size=4))
@settings(max_examples=30)
def test_a_neighbour_compares_as_near(texts: list[str]) -> None:
    asked = NORMALISER.columns([Particulars(name="A", nik=text) for text in texts])
    rows, niks = nik_neighbours(asked.nik, asked.nik_length)
    there = asked.take(rows)
    other = NORMALISER.columns([Particulars(name="A")] * len(niks))
    other.nik, other.nik_length = niks, np.full(len(niks), 16, np.uint8)
    assert (compare_niks(there, other) == NikLevel.NEAR).all()


def test_an_unusable_nik_has_no_key_and_no_neighbours() -> None:
    assert nik_key(np.array([0])).tolist() == [0]
    assert [part.tolist() for part in nik_neighbours(np.array([0]), np.zeros(1, np.uint8))] == [[], []]
