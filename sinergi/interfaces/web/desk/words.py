"""How the two sides of a case are laid beside each other, and how its evidence is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from linkage.compare import FieldMark, compare
from sinergi.domain.identity.choices import CaseKind
from sinergi.domain.people.rules import masked, masked_words
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.identity.words import field_label
from sinergi.interfaces.web.people.words import MARK_LABELS, MARK_TONES

if TYPE_CHECKING:
    from sinergi.domain.identity.models import ReviewCase
    from sinergi.domain.identity.services.reviewing import Looked
    from sinergi.domain.people.models import Episode, Person

GUARD = "guard"
_WHOLE = ("nik", "birth_date", "sex", "stays", "region_code")


@dataclass(frozen=True)
class Piece:
    """A word of a value, and whether the other side lacks it."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Line:
    """One field of both sides with how they compare; `note` says where two numbers differ."""

    label: str
    here: tuple[Piece, ...]
    there: tuple[Piece, ...]
    mark: str
    tone: str
    note: str = ""


@dataclass(frozen=True)
class Told:
    """A sentence of the evidence; `bits` "" weighs nothing, `speaks` says for which answer it does."""

    sentence: str
    bits: str
    speaks: str
    tone: str


def title(case: ReviewCase) -> str:
    if case.other is not None:
        return _("%(one)s dan %(other)s") % {"one": case.person.name, "other": case.other.name}
    return case.person.name


def kind(case: ReviewCase) -> str:
    """What is asked, and what hangs on it."""
    if case.kind == CaseKind.PAIR:
        return _("Dua catatan, satu orang?")
    return _("NIK yang ditemukan di ekstrak") if case.proposal_id else _("Orang dan baris ekstrak")


def lines(looked: Looked) -> list[Line]:
    """The fields side by side. Without the role for it NIK and mother's name stay masked on both sides."""
    here, there = _values(looked.person, looked), _there(looked)
    marks = _marks(looked)
    shown = [_line(field, here[field], there[field], marks.get(field)) for field in here]
    return [line for line in shown if line.here or line.there]


def evidence(case: ReviewCase) -> list[Told]:
    """What weighs, the heaviest first."""
    weighing = [each for each in case.evidence if each["field"] != GUARD]
    return [_told(each["sentence"], each["bits"]) for each in sorted(weighing, key=lambda each: -abs(each["bits"]))]


def guards(case: ReviewCase) -> list[str]:
    """Why a person has to look, whatever the weight."""
    return [each["sentence"] for each in case.evidence if each["field"] == GUARD]


def weight(case: ReviewCase) -> str:
    """The machine's word in one line."""
    said = _("Peluang menurut mesin %(chance)s %%, bobot %(bits)s bit") % {
        "chance": _percent(case.probability),
        "bits": _bits(case.weight_bits),
    }
    if case.margin_bits is None:
        return f"{said}."
    return _("%(said)s, %(margin)s bit di atas calon berikutnya.") % {"said": said, "margin": _bits(case.margin_bits)}


def _percent(chance: float) -> str:
    """To two decimals, and never rounded to certainty."""
    if chance > 0.9999:
        return f"> {number_format(99.99)}"
    return f"< {number_format(0.01)}" if chance < 0.0001 else number_format(round(100 * chance, 2))


def _told(sentence: str, bits: float) -> Told:
    if abs(bits) < 0.05:
        return Told(sentence, "", _("tidak menimbang"), "unknown")
    return Told(
        sentence, _bits(bits), _("mendukung sama") if bits > 0 else _("mendukung beda"), "good" if bits > 0 else "bad"
    )


def _bits(bits: float) -> str:
    return f"{'−' if bits < 0 else '+'}{number_format(abs(round(bits, 1)))}"


def _values(person: Person, looked: Looked) -> dict[str, str]:
    return {
        "name": person.name,
        "aliases": ", ".join(alias.name for alias in person.aliases.all()),
        "birth_date": day(person.birth_date),
        "birth_place": person.birth_place,
        "sex": person.get_sex_display() if person.sex else "",
        "nik": person.nik if looked.opened else person.masked_nik,
        "mother_name": person.mother_name if looked.opened else person.masked_mother_name,
        "region_code": person.region_code,
        "stays": "; ".join(_stays(looked.stays.get(person.human_key, ()))),
    }


def _stays(episodes: Iterable[Episode]) -> Iterator[str]:
    for episode in episodes:
        until = day(episode.ends_on) if episode.ends_on else _("sekarang")
        yield f"{episode.get_category_display()}, {episode.unit.name}, {day(episode.starts_on)} – {until}"


def _there(looked: Looked) -> dict[str, str]:
    if looked.other is not None:
        return _values(looked.other, looked)
    row = looked.row
    assert row is not None, "a case has two sides"
    nik, mother = row.nik or "", row.mother_name or ""
    sexes = {"L": _("Laki-laki"), "P": _("Perempuan")}
    return {
        "name": row.name,
        "aliases": ", ".join(row.aliases),
        "birth_date": day(row.birth_date),
        "birth_place": row.birth_place or "",
        "sex": sexes.get(row.sex or "", ""),
        "nik": nik if looked.opened else masked(nik),
        "mother_name": mother if looked.opened else masked_words(mother),
        "region_code": row.region_code or "",
        "stays": "",
    }


def _marks(looked: Looked) -> dict[str, tuple[FieldMark, str]]:
    """How the fields compare now: the particulars may have been mended since the case was opened."""
    found = {field: (mark, "") for field, mark in compare(*looked.compared).marks().items()}
    one, other = (side.nik or "" for side in looked.compared)
    if one != other:
        found["nik"] = (found["nik"][0], _where_they_differ(one, other))
    return found


def _line(field: str, here: str, there: str, marked: tuple[FieldMark, str] | None) -> Line:
    labels = {"aliases": _("Nama lain"), "region_code": _("Wilayah alamat"), "stays": _("Riwayat")}
    label = labels.get(field) or field_label(field)
    mark, note = marked or (None, "")
    is_whole = field in _WHOLE
    beside = (here, there) if field != "stays" else ("", "")  # two stays always differ
    return Line(
        label,
        tuple(_pieces(here, beside[1], whole=is_whole)),
        tuple(_pieces(there, beside[0], whole=is_whole)),
        str(MARK_LABELS[mark]) if mark else "",
        MARK_TONES[mark] if mark else "",
        note,
    )


def _pieces(text: str, other: str, *, whole: bool) -> Iterator[Piece]:
    """The words, each marked when the other side has a value without it."""
    known = _folded([other] if whole else other.split())
    for word in [text] if whole and text else text.split():
        yield Piece(word, bool(other) and word.casefold() not in known)


def _folded(words: Iterable[str]) -> set[str]:
    return {word.casefold() for word in words}


def _where_they_differ(here: str, there: str) -> str:
    """At which digits two numbers differ, without showing any of them."""
    if not here or not there:
        return _("hanya ada di satu pihak")
    if len(here) != len(there):
        return _("panjangnya berbeda")
    places = [str(place) for place, (one, other) in enumerate(zip(here, there, strict=True), start=1) if one != other]
    return _("berbeda pada angka ke-%(places)s") % {"places": ", ".join(places)}
