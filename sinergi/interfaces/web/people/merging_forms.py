"""What is filled in where two rows are said to be one person, or two again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from sinergi.domain.activities.choices import Stays
from sinergi.domain.activities.services.splitting import Recorded
from sinergi.domain.people.choices import Contradiction, Side
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED
from sinergi.interfaces.web.shell.forms import Form

if TYPE_CHECKING:
    from sinergi.domain.people.models import Person

DECIDE = {"required": gettext_lazy("Tentukan milik siapa."), "invalid_choice": gettext_lazy("Pilih salah satu.")}


class LookForm(Form):
    """Whom to look for."""

    use_required_attribute = False

    cari = forms.CharField(
        label=gettext_lazy("Cari orang yang sama"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=gettext_lazy("Nama, nama lain, nomor registrasi, atau NIK lengkap."),
    )  # fmt: skip


class MergeForm(Form):
    """Which row is kept, why the two are one person, and that what speaks against it was seen."""

    keep = forms.ChoiceField(
        label=gettext_lazy("Catatan mana yang dipertahankan?"), widget=forms.RadioSelect, error_messages=NOT_OFFERED | REQUIRED,
        help_text=gettext_lazy("Yang baru dicatat di sana. Catatan lain tetap tersimpan dan berlaku untuk orang yang sama."),
    )  # fmt: skip
    acknowledged = forms.MultipleChoiceField(
        label=gettext_lazy("Yang bertentangan sudah saya periksa"), widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Pilih dari daftar."),
            "required": gettext_lazy("Nyatakan bahwa yang bertentangan sudah diperiksa, atau jangan gabungkan."),
        },
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Mengapa ini satu orang?"), max_length=500,
        error_messages={"required": gettext_lazy("Tulis alasannya; ia tercatat di jejak audit.")},
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Misalnya “foto dan sidik jari di kedua berkas sama”."),
    )  # fmt: skip

    def __init__(
        self, persons: Mapping[str, Person], kept: Person, found: Iterable[Contradiction], data: QueryDict | None = None
    ) -> None:
        """`persons` by the words that tell them apart: their names may be the same."""
        super().__init__(data, initial={"keep": str(kept.public_id)})
        choices: list[tuple[str, Any]] = [(str(person.public_id), words) for words, person in persons.items()]
        self.fields["keep"].choices = choices  # type: ignore[attr-defined]
        against = [(each.value, each.label) for each in found]
        if against:
            self.fields["acknowledged"].choices = against  # type: ignore[attr-defined]
        else:
            del self.fields["acknowledged"]


class SplitForm(Form):
    """Whose each thing is that was recorded since. A field bears the key of what it asks about."""

    reason = forms.CharField(
        label=gettext_lazy("Mengapa ini dua orang?"), max_length=500,
        error_messages={"required": gettext_lazy("Tulis alasannya; ia tercatat di jejak audit.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, recorded: Recorded, survivor: str, absorbed: str, data: QueryDict | None = None) -> None:
        """`survivor` and `absorbed` are the words that tell the two apart."""
        super().__init__(data)
        sides = [(Side.SURVIVOR.value, survivor), (Side.ABSORBED.value, absorbed)]
        self.keys = recorded.keys
        for key in self.keys:
            self.fields[key] = forms.ChoiceField(
                label=gettext_lazy("Milik siapa?"), choices=sides, widget=forms.RadioSelect, error_messages=DECIDE
            )
        self.collisions = tuple(recorded.collisions)
        for key in self.collisions:
            self.fields[f"tetap-{key}"] = forms.ChoiceField(
                label=gettext_lazy("Bila keduanya menjadi miliknya, yang tetap"), required=False, widget=forms.RadioSelect,
                choices=Stays.choices, error_messages=NOT_OFFERED,
            )  # fmt: skip

    def whose(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in self.keys}

    def stays(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"tetap-{key}"] for key in self.collisions}
