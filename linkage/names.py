"""Indonesian personal names, brought to one spelling so that two writings of one name can be compared.

A register and a prison file write the same person differently: with or without titles (“Drs. H. …, S.H.”), an alias,
the father's name after bin or binti, Muhammad in a dozen forms, the spelling from before 1972. `parts` takes a name
apart, `normalised` gives the main name, `fold` writes a token roughly as it sounds.
The spelling rules follow the reform of 1972 (Ejaan yang Disempurnakan, Keputusan Presiden 57/1972: dj → j, tj → c,
sj → sy; before it, in 1947, oe → u). Old j for y and nj for ny are left to `fold`: modern names are full of both.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MUHAMMAD = "MUHAMMAD"

# Names are made of few words: so many are worked out once only.
_REMEMBERED = 65_536


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Written before a name. Ranks of nobility (Raden, Andi, Teuku) are part of the name and stay.
_TITLES_BEFORE = _listed(
    "H HJ HI HJH KH KHR DR DRS DRA DRG DRH IR PROF HAJI HAJJAH USTAD USTADZ USTADZAH SDR SDRI BPK TN NY NN"
)
# Written after a name; degrees with their dots taken out.
_TITLES_AFTER = _listed(
    """AMD AMDKEB AMDKEP AMDKL AMDAK AMK AMAPD SH SE SEI SESY ST STP STR STRKEB STRPAS SIP SIK SIKOM SPD SPDI SPDK
    SPSI SAG SAP SAB SSOS SSOSI SSI SST SSTP SSTPI SKOM SKM SKEP SKEPNS SKED SFARM SGZ SHUM SHI SSY SSN SPT SP SPI SHUT
    STHI SUD SPAR SDS SARS SMN STRK MH MHI MHUM MSI MSC MPD MPDI MPDK MM MMPD MT MTI MKES MKEP MKM MKN MKOM MIKOM
    MAP MAB MAG MA ME MEI MSY MSOS MSE MPSI MPH MIP MBA MTH MFARM PHD BSC LC LLM SPB SPOG SPA APT NERS NS"""
)
_LATE = frozenset({"ALM", "ALMH", "ALMARHUM", "ALMARHUMAH"})
_ALIAS = frozenset({"ALIAS", "ALS", "AKA"})
_CHILD_OF = frozenset({"BIN", "BINTI", "BINTE"})

_MUHAMMAD_IN_FULL = re.compile(r"M[OU](?:H|CH|KH)?AM{1,2}[AE][DT]")
_MUHAMMAD_IN_SHORT = frozenset({"MUH", "MOH", "MUCH", "MOCH", "MOKH", "MUKH", "MUHD", "MOHD", "MUHAM", "MOHAM", "MHD"})
_MUHAMMAD_ONLY_IN_FRONT = frozenset({"M", "MD"})
_SHORT_FORMS = {"ABD": "ABDUL", "ST": "SITI"}

_OLD_SPELLING = (
    (re.compile("OE"), "U"),
    (re.compile("D+J"), "J"),
    (re.compile("T+J"), "C"),
    (re.compile("SJ"), "SY"),
)

# Joined to the letter before, as in Ma'ruf; every other sign separates.
_JOINING = str.maketrans(dict.fromkeys("'’‘`´ʼʻ"))
_WITHOUT_DECOMPOSITION = str.maketrans({"Ø": "O", "Æ": "AE", "Đ": "D", "Ð": "D", "Ł": "L", "Þ": "TH"})
_OTHER_SIGNS = re.compile(r"[^A-Z.]+")

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("[KC]H", "H"),  # Akhmad, Achmad, Ahmad
        ("S[YHZ]", "S"),  # Syarif, Sharif, Sarif
        ("TH", "T"),
        ("D[HZ]", "D"),
        ("GH", "G"),
        ("BH", "B"),
        ("PH|[FV]", "P"),  # Arif, Ariph, Arip
        ("A[EIY](?=[^AEIOU]|$)", "E"),  # Saiful, Saeful
        ("I[EY](?=[^AEIOU]|$)", "I"),
        ("IY(?=[AEOU])", "I"),  # Supriyadi, Supriadi
        ("UW(?=[AEIO])", "U"),  # Suwarno, Suarno
        ("(?<=[BCDFGKLMPRT])Y(?=[AEIOU])", "I"),  # Setyawan, Setiawan
        ("Q", "K"),
        ("X", "S"),
        ("(?<=.)Y$|Y(?=[^AEIOU])", "I"),
        ("[YZ]", "J"),  # Yusuf, Jusuf; Zaenal, Jaenal
        ("(?<=..)H$", ""),
        ("(?<=.)D$", "T"),  # final d and b are not voiced: Ahmad, Ahmat
        ("(?<=.)B$", "P"),
        (r"(.)\1+", r"\1"),
    )
)

_COARSE = str.maketrans("BCDGKLMNPRSTX", "PKTKKLMNPRSTS", "AEIOUHWJ")
_NOT_PLAIN = (
    _TITLES_BEFORE | _TITLES_AFTER | _LATE | _ALIAS | _CHILD_OF
    | _MUHAMMAD_IN_SHORT | _MUHAMMAD_ONLY_IN_FRONT | _SHORT_FORMS.keys()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name taken apart, each part normalised: main name, aliases, the parent after bin or binti."""

    main: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None


