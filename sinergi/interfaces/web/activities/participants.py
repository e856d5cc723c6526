"""Who takes part: enrolling, being there, being verified, what changed, and taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from sinergi.domain.activities import policies, queries
from sinergi.domain.activities.services import enrolment, outcomes
from sinergi.domain.identity import policies as identity_policies
from sinergi.domain.identity import queries as identity
from sinergi.domain.people import policies as people_policies
from sinergi.domain.people.rules import category_on
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.activities import calls
from sinergi.interfaces.web.activities.forms import (
    DayForm,
    EnrolForm,
    OutcomeForm,
    SearchForm,
    VerificationForm,
    WithdrawForm,
    enrolment_day,
    measured_like,
)
from sinergi.interfaces.web.activities.views import about, outcome_line
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.words import is_child
from sinergi.interfaces.web.shell.doors import NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from datetime import date

    from sinergi.domain.activities.models import Activity, Participation
    from sinergi.domain.people.models import Person

MOST_FOUND = 50


@door(owner=OK, colleague=NOT_FOUND, method="GET POST")
@never_cache
def enrol(request: Request, activity: UUID) -> HttpResponse:
    """Choose among the people who are at the unit on a day; `cari` and `pada` narrow them."""
    found = pages.found(queries.by_id, activity, request.actor)
    policies.ensure_can_enrol(request.actor, found)
    if not request.actor.may(people_policies.VIEW, found.unit.path):
        raise NotAllowed(_("Peserta hanya dapat didaftarkan oleh petugas yang boleh melihat orang di unit ini."))
    search = SearchForm(request.GET)
    proposed = enrolment_day(found, request.today)
    on, text = proposed, ""
    if search.is_valid():
        on, text = search.cleaned_data["pada"] or proposed, search.cleaned_data["cari"]
    persons = list(queries.enrollable(found, on, request.actor, text=text)[: MOST_FOUND + 1])
    offered = [(person, _words(person, on)) for person in persons[:MOST_FOUND]]
    form = EnrolForm(offered, on, pages.sent(request))
    if form.is_bound and form.is_valid():
        acting = {"on": form.cleaned_data["on"], "by": request.actor, "at": request.now}
        enrolled = form.submit(calls.enrol, found, form.chosen(), **acting)
        if enrolled:
            words = ngettext("%(n)d orang sudah didaftarkan.", "%(n)d orang sudah didaftarkan.", len(enrolled))
            messages.success(request, words % {"n": len(enrolled)})
            return redirect("kegiatan-lihat", activity=found.public_id)
    context = {
        "form": form,
        "search": search,
        "search_day": on.isoformat(),
        "search_errors": list(pages.sentences(search)) if not search.is_valid() else [],
        "found_any": bool(offered),
        "has_more": len(persons) > MOST_FOUND,
        "most": MOST_FOUND,
        "on": day(on),
        "unit": found.unit.name,
        "has_children": any(_is_child_on(person, on) for person, _words in offered),
        **about(found, _("Daftarkan peserta")),
    }
    refused = form.is_bound or not search.is_valid()
    return render(request, "activities/enrol.html", context, status=422 if refused else 200)


def _words(person: Person, on: date) -> str:
    shown = person.shown_episodes
    category = category_on([episode.stay for episode in shown], on)
    episode = next(row for row in shown if row.category == category and row.stay.contains(on))
    mark = f" · {_('data anak')}" if is_child(episode.category) else ""
    return f"{person.name} · {episode.get_category_display()} · {episode.registration_number}{mark}"


def _is_child_on(person: Person, on: date) -> bool:
    shown = person.shown_episodes
    return any(is_child(episode.category) for episode in shown if episode.stay.contains(on))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def attend(request: Request, participation: UUID) -> HttpResponse:
    found = pages.found(queries.participation_by_id, participation, request.actor)
    policies.ensure_can_enrol(request.actor, found.activity)
    proposed = max(found.activity.carried_out_on or found.activity.starts_on, found.enrolled_on)
    form = DayForm(_("Hadir pada"), proposed, pages.sent(request))
    acting = {"by": request.actor, "at": request.now}
    if (
        form.is_bound
        and form.is_valid()
        and form.submit(enrolment.attend, found, **form.cleaned_data, **acting) is not None
    ):
        messages.success(request, _("Kehadiran %(name)s sudah dicatat.") % {"name": found.person.name})
        return redirect("kegiatan-lihat", activity=found.activity.public_id)
    context = {"form": form, **_about(found, _("Catat kehadiran"))}
    return render(request, "activities/attend.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def rely_on(request: Request, participation: UUID) -> HttpResponse:
    """Rely on a verification that says: this is the person."""
    found = pages.found(queries.participation_by_id, participation, request.actor)
    policies.ensure_can_enrol(request.actor, found.activity)
    confirming = [row for row in identity.history(found.person, request.actor) if row.confirms]
    form = VerificationForm(confirming, pages.sent(request))
    acting = {"by": request.actor, "at": request.now}
    if form.is_bound and form.is_valid() and form.submit(enrolment.rely_on, found, form.chosen(), **acting) is not None:
        messages.success(request, _("Verifikasi sudah dipakai; bila ia hadir, ia sekarang dihitung."))
        return redirect("kegiatan-lihat", activity=found.activity.public_id)
    here = [found.person.public_id]
    may_confirm = identity_policies.can_confirm(request.actor, found.person, on=request.today)
    context = {
        "form": form,
        "has_any": bool(confirming),
        "confirm_url": reverse("verifikasi-unit", args=here) if may_confirm else "",
        "check_url": reverse("verifikasi-register", args=here) if may_confirm else "",
        **_about(found, _("Pakai verifikasi")),
    }
    return render(request, "activities/rely_on.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def record_outcome(request: Request, participation: UUID) -> HttpResponse:
    found = pages.found(queries.participation_by_id, participation, request.actor)
    policies.ensure_can_post(request.actor, found.activity)
    measure, unit = measured_like(queries.participants(found.activity, request.actor))
    form = OutcomeForm(pages.sent(request), initial={"on": request.today, "measure": measure, "unit": unit})
    acting = {"by": request.actor, "at": request.now}
    if (
        form.is_bound
        and form.is_valid()
        and form.submit(outcomes.record, found, **form.cleaned_data, **acting) is not None
    ):
        messages.success(request, _("Perubahan sudah dicatat."))
        return redirect("kegiatan-lihat", activity=found.activity.public_id)
    earlier = [outcome_line(row) for row in found.outcomes.all()]
    context = {"form": form, "earlier": earlier, **_about(found, _("Catat perubahan"))}
    return render(request, "activities/outcome.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def withdraw_outcome(request: Request, outcome: UUID) -> HttpResponse:
    found = pages.found(queries.outcome_by_id, outcome, request.actor)
    participation = found.participation
    policies.ensure_can_post(request.actor, participation.activity)
    form = WithdrawForm(pages.sent(request), initial={"on": request.today})
    acting = {"by": request.actor, "at": request.now}
    if (
        form.is_bound
        and form.is_valid()
        and form.submit(outcomes.withdraw, found, **form.cleaned_data, **acting) is not None
    ):
        messages.success(request, _("Perubahan sudah dicabut; catatannya tetap tersimpan."))
        return redirect("kegiatan-lihat", activity=participation.activity.public_id)
    context = {"form": form, "line": outcome_line(found), **_about(participation, _("Cabut perubahan"))}
    return render(request, "activities/withdraw_outcome.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def withdraw(request: Request, participation: UUID) -> HttpResponse:
    found = pages.found(queries.participation_by_id, participation, request.actor)
    policies.ensure_can_enrol(request.actor, found.activity)
    form = WithdrawForm(pages.sent(request), initial={"on": request.today})
    acting = {"by": request.actor, "at": request.now}
    if (
        form.is_bound
        and form.is_valid()
        and form.submit(enrolment.withdraw, found, **form.cleaned_data, **acting) is not None
    ):
        messages.success(request, _("Keikutsertaan sudah dicabut; catatannya tetap tersimpan."))
        return redirect("kegiatan-lihat", activity=found.activity.public_id)
    context = {"form": form, **_about(found, _("Cabut keikutsertaan"))}
    return render(request, "activities/withdraw.html", context, status=pages.status(form))


def _about(participation: Participation, here: str) -> dict[str, object]:
    activity: Activity = participation.activity
    return {
        **about(activity, here),
        "name": participation.person.name,
        "person_url": reverse("orang-lihat", args=[participation.person.public_id]),
        "category": participation.get_category_display(),
        "is_child": is_child(participation.category),
        "attended": day(participation.attended_on),
        "enrolled_on": day(participation.enrolled_on),
        "withdrawn": day(participation.withdrawn_on),
    }
