"""What people fill in to come in. Those of allauth are put into our words, with our limits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from sinergi.interfaces.web.shell.forms import DateField, Form

CODE_ERRORS = {
    "required": gettext_lazy("Tulis kodenya dahulu."),
    "max_length": gettext_lazy("Kode ini terlalu panjang. Periksa lagi."),
}


class SignInForm(AuthenticationForm):
    """Django's own sign-in form, in our words."""

    error_messages = {
        "invalid_login": gettext_lazy("Surel atau kata sandi tidak cocok. Periksa, lalu coba lagi."),
        "inactive": gettext_lazy("Akun ini sudah tidak aktif. Hubungi administrator unit Anda."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Surel")
        self.fields["password"].label = _("Kata sandi")

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if "\0" in name or len(name) > 254:
            raise forms.ValidationError(_("Alamat surel tidak benar."))
        # In one case, or each spelling would have wrong passwords of its own.
        return name.strip().lower()


def _new_password(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, help_text=help_text, strip=False, widget=widget)


class NewPasswordForm(Form):
    """A new password, twice."""

    new = _new_password(
        gettext_lazy("Kata sandi baru"),
        gettext_lazy("Paling sedikit 12 karakter; kalimat pendek yang mudah diingat paling baik."),
    )
    repeat = _new_password(gettext_lazy("Ulangi kata sandi baru"))

    def clean(self) -> dict[str, object]:
        if self.cleaned_data.get("new") != self.cleaned_data.get("repeat"):
            self.add_error("repeat", _("Kedua kata sandi baru tidak sama."))
        return self.cleaned_data


class OwnPasswordForm(NewPasswordForm):
    """A new password in place of one that is known."""

    current = forms.CharField(
        label=gettext_lazy("Kata sandi sekarang"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip

    field_order = ["current", "new", "repeat"]


class ForgottenForm(Form):
    """Where the link should go."""

    email = forms.EmailField(
        label=gettext_lazy("Alamat surel"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": gettext_lazy("Tulis alamat surel Anda."),
            "invalid": gettext_lazy("Alamat surel tidak benar."),
            "max_length": gettext_lazy("Alamat surel tidak benar."),
        },
    )  # fmt: skip


class ApiKeyForm(Form):
    """What a key is for, and how long it holds."""

    purpose = forms.CharField(
        label=gettext_lazy("Kegunaan"), max_length=80,
        help_text=gettext_lazy("Nama program dan siapa yang mengurusnya, misalnya: papan informasi kanwil."),
        error_messages={"required": gettext_lazy("Tulis untuk apa kunci ini.")},
    )  # fmt: skip
    expires_on = DateField(
        label=gettext_lazy("Berlaku sampai"), help_text=gettext_lazy("Paling lama satu tahun."),
        error_messages={"required": gettext_lazy("Tulis sampai kapan kunci ini berlaku.")},
    )  # fmt: skip


def _ask_for_code(form: forms.Form, label: Any, help_text: Any) -> None:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "class": "narrow", "autofocus": True})
    form.fields["code"] = forms.CharField(
        label=label,
        help_text=help_text,
        max_length=20,
        widget=widget,
        error_messages=CODE_ERRORS,
    )


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Kode"), _("Enam angka dari aplikasi autentikator, atau satu kode pemulihan."))


class CodeAgainForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Kode"), _("Enam angka dari aplikasi autentikator, atau satu kode pemulihan."))


class ActivateForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Kode dari aplikasi"), _("Enam angka yang sekarang tampil di aplikasi."))


class CredentialField(forms.JSONField):
    """What a device answered, as the page's script put it into the form: read once here, whatever a stranger may send."""

    def __init__(self, read: Callable[[Any], object]) -> None:
        super().__init__(widget=forms.HiddenInput)
        self.read = read

    def to_python(self, value: Any) -> Any:
        try:
            credential = super().to_python(value)
            self.read(credential)
        except Exception:  # the reader fails with whatever error its depth brings
            raise forms.ValidationError(_("Jawaban kunci sandi tidak terbaca. Coba sekali lagi.")) from None
        return credential


class PasskeyConfirmForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(AuthenticationResponse.from_dict)


class PasskeySignInForm(LoginWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(AuthenticationResponse.from_dict)


class PasskeyAgainForm(ReauthenticateWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(AuthenticationResponse.from_dict)


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Nama kunci"),
            help_text=_("Agar dapat dikenali lagi, misalnya “Telepon kantor”."),
            max_length=60,
            error_messages={"required": _("Tulis namanya dahulu.")},
        )


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new key. By default it also signs in without a password; a device that cannot keep such a key says so itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(RegistrationResponse.from_dict)
        self.fields["name"] = forms.CharField(
            label=_("Nama kunci"),
            help_text=_("Agar dapat dikenali lagi, misalnya “Telepon kantor”."),
            initial=self.initial["name"],
            max_length=60,
            required=False,
        )
        self.fields["passwordless"] = forms.BooleanField(
            label=_("Juga untuk masuk tanpa kata sandi"),
            help_text=_("Lepas centangnya untuk kunci keamanan lama yang hanya menjadi faktor kedua."),
            initial=True,
            required=False,
        )
