"""Two rows that are one institution. Nothing is thrown away, and until either side changes it can be undone (ADR 0011)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies
from sinergi.foundation.institutions.choices import PairDecision
from sinergi.foundation.institutions.models import (
    Institution,
    InstitutionName,
    LikelyPair,
    Merge,
    PartnerProfile,
    Place,
)
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.services.founding import profile, put_in_place
from sinergi.foundation.institutions.services.mirroring import mirror, repeat_names
from sinergi.foundation.institutions.services.moving import relocate
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError
from sinergi.foundation.kernel.text import clean_line

ALIAS_SOURCE = "Digabung"


class CannotMerge(DomainError):
    """The two cannot become one, or not in this direction."""

    code = "cannot_merge"


class CannotUndo(DomainError):
    """Either side has changed since, or it was undone before."""

    code = "cannot_undo_merge"


@transaction.atomic
def merge(absorbed: Institution, survivor: Institution, *, reason: str, by: Actor, at: datetime) -> Merge:
    """From now on `absorbed` stands for `survivor`: it shows the survivor's name and partner's category, and its place, with
    all below it, stands under the survivor's. No row of another room changes.

    Raises policies.NotAllowed, CannotMerge, Invalid without a reason.
    """
    policies.ensure_can_settle(by)
    reason = clean_line(reason, field="reason", label=_("Alasan"), most=500)
    absorbed, survivor = _locked(absorbed, survivor)
    _ensure_can_be_one(absorbed, survivor)
    carried = list(Institution.objects.filter(merged_into=absorbed))
    alias = InstitutionName.objects.create(
        institution=absorbed, name=absorbed.name, folded_name=folded(absorbed.name), source=ALIAS_SOURCE
    )
    before: dict[str, Any] = {
        "name": absorbed.name,
        "is_provisional": absorbed.is_provisional,
        "alias": alias.pk,
        "carried": [each.pk for each in carried],
        "profile": _category(absorbed),
        "survivor_profile": _category(survivor),
        "parent": absorbed.place.parent_id if absorbed.path else None,
        "placed": [each.pk for each in (absorbed, *carried) if each.path is None and survivor.path is not None],
    }
    if before["profile"] is not None:
        profile(survivor, category=before["profile"])
    Institution.objects.filter(pk__in=[absorbed.pk, *before["carried"]]).update(merged_into=survivor)
    Institution.objects.filter(pk=absorbed.pk).update(is_provisional=False)
    if survivor.path is not None:
        if absorbed.path is not None:
            relocate(absorbed.place, survivor)
        for each in (absorbed, *carried):
            if each.pk in before["placed"]:
                put_in_place(each, kind=survivor.place.kind, parent=survivor, zone=survivor.place.zone)
    mirror(survivor)
    _pair(absorbed, survivor).update(decision=PairDecision.SAME, decided_at=at, decided_by_key=by.key)
    absorbed.refresh_from_db()
    made = Merge.objects.create(
        absorbed=absorbed,
        survivor=survivor,
        reason=reason,
        before=before,
        state_after=_state(absorbed.pk, survivor.pk),
        merged_at=at,
        merged_by_key=by.key,
        merged_by_label=by.label,
    )
    audit.record(
        "institution.merged",
        survivor,
        by=by,
        at=at,
        absorbed=str(absorbed.public_id),
        name=before["name"],
        reason=reason,
    )
    return made


@transaction.atomic
def undo(merged: Merge, *, by: Actor, at: datetime) -> Institution:
    """Take a merge back: both sides are again what they were. Returns what had been absorbed.

    Raises policies.NotAllowed, CannotUndo when it was undone before or either side has changed since.
    """
    policies.ensure_can_settle(by)
    absorbed, survivor = _locked(merged.absorbed, merged.survivor)
    merged = Merge.objects.select_for_update().get(pk=merged.pk)
    if merged.undone_at is not None:
        raise CannotUndo(_("Penggabungan ini sudah dibatalkan."))
    if absorbed.merged_into_id != survivor.pk or _state(absorbed.pk, survivor.pk) != merged.state_after:
        raise CannotUndo(
            _(
                "“%(survivor)s” sudah berubah sejak digabung, sehingga penggabungan ini tidak dapat dibatalkan. Bila "
                "ada penggabungan yang lebih baru, batalkan itu lebih dahulu."
            )
            % {"survivor": survivor.name}
        )
    before: dict[str, Any] = merged.before
    Place.objects.filter(institution__in=before["placed"]).delete()
    absorbed = Institution.objects.get(pk=absorbed.pk)
    if absorbed.path is not None:
        parent = Institution.objects.filter(place=before["parent"]).first() if before["parent"] else None
        relocate(absorbed.place, parent)
    InstitutionName.objects.filter(pk=before["alias"]).delete()
    Institution.objects.filter(pk=absorbed.pk).update(
        merged_into=None, name=before["name"], is_provisional=before["is_provisional"]
    )
    Institution.objects.filter(pk__in=before["carried"]).update(merged_into=absorbed)
    _set_category(absorbed, before["profile"])
    _set_category(survivor, before["survivor_profile"])
    absorbed.refresh_from_db()
    repeat_names(absorbed)
    mirror(survivor)
    _pair(absorbed, survivor).update(decision=PairDecision.OPEN, decided_at=None, decided_by_key="")
    merged.undone_at, merged.undone_by_key = at, by.key
    merged.save(update_fields=["undone_at", "undone_by_key"])
    audit.record("institution.merge_undone", survivor, by=by, at=at, absorbed=str(absorbed.public_id))
    return absorbed


def can_undo(merged: Merge) -> bool:
    """Whether neither side has changed since."""
    return merged.pk in undoable([merged])


def undoable(merges: Iterable[Merge]) -> frozenset[int]:
    """The keys of those that can be undone: neither side has changed since. Two queries for any number."""
    standing = [each for each in merges if each.undone_at is None and each.absorbed.merged_into_id == each.survivor_id]
    known = _known({key for each in standing for key in (each.absorbed_id, each.survivor_id)})
    return frozenset(
        each.pk for each in standing if _digest([known[each.absorbed_id], known[each.survivor_id]]) == each.state_after
    )


def _locked(one: Institution, other: Institution) -> tuple[Institution, Institution]:
    """Both rows as they are now, held in the order of their keys so that two merges cannot wait for each other."""
    rows = {
        row.pk: row for row in Institution.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    }
    return rows[one.pk], rows[other.pk]


def _ensure_can_be_one(absorbed: Institution, survivor: Institution) -> None:
    if absorbed.pk == survivor.pk:
        raise CannotMerge(_("Sebuah lembaga tidak dapat digabung dengan dirinya sendiri."))
    if absorbed.merged_into_id or survivor.merged_into_id:
        raise CannotMerge(_("Salah satu lembaga ini sudah digabung ke lembaga lain. Muat ulang daftarnya."))
    if absorbed.is_example != survivor.is_example:
        raise CannotMerge(_("Lembaga contoh tidak dapat digabung dengan lembaga nyata."))
    if survivor.is_provisional and not absorbed.is_provisional:
        raise CannotMerge(_("“%(absorbed)s” sudah ditetapkan. Pertahankan yang itu.") % {"absorbed": absorbed.name})
    if absorbed.path is not None and survivor.path is None:
        raise CannotMerge(
            _("“%(absorbed)s” punya tempat di pohon unit. Pertahankan yang itu.") % {"absorbed": absorbed.name}
        )
    if absorbed.path is not None and (survivor.path or "").startswith(absorbed.path):
        raise CannotMerge(
            _("“%(survivor)s” berada di bawah “%(absorbed)s”. Pindahkan dahulu.")
            % {"survivor": survivor.name, "absorbed": absorbed.name}
        )


def _pair(one: Institution, other: Institution) -> Any:
    return LikelyPair.objects.filter(first=min(one.pk, other.pk), second=max(one.pk, other.pk))


def _category(institution: Institution) -> str | None:
    return PartnerProfile.objects.filter(institution=institution).values_list("category", flat=True).first()


def _set_category(institution: Institution, category: str | None) -> None:
    if category is None:
        PartnerProfile.objects.filter(institution=institution).delete()
    else:
        PartnerProfile.objects.update_or_create(institution=institution, defaults={"category": category})


def _state(*keys: int) -> str:
    """A digest of what is known of the institutions themselves; who stands below them may come and go."""
    known = _known(set(keys))
    return _digest([known[key] for key in keys])


def _digest(rows: list[list[tuple[Any, ...]]]) -> str:
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


def _known(keys: set[int]) -> dict[int, list[tuple[Any, ...]]]:
    """What is known of each institution, in an order that stays: itself, its names, category, place, what it absorbed."""
    columns = (
        ("name", "folded_name", "is_provisional", "merged_into"),
        ("partner_profile__category",),
        ("place__kind", "place__parent", "place__zone"),
    )
    beside = ("partner_profile", "place")
    near = Institution.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys)).order_by("pk")
    rows = near.values("pk", *beside, *(name for names in columns for name in names))
    itself = {row["pk"]: row for row in rows}
    names: dict[int, list[tuple[Any, ...]]] = {key: [] for key in keys}
    dated = InstitutionName.objects.filter(institution__in=keys)
    for key, *name in dated.values_list("institution_id", "pk", "name", "starts_on", "ends_on"):
        names[key].append(tuple(name))
    known = {}
    for key in keys:
        own, category, place = (tuple(itself[key][name] for name in group) for group in columns)
        known[key] = [
            own,
            *names[key],
            *([category] if itself[key]["partner_profile"] is not None else []),
            *([place] if itself[key]["place"] is not None else []),
            *((row["pk"],) for row in itself.values() if row["merged_into"] == key),
        ]
    return known
