"""How right answers are, for us and the opponent in the same way: every entry becomes one row, then it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from pathlib import Path

import duckdb

PROBABILITY = 0.95
"""Fixed beforehand, not chosen on the truth."""

EDGES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0)
GROUPS = {
    "all": "true",
    "one-word names": "is_one_word",
    "women": "is_woman",
    "no NIK": "nik_kind in ('absent', 'zeros')",
    "NIK right": "nik_kind = 'right'",
    "NIK damaged or unusable": "nik_kind in ('damaged', 'unusable')",
    "another's NIK": "nik_kind = 'anothers'",
    "twins": "is_twin",
    "sons named as their father": "is_namesake",
    "held out from training": "is_held_out",
    "not held out": "not is_held_out",
}


@dataclass(frozen=True)
class Counts:
    """Entries of one group: how many, how many are in the register, how many were accepted and rightly so."""

    entries: int
    true: int
    accepted: int
    right: int
    accepted_strangers: int
    """Of people who are not in the register at all."""

    @property
    def precision(self) -> float:
        return self.right / self.accepted if self.accepted else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.accepted + self.true) if self.accepted + self.true else 1.0

    def precision_interval(self) -> tuple[float, float]:
        """Wilson's interval at 95 %. Source: Wilson 1927, JASA 22, 209–212."""
        if not self.accepted:
            return 0.0, 1.0
        z, n, p = 1.959964, self.accepted, self.precision
        middle, reach = p + z * z / 2 / n, z * sqrt(p * (1 - p) / n + z * z / 4 / n / n)
        return (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)


class Verdicts:
    """The best candidate of every entry, beside its truth."""

    def __init__(self, best: str, truth: Path) -> None:
        """`best` is SQL for: id, register_nik or null, probability, is_same."""
        self._connection = duckdb.connect(config={"threads": 2})
        self._connection.execute(
            f"""create table verdicts as
            select t.*, coalesce(b.probability, 0) as probability, b.register_nik is not null as is_named,
              coalesce(b.is_same, false) as is_same, coalesce(b.register_nik = t.register_nik, false) as is_right
            from '{truth}' t left join ({best}) b using (id)"""
        )

    @classmethod
    def of_answers(cls, answers: Path, truth: Path) -> Verdicts:
        """Ours."""
        return cls(f"select id, register_nik, probability, answer = 'same' as is_same from '{answers}'", truth)

    @classmethod
    def of_opponent(cls, best: Path, people: Path, register: Path, truth: Path) -> Verdicts:
        """The opponent's iid, rid and weight; it has no answer beside the probability."""
        wanted = f"select rid, iid, 1 / (1 + pow(2.0, -w)) as probability from '{best}'"
        numbered = f"select id, file_row_number + 1 as iid from read_parquet('{people}', file_row_number=true)"
        return cls(
            f"""select p.id, r.nik::varchar as register_nik, b.probability, b.probability >= {PROBABILITY} as is_same
            from ({wanted}) b join ({numbered}) p using (iid)
            join (select rid, nik from '{register}' where rid in (select rid from '{best}')) r using (rid)""",
            truth,
        )

    def counts(self, group: str = "all", *, said_same: bool = False) -> Counts:
        """Accepted is a named candidate of at least PROBABILITY, or with `said_same` the answer "same"."""
        accepted = "is_same" if said_same else f"is_named and probability >= {PROBABILITY}"
        (row,) = self._connection.execute(
            f"""select count(*), count(register_nik), count(*) filter ({accepted}), count(*) filter (({accepted}) and is_right),
              count(*) filter (({accepted}) and register_nik is null) from verdicts where {GROUPS[group]}"""
        ).fetchall()
        return Counts(*map(int, row))

    def calibration(self) -> list[tuple[float, float, int, float, float]]:
        """Bins of stated probability: from, to, how many, mean stated, share right. Entries with a candidate only."""
        rows = []
        for low, high in pairwise(EDGES):
            above = "<=" if high == EDGES[-1] else "<"
            ((number, stated, right),) = self._connection.execute(
                f"""select count(*), avg(probability), avg(is_right::int) from verdicts
                where is_named and probability >= {low} and probability {above} {high}"""
            ).fetchall()
            if number:
                rows.append((low, high, int(number), float(stated), float(right)))
        return rows

    def noise(self, *, missed: bool, most: int = 12) -> list[tuple[str, int, float]]:
        """Kinds of noise among those who were missed (or accepted falsely): how many, and how much more often than in all."""
        accepted = f"is_named and probability >= {PROBABILITY}"
        wanted = (
            f"register_nik is not null and not ({accepted} and is_right)"
            if missed
            else f"({accepted}) and not is_right"
        )
        return [
            (str(kind), int(number), float(lift))
            for kind, number, lift in self._connection.execute(
                f"""with kinds as (select unnest(string_split(noise, '; ')) as kind, ({wanted}) as is_wanted from verdicts)
                select kind, count(*) filter (is_wanted),
                  (count(*) filter (is_wanted) / (select count(*) filter ({wanted}) from verdicts))
                  / (count(*) / (select count(*) from verdicts))
                from kinds group by kind having count(*) filter (is_wanted) > 0 order by 2 desc limit {most}"""
            ).fetchall()
        ]
