"""The list of people, registering them, one person, and where a person is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from linkage import nik as nik_rules
from linkage.compare import FieldMark
from sinergi.domain.activities import queries as activities
from sinergi.domain.identity import policies as identity_policies
from sinergi.domain.identity import queries as identity
from sinergi.domain.identity.choices import Method, Result
from sinergi.domain.identity.queries import cases
from sinergi.domain.people import policies, queries
from sinergi.domain.people.choices import AliasKind
from sinergi.domain.people.queries import HeadCount
from sinergi.domain.people.rules import category_on, is_warga_binaan, regions
from sinergi.domain.people.services import episodes, registering, revealing
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.exports.answers import narrowed
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.forms import BeginForm, CorrectForm, EndForm, FilterForm, RegisterForm, RevealForm
from sinergi.interfaces.web.people.words import (
    FIELD_LABELS,
    MARK_LABELS,
    MARK_TONES,
    RESULT_TONES,
    is_child,
)
from sinergi.interfaces.web.shell.doors import FORBIDDEN, NOT_FOUND, OK, UNPROCESSABLE, door
from sinergi.interfaces.web.shell.furniture import Crumb, folded
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from sinergi.domain.activities.models import Participation
    from sinergi.domain.identity.models import Verification
    from sinergi.domain.people.models import Episode, Person


@dataclass(frozen=True)
class Row:
    """A person as the list shows one, by the status that counts on the day, else the newest the viewer may see."""

    key: str
    name: str
    url: str
    category: str
    is_warga_binaan: bool
    is_child: bool
    unit: str
    number: str
    days: str


@dataclass(frozen=True)
class Secret:
    """A masked value: whole in `value` only where it was opened; both empty where there is none."""

    label: str
    value: str
    masked: str
    unknown: str


@dataclass(frozen=True)
class Heads:
    """How many are there in one category."""

    label: str
    count: int


@dataclass(frozen=True)
class EpisodeLine:
    category: str
    unit: str
    number: str
    starts_on: str
    ends_on: str
    note: str
    end_url: str


@dataclass(frozen=True)
class MarkLine:
    label: str
    mark: str
    tone: str


@dataclass(frozen=True)
class VerificationLine:
    """One answer with its evidence: sentences and marks, no value of a register."""

    on: str
    method: str
    result: str
    tone: str
    by: str
    why: tuple[str, ...]
    marks: tuple[MarkLine, ...]


@dataclass(frozen=True)
class ParticipationLine:
    title: str
    url: str
    unit: str
    on: str
    state: str
    tone: str


@dataclass(frozen=True)
class CaseLine:
    """The case of somebody without a NIK; without a state there is none, and `url` opens one."""

    state: str
    url: str
    note: str
    was_closed: bool


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@door(reader=FORBIDDEN)
@never_cache
def listing(request: Request) -> HttpResponse:
    policies.ensure_can_see_somewhere(request.actor)
    form = FilterForm(request.GET, institutions.units_for(request.actor, policies.VIEW))
    context: dict[str, object] = {"form": form, "reset_url": reverse("orang")}
    if not form.is_valid():
        return render(request, "people/list.html", context | {"errors": list(pages.sentences(form))}, status=422)
    on = form.day(request.today)
    homes = request.actor.paths(policies.VIEW)
    scope = form.scope(homes[0] if len(homes) == 1 else None)
    filter = form.filter(scope, on)
    page = page_of(request, queries.listed(filter, request.actor))
    rows = [_row(person, on) for person in page]
    words = narrowed(form, without=["cari"])
    if form.cleaned_data["cari"]:
        words = f"{words}; {_('dengan kata yang dicari')}"
    revealing.list_page(len(rows), narrowed=words, by=request.actor, at=request.now)
    chips = list(pages.chips(form, request.GET, reverse("orang")))
    heads = queries.head_count(scope, on, request.actor) if scope else None
    context |= {
        "page": page,
        "rows": rows,
        "chips": chips,
        "closed": folded(request),
        "on": day(on),
        "scope": scope.name if scope else "",
        "heads": heads,
        "lawful": _heads(heads, lawful=True),
        "others": _heads(heads, lawful=False),
        "coverage": identity.coverage(scope, on, request.actor) if scope else None,
        "has_children": any(row.is_child for row in rows),
        "is_example": filter.examples,
        "may_verify": request.actor.may_somewhere(identity_policies.VERIFY),
        "scope_key": str(scope.public_id) if scope else "",
        "may_register": request.actor.may_somewhere(policies.REGISTER),
        "may_import": request.actor.may_somewhere(policies.IMPORT),
        "may_erase": request.actor.may_somewhere(policies.ERASE),
    }
    return render(request, "people/list.html", context)


def _heads(heads: HeadCount | None, *, lawful: bool) -> list[Heads]:
    counts = heads.per_category if heads else ()
    return [Heads(str(category.label), count) for category, count in counts if is_warga_binaan(category) == lawful]


def _row(person: Person, on: date) -> Row:
    episode = person.telling_episode(on)
    return Row(
        key=str(person.public_id),
        name=person.name,
        url=reverse("orang-lihat", args=[person.public_id]),
        category=episode.get_category_display(),
        is_warga_binaan=is_warga_binaan(episode.category),
        is_child=is_child(episode.category),
        unit=episode.unit.name,
        number=episode.registration_number,
        days=days_of(episode),
    )


def days_of(episode: Episode) -> str:
    known = {"start": day(episode.starts_on), "end": day(episode.ends_on)}
    return (_("%(start)s sampai %(end)s") if episode.ends_on else _("sejak %(start)s")) % known


@door(method="GET POST", reader=FORBIDDEN)
@never_cache
@sensitive_post_parameters("nik", "mother_name", "family_card_number")
def register(request: Request) -> HttpResponse:
    """Write down somebody who is not known yet."""
    units = list(institutions.units_for(request.actor, policies.REGISTER))
    if not units:
        raise NotAllowed(
            _("Anda tidak berwenang mencatat orang di unit mana pun. Hubungi petugas registrasi unit Anda.")
        )
    form = RegisterForm(units, request.today, pages.sent(request))
    if form.is_bound and form.is_valid():
        person = form.submit(registering.register, **form.particulars(), by=request.actor, at=request.now)
        if person is not None:
            messages.success(request, _("%(name)s sudah dicatat.") % {"name": person.name})
            return redirect("orang-lihat", person=person.public_id)
    context = {
        "form": form,
        "crumbs": [Crumb(_("Orang"), reverse("orang")), Crumb(_("Catat orang"))],
        "is_example": all(unit.is_example for unit in units),
    }
    return render(request, "people/register.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND)
@never_cache
def person(request: Request, person: UUID) -> HttpResponse:
    return _page(request, person)


@door(owner=UNPROCESSABLE, colleague=NOT_FOUND, method="POST", reader=NOT_FOUND)
@never_cache
def reveal(request: Request, person: UUID) -> HttpResponse:
    """Show one masked value once, in this answer only, and note who opened it and what for."""
    found = pages.found(queries.by_id, person, request.actor)
    policies.ensure_can_reveal(request.actor, found, at=request.now)
    form = RevealForm(request.POST, offered=revealing.MASKED)
    if form.is_valid():
        what, purpose = form.cleaned_data["what"], form.cleaned_data["purpose"]
        value = form.submit(revealing.reveal, found, what, purpose=purpose, by=request.actor, at=request.now)
        if value:
            return _page(request, person, opened={what: value})
    return _page(request, person, form=form)


def _page(
    request: Request, public_id: UUID, *, form: RevealForm | None = None, opened: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page of a person. `opened` are masked values that this answer shows in full."""
    actor, today, now = request.actor, request.today, request.now
    opened = opened or {}
    found = pages.found(lambda key, viewer: revealing.opened(key, by=viewer, at=now), public_id, actor)
    if found.public_id != public_id and request.method == "GET":
        # Merged: the page of a human being has one address.
        return redirect("orang-lihat", person=found.public_id)
    history = list(queries.history(found, actor))
    category = category_on([episode.stay for episode in history], today)
    findings = queries.nik_findings(found, actor, opened="nik" in opened)
    rights = policies.rights(actor, found, at=now)
    verifications = list(identity.history(found, actor))
    result = Result(verifications[0].result) if verifications else Result.BELUM
    here = [found.public_id]
    may_check = any(actor.may(identity_policies.VERIFY, path) for path in rights.places)
    held = [name for name in revealing.MASKED if getattr(found, name)]
    names = [alias for alias in found.aliases.all() if alias.kind != AliasKind.TITLE]
    context = {
        **about(found),
        "crumbs": [Crumb(_("Orang"), reverse("orang")), Crumb(found.name)],
        "category": str(category.label) if category else "",
        "is_warga_binaan": category is not None and is_warga_binaan(category),
        "is_child": category is not None and is_child(category),
        "was_child": any(is_child(episode.category) for episode in history),
        "is_erased": found.erased_at is not None,
        "titles": ", ".join(alias.name for alias in found.aliases.all() if alias.kind == AliasKind.TITLE),
        "aliases": [{"kind": alias.get_kind_display(), "name": alias.name} for alias in names],
        "sex": found.get_sex_display() if found.sex else "",
        "born": str(found.born) if found.born.on else "",
        "birth_source": found.get_birth_source_display() if found.birth_source else "",
        "birth_place": found.birth_place,
        "nationality": found.get_nationality_display() if found.nationality else "",
        "region": _region(found),
        "secrets": [
            Secret(
                label=label,
                value=opened.get(name, ""),
                masked=getattr(found, f"masked_{name}"),
                unknown=_("tanpa NIK") if name == "nik" else "",
            )
            for name, label in (
                ("nik", _("NIK")),
                ("mother_name", _("Nama ibu")),
                ("family_card_number", _("Nomor KK")),
            )
        ],
        "is_opened": bool(opened),
        "says": findings.says,
        "oddities": findings.oddities,
        "same_nik": [Link(other.name, reverse("orang-lihat", args=[other.public_id])) for other in findings.same_nik],
        "same_elsewhere": findings.elsewhere,
        "form": form or RevealForm(offered=held),
        "may_reveal": bool(held) and not opened and rights.reveal,
        "reveal_url": reverse("orang-nik", args=here),
        "correct_url": reverse("orang-perbaiki", args=here) if rights.correct else "",
        "extract_url": reverse("orang-salinan", args=here) if rights.extract else "",
        "merge_url": reverse("orang-gabungan", args=here) if rights.merge else "",
        "has_merges": found.has_merges,
        "episodes": [
            EpisodeLine(
                category=episode.get_category_display(),
                unit=episode.unit.name,
                number=episode.registration_number,
                starts_on=day(episode.starts_on),
                ends_on=day(episode.ends_on),
                note=_service_words(episode),
                end_url=reverse("masa-akhiri", args=[episode.public_id])
                if episode.ends_on is None and policies.can_register_at(actor, episode.unit)
                else "",
            )
            for episode in history
        ],
        "begin_url": reverse("orang-masa", args=here) if actor.may_somewhere(policies.REGISTER) else "",
        "verifications": [_verification(verification) for verification in verifications],
        "result": str(result.label),
        "result_tone": RESULT_TONES.get(result, "warn"),
        "confirm_url": reverse("verifikasi-unit", args=here) if may_check else "",
        "check_url": reverse("verifikasi-register", args=here) if may_check else "",
        "participations": [_participation(row) for row in activities.of_person(found, actor)],
        "nik_case": _nik_case(found, actor),
    }
    return render(request, "people/person.html", context, status=422 if form and form.errors else 200)


