"""How right answers are, where the truth is known: precision, recall and F1 with intervals, calibration, by group.

ANSWERS as `linkage` writes them against a TRUTH of the same people: id, and who they are in the register as
`register_nik` or `register_row` (`nik` and `row` are understood too); empty is “not in the register”. PAIRS against a TRUTH
with `person`, which is the same for two entries about one person. Every further column of TRUTH is a group.
A TRUTH about some of the people judges these only.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import comb, sqrt
from pathlib import Path
from typing import Any

from linkage import nik as niks
from linkage.faults import Fault
from linkage.sheets import Sheet, open_sheet

SAME, LOOK, DIFFERENT = "same", "look", "different"
MOST_GROUPS = 50
OTHERS = "(lainnya)"
EDGES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0)
"""Probabilities between which answers are compared with what came true."""

_Z = 1.959963984540054
_TRUTH_COLUMNS = ("register_nik", "register_row", "nik", "row", "person")


class QualityFault(Fault):
    """Answers and truth do not fit each other."""


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `of`, with Wilson's interval at 95 %; shares are None when there is nothing to share.

    Source: Wilson 1927, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22, 209–212.
    """

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def low(self) -> float | None:
        return max(self._middle() - self._reach(), 0.0) if self.of else None

    @property
    def high(self) -> float | None:
        return min(self._middle() + self._reach(), 1.0) if self.of else None

    def _middle(self) -> float:
        return (self.hits + _Z**2 / 2) / (self.of + _Z**2)

    def _reach(self) -> float:
        return _Z * sqrt(self.hits * (self.of - self.hits) / self.of + _Z**2 / 4) / (self.of + _Z**2)

    def as_json(self) -> dict[str, float | int | None]:
        return {"hits": self.hits, "of": self.of, "share": self.share, "low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Quality:
    """What was said against what is. `said` counts answers “same”, `true` those who are in the register (or true pairs)."""

    judged: int
    right: int
    said: int
    true: int
    looks: int
    right_looks: int

    @property
    def precision(self) -> Share:
        """Of those said to be the same, how many are."""
        return Share(self.right, self.said)

    @property
    def recall(self) -> Share:
        """Of those who are the same as somebody, how many were found."""
        return Share(self.right, self.true)

    @property
    def f1(self) -> tuple[float | None, float | None, float | None]:
        """F1 with its interval: that of the share right / (said or true), J, from which F1 is 2J / (1 + J)."""
        overlap = Share(self.right, self.said + self.true - self.right)
        f1, low, high = (None if j is None else 2 * j / (1 + j) for j in (overlap.share, overlap.low, overlap.high))
        return f1, low, high

    def as_json(self) -> dict[str, Any]:
        f1, low, high = self.f1
        return {
            "judged": self.judged,
            "precision": self.precision.as_json(),
            "recall": self.recall.as_json(),
            "f1": {"share": f1, "low": low, "high": high},
            "look": {"number": self.looks, "right": self.right_looks},
        }


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers with a probability in [`low`, `high`), the last bin including 1: the mean stated and the share true."""

    low: float
    high: float
    stated: float
    came_true: Share


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known about how right a file of answers is; `groups` by column of TRUTH, then by its value."""

    total: Quality
    bins: tuple[Bin, ...]
    groups: dict[str, dict[str, Quality]]
    unjudged: int
    """How many answers (or pairs) are about people whom TRUTH does not know."""

    def as_json(self) -> dict[str, Any]:
        return {
            "total": self.total.as_json(),
            "calibration": [
                {"low": one.low, "high": one.high, "stated": one.stated, "came_true": one.came_true.as_json()}
                for one in self.bins
            ],
            "groups": {
                column: {value: quality.as_json() for value, quality in values.items()}
                for column, values in self.groups.items()
            },
            "unjudged": self.unjudged,
        }


def measure(answers: Path, truth: Path) -> Report:
    """Judge ANSWERS or PAIRS by TRUTH. Raises QualityFault when the two do not fit, FileFault for a bad file."""
    if {"id_a", "id_b"} <= set(_columns(answers)):
        return _measure_pairs(answers, truth)
    return _measure_answers(answers, truth)


@dataclass(slots=True)
class _Tally:
    """The counts of one group, and of all."""

    judged: int = 0
    right: int = 0
    said: int = 0
    true: int = 0
    looks: int = 0
    right_looks: int = 0

    def add(self, answer: str, *, is_right: bool, is_true: bool) -> None:
        self.judged += 1
        self.true += is_true
        self.said += answer == SAME
        self.right += answer == SAME and is_right
        self.looks += answer == LOOK
        self.right_looks += answer == LOOK and is_right

    def quality(self) -> Quality:
        return Quality(self.judged, self.right, self.said, self.true, self.looks, self.right_looks)


class _Tallies:
    """Counts in total, by group and by stated probability."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._total = _Tally()
        self._groups: dict[str, dict[str, _Tally]] = {column: {} for column in columns}
        self._stated: dict[int, list[float]] = defaultdict(lambda: [0.0, 0, 0])

    def of(self, groups: dict[str, str]) -> Iterator[_Tally]:
        yield self._total
        for column, value in groups.items():
            tallies = self._groups[column]
            yield tallies.setdefault(value if value in tallies or len(tallies) < MOST_GROUPS else OTHERS, _Tally())

    def state(self, probability: float, *, is_right: bool) -> None:
        at = next(at for at, high in enumerate(EDGES[1:]) if probability < high or high == 1)
        stated = self._stated[at]
        stated[0] += probability
        stated[1] += is_right
        stated[2] += 1

    def report(self, *, unjudged: int) -> Report:
        bins = tuple(
            Bin(EDGES[at], EDGES[at + 1], total / number, Share(int(right), int(number)))
            for at, (total, right, number) in sorted(self._stated.items())
        )
        groups = {
            column: {value: tally.quality() for value, tally in sorted(tallies.items())}
            for column, tallies in self._groups.items()
        }
        return Report(self._total.quality(), bins, groups, unjudged)


def _measure_answers(answers: Path, truth: Path) -> Report:
    names = _columns(truth)
    by = "register_row" if "register_row" in _columns(answers) else "register_nik"
    known_as = by if by in names else by.removeprefix("register_")
    if known_as not in names:
        raise QualityFault(f"Kolom {by} tidak ada di {truth.name}; tanpa itu jawaban tidak dapat dinilai.")
    groups = [name for name in names if name not in {"id", *_TRUTH_COLUMNS}]
    real: dict[str, tuple[str, dict[str, str]]] = {}
    for row, cells in _rows(open_sheet(truth, required=["id", known_as], optional=groups)):
        if cells["id"] in real:
            raise QualityFault("id ini sudah dipakai di baris lain; setiap orang harus punya id sendiri.", row=row)
        real[cells["id"]] = _target(cells[known_as]), {name: cells[name] for name in groups}
    tallies, unjudged = _Tallies(groups), 0
    judged: set[str] = set()
    for row, cells in _rows(open_sheet(answers, required=["id", "answer", by, "probability"])):
        if cells["id"] not in real:
            unjudged += 1
            continue
        if cells["id"] in judged:
            raise QualityFault("orang ini dijawab dua kali; periksa berkasnya.", row=row)
        judged.add(cells["id"])
        target, values = real[cells["id"]]
        candidate = _target(cells[by])
        is_right = bool(candidate) and candidate == target
        for tally in tallies.of(values):
            tally.add(_answer(cells["answer"], row), is_right=is_right, is_true=bool(target))
        if candidate:
            tallies.state(_probability(cells["probability"], row), is_right=is_right)
    if unanswered := len(real) - len(judged):
        raise QualityFault(f"{answers.name} tidak menjawab {unanswered} orang dari {truth.name}; periksa berkasnya.")
    return tallies.report(unjudged=unjudged)


def _measure_pairs(pairs: Path, truth: Path) -> Report:
    groups = [name for name in _columns(truth) if name not in {"id", *_TRUTH_COLUMNS}]
    people: dict[str, tuple[str, tuple[str, ...]]] = {}
    for _row, cells in _rows(open_sheet(truth, required=["id", "person"], optional=groups)):
        people[cells["id"]] = cells["person"], tuple(cells[name] for name in groups)
    tallies, unjudged = _Tallies(groups), 0
    for row, cells in _rows(open_sheet(pairs, required=["id_a", "id_b", "answer", "probability"])):
        one, other = people.get(cells["id_a"]), people.get(cells["id_b"])
        if one is None or other is None:
            unjudged += 1
            continue
        is_right = one[0] == other[0]
        for tally in tallies.of(_together(groups, one[1], other[1])):
            # Whether it is true is counted below, for those too that nobody found.
            tally.add(_answer(cells["answer"], row), is_right=is_right, is_true=False)
        tallies.state(_probability(cells["probability"], row), is_right=is_right)
    entries: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for person, values in people.values():
        entries[person][values] += 1
    for counts in entries.values():
        kinds = sorted(counts)
        for at, one_kind in enumerate(kinds):
            for other_kind in kinds[at:]:
                number = comb(counts[one_kind], 2) if one_kind == other_kind else counts[one_kind] * counts[other_kind]
                for tally in tallies.of(_together(groups, one_kind, other_kind)) if number else ():
                    tally.true += number
    return tallies.report(unjudged=unjudged)


def _together(columns: list[str], one: tuple[str, ...], other: tuple[str, ...]) -> dict[str, str]:
    """The groups of a pair: the value of both, or the two values."""
    return {
        column: a if a == b else " + ".join(sorted((a, b))) for column, a, b in zip(columns, one, other, strict=True)
    }


def _target(text: str) -> str:
    """A NIK or row number in one spelling; "" for none."""
    return niks.normalised(text)


def _answer(text: str, row: int) -> str:
    if text not in {SAME, LOOK, DIFFERENT}:
        raise QualityFault(f"kolom answer harus {SAME}, {LOOK} atau {DIFFERENT}.", row=row)
    return text


def _probability(text: str, row: int) -> float:
    try:
        probability = float(text)
    except ValueError:
        probability = -1.0
    if not 0 <= probability <= 1:
        raise QualityFault("kolom probability harus bilangan antara 0 dan 1.", row=row)
    return probability


def _columns(path: Path) -> list[str]:
    sheet = open_sheet(path, required=())
    return list(sheet.ignored)


def _rows(sheet: Sheet) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows with their spreadsheet rows; what is empty is ""."""
    return chain.from_iterable(_rows_of(batch.rows.to_pylist(), batch.columns) for batch in sheet.batches())


def _rows_of(numbers: list[int], columns: dict[str, Any]) -> Iterator[tuple[int, dict[str, str]]]:
    cells = [[cell or "" for cell in column.to_pylist()] for column in columns.values()]
    for number, row in zip(numbers, zip(*cells, strict=True), strict=True):
        yield number, dict(zip(columns, row, strict=True))
