"""What people fill in about users, their roles and their leave."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.foundation.access import policies, queries
from sinergi.foundation.access.choices import MANAGE, UserState
from sinergi.foundation.access.queries import UserFilter
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from sinergi.foundation.access.models import Role, User
    from sinergi.foundation.institutions.models import Institution

EVERYWHERE = "semua"
REQUIRED = {"required": gettext_lazy("Bagian ini wajib diisi.")}
CHOICE = {**REQUIRED, "invalid_choice": gettext_lazy("Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")}


class UnitField(forms.ChoiceField):
    """A unit where the viewer manages users; its value is the institution, or None for everywhere."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages=CHOICE, **kwargs)
        self.viewer: Actor | None = None

    def offer(self, viewer: Actor, *, everywhere: bool = True, first: str = "") -> None:
        self.viewer = viewer
        units = institutions.units_for(viewer, MANAGE)
        every = [(EVERYWHERE, _("Seluruh Indonesia"))] if everywhere and policies.can_change_roles(viewer) else []
        depth = "– "
        rows = [(str(unit.public_id), f"{depth * ((unit.path or '').count('.') - 1)}{unit.name}") for unit in units]
        self.choices = [("", first or _("Pilih unit")), *every, *rows]

    def clean(self, value: Any) -> Institution | None:
        chosen = super().clean(value)
        if not chosen or chosen == EVERYWHERE:
            return None
        assert self.viewer is not None
        return institutions.by_id(chosen, viewer=self.viewer)


