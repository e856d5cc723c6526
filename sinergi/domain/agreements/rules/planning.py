"""What the rows of a list mean for the agreements that are known: which are new, which are completed, which stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from sinergi.domain.agreements.rules.identity import recognise
from sinergi.domain.agreements.rules.reading import Facts, News, as_written, completed, news, read, verbatim
from sinergi.foundation.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row that can be an agreement, with its number in a spreadsheet."""

    number: int
    cells: Mapping[str, str]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Step:
    """One agreement of the list: what will be known of it, from all its rows and from what was known `before`.

    `numbers` are its rows in ascending order, `known` is the key of the agreement it is (None: a new one). `refusal` says
    why its rows cannot be put together; the facts are then those of one row.
    """

    numbers: tuple[int, ...]
    cells: Mapping[str, str]
    facts: Facts
    known: int | None = None
    before: Facts | None = None
    refusal: str = ""

    @property
    def news(self) -> News:
        return news(self.before or self.facts, self.facts)


def steps(rows: Iterable[ReadRow], known: Mapping[int, str]) -> list[Step]:
    """The steps that a list asks for, in the order of its rows. `known` holds, by key, the row that each agreement came from.

    Whatever the order of the rows, the same agreements come out; after they did, the same rows ask for nothing.
    """
    alike: dict[str, list[ReadRow]] = defaultdict(list)
    for row in rows:
        alike[row.facts.mark.identity].append(row)
    together = [_together(group) for group in alike.values()]
    before = {key: as_written(text) for key, text in known.items()}
    facts_before = {key: _again(cells) for key, cells in before.items()}
    recognised = recognise(
        [step.facts.mark for step in together if not step.refusal],
        {key: facts.mark for key, facts in facts_before.items()},
    )
    return [
        step if key is None or step.refusal else _completing(step, key, before[key], facts_before[key])
        for step in together
        for key in (recognised.get(step.facts.mark.identity),)
    ]


def _together(group: list[ReadRow]) -> Step:
    """Rows of one identity, in an order of their own: of two scopes the same one wins, however the file is sorted."""
    numbers = tuple(sorted(row.number for row in group))
    rows = list({verbatim(row.cells): row for row in group}.items())
    if len(rows) == 1:
        row = rows[0][1]
        return Step(numbers, row.cells, row.facts)
    cells = reduce(completed, (row.cells for _text, row in sorted(rows)))
    try:
        return Step(numbers, cells, _again(cells))
    except DomainError as error:
        return Step(numbers, cells, group[0].facts, refusal=str(error))


def _completing(step: Step, key: int, before: Mapping[str, str], facts_before: Facts) -> Step:
    cells = completed(before, step.cells)
    step = replace(step, cells=cells, known=key, before=facts_before)
    try:
        return replace(step, facts=facts_before if cells == before else _again(cells))
    except DomainError as error:
        return replace(step, refusal=str(error))


def _again(cells: Mapping[str, str]) -> Facts:
    """Rows that were read once, so no day is too late any more. Raises for what became too long by adding up."""
    return read(cells, latest=date.max)
