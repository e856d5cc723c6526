from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sinergi.interfaces.web.shell.forms import Form


class UploadForm(Form):
    """The list of agreements, as CSV."""

    file = forms.FileField(
        label=_("Berkas CSV"),
        help_text=_("Paling besar 20 MB. Kolom: signed_on, partner, partner_category, kind, level, scope, locations, "
                    "duration_months, number, source_url."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("Pilih berkasnya dahulu."),
            "empty": _("Berkas ini kosong."),
            "missing": _("Pilih berkasnya dahulu."),
        },
    )  # fmt: skip
