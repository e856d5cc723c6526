from __future__ import annotations

from datetime import date

from sinergi.foundation.access.models import Grant, Role, User
from sinergi.foundation.kernel.actors import NOBODY, Actor, Scope


def actor_for(user: User, *, on: date) -> Actor:
    """The actor that this user is on that day, with the grants then in force. One query; inactive users are nobody."""
    if not user.is_active:
        return NOBODY
    grants = Grant.objects.in_force(on).filter(user=user).select_related("role", "institution__place")
    scopes = tuple(
        Scope(frozenset(grant.role.capabilities), grant.institution.path or "?" if grant.institution else "")
        for grant in grants
    )
    return Actor(key=f"user:{user.public_id}", label=user.name, user_id=user.pk, scopes=scopes)


def home_of(viewer: Actor, *, on: date) -> str:
    """Where the viewer works, in words for the page: role and institution of each grant of that day."""
    if viewer.user_id is None:
        return ""
    grants = (
        Grant.objects.in_force(on).filter(user_id=viewer.user_id).select_related("role", "institution").order_by("pk")
    )
    return ", ".join(
        f"{grant.role.name}, {grant.institution.name if grant.institution else 'seluruh Indonesia'}" for grant in grants
    )


def role_named(code: str) -> Role:
    """The role with this code; raises Role.DoesNotExist. What roles there are is no secret."""
    return Role.objects.get(code=code)
