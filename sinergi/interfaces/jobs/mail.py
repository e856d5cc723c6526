"""Mail that leaves: what it says, and that nothing secret waits in the queue – the link is made when it is sent."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sinergi.foundation.access import queries
from sinergi.foundation.access.services import passwords
from sinergi.foundation.kernel.actors import Actor

POSTMAN = Actor.system("mail")


def mail_link(*args: object, at: datetime, progress: object) -> None:
    """Send a user (by public id) the link to choose a password. Sent twice, both links hold until one is used."""
    user = queries.find_user(UUID(str(args[0])), POSTMAN)
    if user is None or not user.is_active or not settings.MAIL_LEAVES:
        return
    link = f"{settings.SITE_URL}{reverse('kata-sandi-pulih')}?{urlencode({'kunci': passwords.key_for(user)})}"
    with translation.override(settings.LANGUAGE_CODE):
        text = _(
            "Yth. %(name)s,\n\n"
            "Buka tautan ini untuk memilih kata sandi Sinergi Anda. Tautan berlaku tiga hari dan hanya untuk satu kali.\n\n"
            "%(link)s\n\n"
            "Bila Anda tidak memintanya, abaikan surel ini: kata sandi Anda tidak berubah."
        ) % {"name": user.name, "link": link}
        send_mail(_("Kata sandi Sinergi"), text, None, [user.email])
