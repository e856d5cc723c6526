"""From a list to a file: counted, written into the audit, then sent row by row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.documents import separated, sheets
from sinergi.documents.tables import Table
from sinergi.foundation.audit.services import recording as audit
from sinergi.interfaces.web.exports.tables import Cells, columns, rows
from sinergi.interfaces.web.shell.forms import Form
from sinergi.interfaces.web.shell.requests import Request

XLSX, CSV = "xlsx", "csv"
MEDIA = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
ROWS_AT_ONCE = 500


class AsForm(Form):
    """In which form the list is to leave."""

    bentuk = forms.ChoiceField(
        label=gettext_lazy("Bentuk berkas"), required=False, choices=[(XLSX, "XLSX"), (CSV, "CSV")],
        error_messages={"invalid_choice": gettext_lazy("Bentuk berkas ini tidak tersedia. Pilih XLSX atau CSV.")},
    )  # fmt: skip


def narrowed(form: Form, *, without: Iterable[str] = ()) -> str:
    """What narrows the list, in words: “Jenis: PKS; Tahun: 2025”."""
    said = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", False) or name in without:
            continue
        words = dict(getattr(field, "choices", ())).get(value, value)
        said.append(str(field.label) if value is True else f"{field.label}: {words}")
    return "; ".join(said) or _("tidak disaring")


def leaving(request: Request, what: str, *, rows: int, form: str, filter: str) -> None:
    """Write down that a list left the system: which, how many rows, in which form, narrowed by what."""
    audit.record(
        "list.exported", request.user,  # type: ignore[arg-type]  # signed in: the door saw to it
        by=request.actor, at=request.now, list=what, rows=rows, form=form, filter=filter,
    )  # fmt: skip


def about(request: Request, filter: str) -> tuple[tuple[str, str], ...]:
    """What the second sheet says: narrowed by what, when, by whom."""
    at = localtime(request.now)
    return (
        (_("Saringan"), filter),
        (_("Diambil pada"), f"{at:%Y-%m-%d %H:%M:%S} {at:%Z}"),
        (_("Diambil oleh"), request.actor.label),
        (_("Cara membaca"), _("Sel kosong berarti belum diketahui. Isi mengikuti wewenang pengambil.")),
        (_("CSV"), separated.GUARD_SENTENCE),
    )


def answer(
    request: Request, what: str, title: str, found: Any, cells: Cells[Any], *, filter: str, is_example: bool = False
) -> HttpResponseBase:
    """The rows of the queryset `found` as a download, as XLSX or as CSV (`?bentuk=`); raises nothing that a list would not.

    Rows are fetched some hundred at a time, so that the size of a list is not that of the memory it takes.
    """
    asked = AsForm({"bentuk": request.GET.get("bentuk") or XLSX})
    form = asked.cleaned_data["bentuk"] if asked.is_valid() else XLSX
    things = found.iterator(chunk_size=ROWS_AT_ONCE)
    table = Table(title, columns(cells), rows(cells, things), about(request, filter), is_example)
    with transaction.atomic():
        leaving(request, what, rows=found.count(), form=form, filter=filter)
    name = f"{what}{'-CONTOH' if is_example else ''}-{localtime(request.now):%Y%m%d-%H%M}.{form}"
    if form == CSV:
        sent = StreamingHttpResponse(separated.pieces(table), content_type=MEDIA[CSV])
        sent.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return sent
    return FileResponse(sheets.open_file(table), as_attachment=True, filename=name, content_type=MEDIA[XLSX])
