from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

from django.db import IntegrityError, transaction

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


def deliver() -> None:
    """Make the roles that Sinergi is delivered with, where they do not exist. A role that was changed stays as it is."""
    for code, role in tomllib.loads(DELIVERED.read_text()).items():
        Role.objects.get_or_create(code=code, defaults={"name": role["name"], "capabilities": role["capabilities"]})


@transaction.atomic
def create(name: str, *, by: Actor, at: datetime) -> Role:
    """A new role that may do nothing yet. Raises RoleExists, Invalid, NotAllowed."""
    policies.ensure_can_change_roles(by)
    name = clean_line(name, field="name", label="Nama peran", most=120)
    code = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50]
    if not code:
        raise Invalid("Nama peran harus memuat huruf atau angka.", field="name")
    try:
        with transaction.atomic():
            role = Role.objects.create(code=code, name=name)
    except IntegrityError:
        raise RoleExists(f"Peran “{name}” sudah ada.", field="name") from None
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
        raise Invalid(f"Wewenang tidak dikenal: {', '.join(unknown)}.", field="capabilities")
    before, after = set(role.capabilities), set(capabilities)
    holds = by.user_id is not None and Grant.objects.not_over(on).filter(user_id=by.user_id, role=role).exists()
    if holds and after - before:
        raise NotAllowed("Anda memegang peran ini, jadi tidak dapat menambah wewenangnya. Mintalah administrator lain.")
    with keeping.an_administrator(on=on):
        role.name = clean_line(name, field="name", label="Nama peran", most=120)
        # In the order in which rooms declare them, so that equal roles are equal rows.
        role.capabilities = [capability for capability in known if capability in after]
        role.requires_second_factor = requires_second_factor
        role.save(update_fields=["name", "capabilities", "requires_second_factor"])
    audit.record(
        "role.changed", role, by=by, at=at, added=" ".join(sorted(after - before)), removed=" ".join(sorted(before - after)),
        requires_second_factor=requires_second_factor,
    )  # fmt: skip
    return role
