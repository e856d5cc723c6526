from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from sinergi.foundation.access.choices import MANAGE, UserState
from sinergi.foundation.access.models import ApiKey, Grant, Leave, OpenSession, Role, User
from sinergi.foundation.access.models.grant import GrantQuerySet
from sinergi.foundation.access.models.user import UserQuerySet, second_factors
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import NOBODY, Actor, Scope

# A grant is looked at again after this time.
REVIEW_EVERY = timedelta(days=365)


@dataclass(frozen=True)
class Standing:
    """Somebody on one day: the actor, whether a second factor must be set up before anything else opens, and where
    this person works (`home`: role and institution of each grant, in words for the page)."""

    actor: Actor
    must_add_factor: bool
    home: str = ""


def standing_of(user: User, *, on: date) -> Standing:
    """Who this user is on that day, with the grants then in force. One query; inactive users are nobody."""
    if not user.is_active:
        return Standing(NOBODY, must_add_factor=False)
    grants = list(
        Grant.objects.in_force(on)
        .filter(user=user)
        .select_related("role", "institution__place")
        .annotate(has_factor=Exists(second_factors().filter(user=OuterRef("user"))))
        .order_by("pk")
    )
    scopes = tuple(
        Scope(frozenset(grant.role.capabilities), grant.institution.path or "?" if grant.institution else "")
        for grant in grants
    )
    actor = Actor(key=f"user:{user.public_id}", label=user.name, user_id=user.pk, scopes=scopes)
    due = any(grant.role.requires_second_factor and not grant.has_factor for grant in grants)  # type: ignore[attr-defined]
    home = ", ".join(
        f"{grant.role.name}, {grant.institution.name if grant.institution else 'seluruh Indonesia'}" for grant in grants
    )
    return Standing(actor, must_add_factor=due, home=home)


def actor_for(user: User, *, on: date) -> Actor:
    """The actor that this user is on that day. One query."""
    return standing_of(user, on=on).actor


def role_named(code: str) -> Role:
    """The role with this code; raises Role.DoesNotExist. What roles there are is no secret."""
    return Role.objects.get(code=code)


@dataclass(frozen=True)
class HeldRole:
    """A role and by how many people it is held on a day."""

    role: Role
    holders: int


def roles(viewer: Actor, *, on: date) -> tuple[HeldRole, ...]:
    """All roles by name. What roles there are is no secret; holders are counted among those the viewer sees."""
    grants = Grant.objects.dated(on).within(viewer).filter(user__is_active=True)
    holders = dict(grants.values_list("role").annotate(number=Count("user", distinct=True)).order_by())
    return tuple(HeldRole(role, holders.get(role.pk, 0)) for role in Role.objects.order_by("name"))


def find_role(public_id: UUID, viewer: Actor) -> Role | None:
    """One role, or None. What a role may do is no secret to those who manage users."""
    return Role.objects.filter(public_id=public_id).first() if viewer.may_somewhere(MANAGE) else None


def roles_to_answer(viewer: Actor) -> QuerySet[Role]:
    """Roles for which a new version proposes something, for those who change roles; the longest waiting first."""
    if "" not in viewer.paths(MANAGE):
        return Role.objects.none()
    return Role.objects.filter(proposed_at__isnull=False).order_by("proposed_at", "pk")


@dataclass(frozen=True)
class UserFilter:
    """Which users: by a word of name or address, a role held on the day, a unit and all below it, their state."""

    word: str = ""
    role: str = ""
    unit_path: str = ""
    state: UserState | None = None


def users(viewer: Actor, *, on: date, only: UserFilter = UserFilter()) -> UserQuerySet:
    """Users the viewer manages, by name; `user.shown_grants` are their grants of the day that the viewer sees."""
    dated = Grant.objects.dated(on)
    found: UserQuerySet = User.objects.visible_to(viewer)
    if only.word:
        found = found.mentioning(only.word)
    if only.role or only.unit_path:
        held = dated.within(viewer).filter(user=OuterRef("pk"))
        if only.role:
            held = held.filter(role__code=only.role)
        if only.unit_path:
            held = held.filter(institution__place__path__startswith=only.unit_path)
        found = found.filter(Exists(held))
    if only.state is not None:
        found = _in_state(found, only.state, on)
    shown = dated.within(viewer).select_related("role", "institution").order_by("pk")
    return (
        found.annotate(
            on_leave=Exists(Leave.objects.on(on).filter(user=OuterRef("pk"))),
            has_factor=Exists(second_factors().filter(user=OuterRef("pk"))),
        )
        .prefetch_related(Prefetch("grants", queryset=shown, to_attr="shown_grants"))
        .order_by("name", "pk")
    )


def _in_state(found: UserQuerySet, state: UserState, on: date) -> UserQuerySet:
    match state:
        case UserState.ACTIVE:
            return found.filter(is_active=True)
        case UserState.CLOSED:
            return found.filter(is_active=False)
        case UserState.ON_LEAVE:
            return found.filter(Exists(Leave.objects.on(on).filter(user=OuterRef("pk"))))
        case UserState.WITHOUT_FACTOR:
            return found.filter(is_active=True).without_second_factor()
        case UserState.WITHOUT_GRANT:
            return found.filter(is_active=True).exclude(Exists(Grant.objects.not_over(on).filter(user=OuterRef("pk"))))
        case UserState.NEVER_CAME:
            return found.filter(is_active=True, last_login=None)


