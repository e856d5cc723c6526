from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models

CENT = Decimal("0.01")


class QuantityField(models.DecimalField):  # type: ignore[type-arg]  # Django's fields take no parameters at run time
    """A quantity of up to 999,999,999,999.99, hours and kilograms included. The type of sums as well as of columns.

    SQLite adds decimals as floating point: what comes back is rounded to hundredths, where the noise ends.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **({"max_digits": 14, "decimal_places": 2} | options))

    def from_db_value(self, value: Decimal | None, expression: object, connection: object) -> Decimal | None:
        return None if value is None else value.quantize(CENT)
