"""What people fill in on the way of a draft, and about an agreement beside its paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import Confidence, Stage, Stated
from sinergi.domain.agreements.policies import RECORD
from sinergi.domain.agreements.queries import regulation
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, InstitutionsField, RowsField
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement

ON, BACK, OUT = "maju", "kembali", "tarik"


class StepForm(Form):
    """One step of a draft. `step` says which: each of the three stands in a form of its own on the page."""

    on = DateField(label=gettext_lazy("Per tanggal"), error_messages=REQUIRED)


class ForwardForm(StepForm):
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class BackForm(StepForm):
    stage = forms.ChoiceField(label=gettext_lazy("Kembali ke tahap"), error_messages=NOT_OFFERED | REQUIRED)
    reason = forms.CharField(
        label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 2}), error_messages=REQUIRED
    )

    def __init__(self, *args: Any, stages: Iterable[Stage] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in stages]  # type: ignore[attr-defined]


class WithdrawForm(StepForm):
    reason = forms.CharField(
        label=gettext_lazy("Alasan"), widget=forms.Textarea(attrs={"rows": 2}), error_messages=REQUIRED
    )


class DescribeForm(Form):
    """What an agreement is sorted by and where it reaches."""

    def __init__(self, agreement: Agreement, actor: Actor, data: Mapping[str, Any] | None = None) -> None:
        sorting = regulation.sorting(actor, of=agreement)
        covered = list(agreement.covered_units.all())
        chosen: dict[str, Iterable[Any]] = {
            "programmes": sorting.chosen_programmes,
            "fields": sorting.chosen_fields,
            "covered_units": covered,
        }
        initial = {name: [str(row.public_id) for row in rows] for name, rows in chosen.items()}
        super().__init__(data, initial=initial)
        units = [one for one in institutions.units_for(actor, RECORD) if one.is_example == agreement.is_example]
        units += [unit for unit in covered if unit not in units]
        more = gettext_lazy("Tahan Ctrl untuk memilih beberapa.")
        self.fields["programmes"] = RowsField(
            sorting.programmes,
            label=gettext_lazy("Program yang didukung"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["fields"] = RowsField(
            sorting.fields, label=gettext_lazy("Bidang"), required=False, help_text=more,
            widget=forms.SelectMultiple(attrs={"size": 10}),
        )  # fmt: skip
        self.fields["covered_units"] = InstitutionsField(
            units, label=gettext_lazy("Unit yang tercakup"), required=False, help_text=more,
            widget=forms.SelectMultiple(attrs={"size": 8}),
        )  # fmt: skip


class SourceForm(Form):
    fact = forms.ChoiceField(
        label=gettext_lazy("Fakta"), choices=[("", gettext_lazy("Pilih fakta …")), *Stated.choices],
        error_messages=NOT_OFFERED | REQUIRED,
    )  # fmt: skip
    url = forms.CharField(
        label=gettext_lazy("Alamat sumber"), required=False, max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Kata-kata sumber"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Misalnya “Pasal 7 naskah” atau kalimat beritanya."),
    )  # fmt: skip
    confidence = forms.ChoiceField(
        label=gettext_lazy("Keyakinan"), choices=[("", gettext_lazy("Pilih …")), *Confidence.choices],
        error_messages=NOT_OFFERED | REQUIRED,
        help_text=gettext_lazy("Tinggi: dari naskah atau laman resmi. Sedang: dari berita. Rendah: dari ingatan atau dugaan."),
    )  # fmt: skip


class AnswerForm(Form):
    answer = forms.CharField(
        label=gettext_lazy("Tanggapan"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=REQUIRED,
        help_text=gettext_lazy("Mengapa naskah ini tetap ditandatangani pada tingkat itu."),
    )  # fmt: skip
