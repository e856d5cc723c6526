import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.names import NameParts, fold, normalised, parts, plain_words, tokens

# Made of the pieces the rules look for, so that properties meet them in every order.
PIECES = (
    "Budi Soekarjo Djoko Tjahjo Sjarif Muh. Moh M. M Mochamad H. Hj Dr. Ir S.H. SH S.Pd S. Pd. S.Pd.I M.Si bin binti "
    "alias als @ (alm) Almarhum Abd. St. Ma'ruf Nur-Hayati É Oe oOE ddj ttj , . - K.H. H.M.Yusuf I Wayan"
)
pieces = st.sampled_from(PIECES.split())
name_texts = st.one_of(st.lists(pieces, max_size=8).map(" ".join), st.lists(pieces, max_size=6).map("".join), st.text())
words = st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Drs. H. Budi Santoso, S.H., M.Si.", "BUDI SANTOSO"),
        ("Hj Siti Aminah S.Pd.I", "SITI AMINAH"),
        ("budi  santoso s. pd", "BUDI SANTOSO"),
        ("H.M.Yusuf", "MUHAMMAD YUSUF"),
        ("M. Yusuf", "MUHAMMAD YUSUF"),
        ("Moh. Yusuf", "MUHAMMAD YUSUF"),
        ("Mochammad Yusuf", "MUHAMMAD YUSUF"),
        ("Muchamad Yusuf", "MUHAMMAD YUSUF"),
        ("Ahmad Mohamed", "AHMAD MUHAMMAD"),
        ("Yusuf M.", "YUSUF M"),
        ("M", "M"),
        ("St. Aminah", "SITI AMINAH"),
        ("Abd. Rahman", "ABDUL RAHMAN"),
        ("Djoko Soetjipto", "JOKO SUCIPTO"),
        ("Sjafrudin", "SYAFRUDIN"),
        ("Ma’ruf", "MARUF"),
        ("José-María", "JOSE MARIA"),
        ("H.", "H"),
        ("Dr. Ir.", "IR"),
        ("Raden Ajeng Kusuma", "RADEN AJENG KUSUMA"),
        ("Karto (Alm.)", "KARTO"),
        ("", ""),
        ("123 ?", ""),
    ],
)
def test_a_name_is_brought_to_one_spelling(written: str, expected: str) -> None:
    assert normalised(written) == expected
    assert tokens(written) == tuple(expected.split())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Budi alias Otong", NameParts("BUDI", ("OTONG",))),
        ("Budi als. Otong @ Si Kecil", NameParts("BUDI", ("OTONG", "SI KECIL"))),
        ("Budi bin H. Karto (alm)", NameParts("BUDI", (), "KARTO")),
        ("Siti binti Karto alias Iti", NameParts("SITI", ("ITI",), "KARTO")),
        ("Bin Tang", NameParts("BIN TANG")),
        ("Budi bin", NameParts("BUDI")),
    ],
)
def test_alias_and_parent_are_split_off(written: str, expected: NameParts) -> None:
    assert parts(written) == expected


@given(name_texts)
def test_normalising_a_name_twice_is_normalising_it_once(text: str) -> None:
    assert normalised(normalised(text)) == normalised(text)


@given(name_texts)
def test_letter_case_does_not_matter(text: str) -> None:
    assert parts(text) == parts(text.upper()) == parts(text.upper().lower())


@given(name_texts)
def test_a_normalised_name_is_capitals_and_single_spaces(text: str) -> None:
    assert all(token.isascii() and token.isalpha() and token.isupper() for token in tokens(text))
    assert normalised(text) == " ".join(tokens(text))


@given(name_texts)
def test_titles_never_take_the_whole_name(text: str) -> None:
    assert bool(normalised(text)) == bool(plain_words(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACHMAD", "AHMAT"),
        ("AKHMAD", "AHMAD"),
        ("YUSUF", "JUSUP"),
        ("SYAIFUL", "SAEFUL"),
        ("ZAENAL", "JAENAL"),
        ("SUPRIYADI", "SUPRIADI"),
        ("SETYAWAN", "SETIAWAN"),
        ("FATIMAH", "PATIMA"),
        ("NYOMAN", "NJOMAN"),
        ("SUWARNO", "SUARNO"),
        ("YENNY", "YENI"),
        ("THERESIA", "TERESIA"),
    ],
)
def test_spellings_that_sound_alike_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("BUDI", "RUDI"), ("SITI", "SRI"), ("AGUS", "BAGUS"), ("YANTO", "YANTI")])
def test_names_that_sound_different_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(words)
def test_folding_twice_is_folding_once_and_never_leaves_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word) != ""
