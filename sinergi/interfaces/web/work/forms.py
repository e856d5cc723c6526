"""What people choose when they share out or fill in what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import Dimension, Kind, Level
from sinergi.domain.agreements.queries import bulk, counting, regulation
from sinergi.domain.agreements.queries.bulk import Filling
from sinergi.foundation.institutions import policies as institution_policies
from sinergi.foundation.institutions.choices import PartnerCategory
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED
from sinergi.interfaces.web.shell.forms import Form

if TYPE_CHECKING:
    from sinergi.foundation.access.models import User
    from sinergi.foundation.institutions.models import Institution

CHOSEN = "pilih"
LEAVE = gettext_lazy("Jangan diisi")


class ChosenField(forms.MultipleChoiceField):
    """Public ids of chosen rows, as checkboxes send them. Gives a tuple without doubles."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {
        "required": gettext_lazy("Pilih paling sedikit satu perjanjian."),
        "invalid_choice": gettext_lazy("Perjanjian yang dipilih tidak dikenal. Muat ulang daftarnya."),
    }

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("Perjanjian"))

    def valid_value(self, value: str) -> bool:
        try:
            forms.UUIDField().clean(value)
        except forms.ValidationError:
            return False
        return True

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(super().clean(value)))


class FillForm(Form):
    """The facts to fill in for the chosen rows. `sahkan` says how many changes the preview announced."""

    use_required_attribute = False

    jenis = forms.ChoiceField(
        label=gettext_lazy("Jenis naskah"),
        required=False,
        error_messages=NOT_OFFERED,
        choices=[("", LEAVE), *Kind.choices],
    )
    tingkat = forms.ChoiceField(
        label=gettext_lazy("Tingkat"), required=False, error_messages=NOT_OFFERED, choices=[("", LEAVE), *Level.choices]
    )
    kategori = forms.ChoiceField(
        label=gettext_lazy("Kategori mitra"), required=False, error_messages=NOT_OFFERED,
        choices=[("", LEAVE), *PartnerCategory.choices],
    )  # fmt: skip
    program = forms.ChoiceField(label=gettext_lazy("Program"), required=False, error_messages=NOT_OFFERED)
    bidang = forms.ChoiceField(label=gettext_lazy("Bidang"), required=False, error_messages=NOT_OFFERED)
    sahkan = forms.IntegerField(required=False, min_value=0, max_value=bulk.MOST_ROWS, widget=forms.HiddenInput())

    def __init__(self, data: Mapping[str, Any] | None, viewer: Actor) -> None:
        super().__init__(data)
        self.viewer = viewer
        self.fields[CHOSEN] = ChosenField()
        named = counting.choices(viewer)
        for name, dimension in (("program", Dimension.PROGRAMME), ("bidang", Dimension.FIELD)):
            self.fields[name].choices = [("", LEAVE), *named[dimension]]  # type: ignore[attr-defined]
        if not institution_policies.can_settle(viewer):
            del self.fields["kategori"]

    def filling(self) -> Filling | None:
        """What to fill in, or None when it cannot be; call after `is_valid`."""
        values = self.cleaned_data
        programme = regulation.find_programme(values["program"], self.viewer) if values["program"] else None
        field = regulation.find_field(values["bidang"], self.viewer) if values["bidang"] else None
        return self.submit(
            Filling,
            kind=values["jenis"],
            level=values["tingkat"],
            category=values.get("kategori", ""),
            programme=programme,
            field=field,
        )


class AssignForm(Form):
    """To whom the chosen gaps are given: a user or a unit."""

    kepada = forms.ChoiceField(label=gettext_lazy("Serahkan kepada"), error_messages=NOT_OFFERED | REQUIRED)

    def __init__(self, data: QueryDict | None, *, users: Iterable[User], units: Iterable[Institution]) -> None:
        super().__init__(data)
        self.owners: dict[str, User | Institution] = {}
        groups = []
        for label, rows in ((_("Orang"), users), (_("Unit"), units)):
            keyed = {str(row.public_id): row for row in rows}
            self.owners |= keyed
            groups.append((label, [(key, row.name) for key, row in keyed.items()]))
        self.fields["kepada"].choices = [("", _("Pilih …")), *(group for group in groups if group[1])]  # type: ignore[attr-defined]
        self.fields[CHOSEN] = ChosenField()

    def owner(self) -> User | Institution:
        return self.owners[self.cleaned_data["kepada"]]


class NameForm(Form):
    """Under which name the filter is kept."""

    nama = forms.CharField(label=gettext_lazy("Nama saringan"), max_length=80, error_messages=REQUIRED)
