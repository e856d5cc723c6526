"""Where allauth asks the project: our users, our words, our rules. ADR 0013."""

from __future__ import annotations

import time
from io import BytesIO
from typing import Any

import qrcode
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgFillImage

from sinergi.foundation.access import queries
from sinergi.foundation.access.services import admitting
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.encryption import decrypt, encrypt
from sinergi.foundation.kernel.errors import DomainError
from sinergi.interfaces.web.sign_in.devices import begin_session

PROVIDER = Actor.system("identity-provider")
SEALED_AS = "mfa.authenticator.data"

SENTENCES = {
    "mfa/messages/totp_activated.txt": gettext_lazy("Aplikasi autentikator sudah terpasang."),
    "mfa/messages/totp_deactivated.txt": gettext_lazy("Aplikasi autentikator sudah dilepas."),
    "mfa/messages/recovery_codes_generated.txt": gettext_lazy("Kode pemulihan baru berlaku; yang lama tidak lagi."),
    "mfa/messages/webauthn_added.txt": gettext_lazy("Kunci sandi sudah ditambahkan."),
    "mfa/messages/webauthn_removed.txt": gettext_lazy("Kunci sandi sudah dihapus."),
}

WAYS = {
    "reauthenticate": gettext_lazy("Pakai kata sandi"),
    "mfa_reauthenticate": gettext_lazy("Pakai kode dari aplikasi"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Pakai kunci sandi"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up here: users are invited, or admitted by the identity provider."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi."),
        "rate_limited": gettext_lazy("Terlalu banyak percobaan. Tunggu lima menit, lalu coba lagi."),
        "incorrect_password": gettext_lazy("Kata sandi tidak cocok."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Our sentence for what allauth wants to say; silence where the page says it already."""
        text = SENTENCES.get(message_template or "", kwargs.get("message") or "")
        if text:
            messages.add_message(request, level, str(text))

    def login(self, request: HttpRequest, user: Any) -> None:
        """However somebody came in: from now on it is seen where he is signed in."""
        super().login(request, user)
        begin_session(request, user, at=timezone.now())

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.error(request, _("Akun ini sudah tidak aktif. Hubungi administrator unit Anda."))
        return redirect("masuk")

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Counted by the lockout like any other sign-in."""
        return bool(authenticate(context.request, username=user.email, password=password) == user)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        return [{**way, "description": WAYS[way["id"]]} for way in super().get_reauthentication_methods(user)]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever gave the password within the last minutes, at sign-in or later, is not asked for it again."""
        records = get_authentication_records(context.request, context.request.user)
        given = [record["at"] for record in records if record.get("method") in {"password", "mfa"}]
        return not given or time.time() - max(given) > app_settings.REAUTHENTICATION_TIMEOUT


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets lie encrypted with the key ring; a factor that a role requires cannot be taken off."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("Kode ini tidak cocok. Periksa jam di telepon Anda, lalu tulis kode yang baru."),
        "cannot_delete_authenticator": gettext_lazy(
            "Peran Anda mensyaratkan faktor kedua. Pasang dahulu yang lain, baru lepas yang ini."
        ),
        "cannot_generate_recovery_codes": gettext_lazy("Pasang dahulu aplikasi autentikator atau kunci sandi."),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text, context=SEALED_AS)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, context=SEALED_AS)

    def build_totp_svg(self, url: str) -> str:
        """On white, so that it can be scanned from a dark page, too."""
        picture = BytesIO()
        qrcode.make(url, image_factory=SvgFillImage).save(picture)
        return picture.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return queries.may_drop_factor(
            authenticator.user, authenticator.pk, on=timezone.localdate(), viewer=Actor.system("sign-in")
        )

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Kunci sandi %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": "Sinergi"}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who comes from the identity provider is one of our users, or admitted by the policy, or turned away in words."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing:
            return
        address = next((one.email for one in sociallogin.email_addresses if one.verified), "")
        name = (sociallogin.account.get_provider_account().get_user_data() or {}).get("name") or ""
        try:
            user = admitting.admit(
                address,
                name=str(name),
                create=settings.IDENTITY_PROVIDER_USERS == "create",
                by=PROVIDER,
                at=timezone.now(),
            )
        except DomainError as error:
            raise ImmediateHttpResponse(
                render(request, "shell/403.html", {"message": str(error)}, status=403)
            ) from None
        sociallogin.connect(request, user)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False
