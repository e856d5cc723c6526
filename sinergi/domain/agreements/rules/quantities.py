"""Quantities that may be promised or delivered."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from sinergi.foundation.kernel.errors import Invalid

MOST = Decimal(10) ** 12


def ensure_quantity(value: Decimal | int, *, field: str = "quantity", label: str = "Jumlah") -> Decimal:
    """Above 0, below 10¹², with at most two decimals. Raises Invalid naming `label`."""
    quantity = Decimal(value)
    if not quantity.is_finite():
        raise Invalid(_("%(label)s bukan angka.") % {"label": label}, field=field)
    if quantity <= 0:
        raise Invalid(_("%(label)s harus lebih dari 0.") % {"label": label}, field=field)
    if quantity >= MOST:
        raise Invalid(_("%(label)s terlalu besar. Periksa satuannya.") % {"label": label}, field=field)
    if quantity != round(quantity, 2):
        raise Invalid(_("%(label)s paling banyak dua angka di belakang koma.") % {"label": label}, field=field)
    return round(quantity, 2)
