"""Quantities that may be promised or delivered."""

from __future__ import annotations

from decimal import Decimal

from sinergi.foundation.kernel.errors import Invalid

MOST = Decimal(10) ** 12


def ensure_quantity(value: Decimal | int, *, field: str = "quantity", label: str = "Jumlah") -> Decimal:
    """Above 0, below 10¹², with at most two decimals. Raises Invalid naming `label`."""
    quantity = Decimal(value)
    if not quantity.is_finite():
        raise Invalid(f"{label} bukan angka.", field=field)
    if quantity <= 0:
        raise Invalid(f"{label} harus lebih dari 0.", field=field)
    if quantity >= MOST:
        raise Invalid(f"{label} terlalu besar. Periksa satuannya.", field=field)
    if quantity != round(quantity, 2):
        raise Invalid(f"{label} paling banyak dua angka di belakang koma.", field=field)
    return round(quantity, 2)
