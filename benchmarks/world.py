"""Inside an installation: `python -m benchmarks.world bulk|services FACTOR SEED` builds a world, with two who sign in."""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from django.db import connection  # noqa: E402  (these need the settings)

from benchmarks import building, likeness  # noqa: E402
from benchmarks.plans import Size, plan  # noqa: E402
from sinergi.foundation.institutions.models import Institution  # noqa: E402
from sinergi.interfaces.cli import installation  # noqa: E402
from tests.support.world import user  # noqa: E402


def main(way: str, factor: str, seed: str, described: str) -> None:
    installation.make_ready()
    began = time.perf_counter()
    planned = plan(Size().times(float(factor)), int(seed))
    {"bulk": building.in_bulk, "services": building.through_services}[way](planned)
    took = time.perf_counter() - began
    user("pusat", ("direktorat-kerja-sama",), None)
    user("kanwil", ("kepala-unit", "petugas-kerja-sama"), Institution.objects.get(name=planned.units[1].name))
    if connection.vendor == "postgresql":
        # What autovacuum does within a minute of such a load; SQLite plans without it, here as in life.
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    report: dict[str, object] = {"seconds": round(took, 1), "held": building.held()}
    if described == "yes":
        report |= likeness.describe()
    json.dump(report, sys.stdout)


main(*sys.argv[1:])
