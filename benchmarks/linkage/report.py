"""Lines for the screen and for a file."""

from __future__ import annotations


class Report:
    """Says each line at once and keeps it."""

    def __init__(self) -> None:
        self.text: list[str] = []

    def say(self, line: str = "") -> None:
        print(line, flush=True)
        self.text.append(line)

    def least(self, what: str, value: float, least: float, unit: str = "") -> None:
        """A bar to be reached."""
        self._bar(value >= least, what, value, f"at least {least:g}{unit}", unit)

    def most(self, what: str, value: float, most: float, unit: str = "") -> None:
        """A bar not to be passed."""
        self._bar(value <= most, what, value, f"at most {most:g}{unit}", unit)

    def _bar(self, is_held: bool, what: str, value: float, bar: str, unit: str) -> None:
        figure = f"{value:.5f}" if value < 1 and not unit else f"{value:.2f}{unit}"
        self.say(f"  {'held' if is_held else 'MISSED':6}  {what}: {figure}, {bar}")
