"""The list of a recording day as the office gets it: what it needs to find or make an entry, and room for a signature."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sinergi.documents import recording_list
from sinergi.documents import sheets as workbooks
from sinergi.documents.recording_list import RecordingList
from sinergi.documents.tables import Column, Table
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.exports.answers import MEDIA
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.identity.models import RecordingDay
    from sinergi.domain.identity.services.recording_days import Listed


def list_for_office(
    request: Request, found: RecordingDay, rows: Sequence[Listed], *, kind: str, with_mother: bool
) -> HttpResponseBase:
    """The list as PDF or XLSX, as a download."""
    headings = [_("Nama"), _("Tempat lahir"), _("Tanggal lahir"), _("Jenis kelamin")]
    cells = [[row.name, row.birth_place, row.born, row.sex] for row in rows]
    if with_mother:
        headings.append(_("Nama ibu"))
        cells = [[*line, row.mother_name] for line, row in zip(cells, rows, strict=True)]
    title = _("Daftar perekaman KTP-el: %(unit)s") % {"unit": found.unit.name}
    at = date_format(localtime(request.now), "j F Y, H.i T")
    said = (
        (_("Tanggal perekaman"), day(found.on)),
        (_("Dinas"), found.office.name),
        (_("Unit"), found.unit.name),
        (_("Jumlah orang"), str(len(rows))),
    )
    name = f"daftar-perekaman{'-CONTOH' if found.is_example else ''}-{found.on:%Y%m%d}.{kind}"
    if kind == "xlsx":
        table = Table(
            title,
            (Column(_("No."), 6), *(Column(heading, 26) for heading in headings), Column(_("Tanda tangan"), 30)),
            ((number, *line, None) for number, line in enumerate(cells, start=1)),
            (*said, (_("Dibuat"), _("%(at)s, oleh %(by)s") % {"at": at, "by": request.actor.label})),
            found.is_example,
        )
        return FileResponse(workbooks.open_file(table), as_attachment=True, filename=name, content_type=MEDIA["xlsx"])
    made = RecordingList(
        title=title,
        about=said,
        columns=(_("No."), *headings, _("Tanda tangan")),
        rows=tuple(tuple(cell or "–" for cell in line) for line in cells),
        signature=_("Petugas dinas"),
        keeper=_("Petugas unit"),
        cutoff=_("Dibuat %(at)s oleh %(by)s. Memuat data pribadi: hanya untuk perekaman ini.")
        % {"at": at, "by": request.actor.label},
        page_word=_("Halaman"),
        made_by=request.actor.label,
        is_example=found.is_example,
    )
    sent = HttpResponse(recording_list.typeset(made, at=request.now), content_type=MEDIA["pdf"])
    sent.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return sent
