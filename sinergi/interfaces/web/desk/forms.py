"""What readers, superiors and whoever sets the rules of the desk fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from sinergi.domain.identity.choices import Opinion
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_CHOOSE = {"required": gettext_lazy("Pilih sama, beda, atau tidak tahu.")}


class ReadForm(Form):
    """What the two sides are. The opinion is the button that was pressed."""

    use_required_attribute = False

    opinion = forms.ChoiceField(
        label=gettext_lazy("Bacaan"), choices=Opinion.choices, error_messages=NOT_OFFERED | _CHOOSE
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan"), required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": "500", "data-keys": "r"}),
        help_text=gettext_lazy(
            "Wajib bila “sama” menulis NIK atau menggabungkan catatan: dokumen atau wawancara apa. Jangan menuliskan NIK-nya."
        ),
    )  # fmt: skip
    expires_on = DateField(
        label=gettext_lazy("Berlaku sampai"), required=False,
        help_text=gettext_lazy("Kosongkan bila putusan berlaku sampai dicabut."),
    )  # fmt: skip


class RuleForm(ReadForm):
    """A superior's ruling: same or different, with a reason."""

    opinion = forms.ChoiceField(
        label=gettext_lazy("Putusan"),
        choices=[choice for choice in Opinion.choices if choice[0] != Opinion.UNKNOWN],
        error_messages=NOT_OFFERED | {"required": gettext_lazy("Pilih sama atau beda.")},
    )


class RevokeForm(Form):
    reason = forms.CharField(
        label=gettext_lazy("Alasan pencabutan"), error_messages=REQUIRED,
        help_text=gettext_lazy("Apa yang ternyata keliru. Sesudah dicabut, pemeriksaan boleh menanyakannya lagi."),
    )  # fmt: skip


class _ShareField(forms.FloatField):
    """A share or probability as people write it: 0,2."""

    def __init__(self, *, label: StrOrPromise, help_text: StrOrPromise) -> None:
        super().__init__(
            label=label, help_text=help_text, localize=True, error_messages=REQUIRED,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "narrow"}),
        )  # fmt: skip

    default_error_messages = {"invalid": gettext_lazy("Tulis angka saja, misalnya 0,2.")}


class TuneForm(Form):
    """How the desk works from now on."""

    second_share = _ShareField(
        label=gettext_lazy("Bagian yang dibaca dua orang"),
        help_text=gettext_lazy("0 sampai 1. Kasus berbiaya tinggi selalu dibaca dua orang."),
    )
    high_stake = _ShareField(
        label=gettext_lazy("Biaya yang dianggap tinggi"),
        help_text=gettext_lazy(
            "Dalam poin: baris register 10, NIK yang akan ditulis +20, dua orang 15, anak +10, ditahan +5."
        ),
    )
    sample_share = _ShareField(
        label=gettext_lazy("Bagian jawaban otomatis yang ikut dibaca"),
        help_text=gettext_lazy("0,001 sampai 1. Dari sini ketepatan jawaban otomatis ditaksir."),
    )
    same_from = _ShareField(
        label=gettext_lazy("Ambang “sama”"),
        help_text=gettext_lazy("0,5 sampai 1. Jawaban otomatis “sama” di bawahnya selalu dibaca orang."),
    )
    reason = forms.CharField(label=gettext_lazy("Alasan"), error_messages=REQUIRED)
