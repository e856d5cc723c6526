"""Runs and usage reports as PDF and XLSX: counts only, no name and no number of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse
from django.utils.formats import number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sinergi.documents import report_sheet, sheets
from sinergi.documents.report_sheet import ReportSection, ReportSheet, ReportTable
from sinergi.documents.tables import Column, Table, Value
from sinergi.domain.identity.choices import Result
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.exports.answers import MEDIA
from sinergi.interfaces.web.identity.words import field_label, moment
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.identity.models import UsageReport, VerificationRun
    from sinergi.domain.identity.queries.runs import Progress, UnitResults
    from sinergi.domain.identity.rules.usage import Usage


def of_run(
    run: VerificationRun, progress: Progress, units: tuple[UnitResults, ...], *, by: Actor, at: datetime
) -> ReportSheet:
    """What came of a run."""
    occurred = [result for result, _count in progress.per_result]
    rows = tuple(
        (
            unit.unit,
            number(unit.total),
            *(number(dict(unit.per_result).get(result, 0)) for result in occurred),
            number(unit.failed),
            number(unit.skipped),
        )
        for unit in units
    )
    told = _("%(through)s dari %(total)s orang selesai diperiksa; keadaan: %(state)s.") % {
        "through": number(progress.through),
        "total": number(progress.total),
        "state": run.get_state_display().lower(),
    }
    return ReportSheet(
        title=_("Laporan pemeriksaan identitas: %(unit)s") % {"unit": run.unit.name},
        sentences=(
            told,
            _("Yang dihitung di sini hanya jawaban register. Kehadiran dan pernyataan unit adalah hal lain."),
        ),
        sections=(
            ReportSection(
                _("Dasar"),
                lines=(
                    (_("Perjanjian"), run.agreement.title),
                    (_("Tujuan"), run.purpose),
                    (_("Cara"), run.get_kind_display()),
                    (_("Hari pemeriksaan"), day(run.on)),
                    (_("Dimulai"), f"{moment(run.recorded_at)}, {run.by_label}"),
                    (_("Berakhir"), moment(run.ended_at) if run.ended_at else _("belum")),
                ),
            ),
            ReportSection(
                _("Hasil"),
                table=ReportTable(
                    (_("Hasil"), _("Orang")),
                    tuple((str(result.label), number(count)) for result, count in progress.per_result),
                ),
            ),
            ReportSection(
                _("Per unit"),
                table=ReportTable(
                    (
                        _("Unit"),
                        _("Orang"),
                        *(str(result.label) for result in occurred),
                        _("Gagal teknis"),
                        _("Dilewati"),
                    ),
                    rows,
                ),
                sentences=(_("Gagal karena sebab teknis bukan hasil: orangnya perlu diperiksa lagi."),),
            ),
        ),
        cutoff=_("Keadaan %(at)s") % {"at": moment(at)},
        page_word=_("Halaman"),
        made_by=by.label,
        is_example=run.is_example,
    )


def of_usage(report: UsageReport, usage: Usage) -> ReportSheet:
    """A usage report as the other side gets it."""
    return ReportSheet(
        title=_("Laporan pemanfaatan data kependudukan"),
        sentences=(
            _("%(questions)s permintaan tentang %(persons)s orang dari %(start)s sampai %(end)s.")
            % {
                "questions": number(usage.questions),
                "persons": number(usage.persons),
                "start": day(report.starts_on),
                "end": day(report.ends_on),
            },
            _("Dihitung dari catatan setiap permintaan, yang ditulis sebelum dikirim. Tidak ada data orang di sini."),
        ),
        sections=(
            ReportSection(_("Perjanjian"), lines=((_("Perjanjian"), report.agreement.title),)),
            ReportSection(
                _("Permintaan"),
                table=ReportTable(
                    (_("Bagaimana dijawab"), _("Jumlah")), tuple((t, number(n)) for t, n in outcomes(usage))
                ),
            ),
            ReportSection(
                _("Hasil"),
                table=ReportTable(
                    (_("Hasil"), _("Jawaban")), tuple((result_label(r), number(n)) for r, n in usage.results)
                ),
            ),
            ReportSection(
                _("Per isian"),
                table=ReportTable(field_headings(), tuple(tuple(map(_cell, row)) for row in field_rows(usage))),
            ),
            ReportSection(
                _("Per unit"),
                table=ReportTable(unit_headings(), tuple(tuple(map(_cell, row)) for row in unit_rows(usage))),
            ),
        ),
        cutoff=_("Disusun %(at)s") % {"at": moment(report.recorded_at)},
        page_word=_("Halaman"),
        made_by=report.by_label,
        is_example=report.is_example,
    )


def usage_table(report: UsageReport, usage: Usage) -> Table:
    """The same as one table: which part, of what, how many."""

    def rows() -> Iterator[tuple[Value, ...]]:
        yield from ((_("Permintaan"), words, None, count) for words, count in outcomes(usage))
        yield from ((_("Hasil"), result_label(result), None, count) for result, count in usage.results)
        for row in field_rows(usage):
            yield from (
                (_("Per isian"), row[0], heading, count)
                for heading, count in zip(field_headings()[1:], row[1:], strict=True)
            )
        for row in unit_rows(usage):
            yield from (
                (_("Per unit"), row[0], heading, count)
                for heading, count in zip(unit_headings()[1:], row[1:], strict=True)
            )

    return Table(
        _("Laporan pemanfaatan"),
        (Column(_("Bagian"), 16), Column(_("Apa"), 40), Column(_("Ukuran"), 18), Column(_("Jumlah"), 12)),
        rows(),
        (
            (_("Perjanjian"), report.agreement.title),
            (_("Masa"), f"{day(report.starts_on)} – {day(report.ends_on)}"),
            (_("Disusun"), f"{moment(report.recorded_at)}, {report.by_label}"),
        ),
        report.is_example,
    )


def outcomes(usage: Usage) -> list[tuple[str, int]]:
    return [
        (_("Terjawab"), usage.answered),
        (_("Gagal karena sebab teknis"), usage.failed),
        (_("Ditolak atau diminta kembali nanti"), usage.sent_away),
        (_("Tidak diketahui sampai tidaknya"), usage.unknown),
        (_("Seluruhnya"), usage.questions),
    ]


def field_headings() -> tuple[str, ...]:
    return (_("Isian"), _("Ditanyakan"), _("Sesuai"), _("Tidak sesuai"), _("Tidak dinilai"), _("Tak terjawab"))


def unit_headings() -> tuple[str, ...]:
    return (_("Unit"), _("Permintaan"), _("Terjawab"), _("Orang"))


def field_rows(usage: Usage) -> list[tuple[str | int, ...]]:
    return [
        (field_label(row.field), row.asked, row.agrees, row.differs, row.unsaid, row.not_answered)
        for row in usage.fields
    ]


def unit_rows(usage: Usage) -> list[tuple[str | int, ...]]:
    return [(row.unit, row.questions, row.answered, row.persons) for row in usage.units]


def result_label(result: str) -> str:
    return str(Result(result).label)


def number(count: int) -> str:
    return number_format(count)


def _cell(value: str | int) -> str:
    return number(value) if isinstance(value, int) else value


def download(sheet: ReportSheet, request: Request, name: str) -> HttpResponse:
    answer = HttpResponse(report_sheet.typeset(sheet, at=request.now), content_type=MEDIA["pdf"])
    answer.headers["Content-Disposition"] = f'inline; filename="{_named(name, request, sheet.is_example)}.pdf"'
    return answer


def as_xlsx(table: Table, request: Request, name: str) -> FileResponse:
    named = f"{_named(name, request, table.is_example)}.xlsx"
    return FileResponse(sheets.open_file(table), as_attachment=True, filename=named, content_type=MEDIA["xlsx"])


def _named(name: str, request: Request, is_example: bool) -> str:
    return f"{name}{'-CONTOH' if is_example else ''}-{localtime(request.now):%Y%m%d-%H%M}"
