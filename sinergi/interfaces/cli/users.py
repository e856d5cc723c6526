"""`sinergi user …`: the operator of the machine helps where nobody inside can, and the audit names him for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from django.utils import timezone

from sinergi.foundation.access import queries
from sinergi.foundation.access.services import accounts, granting
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.errors import Invalid
from sinergi.interfaces.cli import installation
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, app, print_json, saying_no
from sinergi.interfaces.cli.days import day

if TYPE_CHECKING:
    from sinergi.foundation.access.models import Role, User
    from sinergi.foundation.institutions.models import Institution

users = typer.Typer(help="Tolong pengguna dari mesin ini, bila tidak ada pengelola yang dapat.", no_args_is_help=True)
app.add_typer(users, name="user")

Email = Annotated[str, typer.Argument(metavar="SUREL", help="Surel pengguna.")]


@users.command("show")
def show(email: Email, as_json: bool = AS_JSON) -> None:
    """Peran yang dipegang seorang pengguna, terkunci atau tidak, dan berapa faktor kedua yang terpasang."""
    with saying_no(as_json):
        installation.make_ready()
        user, now = _user(email), timezone.now()
        grants = [
            {
                "role": grant.role.code,
                "unit": grant.institution.name if grant.institution else None,
                "starts_on": grant.starts_on.isoformat(),
                "ends_on": grant.ends_on.isoformat() if grant.ends_on else None,
            }
            for grant in queries.grants_of(user, OPERATOR)
        ]
        state = {
            "email": user.email,
            "active": user.is_active,
            "locked": queries.is_locked(user, at=now, viewer=OPERATOR),
            "factors": queries.factors_of(user, OPERATOR),
            "grants": grants,
        }
    if as_json:
        print_json(state)
        return
    locked = ", terkunci sementara" if state["locked"] else ""
    typer.echo(f"{user.email}: {'aktif' if user.is_active else 'ditutup'}{locked}")
    typer.echo(f"Faktor kedua: {state['factors']}")
    for grant in grants:
        days = f"{grant['starts_on']} sampai {grant['ends_on'] or 'seterusnya'}"
        typer.echo(f"  {grant['role']} di {grant['unit'] or 'seluruh Indonesia'}, {days}")


@users.command("grant")
def grant(
    email: Email,
    role: Annotated[str, typer.Argument(metavar="PERAN", help="Kode peran, misalnya administrator.")],
    unit: Annotated[str, typer.Option("--unit", help="Nama unit; tanpa ini seluruh Indonesia.")] = "",
    starts: Annotated[str, typer.Option("--from", metavar="TANGGAL", help="Hari pertama; tanpa ini hari ini.")] = "",
    ends: Annotated[str, typer.Option("--until", metavar="TANGGAL", help="Hari terakhir; tanpa ini seterusnya.")] = "",
) -> None:
    """Beri peran kepada seorang pengguna: jalan keluar bila satu-satunya administrator tidak dapat menambah wewenangnya."""
    with saying_no():
        installation.make_ready()
        now = timezone.now()
        given = granting.grant(
            _user(email),
            _role(role),
            institution=_unit(unit) if unit else None,
            starts_on=day(starts, field="from") if starts else timezone.localdate(now),
            ends_on=day(ends, field="until") if ends else None,
            by=OPERATOR,
            at=now,
        )
    place = given.institution or "seluruh Indonesia"
    typer.echo(f"{given.user.email} memegang {given.role.name} di {place} sejak {given.starts_on}.")
    typer.echo("Tercatat di jejak audit sebagai pemberian oleh Sistem (cli).")


@users.command("unlock")
def unlock(email: Email) -> None:
    """Buka kunci sesudah terlalu banyak kata sandi yang salah."""
    with saying_no():
        installation.make_ready()
        now = timezone.now()
        accounts.unlock(_user(email), on=timezone.localdate(now), by=OPERATOR, at=now)
    typer.echo("Kunci dibuka.")


@users.command("forget-factors")
def forget_factors(email: Email) -> None:
    """Lepas semua faktor kedua seorang pengguna yang kehilangan telepon dan kuncinya. Pastikan dahulu siapa yang meminta."""
    with saying_no():
        installation.make_ready()
        now = timezone.now()
        count = accounts.forget_factors(_user(email), on=timezone.localdate(now), by=OPERATOR, at=now)
    typer.echo(f"{count} faktor dilepas; semua sesinya berakhir.")


def _user(email: str) -> User:
    user = queries.user_with(email, OPERATOR)
    if user is None:
        raise Invalid(f"Tidak ada pengguna dengan surel {email}.", field="email")
    return user


def _role(code: str) -> Role:
    known = {held.role.code: held.role for held in queries.roles(OPERATOR, on=timezone.localdate())}
    if code not in known:
        raise Invalid(f"Peran {code} tidak dikenal. Yang ada: {', '.join(sorted(known))}.", field="role")
    return known[code]


def _unit(name: str) -> Institution:
    unit = institutions.named(name, viewer=OPERATOR)
    if unit is None:
        raise Invalid(f"Unit “{name}” tidak dikenal. Tulis namanya seperti di daftar lembaga.", field="unit")
    return unit
