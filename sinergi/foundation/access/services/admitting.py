"""Who comes with a word of the identity provider."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.access.models import User
from sinergi.foundation.access.services import inviting
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError


class NotAdmitted(DomainError):
    """The provider knows this person, Sinergi does not, or no longer."""

    code = "not_admitted"


@transaction.atomic
def admit(email: str, *, name: str, create: bool, by: Actor, at: datetime) -> User:
    """The user with this address, which the provider has verified ("" is an address that it has not).

    Somebody unknown becomes a user without any grant when `create`, else NotAdmitted is raised; so it is for a closed
    account. A one-time password that was still waiting ends here: the provider has said who this is.
    """
    if not email:
        raise NotAdmitted(
            _("Penyedia identitas belum memastikan alamat surel Anda. Pastikan dahulu di sana, lalu ulangi.")
        )
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is None:
        if not create:
            raise NotAdmitted(
                _("Alamat surel Anda belum diundang ke Sinergi. Hubungi pengelola pengguna di unit Anda.")
            )
        user = inviting.enter(email, name=name or email.partition("@")[0], by=by, at=at)
    elif not user.is_active:
        raise NotAdmitted(_("Akun ini sudah tidak aktif. Hubungi pengelola pengguna di unit Anda."))
    elif user.password_is_one_time:
        user.set_unusable_password()
    user.password_is_one_time = False
    user.save(update_fields=["password", "password_is_one_time"])
    audit.record("user.admitted", user, by=by, at=at)
    return user
