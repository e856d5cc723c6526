from __future__ import annotations

import tomllib
from pathlib import Path

from sinergi.foundation.access.models import Role

DELIVERED = Path(__file__).resolve().parents[1] / "roles.toml"


def deliver() -> None:
    """Make the roles that Sinergi is delivered with, where they do not exist. A role that was changed stays as it is."""
    for code, role in tomllib.loads(DELIVERED.read_text()).items():
        Role.objects.get_or_create(code=code, defaults={"name": role["name"], "capabilities": role["capabilities"]})
