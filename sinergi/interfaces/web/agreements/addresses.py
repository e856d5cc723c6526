"""From what a list shows to its address: the reverse of `FilterForm.filter`."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode

from sinergi.domain.agreements.queries import AgreementFilter

EXAMPLES = "ya"


def parameters(filter: AgreementFilter) -> dict[str, str]:
    """The parameters that `FilterForm` reads as this filter, those that narrow nothing left out."""
    values = {
        "cari": filter.text,
        "tahap": filter.state,
        "jenis": filter.kind,
        "tingkat": filter.level,
        "kategori": filter.category,
        "bidang": filter.field,
        "program": filter.programme,
        "tahun": filter.year,
        "keadaan": filter.standing,
        "fase": filter.phase,
        "pada": filter.on,
        "tanda_tangan": filter.signing,
        "dari": filter.since,
        "sampai": filter.until,
        "belum": filter.unknown,
        "sementara": "on" if filter.provisional else "",
        "contoh": EXAMPLES if filter.examples else "",
    }
    return {name: str(value) for name, value in values.items() if value}


def listing(filter: AgreementFilter) -> str:
    """The address of the list that shows what the filter leaves."""
    return f"{reverse('perjanjian')}?{urlencode(parameters(filter))}"
