"""The scorer's body for one pair says what its body for columns says, and one person gets the answer of the whole file."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage import model
from linkage.cascade import FLOOR_BITS, Cascade
from linkage.columns import NAME_WORDS, RECORD, Columns, Normaliser
from linkage.finding import Finder, Found
from linkage.levels import compare_births as births_of_columns
from linkage.levels import compare_niks as niks_of_columns
from linkage.levels import compare_regions as regions_of_columns
from linkage.levels import places_near
from linkage.likeness import compare_names, texts_alike
from linkage.preparing import Prepared, prepare
from linkage.scoring import Scorer, probability
from linkage.singly import PairScorer, Row, compare_births, compare_niks, compare_regions, place_near
from linkage.singly_names import Names, text_alike
from linkage.statistics import Statistics
from linkage.tests.people import names, people
from linkage.tests.sheets import write
from linkage.vocabulary import Vocabulary

letters = st.text(alphabet="ABEIKS", min_size=1, max_size=10)
dates = st.builds(
    lambda year, month, day: year * 10_000 + month * 100 + day,
    st.sampled_from([1970, 1971, 1973, 1990]),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([1, 2, 3, 28]),
) | st.just(0)
regions = st.sampled_from([0, 990000, 990100, 990102, 990103, 990200, 990005, 980102])
niks = st.sampled_from(
    [
        (9901021708900001, 16),
        (9901021708900002, 16),
        (9901021709800001, 16),
        (9901021078900001, 16),
        (901021708900001, 16),
        (901021708900001, 15),
        (990102170890001, 15),
        (99010217089000011, 17),
        (99901021708900001, 17),
        (0, 0),
    ]
)
# Common words make common keys and caps; rare ones keys of their own.
VOCABULARY = Vocabulary.build(
    ["BUDI", "SANTOSO", "SANTOSA", "SETIAWAN", "MUHAMMAD", "SITI", "AMINAH", "S", "KARTO"],
    np.array([9000, 800, 30, 500, 30_000, 9000, 700, 2, 5]),
    np.array([10, 8, 3, 5, 30, 19_000, 7000, 2, 5]),
    people=100_000,
)
STATISTICS = Statistics.of(
    birth=np.array([19700101, 19700203, 19900303], np.int32),
    region=np.array([990102, 990103, 980102], np.int32),
    place=np.array([1, 1, 2], np.int32),
    places=4,
)


@given(letters, letters)
@settings(max_examples=500)
def test_texts_are_alike_singly_as_they_are_together(one: str, other: str) -> None:
    assert text_alike(one, other) == texts_alike([one], [other])[0]


places = st.lists(letters, min_size=1, max_size=3).map(" ".join)


@given(places, places)
def test_places_are_near_singly_as_they_are_together(one: str, other: str) -> None:
    assert place_near(one, other) == places_near([one], [other])[0]


@given(dates, dates)
@settings(max_examples=500)
def test_birth_dates_compare_singly_as_they_do_together(one: int, other: int) -> None:
    together = births_of_columns(np.array([one], np.int32), np.array([other], np.int32))
    assert compare_births(one, other) == together[0]


@given(regions, regions)
def test_regions_compare_singly_as_they_do_together(one: int, other: int) -> None:
    assert compare_regions(one, other) == regions_of_columns(np.array([one], np.int32), np.array([other], np.int32))[0]


@given(niks, niks)
def test_niks_compare_singly_as_they_do_together(one: tuple[int, int], other: tuple[int, int]) -> None:
    rows = []
    for number, length in (one, other):
        record = np.zeros(1, RECORD)
        record["nik"], record["nik_length"] = number, length
        rows.append(record)
    together = niks_of_columns(*(Columns.of_records(record) for record in rows))
    assert compare_niks(*(Row.of_records(record)[0] for record in rows)) == together[0]


@given(names | st.lists(letters, max_size=4).map(" ".join), names | st.lists(letters, max_size=4).map(" ".join))
@settings(max_examples=500)
def test_names_compare_singly_as_they_do_together(one: str, other: str) -> None:
    normaliser = Normaliser(VOCABULARY)
    a, b = normaliser.matrix([one.upper()], NAME_WORDS), normaliser.matrix([other.upper()], NAME_WORDS)
    level, told = compare_names(VOCABULARY, a, b, bits="name_bits")
    singly = Names(VOCABULARY)
    compared = singly.compare(tuple(a[a > 0].tolist()), tuple(b[b > 0].tolist()), "name_bits")
    normaliser.forget_added()
    assert compared == (level[0], told[0])


@given(people, people, st.integers(0, 90))
@settings(max_examples=400)
def test_a_pair_weighs_singly_what_it_weighs_among_many(one, other, namesakes) -> None:
    normaliser = Normaliser(VOCABULARY, ["CONTOH", "MISAL", "LAIN"])
    scorer = Scorer(model.load(), normaliser=normaliser, statistics=STATISTICS, prior_weight_bits=-23.4)
    # The register has no aliases and no parents.
    row = Columns.of_records(normaliser.columns([other]).records())
    row.namesakes[:] = namesakes
    columns = normaliser.columns([one])
    together = scorer.weigh(columns, row)
    pairs = PairScorer(scorer)
    pair = pairs.weigh(Row.of_person(columns), Row.of_records(row.records())[0])
    singly = pairs.weighed([pair])
    assert pair.weight_bits == singly.weight_bits[0] == pytest.approx(together.weight_bits[0], abs=1e-6)
    assert singly.is_guarded[0] == together.is_guarded[0]
    assert scorer.evidence(singly, 0) == scorer.evidence(together, 0)
    normaliser.forget_added()


def by_columns(register: Prepared, cascade: Cascade, person, most: int = 10) -> tuple[Found, ...]:
    """What `Finder.find` must say, from the body for columns only."""
    columns = cascade.normaliser.columns([person])
    ranked = cascade.candidates(columns).ranked()[: max(most, 2)]
    weights = ranked.bits.tolist()
    records = np.asarray(register.records()[ranked.row])
    weighed = cascade.scorer.weigh(columns.take(np.zeros(len(ranked), np.int64)), Columns.of_records(records))
    found = []
    for place in range(min(len(weights), most)):
        rivals = weights[:place] + weights[place + 1 :]
        chance = probability(weights[place], others=rivals)
        margin = weights[place] - max([*rivals, FLOOR_BITS])
        found.append(
            Found(
                int(ranked.row[place]) + 1,
                weights[place],
                chance,
                margin,
                cascade.scorer.verdict(weighed, place, chance, margin),
                cascade.scorer.evidence(weighed, place),
            )
        )
    cascade.normaliser.forget_added()
    return tuple(found)


@given(
    st.lists(people, min_size=1, max_size=40),
    st.lists(people, min_size=1, max_size=6),
    st.sampled_from([1, 130]),
    st.sampled_from([0, 60, 10_000]),
)
@settings(max_examples=12)
def test_one_person_is_found_as_the_columns_find_him(register, asked, copies, many) -> None:
    """Registers of random people, some so often that their keys are too common, whoever of the two bodies weighs."""
    with TemporaryDirectory() as folder:
        columns = ("nik", "name", "sex", "birth_date", "birth_place", "mother_name", "address", "region_code")
        rows = [[getattr(one, name) for name in columns] for one in [*register, *[register[0]] * (copies - 1)]]
        prepare(write(Path(folder, "register.csv"), columns, rows), Path(folder, "prepared"), index=True)
        prepared = Prepared.open(Path(folder, "prepared"))
        finder = Finder(prepared, many=many)
        cascade = Cascade(Prepared.open(Path(folder, "prepared")), engine="index")
        for person in [*asked, *register[:3]]:
            found, wanted = finder.find(person), by_columns(prepared, cascade, person)
            assert [each.register_row for each in found] == [each.register_row for each in wanted]
            for one, other in zip(found, wanted, strict=True):
                assert one.weight_bits == pytest.approx(other.weight_bits, abs=1e-6)
                assert one.probability == pytest.approx(other.probability, abs=1e-6)
                assert one.margin_bits == pytest.approx(other.margin_bits, abs=1e-6)
                assert (one.verdict, one.evidence) == (other.verdict, other.evidence)
