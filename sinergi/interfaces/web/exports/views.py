"""Every list as a file, as filtered; and the register book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sinergi.documents import register_book
from sinergi.documents.register_book import BookRow, RegisterBook
from sinergi.domain.activities import policies as activity_policies
from sinergi.domain.activities import queries as activities
from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.choices import Kind
from sinergi.domain.agreements.queries import AgreementFilter
from sinergi.domain.agreements.queries.counting import Counted
from sinergi.domain.people import policies as people_policies
from sinergi.domain.people import queries as people
from sinergi.foundation.audit import policies as audit_policies
from sinergi.foundation.audit import queries as audit
from sinergi.foundation.audit.services import readings
from sinergi.foundation.imports import queries as imports
from sinergi.foundation.imports.choices import Outcome, Subject
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.errors import DomainError, Invalid, NotAllowed
from sinergi.interfaces.web.activities.forms import FilterForm as ActivityForm
from sinergi.interfaces.web.agreements.filtering import FilterForm as AgreementForm
from sinergi.interfaces.web.agreements.words import day, standing_words, term_words
from sinergi.interfaces.web.audit.forms import EntriesForm
from sinergi.interfaces.web.exports import tables
from sinergi.interfaces.web.exports.answers import MEDIA, answer, leaving, narrowed
from sinergi.interfaces.web.institutions.forms import FilterForm as InstitutionForm
from sinergi.interfaces.web.obligations.forms import ListForm as ObligationForm
from sinergi.interfaces.web.people.forms import FilterForm as PersonForm
from sinergi.interfaces.web.shell.doors import FORBIDDEN, OK, door
from sinergi.interfaces.web.shell.forms import Form
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models.agreement import AgreementQuerySet

MOST_IN_A_BOOK = 10_000


class BookTooLong(DomainError):
    """More agreements than a book on paper is for."""

    code = "book_too_long"


def _ensure_valid(form: Form) -> None:
    """A file cannot show an error at its field, so the whole request is refused with the first sentence."""
    if not form.is_valid():
        [name, errors], *_others = form.errors.items()
        label = f"{form.fields[name].label}: " if name in form.fields else ""
        raise Invalid(f"{label}{errors[0]}")


@dataclass(frozen=True)
class Asked:
    """The agreements that the address of the list asks for, and in words what narrows them; `on` is the day they are of."""

    filter: AgreementFilter
    found: AgreementQuerySet
    on: date
    words: str


def _asked(request: Request) -> Asked:
    form = AgreementForm(request.GET, viewer=request.actor)
    _ensure_valid(form)
    on = form.cleaned_data["pada"] or request.today
    filter = _made(form, form.filter(on))
    oldest_first = form.cleaned_data["urut"] == "terlama"
    found = queries.listed(filter, request.actor, oldest_first=oldest_first, whole=True)
    return Asked(filter, found, on, narrowed(form, without=["urut"]))


@door()
def agreements(request: Request) -> HttpResponseBase:
    asked = _asked(request)
    return answer(
        request, "perjanjian", _("Perjanjian kerja sama"), asked.found, tables.agreements(asked.on),
        filter=asked.words, is_example=asked.filter.examples,
    )  # fmt: skip


@door()
def obligation_list(request: Request) -> HttpResponseBase:
    form = ObligationForm(request.GET)
    _ensure_valid(form)
    filter = _made(form, form.filter(request.today))
    return answer(
        request, "kewajiban", _("Kewajiban"), queries.listed_obligations(filter, request.actor),
        tables.obligations(filter.on or request.today), filter=narrowed(form), is_example=filter.examples,
    )  # fmt: skip


def _made[F](form: Form, filter: F | None) -> F:
    """The filter that the form made, or its refusal."""
    if filter is None:
        _ensure_valid(form)
        raise AssertionError("a form that refuses says why")
    return filter


@door()
def book(request: Request) -> HttpResponse:
    """The register book as PDF: the list as filtered, with what it holds and as known when on its pages."""
    asked = _asked(request)
    on, count = asked.on, asked.found.count()
    if count > MOST_IN_A_BOOK:
        raise BookTooLong(
            _(
                "Buku ini akan memuat %(count)d perjanjian, paling banyak %(most)d. Saring daftarnya, atau ambil sebagai XLSX."
            )
            % {"count": count, "most": MOST_IN_A_BOOK}
        )
    leaving(request, "buku-register", rows=count, form="pdf", filter=asked.words)
    at = date_format(localtime(request.now), "j F Y, H.i T")
    counted = Counted.stock(on)
    made = RegisterBook(
        title=_("Buku register perjanjian kerja sama"),
        about=(
            (_("Isi"), _("%(count)d naskah menurut saringan; setiap naskah satu baris.") % {"count": count}),
            (_("Saringan"), asked.words),
            (
                _("Keadaan"),
                _("pada %(day)s. Pasti: %(certain)s Mungkin: %(possible)s")
                % {"day": day(on), **counted.definitions()},
            ),
            (_("Batas data"), _("%(at)s, menurut catatan pada saat itu") % {"at": at}),
            (_("Dicetak oleh"), request.actor.label),
        ),
        cutoff=_("Menurut catatan pada %(at)s, oleh %(by)s") % {"at": at, "by": request.actor.label},
        columns=(
            _("No."), _("Pihak"), _("Jenis"), _("Nomor"), _("Ruang lingkup"), _("Ditandatangani"), _("Masa berlaku"),
            _("Keadaan"),
        ),
        page_word=_("Halaman"),
        empty=_("Tidak ada perjanjian yang cocok dengan saringan ini."),
        made_by=request.actor.label,
        rows=[
            BookRow(
                parties="\n".join(party.institution.name for party in row.parties.all()) or _("belum diketahui"),
                kind=str(Kind(row.kind).value) if row.kind else _("belum diketahui"),
                number="\n".join(party.number for party in row.parties.all() if party.number) or _("belum diketahui"),
                scope=row.scope or _("belum diketahui"),
                signed_on=day(row.signed_on) or _("belum diketahui"),
                term=term_words(row) or _("belum diketahui"),
                standing=standing_words(row, on)[0],
            )
            for row in asked.found.iterator(chunk_size=500)
        ],
        is_example=asked.filter.examples,
    )  # fmt: skip
    content = register_book.typeset(made, at=request.now)
    name = f"buku-register{'-CONTOH' if asked.filter.examples else ''}-{localtime(request.now):%Y%m%d}.pdf"
    sent = HttpResponse(content, content_type=MEDIA["pdf"])
    sent.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return sent


@door()
def activity_list(request: Request) -> HttpResponseBase:
    form = ActivityForm(request.GET, institutions.units_for(request.actor, activity_policies.VIEW))
    _ensure_valid(form)
    agreement = None
    if form.cleaned_data["perjanjian"] is not None:
        agreement = queries.find(form.cleaned_data["perjanjian"], request.actor)
        if agreement is None:
            raise Http404
    filter = form.filter(agreement)
    return answer(
        request, "kegiatan", _("Kegiatan"), activities.listed(filter, request.actor), tables.activities(),
        filter=narrowed(form), is_example=filter.examples,
    )  # fmt: skip


@door(reader=FORBIDDEN)
def person_list(request: Request) -> HttpResponseBase:
    """Names leave with this list, so each of them is noted as read; the NIK never leaves with it."""
    if not request.actor.may_somewhere(people_policies.VIEW):
        raise NotAllowed(_("Daftar orang hanya terbuka bagi petugas yang mengurus mereka di unitnya."))
    form = PersonForm(request.GET, institutions.units_for(request.actor, people_policies.VIEW))
    _ensure_valid(form)
    on = form.day(request.today)
    homes = request.actor.paths(people_policies.VIEW)
    filter = form.filter(form.scope(homes[0] if len(homes) == 1 else None), on)
    found = people.listed(filter, request.actor)
    readings.note_many(
        found.prefetch_related(None).iterator(chunk_size=500), ["name", "registration_number"],
        by=request.actor, at=request.now, purpose=_("Ekspor daftar orang"),
    )  # fmt: skip
    return answer(
        request, "orang", _("Orang, tanpa NIK"), found, tables.people(on),
        filter=narrowed(form), is_example=filter.examples,
    )  # fmt: skip


@door()
def institution_list(request: Request) -> HttpResponseBase:
    form = InstitutionForm(request.GET)
    _ensure_valid(form)
    filter = _made(form, form.filter())
    return answer(
        request, "lembaga", _("Lembaga"), institutions.listed(filter, request.actor), tables.institutions(),
        filter=narrowed(form), is_example=filter.examples,
    )  # fmt: skip


@door(colleague=FORBIDDEN, national=True)
def import_rows(request: Request, run: UUID) -> HttpResponseBase:
    policies.ensure_can_import(request.actor)
    found = imports.find(run, request.actor, Subject.AGREEMENTS)
    if found is None:
        raise Http404
    outcome = request.GET.get("hasil", "")
    outcome = outcome if outcome in Outcome.values else ""
    rows = imports.rows(found, request.actor, outcome=outcome)
    first = rows.first()
    cells = tables.import_rows(list(first.values) if first else [])
    title = _("Baris impor %(name)s") % {"name": found.file.name}
    words = str(Outcome(outcome).label) if outcome else _("tidak disaring")
    return answer(request, "impor", title, rows, cells, filter=words)


@door(colleague=FORBIDDEN, national=True, auditor=OK)
def entries(request: Request) -> HttpResponseBase:
    audit_policies.ensure_can_view(request.actor)
    form = EntriesForm(request.GET)
    _ensure_valid(form)
    found = audit.entries(request.actor, form.where())
    return answer(request, "jejak", _("Jejak audit"), found, tables.entries(), filter=narrowed(form))
