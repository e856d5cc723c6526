"""Two rows that are one human being. Nothing is thrown away, and until either changes it can be undone (ADR 0018)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sinergi.domain.people import policies
from sinergi.domain.people.choices import AliasKind, Contradiction, MergeEnd
from sinergi.domain.people.models import Alias, Episode, Person, PersonMerge
from sinergi.domain.people.rules.merging import Known, contradictions
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.encryption import blind_index, blind_indexes
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_line

FILLED: dict[str, tuple[str, ...]] = {
    "sex": ("sex",),
    "birth_date": ("birth_date", "birth_precision", "birth_source"),
    "birth_place": ("birth_place",),
    "nationality": ("nationality",),
    "region_code": ("region_code",),
    "nik": ("nik", "nik_index"),
    "mother_name": ("mother_name", "mother_name_index"),
    "family_card_number": ("family_card_number", "family_card_index"),
}
"""What the survivor takes from the absorbed where it knows nothing, by the field that says whether it knows, with the columns
that go together."""

PARTICULARS = ("name", "name_key", *(column for columns in FILLED.values() for column in columns))
"""The columns of a person that say who it is."""

_DIGEST = "people.person_merge.state"


class CannotMerge(DomainError):
    """The two cannot become one, or not in this direction."""

    code = "cannot_merge_persons"


class Contradicts(DomainError):
    """Something speaks against the two being one, and nobody said that it was seen. `found` is what."""

    code = "merge_contradicts"

    def __init__(self, found: Collection[Contradiction]) -> None:
        sentences = " ".join(str(each.label) for each in found)
        super().__init__(
            _("%(found)s Bila keduanya tetap satu orang, nyatakan bahwa ini sudah diperiksa.") % {"found": sentences},
            field="acknowledged",
        )
        self.found = tuple(found)


class CannotUndo(DomainError):
    """Either side has changed since, or the merge has ended."""

    code = "cannot_undo_person_merge"


@transaction.atomic
def merge(
    absorbed: Person,
    survivor: Person,
    *,
    reason: str,
    acknowledged: Collection[str] = (),
    by: Actor,
    at: datetime,
) -> PersonMerge:
    """From now on `absorbed` stands for `survivor`: whatever points at it is about the survivor. No row elsewhere changes.

    The survivor takes over what it does not know itself, and the other's names as further names. `acknowledged` are the
    codes of the contradictions that were looked at. Of which direction: see `in_order`.
    Raises policies.NotAllowed, CannotMerge, Contradicts, Invalid without a reason.
    """
    absorbed, survivor = _locked(absorbed, survivor)
    policies.ensure_can_merge(by, absorbed, survivor)
    reason = clean_line(reason, field="reason", label=_("Alasan"), most=500)
    _ensure_can_be_one(absorbed, survivor)
    found = against(absorbed, survivor)
    if open_ones := [each for each in found if each.value not in acknowledged]:
        raise Contradicts(open_ones)
    before = _take_over(absorbed, survivor, at=at)
    gone = [absorbed.pk, *(key for key, _since in before["carried"])]
    Person.objects.filter(pk__in=gone).update(merged_into=survivor, merged_at=at)
    absorbed.refresh_from_db()
    made = PersonMerge.objects.create(
        absorbed=absorbed,
        survivor=survivor,
        reason=reason,
        acknowledged=[each.value for each in found],
        before=before,
        state_after=blind_index(_state(absorbed.pk, survivor.pk), context=_DIGEST),
        merged_at=at,
        merged_by_key=by.key,
        merged_by_label=by.label,
    )
    audit.record(
        "person.merged",
        survivor,
        by=by,
        at=at,
        absorbed=str(absorbed.public_id),
        merge=str(made.public_id),
        filled=", ".join(before["filled"]),
        acknowledged=", ".join(made.acknowledged),
        reason=reason,
    )
    return made


@transaction.atomic
def undo(merged: PersonMerge, *, reason: str = "", by: Actor, at: datetime) -> Person:
    """Take a merge back: both are again what they were. Returns who had been absorbed.

    Raises policies.NotAllowed, CannotUndo when it has ended or anything about either was recorded since.
    """
    merged, absorbed, survivor = ending(merged, by=by)
    if not is_unchanged(merged):
        raise CannotUndo(
            _(
                "Sejak digabung, ada yang dicatat tentang orang ini, sehingga penggabungan ini tidak dapat dibatalkan. "
                "Pisahkan keduanya dan tentukan catatan mana milik siapa. Bila ada penggabungan yang lebih baru, "
                "batalkan itu lebih dahulu."
            )
        )
    give_back(merged, absorbed, survivor)
    end(merged, MergeEnd.UNDONE, reason=reason, by=by, at=at)
    audit.record(
        "person.merge_undone", survivor, by=by, at=at, absorbed=str(absorbed.public_id), merge=str(merged.public_id)
    )
    return absorbed


def in_order(one: Person, other: Person) -> tuple[Person, Person]:
    """Which of two is absorbed, and which survives: who is at a unit now, else who was there last, else the older row."""

    def rank(person: Person) -> tuple[bool, date, int]:
        episodes = list(Episode.objects.of_human(person.human_key).values_list("ends_on", flat=True))
        return None in episodes, max((day for day in episodes if day), default=date.min), -person.pk

    return (one, other) if rank(other) > rank(one) else (other, one)


def against(one: Person, other: Person) -> tuple[Contradiction, ...]:
    """What speaks against the two being one human being."""
    return contradictions(_known(one), _known(other))


def can_undo(merged: PersonMerge) -> bool:
    """Whether it stands and nothing about either was recorded since."""
    standing = merged.ended_at is None and merged.absorbed.merged_into_id == merged.survivor_id
    return standing and is_unchanged(merged)


def ending(merged: PersonMerge, *, by: Actor) -> tuple[PersonMerge, Person, Person]:
    """A merge that stands and both its rows, held to be taken apart. Raises policies.NotAllowed, CannotUndo."""
    absorbed, survivor = _locked(merged.absorbed, merged.survivor)
    merged = PersonMerge.objects.select_for_update().get(pk=merged.pk)
    policies.ensure_can_merge(by, absorbed, survivor)
    if merged.ended_at is not None:
        raise CannotUndo(_("Penggabungan ini sudah dibatalkan atau dipisahkan."))
    if survivor.erased_at is not None or absorbed.erased_at is not None:
        raise CannotUndo(_("Data orang ini sudah dihapus, sehingga penggabungannya tidak dapat diubah lagi."))
    if absorbed.merged_into_id != survivor.pk:
        raise CannotUndo(_("Catatan ini digabung lagi sesudahnya. Batalkan penggabungan yang lebih baru lebih dahulu."))
    return merged, absorbed, survivor


def is_unchanged(merged: PersonMerge) -> bool:
    """Whether both rows are what they were just after the merge."""
    state = _state(merged.absorbed_id, merged.survivor_id)
    return merged.state_after in blind_indexes(state, context=_DIGEST)


def give_back(merged: PersonMerge, absorbed: Person, survivor: Person) -> None:
    """Take from the survivor what it took over and still holds as it was, and let the absorbed stand for itself again."""
    for name in merged.before["filled"]:
        columns = FILLED[name]
        if all(getattr(survivor, column) == getattr(absorbed, column) for column in columns):
            empty(survivor, name)
    survivor.save(update_fields=[column for columns in FILLED.values() for column in columns])
    Alias.objects.filter(pk__in=merged.before["aliases"], person=survivor).delete()
    Person.objects.filter(pk=absorbed.pk).update(merged_into=None, merged_at=None)
    for key, since in merged.before["carried"]:
        carried = Person.objects.filter(pk=key, merged_into=survivor)
        carried.update(merged_into=absorbed, merged_at=datetime.fromisoformat(since))
    absorbed.refresh_from_db()


def empty(person: Person, name: str) -> None:
    """Let the person know nothing of one of FILLED; the caller saves."""
    for column in FILLED[name]:
        setattr(person, column, Person._meta.get_field(column).get_default())


def end(merged: PersonMerge, how: MergeEnd, *, reason: str, by: Actor, at: datetime) -> None:
    merged.ended_as, merged.ended_at, merged.end_reason = how, at, reason
    merged.ended_by_key, merged.ended_by_label = by.key, by.label
    merged.save(update_fields=["ended_as", "ended_at", "end_reason", "ended_by_key", "ended_by_label"])


def reseal(merges: Iterable[PersonMerge]) -> int:
    """Bring the digests of unchanged merges under the newest index key; how many were changed."""
    changed = 0
    for merged in merges:
        state = _state(merged.absorbed_id, merged.survivor_id)
        newest, *older = blind_indexes(state, context=_DIGEST)
        if merged.state_after in older:
            standing = PersonMerge.objects.filter(pk=merged.pk, state_after=merged.state_after)
            changed += standing.update(state_after=newest)
    return changed


def _locked(one: Person, other: Person) -> tuple[Person, Person]:
    """Both rows as they are now, held in the order of their keys so that two merges cannot wait for each other."""
    rows = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    return rows[one.pk], rows[other.pk]


def _ensure_can_be_one(absorbed: Person, survivor: Person) -> None:
    if absorbed.pk == survivor.pk:
        raise CannotMerge(_("Catatan seseorang tidak dapat digabung dengan dirinya sendiri."))
    if absorbed.merged_into_id or survivor.merged_into_id:
        raise CannotMerge(_("Salah satu catatan ini sudah digabung dengan catatan lain. Muat ulang halamannya."))
    if absorbed.is_example != survivor.is_example:
        raise CannotMerge(_("Orang contoh tidak dapat digabung dengan orang nyata."))
    if absorbed.erased_at is not None or survivor.erased_at is not None:
        raise CannotMerge(_("Data salah satunya sudah dihapus, sehingga tidak dapat digabung."))
    running = Episode.objects.filter(ends_on=None)
    if running.of_human(absorbed.pk).exists() and not running.of_human(survivor.pk).exists():
        raise CannotMerge(
            _("“%(absorbed)s” sekarang berada di unit. Pertahankan catatan itu.") % {"absorbed": absorbed.name}
        )


def _known(person: Person) -> Known:
    episodes = Episode.objects.of_human(person.human_key)
    stays = tuple((episode.unit_id, episode.stay) for episode in episodes)
    return Known(person.nik, person.sex, person.born, person.mother_name, stays)


def _take_over(absorbed: Person, survivor: Person, *, at: datetime) -> dict[str, Any]:
    """Fill what the survivor does not know, add the other's names to its own, and say what was done: `PersonMerge.before`."""
    carried = Person.objects.filter(merged_into=absorbed).order_by("pk")
    lacked = [name for name in FILLED if not getattr(survivor, name)]
    filled = [name for name in lacked if getattr(absorbed, name)]
    episodes = list(survivor.episodes.order_by("pk").values_list("pk", flat=True))
    own = list(survivor.aliases.order_by("pk").values_list("pk", flat=True))
    for name in filled:
        for column in FILLED[name]:
            setattr(survivor, column, getattr(absorbed, column))
    survivor.save(update_fields=[column for name in filled for column in FILLED[name]])
    held = {(alias.kind, alias.name.casefold()) for alias in survivor.aliases.all()}
    held.add((AliasKind.ALIAS, survivor.name.casefold()))
    names = [(AliasKind.ALIAS.value, absorbed.name), *absorbed.aliases.values_list("kind", "name")]
    new = {(kind, name.casefold()): (kind, name) for kind, name in names if (kind, name.casefold()) not in held}
    added = [Alias.objects.create(person=survivor, kind=kind, name=name, recorded_at=at) for kind, name in new.values()]
    return {
        "carried": [(row.pk, row.merged_at.isoformat()) for row in carried if row.merged_at],
        "lacked": lacked,
        "filled": filled,
        "aliases": [alias.pk for alias in added],
        "own_aliases": own,
        "episodes": episodes,
    }


def _state(*keys: int) -> str:
    """All that is recorded of the rows themselves, in an order that stays, and how often rooms above recorded something."""
    people = Person.objects.filter(pk__in=keys).in_bulk()
    # A keyed index follows its value, and another key must not look like a change.
    particulars = [column for column in PARTICULARS if not column.endswith(("_index", "_key"))]
    rows: list[Any] = []
    for key in keys:
        person = people[key]
        rows.append([str(getattr(person, name)) for name in particulars])
        rows.append([person.changes, str(person.merged_into_id), str(person.erased_at), person.is_example])
    episodes = Episode.objects.filter(person__in=keys).order_by("pk")
    rows += episodes.values_list(
        "pk",
        "person",
        "category",
        "unit",
        "registration_number",
        "starts_on",
        "ends_on",
        "ended_as",
        "nip",
        "employment",
    )
    rows += Alias.objects.filter(person__in=keys).order_by("pk").values_list("pk", "person", "kind", "name")
    rows += Person.objects.filter(Q(merged_into__in=keys)).order_by("pk").values_list("pk", "merged_into")
    return json.dumps(rows, default=str)
