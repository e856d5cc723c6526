"""What the directorate fills in about the lists that agreements are sorted by, and about what regulations ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import Confidence, Kind, Level, Stage, Stated
from sinergi.domain.agreements.queries import regulation
from sinergi.domain.agreements.services.cataloguing import Basis
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, RowField
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import SubjectField

CHOOSE = ("", gettext_lazy("Pilih …"))
OFFERED = gettext_lazy("Ditawarkan untuk perjanjian baru")


class ListForm(Form):
    """A row of one of the lists; `row` is the one that is changed, None for a new one."""

    def __init__(self, *args: Any, row: Any = None, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        if row is not None:
            self.initial = {name: getattr(row, name, None) for name in self.fields}

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        return self.cleaned_data


class ProgrammeForm(ListForm):
    name = forms.CharField(label=gettext_lazy("Nama program"), max_length=200, error_messages=REQUIRED)
    legal_basis = forms.CharField(
        label=gettext_lazy("Dasar hukum"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_offered = forms.BooleanField(label=OFFERED, required=False, initial=True)


class FieldForm(ListForm):
    name = forms.CharField(label=gettext_lazy("Nama bidang"), max_length=200, error_messages=REQUIRED)
    is_offered = forms.BooleanField(label=OFFERED, required=False, initial=True)

    def __init__(self, *args: Any, row: SubjectField | None = None, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, row=row, actor=actor, **kwargs)
        groups = [field for field in regulation.subject_fields(actor) if field.group is None and field != row]
        self.fields["group"] = RowField(
            groups, first=gettext_lazy("Tidak ada: ini kelompok"), label=gettext_lazy("Kelompok"), required=False
        )
        if row is not None and row.group is not None:
            self.initial["group"] = str(row.group.public_id)


class RegulationForm(ListForm):
    legal_basis = forms.CharField(
        label=gettext_lazy("Dasar hukum"), widget=forms.Textarea(attrs={"rows": 2}), error_messages=REQUIRED
    )
    source = forms.CharField(
        label=gettext_lazy("Sumber"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Di mana aturannya dibaca; sebutkan bila sumbernya sekunder."),
    )  # fmt: skip
    confidence = forms.ChoiceField(
        label=gettext_lazy("Keyakinan"), choices=[CHOOSE, *Confidence.choices], error_messages=NOT_OFFERED | REQUIRED
    )
    starts_on = DateField(label=gettext_lazy("Berlaku sejak"), required=False)
    ends_on = DateField(label=gettext_lazy("Berlaku sampai"), required=False)

    def values(self) -> dict[str, Any]:
        rule = ("legal_basis", "source", "confidence", "starts_on", "ends_on")
        basis = Basis(**{name: self.cleaned_data[name] for name in rule})
        return {name: value for name, value in self.cleaned_data.items() if name not in rule} | {"basis": basis}


class AuthorityForm(RegulationForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Jenis naskah"), choices=[CHOOSE, *Kind.choices], error_messages=NOT_OFFERED | REQUIRED
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Tingkat"), choices=[CHOOSE, *Level.choices], error_messages=NOT_OFFERED | REQUIRED
    )
    position = forms.CharField(label=gettext_lazy("Jabatan"), max_length=200, error_messages=REQUIRED)
    may_sign = forms.BooleanField(label=gettext_lazy("Berwenang menandatangani"), required=False, initial=True)
    field_order = ("kind", "level", "position", "may_sign")


class RequirementForm(RegulationForm):
    stage = forms.ChoiceField(
        label=gettext_lazy("Sebelum meninggalkan tahap"), choices=[CHOOSE, *Stage.choices],
        error_messages=NOT_OFFERED | REQUIRED,
    )  # fmt: skip
    fact = forms.ChoiceField(
        label=gettext_lazy("Naskah harus menyebut"), choices=[CHOOSE, *Stated.choices],
        error_messages=NOT_OFFERED | REQUIRED,
    )  # fmt: skip
    field_order = ("stage", "fact")