def _nik_case(person: Person, viewer: Actor) -> CaseLine | None:
    """How far it is with finding a NIK, for who sees to that; asked only of those who have none to ask a register for."""
    if nik_rules.is_usable(person.nik) or person.erased_at or not viewer.may_somewhere(identity_policies.CASES):
        return None
    case = cases.of_person(person, viewer)
    if case is None or case.is_over:
        return CaseLine("", reverse("orang-kasus", args=[person.public_id]), "", case is not None)
    booked = day(case.recording_day.on) if case.recording_day else ""
    return CaseLine(
        state=case.get_state_display(),
        url=reverse("kasus-lihat", args=[case.public_id]),
        note=_("dibuka %(day)s") % {"day": day(case.opened_on)} + (f" · {booked}" if booked else ""),
        was_closed=False,
    )


def _region(person: Person) -> str:
    """The region of the address by name; its code where no list at hand has it."""
    return regions.in_words(person.region_code) or person.region_code


def _service_words(episode: Episode) -> str:
    """What more is known of an episode: an officer's number and employment, why it ended."""
    said = [
        f"{_('NIP')} {episode.nip}" if episode.nip else "",
        episode.get_employment_display() if episode.employment else "",
        episode.get_ended_as_display() if episode.ended_as else "",
    ]
    return " · ".join(filter(None, said))


