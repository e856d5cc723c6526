"""Once a year somebody looks at each grant and says that it is still needed, or ends it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.access import policies
from sinergi.foundation.access.models import Grant
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid


@transaction.atomic
def confirm(given: Grant, *, on: date, by: Actor, at: datetime) -> Grant:
    """The grant is still needed, says `by` on that day. Raises NotAllowed (also for one's own), Invalid when it is over."""
    given = (
        Grant.objects.select_for_update(of=("self",))
        .select_related("user", "role", "institution__place")
        .get(pk=given.pk)
    )
    policies.ensure_can_manage(by, given.path or None)
    policies.ensure_is_somebody_else(by, given.user, _("Peran Anda sendiri ditinjau oleh pengelola lain."))
    if not given.is_dated(on):
        raise Invalid(_("Hanya peran yang berlaku hari itu yang ditinjau."))
    given.reviewed_on, given.reviewed_by_key = on, by.key
    given.save(update_fields=["reviewed_on", "reviewed_by_key"])
    audit.record("grant.confirmed", given.user, by=by, at=at, role=given.role.code, on=on)
    return given
