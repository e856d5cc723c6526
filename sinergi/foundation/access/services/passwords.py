from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from sinergi.foundation.access.models import User
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid, NotAllowed


@transaction.atomic
def choose(user: User, *, current: str, new: str, by: Actor, at: datetime) -> User:
    """A user chooses an own password. Raises Invalid (field current or new), NotAllowed for anybody else's."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if by.user_id != user.pk:
        raise NotAllowed("Kata sandi hanya dapat diganti oleh pemiliknya.")
    if not user.check_password(current):
        raise Invalid("Kata sandi lama tidak cocok.", field="current")
    if "\0" in new or len(new) > 200:
        raise Invalid(
            "Kata sandi baru memuat karakter yang tidak boleh atau terlalu panjang (paling banyak 200).", field="new"
        )
    if new == current:
        raise Invalid("Kata sandi baru harus berbeda dari yang lama.", field="new")
    try:
        validate_password(new, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="new") from None
    user.set_password(new)
    user.password_is_one_time = False
    user.save(update_fields=["password", "password_is_one_time"])
    audit.record("user.password_chosen", user, by=by, at=at)
    return user
