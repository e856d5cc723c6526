"""Two rows that are one person: looked for, compared, merged, and taken apart again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from sinergi.domain.activities.services import splitting
from sinergi.domain.activities.services.splitting import Recorded, key_of
from sinergi.domain.people import policies, queries
from sinergi.domain.people.choices import AliasKind, MergeEnd
from sinergi.domain.people.queries import PersonFilter
from sinergi.domain.people.rules import regions
from sinergi.domain.people.services import merging, revealing
from sinergi.foundation.audit.services import readings
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.people.merging_forms import LookForm, MergeForm, SplitForm
from sinergi.interfaces.web.people.views import about, days_of
from sinergi.interfaces.web.shell.doors import FOUND, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.refusals import told_above
from sinergi.interfaces.web.shell.requests import Request

if TYPE_CHECKING:
    from django.forms import BoundField

    from sinergi.domain.people.models import Episode, Person, PersonMerge

MOST_FOUND = 20


@dataclass(frozen=True)
class Compared:
    """One line of two rows side by side; empty texts are unknown."""

    label: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class Found:
    name: str
    url: str
    statuses: tuple[str, ...]


@dataclass(frozen=True)
class MergeLine:
    absorbed: str
    survivor: str
    on: str
    by: str
    reason: str
    state: str
    ended: str
    undo_url: str
    split_url: str


@dataclass(frozen=True)
class Asked:
    """Something recorded since the merge, with the question whose it is."""

    what: str
    details: tuple[str, ...]
    field: BoundField
    clash: str
    stays: BoundField | None


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND)
@never_cache
def listing(request: Request, person: UUID) -> HttpResponse:
    """The merges of a person, and whom to merge it with."""
    actor = request.actor
    found = pages.found(queries.by_id, person, actor)
    policies.ensure_can_merge(actor, found)
    form = LookForm(request.GET if "cari" in request.GET else {"cari": found.name})
    text = form.cleaned_data["cari"] if form.is_valid() else ""
    persons = queries.listed(PersonFilter(text=text, examples=found.is_example), actor) if text else ()
    others = [each for each in persons[: MOST_FOUND + 1] if each.human_key != found.human_key]
    readings.note_many(others, ["name", "episodes"], by=actor, at=request.now, purpose=_("Mencari catatan ganda"))
    merges = list(queries.merges(found, actor))
    undoable = merging.undoable(merges)
    context = {
        **about(found, _("Penggabungan")),
        "form": form,
        "sought": text,
        "others": [
            Found(
                each.name,
                reverse("orang-gabung", args=[found.public_id, each.public_id]),
                tuple(_status(episode) for episode in each.shown_episodes),
            )
            for each in others[:MOST_FOUND]
        ],
        "has_more": len(others) > MOST_FOUND,
        "is_erased": found.erased_at is not None,
        "merges": [_merge_line(each, is_undoable=each.pk in undoable) for each in merges],
    }
    return render(request, "people/merges.html", context, status=200 if form.is_valid() else 422)


def _merge_line(merged: PersonMerge, *, is_undoable: bool) -> MergeLine:
    stands = merged.ended_at is None and merged.survivor.erased_at is None
    ended = f"{_moment(merged.ended_at)}, {merged.ended_by_label}" if merged.ended_at else ""
    return MergeLine(
        absorbed=merged.absorbed.name,
        survivor=merged.survivor.name,
        on=_moment(merged.merged_at),
        by=merged.merged_by_label,
        reason=merged.reason,
        state=str(MergeEnd(merged.ended_as).label),
        ended=ended,
        undo_url=reverse("penggabungan-batal", args=[merged.public_id]) if is_undoable else "",
        split_url=reverse("penggabungan-pisah", args=[merged.public_id])
        if stands and not is_undoable and merged.absorbed.merged_into_id == merged.survivor_id
        else "",
    )


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def merge(request: Request, person: UUID, twin: UUID) -> HttpResponse:
    """Two rows side by side, and the decision that they are one person."""
    actor = request.actor
    one, other = (pages.found(queries.by_id, key, actor) for key in (person, twin))
    policies.ensure_can_merge(actor, one, other)
    if one.human_key == other.human_key:
        messages.info(request, _("Kedua catatan ini sudah satu orang."))
        return redirect("orang-gabungan", person=one.public_id)
    weighed = merging.weigh(one, other)
    stays = list(queries.histories((one, other), actor).select_related("person"))
    rows = {_told_apart(each, stays): each for each in (one, other)}
    form = MergeForm(rows, weighed.survivor, weighed.against, pages.sent(request))
    if form.is_bound and form.is_valid():
        survivor = one if form.cleaned_data["keep"] == str(one.public_id) else other
        absorbed = other if survivor is one else one
        said = {"reason": form.cleaned_data["reason"], "acknowledged": form.cleaned_data.get("acknowledged", ())}
        if form.submit(merging.merge, absorbed, survivor, **said, by=actor, at=request.now) is not None:
            messages.success(request, _("Kedua catatan sekarang satu orang."))
            return redirect("orang-lihat", person=survivor.public_id)
    if not form.is_bound:
        readings.note_many(
            [one, other], revealing.SHOWN_ON_A_PAGE, by=actor, at=request.now, purpose=_("Membandingkan dua catatan")
        )
    context = {
        **about(one, _("Gabungkan")),
        "form": form,
        "one": one.name,
        "other": other.name,
        "other_url": reverse("orang-lihat", args=[other.public_id]),
        "lines": list(_compared(one, other, stays)),
        "contradictions": [each.label for each in weighed.against],
        "back_url": reverse("orang-gabungan", args=[one.public_id]),
    }
    return render(request, "people/merge.html", context, status=pages.status(form))


def _told_apart(row: Person, stays: Iterable[Episode]) -> str:
    """A row by its name and the first number it was registered under."""
    numbers = [episode.registration_number for episode in stays if episode.person_id == row.pk]
    return f"{row.name} ({numbers[-1]})" if numbers else row.name


def _compared(one: Person, other: Person, stays: Iterable[Episode]) -> Iterator[Compared]:
    def line(label: str, mine: tuple[str, ...], theirs: tuple[str, ...], *, differs: bool | None = None) -> Compared:
        both = any(mine) and any(theirs)
        return Compared(label, mine, theirs, both and mine != theirs if differs is None else both and differs)

    def told(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return (str(getattr(one, name)),), (str(getattr(other, name)),)

    prefetch_related_objects([one, other], "aliases")
    yield line(_("Nama"), *told("name"))
    yield line(_("Nama lain"), _aliases(one), _aliases(other), differs=False)
    sexes = [str(each.get_sex_display()) if each.sex else "" for each in (one, other)]
    yield line(_("Jenis kelamin"), (sexes[0],), (sexes[1],))
    births = [str(each.born) if each.born.on else "" for each in (one, other)]
    yield line(_("Tanggal lahir"), (births[0],), (births[1],))
    yield line(_("Tempat lahir"), *told("birth_place"))
    yield line(_("NIK"), *told("masked_nik"), differs=one.nik_index != other.nik_index)
    yield line(_("Nama ibu"), *told("masked_mother_name"), differs=one.mother_name_index != other.mother_name_index)
    cards = one.family_card_index != other.family_card_index
    yield line(_("Nomor KK"), *told("masked_family_card_number"), differs=cards)
    homes = [regions.in_words(each.region_code) or each.region_code for each in (one, other)]
    yield line(_("Wilayah alamat"), (homes[0],), (homes[1],))
    statuses: dict[int, list[str]] = {one.human_key: [], other.human_key: []}
    for episode in stays:
        statuses[episode.person.human_key].append(_status(episode))
    yield line(_("Status"), *(tuple(each) for each in statuses.values()), differs=False)


def _aliases(person: Person) -> tuple[str, ...]:
    return tuple(alias.name for alias in person.aliases.all() if alias.kind != AliasKind.TITLE)


def _status(episode: Episode) -> str:
    said = (episode.get_category_display(), episode.unit.name, episode.registration_number, days_of(episode))
    return " · ".join(said)


def _moment(at: object) -> str:
    return date_format(localtime(at), "j F Y, H.i")  # type: ignore[arg-type]  # a moment of the database


@door(owner=FOUND, colleague=NOT_FOUND, reader=NOT_FOUND, method="POST")
def undo(request: Request, person_merge: UUID) -> HttpResponse:
    """Take a merge back after which nothing changed."""
    found = pages.found(queries.merge_by_id, person_merge, request.actor)
    with told_above(request):
        merging.undo(found, by=request.actor, at=request.now)
        messages.success(request, _("Penggabungan dibatalkan. Keduanya kembali seperti semula."))
    return redirect("orang-gabungan", person=found.survivor.public_id)


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
def split(request: Request, person_merge: UUID) -> HttpResponse:
    """Say whose is what was recorded since, and let the two be two persons again."""
    found = pages.found(queries.merge_by_id, person_merge, request.actor)
    recorded = splitting.recorded_since(found, by=request.actor)
    stays = list(queries.history(found.survivor, request.actor))
    survivor, absorbed = (_told_apart(row, stays) for row in (found.survivor, found.absorbed))
    form = SplitForm(recorded, survivor, absorbed, pages.sent(request))
    if form.is_bound and form.is_valid():
        acting = {"on": request.today, "by": request.actor, "at": request.now}
        said = {"stays": form.stays(), "reason": form.cleaned_data["reason"]}
        if form.submit(splitting.split, found, form.whose(), **said, **acting) is not None:
            messages.success(request, _("Keduanya sekarang dua orang lagi."))
            return redirect("orang-gabungan", person=found.survivor.public_id)
    context = {
        **about(found.survivor, _("Pisahkan")),
        "form": form,
        "absorbed": absorbed,
        "survivor": survivor,
        "on": _moment(found.merged_at),
        "asked": list(_asked(recorded, form)),
        "back_url": reverse("orang-gabungan", args=[found.survivor.public_id]),
    }
    return render(request, "people/split.html", context, status=pages.status(form))


def _asked(recorded: Recorded, form: SplitForm) -> Iterator[Asked]:
    def asked(key: str, what: str, *details: str) -> Asked:
        earlier = recorded.collisions.get(key)
        clash = (
            _("Sudah menjadi peserta kegiatan ini sejak %(day)s.") % {"day": day(earlier.enrolled_on)}
            if earlier
            else ""
        )
        return Asked(what, tuple(filter(None, details)), form[key], clash, form[f"tetap-{key}"] if earlier else None)

    for episode in recorded.episodes:
        yield asked(key_of(episode), _("Status"), _status(episode))
    for alias in recorded.aliases:
        yield asked(key_of(alias), _("Nama lain"), f"{alias.name} ({alias.get_kind_display()})")
    for check in recorded.verifications:
        words = f"{day(check.checked_on)} · {check.get_method_display()} · {check.get_result_display()}"
        yield asked(key_of(check), _("Verifikasi identitas"), words)
    for proposal in recorded.proposals:
        yield asked(key_of(proposal), _("Usulan NIK"), proposal.get_state_display())
    for case in recorded.cases:
        words = f"{day(case.opened_on)} · {case.unit.name} · {case.get_state_display()}"
        yield asked(key_of(case), _("Kasus tanpa NIK"), words)
    for participation in recorded.participations:
        activity = participation.activity
        words = (
            f"{activity.title} · {activity.unit.name} · {day(participation.attended_on or participation.enrolled_on)}"
        )
        outcomes = (str(outcome) for outcome in participation.outcomes.all())
        withdrawn = _("dicabut") if participation.withdrawn_on else ""
        status = _("dengan status %(status)s") % {"status": participation.episode}
        yield asked(key_of(participation), _("Keikutsertaan"), words, status, withdrawn, *outcomes)
    labels = {
        "sex": _("Jenis kelamin"), "birth_date": _("Tanggal lahir"), "birth_place": _("Tempat lahir"),
        "nationality": _("Kewarganegaraan"), "region_code": _("Wilayah alamat"), "nik": _("NIK"),
        "mother_name": _("Nama ibu"), "family_card_number": _("Nomor KK"),
    }  # fmt: skip
    for name in recorded.particulars:
        yield asked(f"particular:{name}", labels[name], _("diisi atau diubah sejak penggabungan"))
