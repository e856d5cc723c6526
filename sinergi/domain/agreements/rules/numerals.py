"""Numbers as Indonesians write them: comma before the decimals, dots between thousands, − for a minus."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Number = Decimal | Fraction | int
_SWAP = str.maketrans({",": ".", ".": ",", "-": "−"})


def rounded(value: Number, places: int) -> Decimal:
    """Rounded half away from zero, with exactly `places` decimals; exact for any fraction."""
    scaled = Fraction(value) * 10**places
    units = int(abs(scaled) + Fraction(1, 2))
    return Decimal(-units if scaled < 0 else units).scaleb(-places)


def number(value: Number, places: int | None = None) -> str:
    """1234.5 → "1.234,5". Without `places`, as many decimals as the value has (a Fraction is rounded to six)."""
    if places is not None:
        return f"{rounded(value, places):,f}".translate(_SWAP)
    exact = rounded(value, 6) if isinstance(value, Fraction) else Decimal(value)
    whole = exact == exact.to_integral_value()
    return f"{exact.to_integral_value() if whole else exact.normalize():,f}".translate(_SWAP)


def signed(value: Number, places: int | None = None) -> str:
    """With + before what is above zero: "+26"."""
    return f"{'+' if value > 0 else ''}{number(value, places)}"


def percent(value: Number) -> str:
    """One decimal: "252,9 %"."""
    return f"{number(value, 1)} %"


def signed_percent(value: Number) -> str:
    """One decimal and a sign: "+152,9 %"."""
    return f"{signed(value, 1)} %"