def _verification(verification: Verification) -> VerificationLine:
    if verification.method == Method.UNIT:
        by = _("%(officer)s, dengan nomor registrasi %(number)s") % {
            "officer": verification.officer_name,
            "number": verification.registration_number,
        }
    else:
        by = _("ekstrak “%(label)s”, diambil %(day)s") % {
            "label": verification.extract.label,  # type: ignore[union-attr]  # a constraint: this method names one
            "day": day(verification.extract.taken_on),  # type: ignore[union-attr]
        }
    return VerificationLine(
        on=day(verification.checked_on),
        method=verification.get_method_display(),
        result=verification.get_result_display(),
        tone=RESULT_TONES.get(Result(verification.result), "warn"),
        by=by,
        why=tuple(verification.why),
        marks=tuple(
            MarkLine(str(FIELD_LABELS[field]), str(MARK_LABELS[FieldMark(mark)]), MARK_TONES[FieldMark(mark)])
            for field, mark in verification.marks.items()
        ),
    )


def _participation(row: Participation) -> ParticipationLine:
    if row.withdrawn_on is not None:
        state, tone = _("dicabut"), "neutral"
    elif row.attended_on is not None:
        state, tone = _("hadir"), "good"
    else:
        state, tone = _("terdaftar"), "info"
    return ParticipationLine(
        title=row.activity.title,
        url=reverse("kegiatan-lihat", args=[row.activity.public_id]),
        unit=row.activity.unit.name,
        on=day(row.attended_on or row.enrolled_on),
        state=state,
        tone=tone,
    )


