from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import Grant, Role
from sinergi.foundation.access.services import keeping
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from sinergi.foundation.kernel.text import clean_line

DELIVERED = Path(__file__).resolve().parents[1] / "roles.toml"


class RoleExists(DomainError):
    """Another role bears this name."""

    code = "role_exists"


class NotProposed(DomainError):
    """Somebody answered the proposal first, or there never was one."""

    code = "capability_not_proposed"


def delivered() -> dict[str, dict[str, Any]]:
    """The roles that this version is delivered with, by code: `name` and `capabilities`."""
    return tomllib.loads(DELIVERED.read_text(encoding="utf-8"))


def deliver() -> None:
    """Make the roles that Sinergi is delivered with, where they do not exist."""
    known = set(Role.objects.values_list("code", flat=True))
    for code, role in delivered().items():
        if code not in known:
            both = dict.fromkeys(("capabilities", "delivered"), role["capabilities"])
            Role.objects.get_or_create(code=code, defaults={"name": role["name"], **both})


def follow(*, by: Actor, at: datetime) -> tuple[Role, ...]:
    """Bring the roles up to what this version delivers; those that changed or were proposed something, () when none.

    A role that nobody edited follows. An edited one keeps its edits: what the delivery newly gives is proposed, what it no
    longer gives stays. Names and second factors are the administrators'. For the set-up, which asks no permission; where
    nothing changed it only reads, so that it never waits for somebody who writes.
    """
    coming = {code: role["capabilities"] for code, role in delivered().items()}
    if not _stale(Role.objects.all(), coming):
        return ()
    with transaction.atomic():
        stale = _stale(Role.objects.select_for_update(), coming)
        return tuple(_follow(role, coming[role.code], by=by, at=at) for role in stale)


def _stale(roles: QuerySet[Role], coming: Mapping[str, list[str]]) -> list[Role]:
    """Those that were last brought up to another delivery than this one."""
    rows = roles.filter(code__in=coming, delivered__isnull=False).order_by("pk")
    return [role for role in rows if set(role.delivered or ()) != set(coming[role.code])]


def _follow(role: Role, capabilities: list[str], *, by: Actor, at: datetime) -> Role:
    before, held = set(role.delivered or ()), set(role.capabilities)
    if role.is_edited:
        still = [each for each in role.proposed if each in capabilities]
        new = [each for each in capabilities if each not in before | held]
        _propose(role, [*still, *new], at=at)
        action, facts = "role.proposed", {"proposed": " ".join(sorted(new))}
    else:
        role.capabilities = capabilities
        action = "role.followed"
        facts = {"added": _named(set(capabilities) - held), "removed": _named(held - set(capabilities))}
    role.delivered = capabilities
    role.save(update_fields=["capabilities", "delivered", "proposed", "proposed_at"])
    audit.record(action, role, by=by, at=at, **facts)
    return role


@transaction.atomic
def accept(role: Role, capabilities: Collection[str], *, on: date, by: Actor, at: datetime) -> Role:
    """Give a role what its delivery proposes; it holds at once for all who have it.

    Raises NotAllowed (also when `by` holds the role), NotProposed, Invalid when none is named.
    """
    role = _asked(role, capabilities, by=by)
    _ensure_may_widen(role, by=by, on=on)
    role.capabilities = [*role.capabilities, *(each for each in role.proposed if each in capabilities)]
    _propose(role, [each for each in role.proposed if each not in capabilities], at=at)
    role.save(update_fields=["capabilities", "proposed", "proposed_at"])
    audit.record("role.proposal_accepted", role, by=by, at=at, added=_named(capabilities))
    return role


@transaction.atomic
def decline(role: Role, capabilities: Collection[str], *, by: Actor, at: datetime) -> Role:
    """Keep a role without what its delivery proposes; it is not proposed again. Raises NotAllowed, NotProposed, Invalid."""
    role = _asked(role, capabilities, by=by)
    _propose(role, [each for each in role.proposed if each not in capabilities], at=at)
    role.save(update_fields=["proposed", "proposed_at"])
    audit.record("role.proposal_declined", role, by=by, at=at, declined=_named(capabilities))
    return role


def _asked(role: Role, capabilities: Collection[str], *, by: Actor) -> Role:
    """The role as it is now, held; all of these are proposed to it."""
    policies.ensure_can_change_roles(by)
    role = Role.objects.select_for_update().get(pk=role.pk)
    if not capabilities:
        raise Invalid(_("Pilih paling sedikit satu wewenang yang diusulkan."), field="capabilities")
    if set(capabilities) - set(role.proposed):
        raise NotProposed(_("Usulan ini sudah dijawab. Muat ulang halamannya."), field="capabilities")
    return role


def _propose(role: Role, capabilities: list[str], *, at: datetime) -> None:
    """The moment is that of the oldest proposal that nobody answered yet."""
    role.proposed = capabilities
    role.proposed_at = (role.proposed_at or at) if capabilities else None


def _ensure_may_widen(role: Role, *, by: Actor, on: date) -> None:
    if by.user_id is not None and Grant.objects.not_over(on).filter(user_id=by.user_id, role=role).exists():
        raise NotAllowed(
            _("Anda memegang peran ini, jadi tidak dapat menambah wewenangnya. Mintalah administrator lain.")
        )


def _named(capabilities: Collection[str]) -> str:
    return " ".join(sorted(capabilities))


@transaction.atomic
def create(name: str, *, by: Actor, at: datetime) -> Role:
    """A new role that may do nothing yet. Raises RoleExists, Invalid, NotAllowed."""
    policies.ensure_can_change_roles(by)
    name = clean_line(name, field="name", label=_("Nama peran"), most=120)
    code = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50]
    if not code:
        raise Invalid(_("Nama peran harus memuat huruf atau angka."), field="name")
    try:
        with transaction.atomic():
            role = Role.objects.create(code=code, name=name)
    except IntegrityError:
        raise RoleExists(_("Peran “%(name)s” sudah ada.") % {"name": name}, field="name") from None
    audit.record("role.created", role, by=by, at=at, code=code)
    return role


@transaction.atomic
def change(
    role: Role,
    *,
    name: str,
    capabilities: Collection[str],
    known: Collection[str],
    requires_second_factor: bool,
    on: date,
    by: Actor,
    at: datetime,
) -> Role:
    """Say anew what a role may do; it holds at once for all who have it. `known` are the capabilities that rooms declare.

    Raises Invalid for a capability no room declares, NotAllowed (also when `by` holds the role and it would become wider),
    keeping.LastAdministrator.
    """
    policies.ensure_can_change_roles(by)
    role = Role.objects.select_for_update().get(pk=role.pk)
    if unknown := sorted(set(capabilities) - set(known)):
        raise Invalid(_("Wewenang tidak dikenal: %(codes)s.") % {"codes": ", ".join(unknown)}, field="capabilities")
    before, after = set(role.capabilities), set(capabilities)
    if after - before:
        _ensure_may_widen(role, by=by, on=on)
    with keeping.an_administrator(on=on):
        role.name = clean_line(name, field="name", label=_("Nama peran"), most=120)
        # In the order in which rooms declare them, so that equal roles are equal rows.
        role.capabilities = [capability for capability in known if capability in after]
        role.requires_second_factor = requires_second_factor
        _propose(role, [each for each in role.proposed if each not in after], at=at)
        role.save(update_fields=["name", "capabilities", "requires_second_factor", "proposed", "proposed_at"])
    audit.record(
        "role.changed", role, by=by, at=at, added=_named(after - before), removed=_named(before - after),
        requires_second_factor=requires_second_factor,
    )  # fmt: skip
    return role
