"""Train a model: how often each field compares how, learnt without knowing who is who.

Pairs with the same NIK are mostly, not all, one person: expectation–maximisation weighs each pair by how likely it is one,
from its other fields. `u` comes from pairs drawn at random. Two things are not learnt but set by hand. Pairs drawn at
random never have equal NIKs, so `u` of the NIK's levels is 0.01 and 3 for each person of the register; and `m` of the NIK
stays, since pairs were chosen by it. Fields are compared as they are, never as hashes, which would hide their parts.

Source: Dempster, Laird & Rubin 1977, Maximum Likelihood from Incomplete Data via the EM Algorithm, JRSS B 39, 1–38; for
linkage Winkler 1988, Using the EM Algorithm for Weight Computation in the Fellegi–Sunter Model of Record Linkage.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage.columns import Columns, Normaliser
from linkage.engines import DuckDbEngine
from linkage.levels import Comparer
from linkage.model import LEVELS, Level, Model, ModelError
from linkage.notes import Notes
from linkage.preparing import Prepared
from linkage.reading import read_people
from linkage.running import Progress
from linkage.sheets import Sheet
from linkage.tables import columns_of

FEWEST_PAIRS = 1000
_RANDOM_PAIRS = 500_000
_ROUNDS = 60
# So many pairs of the starting model stand beside those seen, and no level is rarer than the floor: a file without a
# certain mistake does not prove that it never happens.
_PAIRS_OF_BASE = 200.0
_RAREST_M = 0.004
_RAREST_U = 1e-6

type _Levels = Mapping[str, NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Trained:
    """The model, from how many pairs of the same NIK, and what share of them was taken for one person."""

    model: Model
    pairs: int
    one_person: float


def train(
    sheet: Sheet,
    register: Path,
    *,
    name: str,
    base: Model,
    keep: Collection[str] = (),
    progress: Progress = lambda _text, _done, _of: None,
) -> Trained:
    """The model `name` (a date) from PEOPLE and the register prepared in `register`, beginning at `base`.

    The NIK's chances and those of the fields in `keep` stay those of `base`: for fields whose values in this file are not
    spread as they are among real people. The same input gives the same model.
    Raises PreparedError, FileFault, and ModelError with fewer than FEWEST_PAIRS pairs of the same NIK.
    """
    kept = {"nik", *keep}
    if unknown := kept - set(LEVELS):
        raise ModelError(f"Isian {', '.join(sorted(unknown))} tidak dikenal; yang ada: {', '.join(LEVELS)}.")
    prepared = Prepared.open(register)
    people = pa.concat_tables(read_people(sheet, Notes()))
    normaliser = Normaliser(prepared.vocabulary, prepared.places.texts[1:])
    comparer = Comparer(normaliser, prepared.statistics.bits())
    columns = columns_of(people, normaliser.vocabulary, normaliser.places)
    engine = DuckDbEngine(prepared)
    usable = np.flatnonzero(columns.nik_length == 16)
    person, row = engine.by_nik(usable, columns.nik[usable])
    if len(person) < FEWEST_PAIRS:
        raise ModelError(f"Hanya ada {len(person)} pasangan dengan NIK sama; melatih model memerlukan {FEWEST_PAIRS}.")
    order = np.argsort(row, kind="stable")
    same = comparer.compare(columns.take(person[order]), Columns.of_records(engine.records(row[order]))).levels
    random = np.random.default_rng(1)
    size = min(_RANDOM_PAIRS, 50 * len(columns))
    rows = np.sort(random.integers(0, prepared.manifest.rows, size))
    strangers = columns.take(random.integers(0, len(columns), size))
    apart = comparer.compare(strangers, Columns.of_records(engine.records(rows))).levels
    learnt = {
        field: {level.name.lower(): base.fields[field][level.name.lower()] for level in list(kinds)[1:]}
        for field, kinds in LEVELS.items()
        if field not in kept
    }
    u = {
        field: _shares(apart[field], np.ones(size), _chances(levels, "u"), _RAREST_U)
        for field, levels in learnt.items()
    }
    start = {field: _chances(levels, "m") for field, levels in learnt.items()}
    m, one_person = _maximised(same, start, u, progress)
    fields = {
        field: {
            level: replace(chances, m=round(float(m[field][at]), 6), u=round(float(u[field][at]), 9))
            for at, (level, chances) in enumerate(levels.items())
        }
        for field, levels in learnt.items()
    }
    return Trained(Model(name, {**base.fields, **fields}, base.expected_share), len(person), one_person)


def _maximised(
    levels: _Levels,
    start: dict[str, NDArray[np.float64]],
    u: dict[str, NDArray[np.float64]],
    progress: Progress,
) -> tuple[dict[str, NDArray[np.float64]], float]:
    m, share = dict(start), 0.9
    for done in range(_ROUNDS):
        bits = np.full(len(next(iter(levels.values()))), np.log2(share / (1 - share)))
        for field, chances in m.items():
            bits += np.append(0.0, np.log2(chances / u[field]))[levels[field]]
        is_one = 1 / (1 + np.exp2(-np.clip(bits, -60, 60)))
        share = float(np.clip(is_one.mean(), 0.01, 0.999))
        m = {field: _shares(levels[field], is_one, start[field], _RAREST_M) for field in m}
        progress("Melatih", done + 1, _ROUNDS)
    return m, share


def _chances(levels: Mapping[str, Level], which: str) -> NDArray[np.float64]:
    found = np.array([getattr(level, which) for level in levels.values()])
    return found / found.sum()


def _shares(
    levels: NDArray[np.uint8], weights: NDArray[np.float64], base: NDArray[np.float64], rarest: float
) -> NDArray[np.float64]:
    """The share of each level among those that are known, “missing” left out; sums to 1."""
    counts = np.bincount(levels, weights=weights, minlength=len(base) + 1)[1:] + _PAIRS_OF_BASE * base
    shares = np.maximum(counts / counts.sum(), rarest)
    return np.asarray(shares / shares.sum(), np.float64)
