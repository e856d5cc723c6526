"""A draft on its way to signature, and what is put right, noted and compared afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Level, Move, Stage, State, Stated
from sinergi.domain.agreements.queries import comparing, lifecycle, regulation
from sinergi.domain.agreements.services import describing, drafting, signing, stepping
from sinergi.domain.agreements.services.recording import RecordedAgreement, facts_of
from sinergi.interfaces.web.agreements import calls
from sinergi.interfaces.web.agreements.forms import CorrectForm, EditForm
from sinergi.interfaces.web.agreements.views import about, found_agreement, sent, story_url
from sinergi.interfaces.web.agreements.words import day, term_words
from sinergi.interfaces.web.lifecycle import forms
from sinergi.interfaces.web.lifecycle.words import step_lines
from sinergi.interfaces.web.shell.doors import FOUND, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement
    from sinergi.domain.agreements.queries.comparing import Comparison
    from sinergi.domain.agreements.queries.lifecycle import Readiness
    from sinergi.domain.agreements.queries.regulation import Sorting
    from sinergi.domain.agreements.rules.scopes import Piece


@dataclass(frozen=True)
class StageItem:
    label: str
    state: str


@dataclass(frozen=True)
class Lacking:
    """A fact that the stage still needs, and the rules that ask for it with how sure they are."""

    label: str
    why: tuple[str, ...]


def stage_items(agreement: Agreement) -> list[StageItem]:
    """The four stages and the signature, for the row of steps at the top."""
    order = list(Stage)
    at = order.index(Stage(agreement.stage)) if agreement.stage else len(order)
    states = ["done" if place < at else "current" if place == at else "todo" for place in range(len(order))]
    items = [StageItem(str(stage.label), state) for stage, state in zip(order, states, strict=True)]
    return [*items, StageItem(_("Ditandatangani"), "todo" if agreement.stage else "current")]


def lacking_lines(readiness: Readiness) -> list[Lacking]:
    always = _("Tanpa ini naskah tidak dapat ditandatangani.")
    return [
        Lacking(
            str(fact.label),
            tuple(
                _("%(basis)s (keyakinan %(confidence)s)")
                % {"basis": rule.legal_basis, "confidence": rule.get_confidence_display()}
                for rule in rules
            )
            or (always,),
        )
        for fact, rules in readiness.lacking
    ]


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def stage(request: Request, agreement: UUID) -> HttpResponse:
    """Where a draft stands, what it still needs, who brought it here; and on, back or out."""
    found = found_agreement(request, agreement)
    policies.ensure_can_prepare(request.actor, found)
    readiness = lifecycle.readiness(found, request.today, request.actor)
    wanted = request.POST.get("langkah", forms.ON) if request.method == "POST" else ""
    back = readiness.back if readiness else ()
    known = {"on": request.today}
    forward_form = forms.ForwardForm(request.POST if wanted == forms.ON else None, initial=known, prefix="maju")
    back_form = forms.BackForm(
        request.POST if wanted == forms.BACK else None, initial=known, prefix="kembali", stages=back
    )
    out_form = forms.WithdrawForm(request.POST if wanted == forms.OUT else None, initial=known, prefix="tarik")
    services = ((forward_form, stepping.go_on), (back_form, stepping.go_back), (out_form, stepping.withdraw))
    for form, service in services:
        if form.is_bound and form.is_valid():
            step = form.submit(service, found, **form.cleaned_data, by=request.actor, at=request.now)
            if step is not None:
                messages.success(request, _moved(step.move, Stage(step.stage)))
                address = "perjanjian-kisah" if step.move == Move.WITHDRAW else "perjanjian-tahap"
                return redirect(address, agreement=found.public_id)
    context = {
        "readiness": readiness,
        "next": readiness.next.label if readiness and readiness.next else "",
        "lacking": lacking_lines(readiness) if readiness else [],
        "stages": stage_items(found),
        "steps": step_lines(lifecycle.steps(found, request.actor)),
        "forward_form": forward_form,
        "back_form": back_form if back else None,
        "out_form": out_form,
        "may_sign": policies.can_sign(request.actor, found),
        "is_withdrawn": found.state == State.WITHDRAWN,
        "key": found.public_id,
        **about(found, _("Tahap rancangan")),
    }
    return render(request, "lifecycle/stage.html", context, status=422 if wanted else 200)


def _moved(move: str, stage: Stage) -> str:
    if move == Move.WITHDRAW:
        return _("Rancangan sudah ditarik.")
    return _("Rancangan sekarang pada tahap %(stage)s.") % {"stage": str(stage.label).lower()}


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def edit(request: Request, agreement: UUID) -> HttpResponse:
    """Say a draft anew."""
    found = found_agreement(request, agreement)
    policies.ensure_can_prepare(request.actor, found)
    sorting, known = _recorded(found, request)
    form = EditForm(request.actor, sent(request), known=known, sorting=sorting)
    if form.is_bound and form.is_valid():
        acting = {"by": request.actor, "at": request.now}
        if form.submit(calls.revise, found, form.facts(), form.newcomers(), **acting) is not None:
            messages.success(request, _("Rancangan sudah diubah."))
            return redirect("perjanjian-tahap", agreement=found.public_id)
    context = {
        "form": form,
        "title": _("Ubah rancangan"),
        "lead": _(
            "Semua bagian rancangan dapat diubah sampai ditandatangani. Yang dikosongkan menjadi belum diketahui."
        ),
        "save": _("Simpan rancangan"),
        "is_closed": found.state != State.DRAFT,
        **about(found, _("Ubah rancangan")),
    }
    return render(request, "agreements/begin.html", context, status=422 if form.is_bound else 200)


def _recorded(found: Agreement, request: Request) -> tuple[Sorting, RecordedAgreement]:
    """What it can be sorted by, and all that is recorded of it: what it is sorted by is asked for with the former."""
    sorting = regulation.sorting(request.actor, of=found)
    return sorting, facts_of(found, programmes=sorting.chosen_programmes, fields=sorting.chosen_fields)


@door(owner=FOUND, colleague=NOT_FOUND, method="POST")
def copy(request: Request, agreement: UUID) -> HttpResponse:
    """Begin a draft like this one and go on to it."""
    copied = drafting.copy(found_agreement(request, agreement), by=request.actor, at=request.now)
    messages.success(request, _("Salinan sudah dibuat sebagai rancangan baru. Lengkapi bagian yang berbeda."))
    return redirect("perjanjian-ubah", agreement=copied.public_id)


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def correct(request: Request, agreement: UUID) -> HttpResponse:
    """Put the record of a signed agreement right."""
    found = found_agreement(request, agreement)
    policies.ensure_can_correct(request.actor, found)
    sorting, known = _recorded(found, request)
    form = CorrectForm(found, request.actor, sent(request), known, sorting)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        acting = {"by": request.actor, "at": request.now}
        corrected = form.submit(
            calls.correct, found, form.facts(), form.newcomers(),
            reason=values["reason"], ended_on=values.get("ended_on"), **acting,
        )  # fmt: skip
        if corrected is not None:
            messages.success(request, _("Koreksi sudah dicatat; nilai lama tetap tersimpan di sampingnya."))
            return redirect("perjanjian-kisah", agreement=found.public_id)
    context = {
        "form": form,
        "title": _("Koreksi catatan"),
        "lead": _(
            "Perbaiki yang keliru tercatat: salah ketik, tanggal, nomor. Isi naskah yang berubah atas kesepakatan para pihak "
            "dibuat sebagai adendum. Nilai lama dan baru tersimpan berdampingan."
        ),
        "save": _("Simpan koreksi"),
        "is_correction": True,
        "is_closed": found.state != State.CONCLUDED,
        **about(found, _("Koreksi")),
    }
    return render(request, "agreements/begin.html", context, status=422 if form.is_bound else 200)


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def describe(request: Request, agreement: UUID) -> HttpResponse:
    """Say what an agreement is sorted by, and which units it covers."""
    found = found_agreement(request, agreement)
    policies.ensure_can_prepare(request.actor, found)
    form = forms.DescribeForm(found, request.actor, sent(request))
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        acting = {"by": request.actor, "at": request.now}
        chosen = {"programmes": values["programmes"], "fields": values["fields"], "units": values["covered_units"]}
        if form.submit(describing.describe, found, **chosen, **acting) is not None:
            messages.success(request, _("Program, bidang, dan unit sudah dicatat."))
            return redirect("perjanjian-kisah", agreement=found.public_id)
    context = {
        "form": form,
        "title": _("Program, bidang, dan unit"),
        "lead": _("Untuk apa perjanjian ini dihitung, dan unit mana yang menjalankannya tanpa menjadi pihak."),
        "save": _("Simpan"),
        **about(found, _("Program, bidang, dan unit")),
    }
    return render(request, "lifecycle/form.html", context, status=422 if form.is_bound else 200)


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def source(request: Request, agreement: UUID) -> HttpResponse:
    """Note where a fact is stated and how sure that makes it."""
    found = found_agreement(request, agreement)
    policies.ensure_can_prepare(request.actor, found)
    asked = request.GET.get("fakta", "")
    form = forms.SourceForm(sent(request), initial={"fact": asked if asked in Stated.values else ""})
    if form.is_bound and form.is_valid():
        acting = {"by": request.actor, "at": request.now}
        if form.submit(describing.note_source, found, **form.cleaned_data, **acting) is not None:
            messages.success(request, _("Sumber sudah dicatat."))
            return redirect("perjanjian-kisah", agreement=found.public_id)
    context = {
        "form": form,
        "title": _("Catat sumber sebuah fakta"),
        "lead": _(
            "Dari mana satu fakta diketahui, dan seberapa yakin sumber itu membuatnya. Catatan lama tetap tersimpan."
        ),
        "save": _("Catat sumber"),
        **about(found, _("Sumber")),
    }
    return render(request, "lifecycle/form.html", context, status=422 if form.is_bound else 200)


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
def answer(request: Request, agreement: UUID) -> HttpResponse:
    """Answer the warning about the level at which an agreement was signed."""
    found = found_agreement(request, agreement)
    policies.ensure_can_sign(request.actor, found)
    warning = lifecycle.signing_warning(found, request.actor)
    form = forms.AnswerForm(sent(request))
    if form.is_bound and form.is_valid() and warning is not None:
        words = form.cleaned_data["answer"]
        if form.submit(signing.answer, warning, words=words, by=request.actor, at=request.now) is not None:
            messages.success(request, _("Tanggapan sudah disimpan bersama peringatannya."))
            return redirect("perjanjian-kisah", agreement=found.public_id)
    context = {
        "form": form,
        "title": _("Tanggapi peringatan kewenangan"),
        "lead": "",
        "warning": warning.sentence if warning else _("Tidak ada peringatan tentang penandatanganan perjanjian ini."),
        "save": _("Simpan tanggapan"),
        **about(found, _("Peringatan kewenangan")),
    }
    return render(request, "lifecycle/form.html", context, status=422 if form.is_bound else 200)


@dataclass(frozen=True)
class Side:
    """One of two documents side by side."""

    title: str
    url: str
    when: str
    scope: tuple[Piece, ...]


@dataclass(frozen=True)
class FactPair:
    """One fact of both; "" is unknown."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


