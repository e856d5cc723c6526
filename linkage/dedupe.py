"""Duplicates among our own people: which entries of one file are one person, such as returners and aliases.

Anchor first: two entries that were matched with the same row of a register (ANSWERS), or that bear the same NIK and agree in
their particulars, are one person. Everybody else is found by shared keys and weighed by the one scorer. Accepted pairs become
groups unless somebody in them contradicts (`linkage.clusters`); every pair of a group is written, also those that met only
through a third entry. The prior is learnt from the file: how many of all its pairs are one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from math import log2
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage.anchors import Anchors
from linkage.answers import Answer
from linkage.clusters import Clusters, cluster
from linkage.entries import Entries, entries_of, read_entries
from linkage.evidence import Reason
from linkage.likeness import NameLevel
from linkage.model import BirthLevel, Model, NikLevel, SexLevel
from linkage.pairing import Pairing, Rows
from linkage.running import Asked, Progress
from linkage.scoring import LOOK_FROM, SAME_FROM, Scorer, Weighed
from linkage.writing import whole_table

PAIRS = pa.schema(
    [
        ("id_a", pa.string()),
        ("id_b", pa.string()),
        ("answer", pa.string()),
        ("probability", pa.float64()),
        ("weight_bits", pa.float64()),
        ("group", pa.string()),
        ("why", pa.string()),
    ]
)
"""PAIRS: `id_a` before `id_b`, “same” or “look”; `group` is the least id of the person's entries, empty for “look”."""

_BATCH = 100_000
# The prior is learnt; these are where it starts, and the least it may become, in pairs per entry.
_FIRST_SHARE, _LEAST_SHARE, _MOST_SHARE = 0.02, 0.0001, 0.5
_ROUNDS = 50
# Pairs that stay this far below even odds under the most generous prior are forgotten at once.
_FORGOTTEN_BITS = 6.0
_MOST_BITS = 60.0
_SERIALS = 10_000
# Whoever was given another's NIK by mistake keeps an own birth date. Where that agrees too and the name resembles, the NIK
# is the person's; the scorer, which counts a birth date inside a NIK only once, cannot know how the NIK came about.
ANCHOR_CHANCE = 0.999
_AGREEING_BIRTHS = (BirthLevel.EXACT, BirthLevel.EXCHANGED, BirthLevel.FIRST_OF_JANUARY)
_RESEMBLING_NAMES = tuple(level for level in NameLevel if NameLevel.EXACT <= level <= NameLevel.SHARED)
_CONTRADICTIONS = (Reason.TWIN, Reason.OTHER_SEX, Reason.GENERATION, Reason.PARENT)

