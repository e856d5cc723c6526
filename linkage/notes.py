"""What was odd about the rows of a file, said once per kind and never with a value of a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

SHOWN_ROWS = 5
SHOWN_COLUMNS = 20


@dataclass(slots=True)
class Notes:
    """How often each thing was odd, with the first few rows of each kind; bounded, whatever the size of the file."""

    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    _rows: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _ignored: tuple[str, ...] = ()

    def add(self, row: int, column: str, sentence: str) -> None:
        """One row in which `column` was odd."""
        self._counts[column, sentence] += 1
        shown = self._rows.setdefault((column, sentence), [])
        if len(shown) < SHOWN_ROWS:
            shown.append(row)

    def ignore(self, columns: Iterable[str]) -> None:
        """Columns of the file that nobody reads: perhaps one of them is a wanted one, misspelt."""
        self._ignored = tuple(columns)

    def total(self) -> int:
        """How many cells were odd."""
        return self._counts.total()

    def sentences(self) -> list[str]:
        """One line per kind, the most frequent first, then one about the columns that were not read."""
        lines = [
            f"{number} baris, kolom {column}: {sentence} (baris {self._shown(column, sentence)})"
            for (column, sentence), number in sorted(self._counts.items(), key=lambda one: (-one[1], one[0]))
        ]
        if self._ignored:
            named = ", ".join(name[:40] or "(tanpa judul)" for name in self._ignored[:SHOWN_COLUMNS])
            lines.append(f"Kolom yang tidak dipakai: {named}.")
        return lines

    def _shown(self, column: str, sentence: str) -> str:
        rows = ", ".join(map(str, self._rows[column, sentence]))
        return f"{rows}, …" if self._counts[column, sentence] > SHOWN_ROWS else rows
