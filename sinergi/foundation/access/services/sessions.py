"""Where somebody is signed in. Each looks after his own: a manager ends all of somebody's at once (`accounts`)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.access.models import OpenSession, User
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, NotAllowed


class AlreadyEnded(DomainError):
    """There is no such session any more."""

    code = "session_ended"


def begin(user: User, *, key: str, device: str, network: str, at: datetime) -> OpenSession:
    """Note that the session with this key is the user's, on this device, since this moment. Called at sign-in."""
    return OpenSession.objects.create(
        user=user, session_id=key, auth_hash=user.get_session_auth_hash(), device=device[:80], network=network[:45],
        began_at=at,
    )  # fmt: skip


@transaction.atomic
def end(user: User, public_id: UUID, *, by: Actor, at: datetime) -> None:
    """One session of one's own ends. Raises NotAllowed for anybody else's, AlreadyEnded."""
    if by.user_id != user.pk:
        raise NotAllowed(_("Sesi hanya diakhiri satu per satu oleh pemiliknya."))
    found = OpenSession.objects.filter(user=user, public_id=public_id).first()
    if found is None:
        raise AlreadyEnded(_("Sesi ini sudah berakhir."))
    Session.objects.filter(pk=found.session_id).delete()
    audit.record("user.session_ended", user, by=by, at=at, device=found.device)
