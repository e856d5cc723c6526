"""A name as a list writes it: with aliases, the father's name and titles in one cell."""

from __future__ import annotations

import re

from sinergi.domain.people.choices import AliasKind
from sinergi.domain.people.rules import KnownAs

_TITLES_BEFORE = frozenset(
    (
        "h",
        "hj",
        "hi",
        "kh",
        "dr",
        "drs",
        "dra",
        "drg",
        "ir",
        "prof",
        "ust",
        "ustad",
        "ustadz",
        "haji",
        "hajjah",
        "sdr",
        "sdri",
        "bpk",
        "tn",
        "ny",
        "nn",
        "alm",
        "almh",
    )
)
_TITLES_AFTER = frozenset(
    ("sh", "se", "st", "sip", "spd", "spdi", "spsi", "sag", "ssos", "skm", "skom", "sst", "spt", "amd", "amk", "mh", "mm",
     "msi", "mpd", "map", "mkn", "mhum")
)  # fmt: skip
_DOTTED = re.compile(r"(?:[A-Za-z]{1,6}\.\s?){1,4}[A-Za-z]{0,6}")
_MARKER = re.compile(
    r"\s*(?:\b(alias|als|a\.k\.a\.?|aka)\b\.?|(@)|\b(bin)\b\.?|\b(binti|bte|bt)\b\.?)\s*:?\s*", re.IGNORECASE
)
_BRACKETS = re.compile(r"\s*[(\[]([^)\]]{2,})[)\]]\s*")


def split_name(text: str) -> tuple[str, tuple[KnownAs, ...]]:
    """The name, and what is merged into it: aliases, the father's name, titles; all as written, signs around them gone."""
    found: list[KnownAs] = []

    def bracketed(match: re.Match[str]) -> str:
        found.append(KnownAs(match[1].strip(), AliasKind.ALIAS))
        return " "

    text = _BRACKETS.sub(bracketed, text)
    pieces = _MARKER.split(text)
    main = pieces[0]
    for at in range(1, len(pieces), 5):
        _alias, _sign, bin_, binti, tail = pieces[at : at + 5]
        kind = AliasKind.BIN if bin_ else AliasKind.BINTI if binti else AliasKind.ALIAS
        found += [KnownAs(piece.strip(" ,./"), kind) for piece in re.split(r"\s*/\s*", tail) if piece.strip(" ,./")]
    if not main.strip(" ,./"):  # a marker that opens the name is part of it
        return " ".join(text.split()), ()
    first, *others = re.split(r"\s*/\s*", main.strip(" /"))
    found = [KnownAs(other.strip(), AliasKind.ALIAS) for other in others if other.strip()] + found
    name, titles = _without_titles(first)
    return name, (*(KnownAs(title, AliasKind.TITLE) for title in titles), *found)


def _without_titles(text: str) -> tuple[str, list[str]]:
    main, *after = [piece.strip() for piece in text.split(",")]
    titles = []
    if after and all(_is_title(piece) for piece in after if piece):
        titles = [", ".join(piece for piece in after if piece)]
    elif after:
        main = " ".join(text.replace(",", " ").split())
    words = main.split()
    before: list[str] = []
    while len(words) > 1 and words[0].strip(".").casefold() in _TITLES_BEFORE:
        before.append(words.pop(0))
    found = [" ".join(before)] if before else []
    return " ".join(words), found + [title for title in titles if title]


def _is_title(piece: str) -> bool:
    """“S.H.” or “SH” behind a comma; a word without dots that is on no list is more likely a part of the name."""
    return bool(_DOTTED.fullmatch(piece)) or piece.casefold() in _TITLES_AFTER