def find_user(public_id: UUID, viewer: Actor) -> User | None:
    """One user, or None where there is none or the viewer does not manage him."""
    return User.objects.visible_to(viewer).filter(public_id=public_id).first()


def user_with(email: str, viewer: Actor) -> User | None:
    """The user with this address in whatever case, or None where there is none or the viewer does not manage him."""
    return User.objects.visible_to(viewer).filter(email__iexact=email).first()


def grants_of(user: User, viewer: Actor) -> GrantQuerySet:
    """The user's grants of all times that lie where the viewer manages, latest first."""
    found = Grant.objects.within(viewer).filter(user=user).select_related("role", "institution__place", "leave__user")
    return found.order_by("-starts_on", "-pk")


def find_grant(public_id: UUID, viewer: Actor) -> Grant | None:
    """One grant, or None where there is none or it lies where the viewer does not manage."""
    found = Grant.objects.within(viewer).select_related("user", "role", "institution__place")
    return found.filter(public_id=public_id).first()


def leaves_of(user: User, viewer: Actor) -> tuple[Leave, ...]:
    """The leaves of a user whom the viewer manages, latest first."""
    return tuple(Leave.objects.filter(user=user, user__in=User.objects.visible_to(viewer)).select_related("deputy"))


def find_leave(public_id: UUID, viewer: Actor) -> Leave | None:
    """One leave, or None where there is none or the viewer does not manage the user."""
    found = Leave.objects.filter(public_id=public_id, user__in=User.objects.visible_to(viewer))
    return found.select_related("user").first()


def due_for_review(viewer: Actor, *, on: date) -> GrantQuerySet:
    """Grants of the day, not the viewer's own, that nobody has looked at for a year; the longest waiting first."""
    found = Grant.objects.dated(on).within(viewer).filter(user__is_active=True).unreviewed_since(on - REVIEW_EVERY)
    found = found.exclude(user_id=viewer.user_id) if viewer.user_id else found
    return found.select_related("user", "role", "institution")


def names_of(keys: Iterable[str], viewer: Actor) -> dict[str, str]:
    """Who stands behind the keys of rows ("user:<uuid>"), for the page. A colleague's name is no secret inside."""
    keys = set(keys)
    public_ids = [key.removeprefix("user:") for key in keys if key.startswith("user:")]
    named = {f"user:{user.public_id}": user.name for user in User.objects.filter(public_id__in=public_ids)}
    return {key: named.get(key, "Sistem" if key.startswith("system:") else key) for key in keys}


def is_locked(user: User, *, at: datetime, viewer: Actor) -> bool:
    """Whether too many wrong passwords were tried with this user's address of mail from some network address."""
    recent = AccessAttempt.objects.filter(username=user.email, attempt_time__gt=at - settings.AXES_COOLOFF_TIME)
    by_address = recent.values("ip_address").annotate(failures=Sum("failures_since_start")).order_by()
    return any(row["failures"] >= settings.AXES_FAILURE_LIMIT for row in by_address)


def factors_of(user: User, viewer: Actor) -> int:
    """How many second factors the user has set up: authenticator app and passkeys."""
    return second_factors().filter(user=user).count()


def may_drop_factor(user: User, factor_id: int, *, on: date, viewer: Actor) -> bool:
    """Whether this factor may go: another one stays, or no role of that day requires one."""
    if second_factors().filter(user=user).exclude(pk=factor_id).exists():
        return True
    return not Grant.objects.in_force(on).filter(Q(role__requires_second_factor=True), user=user).exists()


def is_taken(email: str, *, viewer: Actor) -> bool:
    """Whether somebody signs in with this address, seen by the viewer or not. Whoever invites learns that anyway."""
    return User.objects.filter(email__iexact=email).exists()


def holds(user: User, role: Role, institution: Institution | None, *, from_on: date, viewer: Actor) -> bool:
    """Whether the user has this role exactly there on that day or later."""
    return Grant.objects.not_over(from_on).filter(user=user, role=role, institution=institution).exists()


def sessions_of(user: User, *, at: datetime, viewer: Actor) -> tuple[OpenSession, ...]:
    """Where the user is signed in at that moment, the latest first; for himself alone, nothing for anybody else."""
    if viewer.user_id != user.pk:
        return ()
    open_now = OpenSession.objects.filter(
        user=user, auth_hash=user.get_session_auth_hash(), session__expire_date__gt=at
    )
    return tuple(open_now)


def api_keys_of(user: User, *, on: date, viewer: Actor) -> tuple[ApiKey, ...]:
    """The user's keys that still open something, the latest first; for himself alone, nothing for anybody else."""
    if viewer.user_id != user.pk:
        return ()
    return tuple(ApiKey.objects.opening(user, on))


def session_began(key: str | None, viewer: Actor) -> datetime | None:
    """When the session with this key began; only whoever has the key can ask."""
    return OpenSession.objects.filter(session_id=key or "").values_list("began_at", flat=True).first()