@door(owner=OK, colleague=NOT_FOUND)
def compare(request: Request, agreement: UUID, other: UUID) -> HttpResponse:
    """Two documents of one family side by side, the older one first."""
    found = found_agreement(request, agreement)
    told = comparing.comparison(found, other, request.actor)
    if told is None:
        raise Http404
    context = {
        "sides": [
            Side(document.title, story_url(document), _signed(document), pieces)
            for document, pieces in ((told.before, told.scope.before), (told.after, told.scope.after))
        ],
        "is_same": told.scope.is_same,
        "facts": _pairs(told),
        **about(found, _("Bandingkan")),
    }
    return render(request, "lifecycle/compare.html", context)


def _signed(document: Agreement) -> str:
    return day(document.signed_on) if document.state == State.CONCLUDED else _("belum ditandatangani")


def _pairs(told: Comparison) -> list[FactPair]:
    def both(label: str, say: Callable[[Agreement], str]) -> FactPair:
        return FactPair(label, say(told.before), say(told.after))

    return [
        both(_("Jenis naskah"), lambda document: str(document.get_kind_display()) if document.kind else ""),
        both(_("Tingkat"), lambda document: str(Level(document.level).label) if document.level else ""),
        both(_("Para pihak"), lambda document: "; ".join(document.name_of(party) for party in document.parties.all())),
        both(_("Unit yang tercakup"), lambda document: "; ".join(unit.name for unit in document.covered_units.all())),
        both(_("Masa berlaku"), term_words),
        both(_("Tempat pelaksanaan"), lambda document: document.location_text),
    ]
