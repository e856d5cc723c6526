from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sinergi.foundation.institutions.choices import PartnerCategory, PlaceKind, Zone
from sinergi.foundation.institutions.queries import InstitutionChoice
from sinergi.interfaces.web.shell.forms import Form

NO_UNIT = ("", _("bukan unit pemasyarakatan"))
AS_NOW = ("", _("seperti sekarang"))
UNKNOWN = ("", _("belum diketahui"))


class SettleForm(Form):
    """What a person decides about a name that an import did not know."""

    name = forms.CharField(label=_("Nama resmi"), max_length=300)
    kind = forms.ChoiceField(label=_("Jenis unit"), required=False, choices=[NO_UNIT, *PlaceKind.choices])
    parent = forms.ChoiceField(label=_("Unit induk"), required=False)
    zone = forms.ChoiceField(label=_("Zona waktu"), required=False, choices=[AS_NOW, *Zone.choices])
    category = forms.ChoiceField(label=_("Kategori mitra"), required=False, choices=[UNKNOWN, *PartnerCategory.choices])

    def __init__(self, *args: object, parents: tuple[InstitutionChoice, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ChoiceField)
        parent.choices = [AS_NOW, *((choice.public_id, choice.label) for choice in parents)]
