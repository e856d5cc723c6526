from __future__ import annotations

import uuid

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, viewer: Actor) -> UserQuerySet:
        """Those with a grant, of whatever day, where the viewer manages users; everybody when that is everywhere."""
        paths = viewer.paths(MANAGE)
        if "" in paths:
            return self.all()
        seen = User.objects.filter(prefixed("grants__institution__place__path", paths))
        return self.filter(pk__in=seen.values("pk"))

    def mentioning(self, word: str) -> UserQuerySet:
        """The word stands in the name or the address."""
        return self.filter(Q(name__icontains=word) | Q(email__icontains=word))

    def without_second_factor(self) -> UserQuerySet:
        return self.exclude(Exists(second_factors().filter(user=OuterRef("pk"))))


def second_factors() -> models.QuerySet[Authenticator]:
    """What counts as a second factor: an authenticator app or a passkey. Recovery codes alone do not."""
    found: models.QuerySet[Authenticator] = Authenticator.objects.filter(
        type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    )
    return found


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, viewer: Actor) -> UserQuerySet:
        return self.get_queryset().visible_to(viewer)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in. `password_is_one_time` makes the first thing after signing in the choice of an own password.

    Sessions hold while password and `session_epoch` stay as they are: raising the epoch signs out everywhere.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False)
    password_is_one_time = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="an_email_signs_in_one_user")]

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's own, with the epoch beside the password."""
        salt = "sinergi.foundation.access.models.user.session"
        return salted_hmac(salt, f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256").hexdigest()

    def __str__(self) -> str:
        return self.name
