"""What lies on the desks of those who may sign in to the example country: kept claims, filters, and a leave to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sinergi.domain.agreements.choices import Kind, Standing
from sinergi.domain.agreements.queries import AgreementFilter
from sinergi.domain.agreements.services import claiming, saving
from sinergi.domain.agreements.services.claiming import Source
from sinergi.foundation.access.models import User
from sinergi.foundation.access.queries import actor_for
from sinergi.foundation.access.services import resting
from sinergi.foundation.kernel.actors import Actor


def lay_out(*, today: date, by: Actor, at: datetime) -> None:
    """In the names of the example users, as if they had done it."""
    users = {user.email.partition("@")[0]: user for user in User.objects.filter(is_example=True)}
    directorate, head = (actor_for(users[name], on=today) for name in ("direktorat", "kepala.lapas"))
    for before, after, stated in ((17, 43, "250%"), (40, 60, "naik 50 persen")):
        source = Source(
            "https://berita.contoh.example/klaim", f"“Kerja sama {stated} dari {before} menjadi {after}” (contoh)"
        )
        claiming.keep(before, after, stated=stated, source=source, by=directorate, at=at)
    for name, only in (
        ("PKS contoh yang berlaku", AgreementFilter(kind=Kind.PKS, standing=Standing.CERTAIN, on=today, examples=True)),
        ("Nota kesepahaman contoh", AgreementFilter(kind=Kind.NK, examples=True)),
    ):
        for owner in (directorate, head):
            saving.save(only, name=name, by=owner, at=at)
    resting.rest(
        users["petugas.lapas"], starts_on=today + timedelta(days=30), ends_on=today + timedelta(days=36), by=by, at=at
    )
