"""Words keep their numbers, whether they are met one by one or together, and what was added can be forgotten."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from linkage.vocabulary import GRAIN, Vocabulary

KNOWN = ["BUDI", "SANTOSO", "SITI", "AMINAH", "MUHAMMAD"]
words = st.lists(
    st.sampled_from([*KNOWN, "", "BUDHI", "KARTO", "S"]) | st.text(alphabet="ABEIKS", max_size=6), max_size=12
)


def built() -> Vocabulary:
    return Vocabulary.build(KNOWN, np.array([900, 80, 70, 6, 5000]), np.array([1, 2, 300, 400, 5]), people=10_000)


@given(words, words)
def test_words_have_the_same_numbers_and_columns_together_and_singly(one: list[str], other: list[str]) -> None:
    together, singly = built(), built()
    found = [*together.numbers(one).tolist(), *together.numbers(other).tolist()]
    alone = [int(singly.numbers([word])[0]) for word in [*one, *other]]
    for word, number, number_alone in zip([*one, *other], found, alone, strict=True):
        assert (number == 0) == (word == "")
        if word:
            assert together.words(np.array([number])) == [word]
            assert (number < together.known) == (word in KNOWN)
            for column in ("sound", "key", "glue", "name_bits", "mother_bits", "letters", "length"):
                assert together[column][number] == singly[column][number_alone]


@given(words)
def test_what_was_added_is_forgotten_and_what_was_known_is_not(told: list[str]) -> None:
    vocabulary = built()
    before = vocabulary.numbers(KNOWN)
    first = vocabulary.numbers(told)
    vocabulary.forget_added()
    assert len(vocabulary) == vocabulary.known
    assert (vocabulary.numbers(KNOWN) == before).all()
    assert (vocabulary.numbers(told) == first).all()


def test_there_is_room_for_many_new_words() -> None:
    vocabulary = built()
    many = [f"A{number:05}".translate(str.maketrans("0123456789", "BCDEFGHIJK")) for number in range(10_000)]
    numbers = vocabulary.numbers(many)
    assert len(set(numbers.tolist())) == 10_000
    assert vocabulary.words(numbers) == many


def test_a_word_that_sounds_like_a_known_one_is_as_common() -> None:
    vocabulary = built()
    known, sounding, unheard = vocabulary.numbers(["BUDI", "BUDHI", "XAVERIUS"])
    assert vocabulary["name_bits"][known] == vocabulary["name_bits"][sounding] < vocabulary["name_bits"][unheard]


@given(st.integers(0, 10_000))
def test_bits_are_multiples_of_a_grain(count: int) -> None:
    vocabulary = Vocabulary.build(["A"], np.array([count]), np.array([0]), people=10_000)
    assert float(vocabulary["name_bits"][1]) / float(GRAIN) % 1 == 0