_SAME_ROW = "Keduanya dicocokkan dengan baris register yang sama."
_OTHER_ROW = "Keduanya dicocokkan dengan baris register yang berbeda."
_TWINS = "NIK hanya berbeda nomor urut, tanggal lahir dan ibu sama, nama mirip: mungkin saudara kembar."
_THROUGH = "Keduanya bertemu lewat entri lain dari orang yang sama."
_REFUSED = "Bila digabung, ada entri lain yang bertentangan; periksa seluruh kelompoknya."


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search for duplicates found. `people` are persons after grouping, `expected_pairs` what the prior expects."""

    entries: int
    people: int
    same: int
    look: int
    expected_pairs: float


def dedupe(
    asked: Asked,
    out: Path,
    model: Model,
    *,
    answers: Path | None = None,
    progress: Progress = lambda _text, _done, _of: None,
) -> Found:
    """Write PAIRS for the people that were looked through to `out`, in the order of their ids.

    `answers` are the answers about the same people, if they were matched with a register before.
    The result does not depend on the order of the rows. Raises FileFault, AnswerFault for answers to other people.
    """
    entries = read_entries(asked.sheet, progress=progress, people=asked.people)
    anchors = Anchors.read(answers, entries) if answers else Anchors.none(entries)
    search = _Search(entries, anchors, model, progress)
    pairs = search.candidates()
    return search.settle(pairs, out)


def dedupe_tables(
    tables: Iterable[pa.Table],
    out: Path,
    model: Model,
    *,
    people: int,
    progress: Progress = lambda _text, _done, _of: None,
) -> Found:
    """The same for people who are in no file: tables of `reading.PEOPLE`, at most `entries.BATCH` in each."""
    entries = entries_of(tables, progress=progress, people=people)
    search = _Search(entries, Anchors.none(entries), model, progress)
    return search.settle(search.candidates(), out)


@dataclass(slots=True)
class _Pairs:
    """Pairs worth keeping, each once, in the order of their rows. `bits` are the evidence without the prior."""

    low: Rows
    high: Rows
    bits: NDArray[np.float64]
    is_guarded: NDArray[np.bool_]
    is_anchored: NDArray[np.bool_]
    """Whether both bear the same NIK and agree otherwise."""

    def __len__(self) -> int:
        return len(self.low)


class _Search:
    def __init__(self, entries: Entries, anchors: Anchors, model: Model, progress: Progress) -> None:
        self._entries = entries
        self._anchors = anchors
        self._progress = progress
        self._scorer = Scorer(
            model, normaliser=entries.normaliser, statistics=entries.statistics, prior_weight_bits=0.0
        )
        self._all_pairs = max(len(entries) * (len(entries) - 1) / 2, 1.0)

    def candidates(self) -> _Pairs:
        """All pairs that share a key or an anchor and that some prior could make one person."""
        floor = -log2(_MOST_SHARE * max(len(self._entries), 1) / self._all_pairs) - _FORGOTTEN_BITS
        none = np.zeros(0, np.int64)
        kept = [_Pairs(none, none, np.zeros(0), np.zeros(0, np.bool_), np.zeros(0, np.bool_))]
        done = 0
        for low, high in self._chunks():
            self._progress("Mencari kembar data", done, len(self._entries))
            done = int(low[-1]) if len(low) else done
            for start in range(0, len(low), _BATCH):
                a, b = low[start : start + _BATCH], high[start : start + _BATCH]
                weighed = self._weigh(a, b)
                near = (weighed.weight_bits >= floor) | self._anchors.are_same(a, b)
                guarded = weighed.is_guarded | self._could_be_twins(a, b, weighed) | _has_another_birth(weighed)
                anchored = _share_a_nik(weighed)
                kept.append(_Pairs(a[near], b[near], weighed.weight_bits[near], guarded[near], anchored[near]))
        return _each_once(kept, len(self._entries))

    def settle(self, pairs: _Pairs, out: Path) -> Found:
        """Decide about all pairs and write them."""
        expected = _expected_pairs(pairs.bits, entries=len(self._entries), all_pairs=self._all_pairs)
        bits = pairs.bits + log2(expected / self._all_pairs)
        chance = _chance(bits)
        same_row = self._anchors.are_same(pairs.low, pairs.high)
        other_row = self._anchors.are_different(pairs.low, pairs.high)
        chance = np.where(same_row, np.maximum(chance, self._anchors.chance(pairs.low, pairs.high)), chance)
        chance = np.where(pairs.is_anchored, np.maximum(chance, ANCHOR_CHANCE), chance)
        is_anchored = same_row | pairs.is_anchored
        is_same = (chance >= SAME_FROM) & (is_anchored | ~pairs.is_guarded) & ~other_row
        surest = np.flatnonzero(is_same)
        surest = surest[np.lexsort((pairs.high[surest], pairs.low[surest], -bits[surest], ~is_anchored[surest]))]
        edges = list(zip(pairs.low[surest].tolist(), pairs.high[surest].tolist(), strict=True))
        clusters, refused = cluster(len(self._entries), edges, self._contradict)
        chances = dict(zip(edges, chance[surest].tolist(), strict=True))
        chances = {edge: found for edge, found in chances.items() if clusters.of(edge[0]) == clusters.of(edge[1])}
        grouped = _within_groups(clusters, chances)
        looks = {
            (a, b): p
            for a, b, p in zip(pairs.low.tolist(), pairs.high.tolist(), chance.tolist(), strict=True)
            if p >= LOOK_FROM and clusters.of(a) != clusters.of(b)
        }
        lines = sorted([*grouped.items(), *looks.items()])
        with whole_table(out, PAIRS) as table:
            for start in range(0, len(lines), _BATCH):
                self._progress("Menulis", start, len(lines))
                table.write(self._told(lines[start : start + _BATCH], clusters, set(chances), set(refused)))
        return Found(
            entries=len(self._entries),
            people=len(self._entries) - sum(len(group) - 1 for group in clusters.merged()),
            same=len(grouped),
            look=len(looks),
            expected_pairs=expected,
        )

    def _chunks(self) -> Iterator[tuple[Rows, Rows]]:
        yield self._anchors.pairs()
        yield from Pairing(self._entries).pairs()

    def _weigh(self, low: Rows, high: Rows) -> Weighed:
        columns = self._entries.columns
        return self._scorer.weigh(columns.take(low), columns.take(high))

    def _contradict(self, crossing: list[tuple[int, int]]) -> bool:
        """Whether any of these pairs cannot be one person: evidence against it, a guard, or two rows of the register."""
        low, high = np.array(crossing, np.int64).T
        if self._anchors.are_different(low, high).any():
            return True
        weighed = self._weigh(low, high)
        hard = np.logical_or.reduce([weighed.reasons[reason] for reason in _CONTRADICTIONS])
        hard |= self._could_be_twins(low, high, weighed)
        is_anchored = self._anchors.are_same(low, high) | _share_a_nik(weighed)
        return bool((((weighed.weight_bits < 0) | hard) & ~is_anchored).any())

    def _could_be_twins(self, low: Rows, high: Rows, weighed: Weighed) -> NDArray[np.bool_]:
        """NIKs that differ in the serial only, one mother, and names that are not quite the same: a slip of the pen looks so,
        and so do twins, who were registered one after the other.
        """
        columns, level = self._entries.columns, weighed.compared.levels
        found: NDArray[np.bool_] = (
            (level["nik"] == NikLevel.NEAR)
            & (columns.nik[low] // _SERIALS == columns.nik[high] // _SERIALS)
            & (level["birth"] == BirthLevel.EXACT)
            & np.isin(level["mother"], (NameLevel.EXACT, NameLevel.SOUNDS, NameLevel.PARTS))
            & (level["name"] > NameLevel.SOUNDS)
        )
        return found

    def _told(
        self,
        lines: list[tuple[tuple[int, int], float]],
        clusters: Clusters,
        direct: set[tuple[int, int]],
        refused: set[tuple[int, int]],
    ) -> pa.Table:
        low, high = np.array([pair for pair, _chance in lines], np.int64).reshape(-1, 2).T
        weighed = self._weigh(low, high)
        twins = self._could_be_twins(low, high, weighed)
        ids = self._entries.ids
        rows = []
        for at, (pair, chance) in enumerate(lines):
            is_same = clusters.of(pair[0]) == clusters.of(pair[1])
            said = [one.sentence for one in self._scorer.evidence(weighed, at)]
            said = [*self._anchors.said(*pair, same=_SAME_ROW, different=_OTHER_ROW), *said]
            if twins[at]:
                said.append(_TWINS)
            if is_same and pair not in direct:
                said.append(_THROUGH)
            if pair in refused:
                said.append(_REFUSED)
            rows.append(
                {
                    "id_a": ids[pair[0]].as_py(),
                    "id_b": ids[pair[1]].as_py(),
                    "answer": str(Answer.SAME if is_same else Answer.LOOK),
                    "probability": round(chance, 9),
                    "weight_bits": round(_bits_of(chance), 3),
                    "group": ids[clusters.of(pair[0])].as_py() if is_same else None,
                    "why": " ".join(said),
                }
            )
        return pa.Table.from_pylist(rows, schema=PAIRS)


def _each_once(kept: list[_Pairs], entries: int) -> _Pairs:
    low, high = (np.concatenate([getattr(one, side) for one in kept]) for side in ("low", "high"))
    _distinct, first = np.unique(low * max(entries, 1) + high, return_index=True)
    return _Pairs(
        low[first],
        high[first],
        np.concatenate([one.bits for one in kept])[first],
        np.concatenate([one.is_guarded for one in kept])[first],
        np.concatenate([one.is_anchored for one in kept])[first],
    )


def _has_another_birth(weighed: Weighed) -> NDArray[np.bool_]:
    """Whether birth dates differ in a part or more and no equal NIK makes up for it: in a large file namesakes of one town
    look so more often than one person whose date was mistyped.
    """
    level = weighed.compared.levels
    found: NDArray[np.bool_] = (level["birth"] >= BirthLevel.TWO_PARTS) & (level["nik"] != NikLevel.EXACT)
    return found


def _share_a_nik(weighed: Weighed) -> NDArray[np.bool_]:
    """Whether the NIK is the same, and birth date, sex and name agree well enough that it is no copy of another's."""
    level = weighed.compared.levels
    found: NDArray[np.bool_] = (
        (level["nik"] == NikLevel.EXACT)
        & np.isin(level["birth"], _AGREEING_BIRTHS)
        & np.isin(level["name"], _RESEMBLING_NAMES)
        & (level["sex"] != SexLevel.DIFFERENT)
        & (level["mother"] != NameLevel.DIFFERENT)
    )
    return found


