"""Inside an installation: `crowd USERS` makes units, partners and users; `crowd tally` tells what was written since."""

from __future__ import annotations

import json
import sys
from collections import Counter

import django

django.setup()

from sinergi.domain.agreements.models import Agreement, Delivery, Obligation  # noqa: E402  (they need the settings)
from sinergi.foundation.access.queries import role_named  # noqa: E402
from sinergi.foundation.access.services import granting, inviting  # noqa: E402
from sinergi.foundation.audit.models import Entry  # noqa: E402
from sinergi.foundation.institutions.services import founding  # noqa: E402
from sinergi.interfaces.cli import installation  # noqa: E402
from tests.support.factories import NOW, SYSTEM, TODAY  # noqa: E402
from tests.support.world import user  # noqa: E402

UNITS = 10


def made(users: int) -> dict[str, object]:
    """Users who record and deliver at one of ten units each, all with the password of the tests' world."""
    installation.make_ready()
    units = [founding.found(f"Lapas Contoh {n}", kind="lapas", by=SYSTEM, at=NOW) for n in range(UNITS)]
    for number in range(UNITS):
        founding.found(f"Yayasan Contoh {number}", category="masyarakat_sipil", by=SYSTEM, at=NOW)
    first = user("penulis0", ("kepala-unit",), units[0])
    since = TODAY.replace(year=2020)
    for number in range(1, users):
        who = inviting.enter(f"penulis{number}@contoh.example", name=f"Penulis Contoh {number}", by=SYSTEM, at=NOW)
        # Hashing is meant to be slow; here nothing is gained by doing it fifty times.
        who.password, who.password_is_one_time = first.password, False
        who.save()
        unit = units[number % UNITS]
        granting.grant(who, role_named("kepala-unit"), institution=unit, starts_on=since, by=SYSTEM, at=NOW)
    return tally()


def tally() -> dict[str, object]:
    rows = {
        "agreement": Agreement.objects.count(),
        "obligation": Obligation.objects.count(),
        "delivery": Delivery.objects.count(),
    }
    actions = Counter(Entry.objects.values_list("action", flat=True))
    return {"rows": rows, "audit": dict(actions)}


if __name__ == "__main__":
    json.dump(tally() if sys.argv[1] == "tally" else made(int(sys.argv[1])), sys.stdout)