class RoleField(forms.ChoiceField):
    """One of the roles there are; its value is the role."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Peran"), error_messages=CHOICE, **kwargs)

    def offer(self, viewer: Actor, on: date, *, first: str = "") -> None:
        held = queries.roles(viewer, on=on)
        self.choices = [("", first or _("Pilih peran")), *((one.role.code, one.role.name) for one in held)]

    def clean(self, value: Any) -> Role | None:
        chosen = super().clean(value)
        return queries.role_named(chosen) if chosen else None


class FilterForm(Form):
    """What narrows the list of users."""

    use_required_attribute = False

    cari = forms.CharField(
        label=gettext_lazy("Cari"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Nama atau surel")}),
    )  # fmt: skip
    peran = RoleField(required=False)
    unit = UnitField(label=gettext_lazy("Unit dan di bawahnya"), required=False)
    keadaan = forms.ChoiceField(label=gettext_lazy("Keadaan"), required=False, error_messages=CHOICE)

    def __init__(self, *args: Any, viewer: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["peran"].offer(viewer, on, first=_("Semua peran"))  # type: ignore[attr-defined]
        self.fields["unit"].offer(viewer, everywhere=False, first=_("Semua unit"))  # type: ignore[attr-defined]
        self.fields["keadaan"].choices = [("", _("Semua")), *UserState.choices]  # type: ignore[attr-defined]

    def chosen(self) -> UserFilter:
        """The filter, after `is_valid`: what cannot be read narrows nothing."""
        values = self.cleaned_data
        role, unit, state = values.get("peran"), values.get("unit"), values.get("keadaan")
        return UserFilter(
            word=values.get("cari") or "",
            role=role.code if role else "",
            unit_path=(unit.path or "") if unit else "",
            state=UserState(state) if state else None,
        )


class GrantForm(Form):
    """A role at a unit, from a day on."""

    role = RoleField()
    institution = UnitField(
        label=gettext_lazy("Unit"), help_text=gettext_lazy("Peran berlaku di unit ini dan di bawahnya.")
    )
    starts_on = DateField(label=gettext_lazy("Mulai"), error_messages=REQUIRED)
    ends_on = DateField(
        label=gettext_lazy("Sampai"), required=False, help_text=gettext_lazy("Kosongkan bila belum ditentukan.")
    )

    def __init__(self, *args: Any, viewer: Actor, on: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"starts_on": on})
        super().__init__(*args, **kwargs)
        self.fields["role"].offer(viewer, on)  # type: ignore[attr-defined]
        self.fields["institution"].offer(viewer)  # type: ignore[attr-defined]


class InviteForm(GrantForm):
    """A new user with a first role."""

    name = forms.CharField(label=gettext_lazy("Nama"), max_length=200, error_messages=REQUIRED)
    email = forms.CharField(
        label=gettext_lazy("Surel"), max_length=254, error_messages=REQUIRED,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    by_mail = forms.BooleanField(
        label=gettext_lazy("Kirim tautan lewat surel"), required=False,
        help_text=gettext_lazy("Tanpa ini, kata sandi sekali pakai tampil satu kali untuk diserahkan langsung."),
    )  # fmt: skip

    field_order = ["name", "email", "role", "institution", "starts_on", "ends_on", "by_mail"]

    def __init__(self, *args: Any, viewer: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, on=on, **kwargs)
        if not settings.MAIL_LEAVES:
            del self.fields["by_mail"]


class TransferForm(Form):
    """Mutasi: from where, to where, as what, from which day."""

    leaving = UnitField(
        label=gettext_lazy("Dari unit"),
        help_text=gettext_lazy("Semua perannya di unit ini dan di bawahnya berakhir sehari sebelum mutasi."),
    )
    to = UnitField(label=gettext_lazy("Ke unit"))
    role = RoleField()
    on = DateField(label=gettext_lazy("Terhitung mulai"), error_messages=REQUIRED)

    def __init__(self, *args: Any, viewer: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaving"].offer(viewer, everywhere=False)  # type: ignore[attr-defined]
        self.fields["to"].offer(viewer, everywhere=False)  # type: ignore[attr-defined]
        self.fields["role"].offer(viewer, on)  # type: ignore[attr-defined]


class LeaveForm(Form):
    """Cuti: from when to when, and who stands in."""

    starts_on = DateField(label=gettext_lazy("Mulai cuti"), error_messages=REQUIRED)
    ends_on = DateField(label=gettext_lazy("Hari terakhir cuti"), error_messages=REQUIRED)
    deputy = forms.CharField(
        label=gettext_lazy("Surel pengganti"), required=False, max_length=254,
        help_text=gettext_lazy("Ia memegang peran yang sama selama cuti. Kosongkan bila tidak ada pengganti."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean_deputy(self) -> User | None:
        email = self.cleaned_data["deputy"].strip()
        if not email:
            return None
        found = queries.user_with(email, self.viewer)
        if found is None:
            raise forms.ValidationError(_("Tidak ada pengguna dengan surel ini di unit Anda."))
        return found


class EndForm(Form):
    """The last day of a grant."""

    last_day = DateField(label=gettext_lazy("Hari terakhir"), error_messages=REQUIRED)

    def __init__(self, *args: Any, viewer: Actor, on: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"last_day": on})
        super().__init__(*args, **kwargs)


class NewRoleForm(Form):
    name = forms.CharField(label=gettext_lazy("Nama peran"), max_length=120, error_messages=REQUIRED)

    def __init__(self, *args: Any, viewer: Actor, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class RoleForm(Form):
    """What a role may do. Which boxes there are is said by the rooms."""

    name = forms.CharField(label=gettext_lazy("Nama peran"), max_length=120, error_messages=REQUIRED)
    requires_second_factor = forms.BooleanField(
        label=gettext_lazy("Mensyaratkan faktor kedua"), required=False,
        help_text=gettext_lazy("Pemegangnya memasang aplikasi autentikator atau kunci sandi sebelum halaman lain terbuka."),
    )  # fmt: skip


class SheetForm(Form):
    """The sheet of users."""

    file = forms.FileField(
        label=gettext_lazy("Berkas Excel (.xlsx)"),
        help_text=gettext_lazy(
            "Paling banyak 500 baris. Kolom: nama, surel, peran, unit, mulai, sampai. Rumus ditolak."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
        ),
        error_messages={
            "required": gettext_lazy("Pilih berkasnya dahulu."),
            "empty": gettext_lazy("Berkas ini kosong."),
            "missing": gettext_lazy("Pilih berkasnya dahulu."),
        },
    )
