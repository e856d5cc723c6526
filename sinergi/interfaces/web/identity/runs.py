"""Runs: begin one, watch it, let it rest, read what came of it; the quota; how far each unit is."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.identity import policies, queries
from sinergi.domain.identity.choices import Pause, PersonState, RunKind, RunState
from sinergi.domain.identity.queries import cases
from sinergi.domain.identity.queries import runs as asked
from sinergi.domain.identity.services import registry, runs
from sinergi.domain.people import queries as people
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.errors import DomainError, NotAllowed
from sinergi.insight import coverage as covering
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.identity import sheets
from sinergi.interfaces.web.identity.forms import AnswersForm, RunForm
from sinergi.interfaces.web.identity.words import moment
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.words import RESULT_TONES
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Crumb, Tab
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.refusals import told_above
from sinergi.interfaces.web.shell.requests import Request, asks_for_examples

if TYPE_CHECKING:
    from sinergi.domain.identity.models import VerificationRun

STATE_TONES = {
    RunState.GATHERING: "info",
    RunState.RUNNING: "info",
    RunState.PAUSED: "neutral",
    RunState.HALTED: "bad",
    RunState.STOPPED: "neutral",
    RunState.DONE: "good",
}


@dataclass(frozen=True)
class RunLine:
    title: str
    url: str
    kind: str
    state: str
    tone: str
    begun: str
    by: str
    through: int
    total: int


@dataclass(frozen=True)
class Figure:
    label: str
    count: int
    tone: str


@door(reader=FORBIDDEN)
@never_cache
def listing(request: Request) -> HttpResponse:
    """The runs over the viewer's units."""
    policies.ensure_can_follow_runs(request.actor)
    examples = asks_for_examples(request)
    page = page_of(request, asked.listed(request.actor, examples=examples))
    context = {
        "page": page,
        "lines": [_line(run) for run in page],
        "may_begin": request.actor.may_somewhere(policies.VERIFY),
        "alarm": asked.switched_off(request.actor).exists(),
        "is_example": examples,
        "tabs": tabs(request, "pemeriksaan"),
    }
    return render(request, "identity/runs.html", context)


@door(method="GET POST", reader=FORBIDDEN)
@never_cache
def begin(request: Request) -> HttpResponse:
    """Begin a run over a unit, or over people ticked in the list of people (`?pilih=`)."""
    actor, today = request.actor, request.today
    units = list(institutions.units_for(actor, policies.VERIFY))
    if not units:
        raise NotAllowed(_("Pemeriksaan hanya dimulai petugas yang berwenang memeriksa identitas di unitnya."))
    extracts = (*queries.usable_extracts(today, actor), *queries.usable_extracts(today, actor, examples=True))
    initial = {name: request.GET[name] for name in ("agreement", "kind", "extract", "unit") if name in request.GET}
    ticked = request.POST.getlist("persons") if request.method == "POST" else request.GET.getlist("pilih")
    if "dipilih" in request.GET and not ticked:
        messages.warning(request, _("Belum ada yang dipilih. Centang orangnya dahulu di daftar ini."))
        return redirect("orang")
    form = RunForm(
        asked.agreements_for(units, today, actor), units, extracts, today, pages.sent(request),
        find=lambda keys: people.chosen(keys, actor), initial=initial | {"persons": ticked},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        run = form.submit(runs.begin, **form.cleaned_data, by=actor, at=request.now)
        if run is not None:
            messages.success(request, _("Pemeriksaan dimulai dan berjalan sendiri; halaman ini boleh ditutup."))
            return redirect("pemeriksaan-lihat", verification_run=run.public_id)
    context = {"form": form, "ticked": len(set(ticked)), "crumbs": [*_crumbs(), Crumb(_("Pemeriksaan baru"))]}
    return render(request, "identity/begin_run.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def watch(request: Request, verification_run: UUID) -> HttpResponse:
    """How far a run is; the page asks again by itself while it is under way. Sent, it takes the registry's answers."""
    run = pages.found(asked.by_id, verification_run, request.actor)
    may_act = policies.can_verify_at(request.actor, run.unit)
    form = AnswersForm.sent(request)
    if form.is_bound and form.is_valid():
        sent = {name: form.cleaned_data[name].read() for name in ("file", "seal")}
        received = form.submit(
            registry.receive, run, sent["file"], sent["seal"], name=form.cleaned_data["file"].name or "",
            by=request.actor, at=request.now,
        )  # fmt: skip
        if received is not None:
            messages.success(request, _("Jawaban diterima dan sedang dicatat."))
            return redirect("pemeriksaan-lihat", verification_run=run.public_id)
    how_far = asked.progress(run, request.actor)
    context = {
        "run": run,
        "title": run.unit.name,
        "crumbs": [*_crumbs(), Crumb(run.unit.name)],
        "state": run.get_state_display(),
        "tone": STATE_TONES[RunState(run.state)],
        "kind": run.get_kind_display(),
        "halted": run.get_halted_because_display(),
        "waits": run.get_waits_because_display() if run.is_under_way else "",
        "waits_until": moment(run.waits_until) if run.waits_until and run.is_under_way else "",
        "agreement_title": run.agreement.title,
        "agreement_url": reverse("perjanjian-kisah", args=[run.agreement.public_id]),
        "on": day(run.on),
        "begun": moment(run.recorded_at),
        "ended": moment(run.ended_at) if run.ended_at else "",
        "progress": how_far,
        "states": [Figure(str(s.label), n, "neutral") for s, n in how_far.per_state],
        "results": [Figure(str(r.label), n, RESULT_TONES.get(r, "warn")) for r, n in how_far.per_result],
        "failed": how_far.of(PersonState.FAILED),
        "polls": run.is_under_way,
        "may_act": may_act and not run.is_over,
        "may_pause": run.is_under_way,
        "may_resume": run.state in (RunState.PAUSED, RunState.HALTED),
        "awaits_answers": may_act and run.state == RunState.RUNNING and run.waits_because == Pause.ANSWERS,
        "form": form,
        "proposed": cases.proposed(run, request.actor, at=request.now).count(),
    }
    return render(request, "identity/run.html", context, status=pages.status(form))


@door(owner=FOUND, colleague=NOT_FOUND, reader=NOT_FOUND, method="POST")
def act(request: Request, verification_run: UUID) -> HttpResponse:
    """Pause the run, let it go on, or stop it for good."""
    run = pages.found(asked.by_id, verification_run, request.actor)
    moves = {"jeda": runs.pause, "lanjut": runs.resume, "henti": runs.stop}
    move = moves.get(request.POST.get("tindakan", ""))
    if move is None:
        messages.error(request, _("Tindakan ini tidak dikenal. Muat ulang halamannya."))
    else:
        with told_above(request):
            move(run, by=request.actor, at=request.now)
    return redirect("pemeriksaan-lihat", verification_run=run.public_id)


@door(owner=FOUND, colleague=NOT_FOUND, reader=NOT_FOUND, method="POST")
@never_cache
def outgoing(request: Request, verification_run: UUID) -> HttpResponse:
    """The people of a run at the registry, sealed: the file and its seal in one archive."""
    run = pages.found(asked.by_id, verification_run, request.actor)
    try:
        sealed = registry.outgoing(run, by=request.actor, at=request.now)
    except NotAllowed:
        raise
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("pemeriksaan-lihat", verification_run=run.public_id)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(sealed.name, sealed.content)
        packed.writestr(f"{sealed.name}.seal.json", sealed.seal)
    name = sealed.name.removesuffix(".csv")
    return HttpResponse(
        archive.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}.zip"'},
    )


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND)
@never_cache
def as_pdf(request: Request, verification_run: UUID) -> HttpResponse:
    """What came of a run, as PDF: counts only, no names."""
    run = pages.found(asked.by_id, verification_run, request.actor)
    how_far, units = asked.progress(run, request.actor), asked.per_unit(run, request.actor)
    return sheets.download(sheets.of_run(run, how_far, units, by=request.actor, at=request.now), request, "pemeriksaan")