@door(owner=OK, colleague=NOT_FOUND, method="GET POST", reader=NOT_FOUND)
@never_cache
@sensitive_post_parameters("nik", "mother_name", "family_card_number")
def correct(request: Request, person: UUID) -> HttpResponse:
    """Mend or complete what is recorded about a person."""
    found = pages.found(queries.by_id, person, request.actor)
    policies.ensure_can_correct(request.actor, found, at=request.now)
    form = CorrectForm(found, request.today, pages.sent(request))
    if form.is_bound and form.is_valid():
        acting = {"by": request.actor, "at": request.now}
        if form.submit(registering.correct, found, **form.corrected(), **acting) is not None:
            messages.success(request, _("Data orang sudah diperbaiki."))
            return redirect("orang-lihat", person=found.public_id)
    masked = {name: getattr(found, f"masked_{name}") for name in revealing.MASKED}
    context = {"form": form, "masked": masked, **about(found, _("Perbaiki data"))}
    return render(request, "people/correct.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST", reader=NOT_FOUND)
@never_cache
def begin(request: Request, person: UUID) -> HttpResponse:
    """A new status: another category, or another unit."""
    found = pages.found(queries.by_id, person, request.actor)
    units = list(institutions.units_for(request.actor, policies.REGISTER))
    if not units:
        raise NotAllowed(_("Anda tidak berwenang mencatat status orang. Hubungi petugas registrasi unit Anda."))
    form = BeginForm(units, pages.sent(request))
    if form.is_bound and form.is_valid():
        begun = form.submit(episodes.begin, found, **form.cleaned_data, by=request.actor, at=request.now)
        if begun is not None:
            messages.success(request, _("Status baru sudah dicatat."))
            return redirect("orang-lihat", person=found.public_id)
    now = [_status(episode) for episode in queries.history(found, request.actor) if episode.ends_on is None]
    context = {"form": form, "statuses": now, **about(found, _("Status baru"))}
    return render(request, "people/begin.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, method="GET POST", reader=NOT_FOUND)
@never_cache
def end(request: Request, episode: UUID) -> HttpResponse:
    found = pages.found(queries.episode_by_id, episode, request.actor)
    policies.ensure_can_register_at(request.actor, found.unit)
    form = EndForm(pages.sent(request), initial={"ends_on": request.today})
    acting = {"by": request.actor, "at": request.now}
    if (
        form.is_bound
        and form.is_valid()
        and form.submit(episodes.end, found, **form.cleaned_data, **acting) is not None
    ):
        messages.success(request, _("Akhir status sudah dicatat."))
        return redirect("orang-lihat", person=found.person.public_id)
    context = {"form": form, "status": _status(found), **about(found.person, _("Akhiri status"))}
    return render(request, "people/end.html", context, status=pages.status(form))


def _status(episode: Episode) -> str:
    return (
        f"{episode.get_category_display()} · {episode.unit.name} · {episode.registration_number} · {days_of(episode)}"
    )


def about(person: Person, *here: str) -> dict[str, object]:
    """What every page under one person shows of one."""
    url = reverse("orang-lihat", args=[person.public_id])
    return {
        "name": person.name,
        "person_url": url,
        "is_example": person.is_example,
        "crumbs": [Crumb(_("Orang"), reverse("orang")), Crumb(person.name, url), *(Crumb(label) for label in here)],
    }