def parts(text: str) -> NameParts:
    """Split alias (“alias”, “als”, “@”) and bin/binti tails from a name and normalise each part.

    A marker that opens the name is taken as part of it: somebody may be called so.
    """
    words = _words(text)
    segments: list[tuple[str, list[str]]] = [("main", [])]
    for word in words:
        if segments[0][1] and word in _ALIAS:
            segments.append(("alias", []))
        elif segments[0][1] and word in _CHILD_OF:
            segments.append(("parent", []))
        else:
            segments[-1][1].append(word)
    found = [(role, " ".join(_expanded(_without_titles(segment)))) for role, segment in segments]
    parents = [name for role, name in found if role == "parent" and name]
    return NameParts(
        main=found[0][1],
        aliases=tuple(name for role, name in found if role == "alias" and name),
        parent=parents[-1] if parents else None,
    )


def normalised(text: str) -> str:
    """The main name in capitals A–Z and single spaces, without titles and tails, in modern spelling.

    Does not depend on letter case; normalising twice changes nothing. Empty when `text` holds no Latin letter.
    """
    return parts(text).main


def tokens(text: str) -> tuple[str, ...]:
    """The words of the normalised main name, in their order."""
    return tuple(normalised(text).split())


def plain_words(text: str) -> tuple[str, ...]:
    """The words of any text in capitals A–Z and modern spelling, nothing removed: for places."""
    return tuple(_words(text))


@lru_cache(_REMEMBERED)
def fold(token: str) -> str:
    """A normalised token written roughly as it sounds, so that spellings that sound alike become equal.

    Folding twice changes nothing. Never empty for a token that is not.
    """
    # Every rule shortens the token or moves a letter one way (F→P, Y→J, D→T …), so this ends.
    while (sounded := _sounded(token)) != token:
        token = sounded
    return token


def skeleton(token: str) -> str:
    """The consonants of a folded token in a coarse alphabet, for keys: what survives most slips of pen and ear.

    Vowels, H, W and J are left out and nothing depends on the place in the word, so that the skeletons of two words
    written one after the other are the skeleton of both written together. Empty for a token of vowels only.
    """
    return fold(token).translate(_COARSE)


def is_plain_word(word: str) -> bool:
    """Whether a capital word A–Z means the same wherever it stands in a name: no title, marker or short form."""
    modern = _modern(word)
    return len(modern) > 1 and modern not in _NOT_PLAIN and word not in _NOT_PLAIN


def plain_form(word: str) -> str:
    """The normalised form of a word for which `is_plain_word` holds."""
    modern = _modern(word)
    return MUHAMMAD if _MUHAMMAD_IN_FULL.fullmatch(modern) else modern


def _sounded(token: str) -> str:
    for pattern, sound in _SOUNDS:
        token = pattern.sub(sound, token)
    return token


def _words(text: str) -> list[str]:
    """Capital words in modern spelling; a degree written with dots becomes one word, other dots separate."""
    capitals = text.upper().replace("@", " ALIAS ").translate(_JOINING)
    if not capitals.isascii():
        unaccented = "".join(c for c in unicodedata.normalize("NFKD", capitals) if unicodedata.category(c)[0] != "M")
        capitals = unaccented.upper().translate(_WITHOUT_DECOMPOSITION)
    letters = _OTHER_SIGNS.sub(" ", capitals)
    words: list[str] = []
    for chunk in letters.split():
        if "." not in chunk:
            words.append(chunk)
            continue
        joined = chunk.replace(".", "")
        is_title = joined in _TITLES_BEFORE or joined in _TITLES_AFTER
        words.extend([joined] if is_title else [piece for piece in chunk.split(".") if piece])
    return [_modern(word) for word in words]


@lru_cache(_REMEMBERED)
def _modern(word: str) -> str:
    for pattern, letter in _OLD_SPELLING:
        word = pattern.sub(letter, word)
    return word


def _without_titles(words: list[str]) -> list[str]:
    """`words` without titles at either end; the last word left is the name, whatever it is."""
    living = [word for word in words if word not in _LATE] or words
    while len(living) > 1:
        if living[0] in _TITLES_BEFORE:
            living = living[1:]
        elif taken := _words_of_last_title(living):
            living = living[:-taken]
        else:
            break
    return living


def _words_of_last_title(words: list[str]) -> int:
    """How many words the degree at the end takes: “SPD” one, “S PD” two, “S PD I” three; 0 without a degree."""
    for count in (1, 2, 3):
        last = words[-count:]
        # Only a degree that was spelled apart starts with a single letter.
        if count < len(words) and "".join(last) in _TITLES_AFTER and (count == 1 or len(last[0]) == 1):
            return count
    return 0


def _expanded(words: list[str]) -> list[str]:
    """Muhammad in one spelling and common short forms in full; a short form that stands last may be a name itself."""
    return [_long_form(word, is_first=at == 0, is_last=at == len(words) - 1) for at, word in enumerate(words)]


@lru_cache(_REMEMBERED)
def _long_form(word: str, *, is_first: bool, is_last: bool) -> str:
    if _MUHAMMAD_IN_FULL.fullmatch(word):
        return MUHAMMAD
    if is_last:
        return word
    if word in _MUHAMMAD_IN_SHORT or (is_first and word in _MUHAMMAD_ONLY_IN_FRONT):
        return MUHAMMAD
    return _SHORT_FORMS.get(word, word)
