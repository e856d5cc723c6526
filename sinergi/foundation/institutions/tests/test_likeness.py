"""Two spellings of one institution are found and proposed; a person decides, once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.institutions import queries
from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.institutions.models import Institution, LikelyPair
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.rules.likeness import LEGAL_FORMS, THRESHOLD, grams, likeness
from sinergi.foundation.institutions.services import founding, likening
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import NOW, SYSTEM, actor, institution, partner

SETTLER = actor(SETTLE)
WORDS = (
    "PT CV Yayasan Lapas Rutan Kelas IIA Dinas Kota Kabupaten Sejahtera Bina Warga Palembang Palu Satu (PKBI) (Persero)"
)
words = st.sampled_from(WORDS.split())
names = st.text(max_size=40) | st.lists(words, min_size=1, max_size=6).map(" ".join)

ALIKE = [
    ("PT Suka Domba", "Suka Domba, PT."),
    ("PT PLN (Persero)", "PLN"),
    ("PKBI", "Perkumpulan Keluarga Berencana Indonesia (PKBI)"),
    ("PKBI (PKBI)", "Perkumpulan Keluarga Berencana Indonesia (PKBI)"),
    ("Lapas Kelas IIA Palembang", "Lembaga Pemasyarakatan Klas II A Palembang"),
    ("Yayasan Bina Warga Indonesia", "Yayasan Bina Warga Indonsia"),
    ("Kemenag Kota Palu", "Kementerian Agama Kota Palu"),
    ("Disdukcapil Kota Madiun", "Dinas Kependudukan dan Pencatatan Sipil Kota Madiun"),
    ("Lapas Malang", "Lapas Kelas I Malang"),
]
DIFFERENT = [
    ("Lapas Palembang", "Rutan Palembang"),
    ("Lapas Kelas I Malang", "Lapas Kelas IIA Malang"),
    ("Lapas Kelas IIA Bekasi", "Lapas Kelas IIA Besi"),
    ("Lapas Contoh Delapan", "Lapas Contoh Delapan Belas"),
    ("Dinas Sosial Kota Malang", "Dinas Sosial Kabupaten Malang"),
    ("Dinas Pendidikan Kota Palu", "Dinas Pendidikan Kota Palembang"),
    ("Kementerian Imigrasi dan Pemasyarakatan", "Direktorat Jenderal Pemasyarakatan"),
    ("SMK Negeri 1 Palu", "SMK Negeri 2 Palu"),
    ("Yayasan Bina Warga", "Yayasan Dompet Dhuafa"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_one_institution_are_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= THRESHOLD
    assert grams(one) & grams(other), "it would not be found"


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_institutions_that_differ_in_what_tells_them_apart_are_not(one: str, other: str) -> None:
    assert likeness(one, other) < THRESHOLD


@given(names, names)
def test_likeness_is_a_share_and_symmetric(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1


@given(names)
def test_a_name_is_entirely_like_itself_in_any_case(name: str) -> None:
    assert likeness(name, name) == 1
    if name.isascii():
        assert likeness(name, name.upper()) == 1


@given(
    names.filter(folded),
    st.sampled_from(["PT {}", "{} Tbk", "CV. {}", "Yayasan {}", "Perkumpulan {}", "PT {} (Persero)"]),
)
def test_a_legal_form_changes_nothing(name: str, form: str) -> None:
    bare = name.replace("(", " ").replace(")", " ")
    if set(folded(bare).split()) - LEGAL_FORMS:
        assert likeness(bare, form.format(bare)) == 1


@pytest.mark.django_db
class TestProposing:
    def test_a_newcomer_that_resembles_somebody_is_proposed_with_how_much(self) -> None:
        known = partner("Yayasan Bina Tunas")
        newcomer = partner("Bina Tunas (Yayasan)")
        [pair] = queries.open_pairs(SETTLER)
        assert {pair.first, pair.second} == {known, newcomer}
        assert pair.likeness == 1

    def test_who_resembles_nobody_is_not(self) -> None:
        partner("Yayasan Bina Tunas")
        partner("Dompet Dermawan")
        assert not LikelyPair.objects.exists()

    def test_made_up_and_real_are_never_proposed_together(self) -> None:
        partner("Yayasan Bina Tunas", example=False)
        partner("Bina Tunas")
        assert not LikelyPair.objects.exists()

    def test_an_abbreviation_leads_to_the_name_that_stands_before_it(self) -> None:
        whole = partner("Perkumpulan Ternak Lele Makmur (PTLM)")
        assert [each.institution for each in queries.alike("PTLM", viewer=SYSTEM, examples=True)] == [whole]

    def test_told_apart_once_they_are_not_proposed_again(self) -> None:
        partner("Yayasan Bina Tunas")
        newcomer = partner("Bina Tunas (Yayasan)")
        [pair] = queries.open_pairs(SETTLER)
        likening.tell_apart(pair, by=SETTLER, at=NOW)
        likening.propose(newcomer, at=NOW)
        assert not queries.open_pairs(SETTLER).exists()
        assert queries.find_pair(pair.public_id, SETTLER) is None
        with pytest.raises(likening.AlreadyDecided):
            likening.tell_apart(pair, by=SETTLER, at=NOW)

    def test_only_who_may_settle_everywhere_sees_and_decides(self) -> None:
        partner("Yayasan Bina Tunas")
        partner("Bina Tunas (Yayasan)")
        [pair] = LikelyPair.objects.all()
        for stranger in (actor("agreements.view"), actor(SETTLE, at=institution())):
            assert not queries.open_pairs(stranger).exists()
            with pytest.raises(NotAllowed):
                likening.tell_apart(pair, by=stranger, at=NOW)

    def test_looking_through_finds_what_was_there_before_the_looking(self) -> None:
        for name in ("Yayasan Bina Tunas", "Bina Tunas (Yayasan)"):
            partner(name)
        LikelyPair.objects.all().delete()
        Institution.objects.update(recorded_at=None)
        likening.look_through(at=NOW)
        assert LikelyPair.objects.count() == 1

    def test_a_name_is_compared_with_few_however_many_there_are(self) -> None:
        for number in range(100):
            founding.found(f"Perusahaan Roti {number}", category="", example=True, by=SYSTEM, at=NOW)
        best = partner("Yayasan Roti Bakar Makmur")
        assert queries.alike("Roti Bakar Makmur", viewer=SYSTEM, examples=True)[0].institution == best
