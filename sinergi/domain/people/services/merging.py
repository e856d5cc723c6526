"""Two rows that are one human being. Nothing is thrown away, and until either changes it can be undone (ADR 0018)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.people import policies
from sinergi.domain.people.choices import AliasKind, Contradiction, MergeEnd
from sinergi.domain.people.models import Alias, Episode, Person, PersonMerge
from sinergi.domain.people.models.person import of_humans
from sinergi.domain.people.rules.merging import Known, contradictions
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.encryption import blind_indexes
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

_UNKNOWN = Person()

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
        state_after=_digests(_state(absorbed.pk, survivor.pk))[0],
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


@dataclass(frozen=True, slots=True)
class Weighed:
    """Of two rows, which would be absorbed and which kept, and what speaks against their being one human being."""

    absorbed: Person
    survivor: Person
    against: tuple[Contradiction, ...]


def weigh(one: Person, other: Person) -> Weighed:
    """Compare two rows. Kept is who is at a unit now, else who was there last, else the older row. One query."""
    episodes: dict[int, list[Episode]] = {one.human_key: [], other.human_key: []}
    for episode in Episode.objects.filter(of_humans([one, other])).select_related("person"):
        episodes[episode.person.human_key].append(episode)

    def rank(person: Person) -> tuple[bool, date, int]:
        ends = [episode.ends_on for episode in episodes[person.human_key]]
        return None in ends, max((day for day in ends if day), default=date.min), -person.pk

    absorbed, survivor = (one, other) if rank(other) > rank(one) else (other, one)
    facts = (_facts(each, episodes[each.human_key]) for each in (one, other))
    return Weighed(absorbed, survivor, contradictions(*facts))


def in_order(one: Person, other: Person) -> tuple[Person, Person]:
    """Which of two is absorbed, and which survives: see `weigh`."""
    weighed = weigh(one, other)
    return weighed.absorbed, weighed.survivor


def against(one: Person, other: Person) -> tuple[Contradiction, ...]:
    """What speaks against the two being one human being."""
    return weigh(one, other).against


def undoable(merges: Iterable[PersonMerge]) -> frozenset[int]:
    """The keys of those that stand and after which nothing about either was recorded. Four queries for any number.

    The merges come with both rows.
    """
    standing = [each for each in merges if each.ended_at is None and each.absorbed.merged_into_id == each.survivor_id]
    known = _known({key for each in standing for key in (each.absorbed_id, each.survivor_id)}) if standing else {}
    return frozenset(
        each.pk
        for each in standing
        if each.state_after in _digests(_written(known, (each.absorbed_id, each.survivor_id)))
        and each.survivor.erased_at is None
    )


def can_undo(merged: PersonMerge) -> bool:
    """Whether it stands and nothing about either was recorded since."""
    return merged.pk in undoable([merged])


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
    return merged.state_after in _digests(_state(merged.absorbed_id, merged.survivor_id))


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
        setattr(person, column, getattr(_UNKNOWN, column))


def end(merged: PersonMerge, how: MergeEnd, *, reason: str, by: Actor, at: datetime) -> None:
    merged.ended_as, merged.ended_at, merged.end_reason = how, at, reason
    merged.ended_by_key, merged.ended_by_label = by.key, by.label
    merged.save(update_fields=["ended_as", "ended_at", "end_reason", "ended_by_key", "ended_by_label"])


def reseal(merges: Iterable[PersonMerge]) -> int:
    """Bring the digests of unchanged merges under the newest index key; how many were changed."""
    changed = 0
    for merged in merges:
        newest, *older = _digests(_state(merged.absorbed_id, merged.survivor_id))
        if merged.state_after in older:
            standing = PersonMerge.objects.filter(pk=merged.pk, state_after=merged.state_after)
            changed += standing.update(state_after=newest)
    return changed


def _digests(state: str) -> tuple[str, ...]:
    """Under the newest index key first, then under those that are being replaced."""
    return blind_indexes(state, context=_DIGEST)


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


def _facts(person: Person, episodes: Iterable[Episode]) -> Known:
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
    known = _known(set(keys))
    return _written(known, keys)


def _written(known: dict[int, list[Any]], keys: Iterable[int]) -> str:
    return json.dumps([known[key] for key in keys], default=str)


def _known(keys: set[int]) -> dict[int, list[Any]]:
    """What is recorded of each row. Four queries for any number."""
    # A keyed index follows its value, and another key must not look like a change.
    particulars = [column for column in PARTICULARS if not column.endswith(("_index", "_key"))]
    known: dict[int, list[Any]] = {}
    for person in Person.objects.filter(pk__in=keys):
        own = [str(getattr(person, name)) for name in particulars]
        known[person.pk] = [*own, person.changes, person.merged_into_id, person.erased_at, person.is_example]
    columns = ("category", "unit", "registration_number", "starts_on", "ends_on", "ended_as", "nip", "employment")
    for key, *episode in Episode.objects.filter(person__in=keys).order_by("pk").values_list("person", "pk", *columns):
        known[key].append(episode)
    for key, *alias in Alias.objects.filter(person__in=keys).order_by("pk").values_list("person", "pk", "kind", "name"):
        known[key].append(alias)
    for row in Person.objects.filter(merged_into__in=keys).order_by("pk"):
        known[row.human_key].append(row.pk)
    return known
