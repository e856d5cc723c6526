"""Numbers in Indonesian words, for names that nobody takes for real: "Lapas Contoh Dua Belas"."""

from __future__ import annotations

UNITS = ("Nol", "Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan", "Sepuluh", "Sebelas")


def in_words(number: int) -> str:
    """The words for 0 to 99. Raises ValueError beyond."""
    if not 0 <= number <= 99:
        raise ValueError(number)
    if number < 12:
        return UNITS[number]
    if number < 20:
        return f"{UNITS[number - 10]} Belas"
    tens, rest = divmod(number, 10)
    return f"{UNITS[tens]} Puluh {UNITS[rest]}" if rest else f"{UNITS[tens]} Puluh"