def _expected_pairs(bits: NDArray[np.float64], *, entries: int, all_pairs: float) -> float:
    """How many pairs are one person: the number that agrees with the sum of the chances it gives (EM for the prior)."""
    expected = max(_FIRST_SHARE * entries, _LEAST_SHARE)
    for _round in range(_ROUNDS):
        found = float(_chance(bits + log2(expected / all_pairs)).sum())
        bounded = min(max(found, _LEAST_SHARE * max(entries, 1)), _MOST_SHARE * max(entries, 1))
        if abs(bounded - expected) <= 1e-6 * expected:
            return bounded
        expected = bounded
    return expected


def _within_groups(clusters: Clusters, chances: dict[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """Every pair of every group; those that met only through others have the chance that all steps between are right."""
    best = dict(chances)
    for group in clusters.merged():
        for middle in group:
            for a, b in combinations(group, 2):
                if middle in (a, b):
                    continue
                steps = best.get(_ordered(a, middle), 0.0) * best.get(_ordered(middle, b), 0.0)
                if steps > best.get((a, b), 0.0):
                    best[a, b] = steps
    return best


def _ordered(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _chance(bits: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1 / (1 + np.exp2(-bits.clip(-_MOST_BITS, _MOST_BITS)))


def _bits_of(chance: float) -> float:
    edge = 2.0**-_MOST_BITS
    return log2(max(chance, edge) / max(1 - chance, edge))
