"""What narrows the list of agreements, from the words of its address to the filter of the domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import UNSTATED, Dimension, Fact, Kind, Level, Phase, Signing, Standing, State
from sinergi.domain.agreements.queries import AgreementFilter, counting
from sinergi.foundation.institutions.choices import PartnerCategory
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, UNKNOWN_CHOICE, Choices, with_first
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from datetime import date


class FilterForm(Form):
    """What narrows the list. Names are those of the address, so that a filtered list can be sent to somebody."""

    use_required_attribute = False

    cari = forms.CharField(
        label=gettext_lazy("Cari"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Pihak, nomor, tempat, isi")}),
    )  # fmt: skip
    tahap = forms.ChoiceField(label=gettext_lazy("Tahap naskah"), required=False, error_messages=NOT_OFFERED)
    jenis = forms.ChoiceField(label=gettext_lazy("Jenis"), required=False, error_messages=NOT_OFFERED)
    tingkat = forms.ChoiceField(label=gettext_lazy("Tingkat"), required=False, error_messages=NOT_OFFERED)
    kategori = forms.ChoiceField(label=gettext_lazy("Kategori mitra"), required=False, error_messages=NOT_OFFERED)
    bidang = forms.ChoiceField(label=gettext_lazy("Bidang"), required=False, error_messages=NOT_OFFERED)
    program = forms.ChoiceField(label=gettext_lazy("Program"), required=False, error_messages=NOT_OFFERED)
    tahun = forms.IntegerField(
        label=gettext_lazy("Tahun tanda tangan"), required=False, min_value=1900, max_value=2200, widget=forms.Select(),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Tahun tidak dikenal. Tulis empat angka, misalnya 2025.")
        ),
    )  # fmt: skip
    ditandatangani = DateField(label=gettext_lazy("Ditandatangani pada"), required=False)
    keadaan = forms.ChoiceField(label=gettext_lazy("Keadaan berlaku"), required=False, error_messages=NOT_OFFERED)
    fase = forms.ChoiceField(label=gettext_lazy("Perjalanan naskah"), required=False, error_messages=NOT_OFFERED)
    pada = DateField(label=gettext_lazy("Pada tanggal"), required=False)
    dari = DateField(label=gettext_lazy("Ditandatangani dari"), required=False)
    sampai = DateField(label=gettext_lazy("Ditandatangani sampai"), required=False)
    tanda_tangan = forms.ChoiceField(
        label=gettext_lazy("Dalam masa itu"), required=False, error_messages=NOT_OFFERED,
    )  # fmt: skip
    belum = forms.ChoiceField(label=gettext_lazy("Yang belum diketahui"), required=False, error_messages=NOT_OFFERED)
    urut = forms.ChoiceField(
        label=gettext_lazy("Urutan tanda tangan"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Terbaru dahulu")), ("terlama", gettext_lazy("Terlama dahulu"))],
        widget=forms.HiddenInput(),
    )  # fmt: skip
    contoh = forms.ChoiceField(
        label=gettext_lazy("Data"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Nyata")), ("ya", gettext_lazy("Contoh"))],
    )  # fmt: skip
    sementara = forms.BooleanField(label=gettext_lazy("Hanya dengan lembaga sementara"), required=False)

    def __init__(self, data: Mapping[str, Any], *, viewer: Actor) -> None:
        super().__init__(data)
        every = _("Semua")
        # Made only where a choice is shown or was chosen: the fields are mostly folded away.
        named = cache(partial(counting.choices, viewer, examples=data.get("contoh") == "ya"))
        offers: dict[str, Callable[[], Choices]] = {
            "tahap": partial(with_first, State, every),
            "jenis": partial(with_first, Kind, every),
            "tingkat": partial(with_first, Level, every),
            "kategori": lambda: [*with_first(PartnerCategory, every), (UNSTATED, UNKNOWN_CHOICE)],
            "bidang": lambda: [("", every), *named()[Dimension.FIELD], (UNSTATED, UNKNOWN_CHOICE)],
            "program": lambda: [("", every), *named()[Dimension.PROGRAMME], (UNSTATED, UNKNOWN_CHOICE)],
            "tanda_tangan": partial(with_first, Signing, _("Tanggalnya diketahui")),
            "keadaan": partial(with_first, Standing, every),
            "fase": partial(with_first, Phase, every),
            "belum": partial(with_first, Fact, _("Tidak disaring")),
        }
        for name, offered in offers.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        years = CallableChoiceIterator(lambda: [("", every), *named()[Dimension.YEAR]])
        self.fields["tahun"].widget.choices = years

    def filter(self, on: date) -> AgreementFilter | None:
        """The filter as typed, or None when something in it cannot be; call after `is_valid`."""
        values = self.cleaned_data
        return self.submit(
            _filter,
            text=values["cari"],
            state=values["tahap"],
            kind=values["jenis"],
            level=values["tingkat"],
            category=values["kategori"],
            field=values["bidang"],
            programme=values["program"],
            year=values["tahun"],
            signed_on=values["ditandatangani"],
            standing=values["keadaan"],
            phase=values["fase"],
            on=on if values["keadaan"] or values["fase"] else None,
            signing=values["tanda_tangan"],
            since=values["dari"],
            until=values["sampai"],
            unknown=values["belum"],
            provisional=values["sementara"],
            examples=values["contoh"] == "ya",
        )


# The domain names its own fields; the list shows its sentence at the field of the same meaning.
_FIELDS = {"since": "dari", "until": "sampai", "signing": "tanda_tangan", "text": "cari"}


def _filter(**values: Any) -> AgreementFilter:
    try:
        return AgreementFilter(**values)
    except DomainError as error:
        raise Invalid(str(error), field=_FIELDS.get(error.field or "", error.field)) from None
