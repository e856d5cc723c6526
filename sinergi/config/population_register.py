"""How the population register is reached: the real service, and the sandbox that answers about made-up people."""

from __future__ import annotations

from collections.abc import Mapping

from sinergi.domain.identity.gateway import access
from sinergi.domain.identity.gateway.access import Accesses


def read(environment: Mapping[str, str]) -> Accesses:
    """From SINERGI_DUKCAPIL_* and, for made-up people, SINERGI_SANDBOX_*. Raises SystemExit naming what cannot be read."""
    try:
        return Accesses(access.read(environment, "SINERGI_DUKCAPIL_"), access.read(environment, "SINERGI_SANDBOX_"))
    except access.Unreadable as error:
        raise SystemExit(str(error)) from None
