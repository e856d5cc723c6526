"""A copy of everything for the person it is about, and people whose time of keeping has run out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.documents import claim_sheet, sheets
from sinergi.documents.claim_sheet import ClaimSheet, Section
from sinergi.documents.tables import EXAMPLE_SENTENCE, Column, Table
from sinergi.domain.people import policies, queries
from sinergi.domain.people.services import retaining, revealing
from sinergi.foundation.audit.services import readings
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.insight import own_extract
from sinergi.insight.own_extract import OwnExtract
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.exports.answers import MEDIA
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.arrival_forms import KeepForm
from sinergi.interfaces.web.people.forms import ExtractForm
from sinergi.interfaces.web.people.views import about
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, NOT_FOUND, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.people.models import Person


@door(colleague=NOT_FOUND, method="GET POST", reader=NOT_FOUND)
@never_cache
def extract(request: Request, person: UUID) -> HttpResponseBase:
    """Everything held about one person, for handing to that person."""
    found = pages.found(queries.by_id, person, request.actor)
    policies.ensure_can_extract(request.actor, found, at=request.now)
    form = ExtractForm.sent(request)
    if form.is_bound and form.is_valid():
        kind = form.cleaned_data["bentuk"]
        purpose = form.cleaned_data["purpose"]
        if form.submit(_noted, found, purpose=purpose, form=kind, request=request):
            return _answer(request, found, own_extract.of_person(found, request.actor, at=request.now), kind)
    context = {"form": form, **about(found, _("Salinan data"))}
    return render(request, "people/extract.html", context, status=pages.status(form))


def _noted(person: Person, *, purpose: str, form: str, request: Request) -> bool:
    revealing.hand_over(person, purpose=purpose, form=form, by=request.actor, at=request.now)
    return True


def _answer(request: Request, person: Person, made: OwnExtract, kind: str) -> HttpResponseBase:
    name = f"salinan-data{'-CONTOH' if person.is_example else ''}-{localtime(request.now):%Y%m%d-%H%M}.{kind}"
    if kind == "xlsx":
        table = _as_table(made, is_example=person.is_example)
        return FileResponse(sheets.open_file(table), as_attachment=True, filename=name, content_type=MEDIA["xlsx"])
    if kind == "json":
        content, media = json.dumps(_as_plain(made, person), ensure_ascii=False, indent=2).encode(), "application/json"
    else:
        content, media = claim_sheet.typeset(_as_sheet(request, made, person), at=request.now), MEDIA["pdf"]
    sent = HttpResponse(content, content_type=media)
    sent.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return sent


def _as_table(made: OwnExtract, *, is_example: bool) -> Table:
    columns = (_("Bagian"), _("Data"), _("Isi"), _("Tujuan"), _("Dasar hukum"), _("Disimpan"))
    rows = (
        (part.heading, line.label, line.value, line.why, line.basis, line.retention)
        for part in made.parts
        for line in part.lines
    )
    about = tuple((date_format(localtime(at), "j F Y, H.i"), purpose) for at, purpose in made.read)
    return Table(
        _("Salinan data pribadi"), tuple(Column(heading, 32) for heading in columns), rows,
        ((_("Pembacaan yang tercatat"), str(len(made.read))), *about), is_example,
    )  # fmt: skip


def _as_plain(made: OwnExtract, person: Person) -> dict[str, object]:
    return {
        "contoh": person.is_example,
        "bagian": [
            {
                "judul": part.heading,
                "data": [
                    {
                        "label": line.label,
                        "isi": line.value,
                        "tujuan": line.why,
                        "dasar": line.basis,
                        "disimpan": line.retention,
                    }
                    for line in part.lines
                ],
            }
            for part in made.parts
        ],
        "pembacaan": [{"saat": at.isoformat(), "tujuan": purpose} for at, purpose in made.read],
    }  # fmt: skip


def _as_sheet(request: Request, made: OwnExtract, person: Person) -> ClaimSheet:
    at = date_format(localtime(request.now), "j F Y, H.i T")
    reasons = dict.fromkeys((line.why, line.basis, line.retention) for part in made.parts for line in part.lines)
    sentences = (
        _("Inilah semua yang dicatat tentang Anda. Bila ada yang keliru, mintalah perbaikan (UU 27/2022 Pasal 6)."),
    )
    return ClaimSheet(
        title=_("Salinan data pribadi: %(name)s") % {"name": made.name},
        sentences=(EXAMPLE_SENTENCE, *sentences) if person.is_example else sentences,
        sections=(
            *(Section(part.heading, tuple((line.label, line.value) for line in part.lines)) for part in made.parts),
            Section(
                _("Untuk apa, atas dasar apa, dan berapa lama disimpan"),
                sentences=tuple(f"{why}. {basis}. {kept}." for why, basis, kept in reasons),
            ),
            Section(
                _("Siapa membaca, dan untuk apa"),
                tuple((date_format(localtime(moment), "j F Y, H.i"), purpose) for moment, purpose in made.read),
            ),
        ),
        cutoff=_("Menurut catatan pada %(at)s, dicetak oleh %(by)s") % {"at": at, "by": request.actor.label},
        page_word=_("Halaman"),
        made_by=request.actor.label,
    )


@door(colleague=FORBIDDEN, national=True)
@never_cache
def due(request: Request) -> HttpResponse:
    """Who is proposed to be erased."""
    _ensure_may_decide(request)
    page = page_of(request, queries.erasures(request.actor), per_page=50)
    readings.note_many(
        [each.person for each in page], ["name"], by=request.actor, at=request.now, purpose=_("Memutuskan penghapusan")
    )
    rows = [
        {
            "name": each.person.name,
            "due_on": day(each.due_on),
            "url": reverse("orang-masa-simpan-putuskan", args=[each.public_id]),
            "is_example": each.person.is_example,
        }
        for each in page
    ]
    return render(request, "people/due.html", {"page": page, "rows": rows, "form": KeepForm()})


@door(owner=FOUND, colleague=FORBIDDEN, national=True, method="POST")
def settle(request: Request, erasure: UUID) -> HttpResponse:
    """Erase one, or keep one longer."""
    _ensure_may_decide(request)
    found = pages.found(queries.erasure, erasure, request.actor)
    form = KeepForm(request.POST)
    done = None
    if form.is_valid():
        acting = {"by": request.actor, "at": request.now}
        if form.cleaned_data["tindakan"] == "hapus":
            done = form.submit(_erased, found, **acting)
        else:
            until = form.cleaned_data["until"] or request.today
            done = form.submit(_kept, found, until=until, reason=form.cleaned_data["reason"], **acting)
    if done:
        messages.success(request, _("Keputusan dicatat."))
    else:
        messages.error(request, " ".join(pages.sentences(form)))
    return redirect("orang-masa-simpan")


def _erased(found: object, **acting: object) -> bool:
    retaining.erase(found, **acting)  # type: ignore[arg-type]
    return True


def _kept(found: object, **said: object) -> bool:
    retaining.keep(found, **said)  # type: ignore[arg-type]
    return True


def _ensure_may_decide(request: Request) -> None:
    if not request.actor.may_somewhere(policies.ERASE):
        raise NotAllowed(_("Penghapusan data orang diputuskan oleh pejabat yang berwenang."))
