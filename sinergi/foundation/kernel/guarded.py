"""One row changes state exactly once, on every database.

SQLite has neither row locks nor advisory locks; a conditional UPDATE is atomic on both SQLite and PostgreSQL.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from sinergi.foundation.kernel.errors import DomainError


class Lost(DomainError):
    """Somebody else changed the row first."""

    code = "lost"


def update_one[M: Model](queryset: QuerySet[M], **changes: Any) -> None:
    """Change the one row the queryset still matches. Raises Lost when another change came first."""
    if queryset.update(**changes) != 1:
        raise Lost(_("Data ini baru saja diubah orang lain. Muat ulang halaman, lalu periksa lagi."))
