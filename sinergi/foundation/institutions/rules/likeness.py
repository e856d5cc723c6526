"""How alike two names are: evidence that they may be one institution under two spellings. A person decides.

Method: weighted Dice coefficient of letter trigrams (Dice 1945, Ecology 26, 297–302; trigrams padded at word ends), after
legal forms are left out, usual abbreviations are written in one way, and words that many institutions share weigh little.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from sinergi.foundation.institutions.rules.names import folded

THRESHOLD = 0.7
"""From here on a pair is proposed."""

TELLING, COMMON = 20, 3
"""Weight of a trigram in a word that tells who it is, and in one that many share; whole numbers, so that sums are exact."""

ABBREVIATION_LIKENESS = 0.9
DIFFERENT = 0.5
"""The most that two names can be alike which differ in a number, in the kind of unit, or in city against regency."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


LEGAL_FORMS = _words("pt cv ud pd fa tbk persero yayasan perkumpulan perseroan terbatas koperasi lsm ormas")
_SAME = (
    (r"lembaga pemasyarakatan", "lapas"),
    (r"rumah tahanan( negara)?", "rutan"),
    (r"balai pemasyarakatan", "bapas"),
    (r"lembaga pembinaan khusus anak", "lpka"),
    (r"kantor wilayah", "kanwil"),
    (r"direktorat jenderal", "ditjen"),
    (r"sekretariat jenderal", "setjen"),
    (r"inspektorat jenderal", "itjen"),
    (r"klas", "kelas"),
    (r"dinas kependudukan dan pencatatan sipil|disdukcapil|dukcapil", "dinas dukcapil"),
    (r"kementerian agama", "kemenag"),
    (r"kab", "kabupaten"),
    (r"univ", "universitas"),
    (r"(kelas )?(i|ii|iii) ([ab])", r"\1\2\3"),
)
_COMMON = _words(
    """lapas rutan bapas lpka lpas rupbasan kanwil ditjen kelas negara dinas badan kantor lembaga
    kementerian kota kabupaten provinsi kecamatan universitas institut sekolah politeknik rumah sakit balai pusat dan
    indonesia republik nasional daerah cabang wilayah bank pendidikan sosial kesehatan kependudukan dukcapil tenaga kerja
    pertanian perikanan agama kemenag pemerintah pengadilan negeri kejaksaan kepolisian polres puskesmas rsud contoh"""
)
_KINDS = _words(
    "lapas rutan bapas lpka lpas rupbasan kanwil lpp kementerian ditjen setjen itjen badan dinas universitas politeknik"
)
_LANDS = _words("kota kabupaten provinsi kecamatan desa")
_NUMBERS = _words(
    """i ii iii iv v vi ia ib iia iib iiia iiib satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas
    puluh ratus seratus pertama kedua ketiga"""
)


def likeness(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (one name but for form, case, punctuation); symmetric. Names without letters are alike
    to nothing but themselves."""
    mains, short = zip(*(_parts(name) for name in (one, other)), strict=True)
    if _differ(set(mains[0].split()), set(mains[1].split())):
        return min(DIFFERENT, _dice(*mains))
    abbreviated = bool((short[0] | {mains[0]}) & short[1] or (short[1] | {mains[1]}) & short[0])
    return max(_dice(*mains), ABBREVIATION_LIKENESS if abbreviated else 0.0)


def grams(name: str) -> frozenset[str]:
    """What a name is found by: the trigrams of its telling words, and its abbreviations whole."""
    main, short = _parts(name)
    words = [word for word in main.split() if word not in _COMMON] or main.split()
    return frozenset(gram for word in words for gram in _trigrams(word)) | frozenset(
        f"={each}" for each in short | {word for word in words if len(words) == 1 and len(word) <= 8}
    )


@lru_cache(maxsize=20_000)
def _parts(name: str) -> tuple[str, frozenset[str]]:
    """The name in one way of writing, legal form left out, and the abbreviations that stand in brackets beside it."""
    inside = [folded(text) for text in re.findall(r"\(([^()]*)\)", name)]
    short = frozenset(
        text for text in inside if text and " " not in text and text not in LEGAL_FORMS and len(text) <= 12
    )
    outside = folded(re.sub(r"\(([^()]*)\)", lambda m: " " if folded(m[1]) in short else f" {m[1]} ", name))
    words = [word for word in outside.split() if word not in LEGAL_FORMS]
    text = " ".join(words) or outside or folded(name)
    for long, same in _SAME:
        text = re.sub(rf"\b(?:{long})\b", same, text)
    return text, short


def _dice(one: str, other: str) -> float:
    first, second = _weighed(one), _weighed(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else float(one == other)


def _weighed(text: str) -> Counter[str]:
    weights: Counter[str] = Counter()
    for word in text.split():
        for gram in _trigrams(word):
            weights[gram] += COMMON if word in _COMMON or word in _NUMBERS else TELLING
    return weights


def _trigrams(word: str) -> Iterable[str]:
    padded = f"  {word} "
    return (padded[start : start + 3] for start in range(len(word) + 1))


def _differ(one: set[str], other: set[str]) -> bool:
    """Two that say which they are, and say it differently."""
    numbers = [{word for word in words if word in _NUMBERS or word.isdigit()} for words in (one, other)]
    groups = [numbers, *([one & group, other & group] for group in (_KINDS, _LANDS))]
    return any(first and second and first != second for first, second in groups)
