"""Who may sign in to look around. Their passwords are made anew for each country, used once, and shown once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from sinergi.demo.land import Land
from sinergi.foundation.access.models import User
from sinergi.foundation.access.queries import role_named
from sinergi.foundation.access.services import granting, inviting
from sinergi.foundation.institutions.choices import PlaceKind
from sinergi.foundation.kernel.actors import Actor

EVERYWHERE = (
    ("direktorat", "Dewi Contoh", "direktorat-kerja-sama"),
    ("pimpinan", "Pramono Contoh", "pimpinan"),
    ("auditor", "Aulia Contoh", "auditor"),
    ("admin", "Adi Contoh", "administrator"),
)
AT_A_UNIT = (
    ("kepala.lapas", "Kartika Contoh", "kepala-unit"),
    ("petugas.lapas", "Putra Contoh", "petugas-kerja-sama"),
    ("registrasi.lapas", "Ratna Contoh", "registrasi"),
)


@dataclass(frozen=True)
class Ticket:
    """What is handed to somebody who wants to look around: `password` works once, "" where an own one was chosen."""

    email: str
    password: str
    role: str


def invite_all(land: Land, *, today: date, by: Actor, at: datetime) -> None:
    """The users of the example country; `tickets` gives them their passwords."""
    unit = land.of_kind(PlaceKind.LAPAS)[0]
    places = [(*user, None) for user in EVERYWHERE] + [(*user, unit) for user in AT_A_UNIT]
    for local, name, role, institution in places:
        user, _password = inviting.invite(f"{local}@contoh.example", name=name, example=True, by=by, at=at)
        granting.grant(user, role_named(role), institution=institution, starts_on=date(2020, 1, 1), by=by, at=at)


def tickets(*, by: Actor, at: datetime) -> list[Ticket]:
    """A fresh one-time password for every example user who has not chosen an own one."""
    return [
        Ticket(
            user.email,
            inviting.renew(user, on=timezone.localdate(at), by=by, at=at) if user.password_is_one_time else "",
            ", ".join(grant.role.name for grant in user.grants.select_related("role")),
        )
        for user in User.objects.filter(is_example=True).order_by("pk")
    ]