@door(reader=FORBIDDEN)
@never_cache
def quota(request: Request) -> HttpResponse:
    """How much of the service's quota is spoken for."""
    policies.ensure_can_see_quota(request.actor)
    examples = asks_for_examples(request)
    found = asked.quota(request.actor, at=request.now, examples=examples)
    assert found is not None, "the policy was asked"
    context = {
        "quota": found,
        "days": [(day(use.day), use) for use in found.days],
        "outcomes": [(OUTCOMES[kind](), number) for kind, number in found.outcomes],
        "is_example": examples,
        "tabs": tabs(request, "pemeriksaan-kuota"),
    }
    return render(request, "identity/quota.html", context)


OUTCOMES = {
    "": lambda: _("belum diketahui (terputus)"),
    "answered": lambda: _("terjawab"),
    "failed": lambda: _("gagal karena sebab teknis"),
    "later": lambda: _("diminta kembali nanti"),
    "set_up": lambda: _("ditolak: pengaturan"),
    "switched_off": lambda: _("ditolak: akses dinonaktifkan"),
}


@door(reader=FORBIDDEN)
@never_cache
def coverage(request: Request) -> HttpResponse:
    """Unit by unit: who attended, who is confirmed by the register, who by the unit only. Never added up together."""
    policies.ensure_can_follow_runs(request.actor)
    examples = asks_for_examples(request)
    may_see_cases = request.actor.may_somewhere(policies.CASES)
    context = {
        "rows": covering.per_unit(request.actor, on=request.today, examples=examples),
        "cases_url": f"{reverse('kasus-unit')}{'?contoh=ya' if examples else ''}" if may_see_cases else "",
        "on": day(request.today),
        "since": day(request.today - timedelta(days=covering.DAYS_LOOKED_BACK - 1)),
        "is_example": examples,
        "tabs": tabs(request, "pemeriksaan-cakupan"),
    }
    return render(request, "identity/coverage.html", context)


def tabs(request: Request, current: str) -> list[Tab]:
    """The pages about verification that this viewer may open."""
    actor, suffix = request.actor, "?contoh=ya" if asks_for_examples(request) else ""
    known = [
        (_("Pemeriksaan"), "pemeriksaan", True),
        (_("Cakupan per unit"), "pemeriksaan-cakupan", True),
        (_("Kuota"), "pemeriksaan-kuota", True),
        (_("Laporan pemanfaatan"), "pemanfaatan", actor.may_somewhere(policies.REPORT)),
        (_("Data balikan"), "data-balikan", actor.may_somewhere(policies.REPORT)),
    ]
    return [Tab(label, reverse(name) + suffix, name == current) for label, name, open_ in known if open_]


def _crumbs() -> list[Crumb]:
    return [Crumb(_("Pemeriksaan identitas"), reverse("pemeriksaan"))]


def _line(run: VerificationRun) -> RunLine:
    return RunLine(
        title=run.unit.name,
        url=reverse("pemeriksaan-lihat", args=[run.public_id]),
        kind=str(RunKind(run.kind).label),
        state=run.get_state_display(),
        tone=STATE_TONES[RunState(run.state)],
        begun=moment(run.recorded_at),
        by=run.by_label,
        through=run.through,  # type: ignore[attr-defined]  # counted by `listed`
        total=run.total,  # type: ignore[attr-defined]
    )
