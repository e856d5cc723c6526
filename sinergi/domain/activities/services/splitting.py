"""Two rows that were merged are two human beings after all: whose is what was recorded since? (ADR 0018)

This stands in `activities` because it must know what `people`, `identity` and `activities` recorded, and the earlier rooms
must not know the later ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sinergi.domain.activities.choices import Stays
from sinergi.domain.activities.models import Activity, Participation
from sinergi.domain.activities.services import crediting, enrolment
from sinergi.domain.identity.choices import OPEN_REVIEWS, ProposalState
from sinergi.domain.identity.models import NikCase, NikProposal, ReviewCase, Verification
from sinergi.domain.people import policies
from sinergi.domain.people.choices import MergeEnd, Side
from sinergi.domain.people.models import Alias, Episode, Person, PersonMerge
from sinergi.domain.people.services import merging, surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line

type Moved = Episode | Alias | Verification | NikProposal | NikCase | Participation


class Undecided(DomainError):
    """Of something that was recorded since the merge nobody said whose it is. `field` is its key."""

    code = "split_undecided"


class Torn(DomainError):
    """Two things that rest on each other were given to different persons. `field` is the key of one."""

    code = "split_torn"


class Collides(DomainError):
    """Both would take part in one activity as the same person. `field` is the key of what was recorded since."""

    code = "split_collides"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded at the survivor since the merge, oldest first; `particulars` are names of fields of the person.

    `collisions` are participations of the absorbed in the same activity, by the key of the one recorded since.
    """

    merge: PersonMerge
    episodes: tuple[Episode, ...]
    aliases: tuple[Alias, ...]
    verifications: tuple[Verification, ...]
    proposals: tuple[NikProposal, ...]
    cases: tuple[NikCase, ...]
    participations: tuple[Participation, ...]
    particulars: tuple[str, ...]
    collisions: Mapping[str, Participation]

    @property
    def rows(self) -> tuple[Moved, ...]:
        return (*self.episodes, *self.aliases, *self.verifications, *self.proposals, *self.cases, *self.participations)

    @property
    def keys(self) -> tuple[str, ...]:
        """What must be decided."""
        return (*(key_of(row) for row in self.rows), *(f"particular:{name}" for name in self.particulars))


def key_of(row: Moved) -> str:
    """How a row recorded since is called when somebody decides whose it is: "episode:17"."""
    return f"{row._meta.model_name}:{row.pk}"


def recorded_since(merged: PersonMerge, *, by: Actor) -> Recorded:
    """What has to be decided before the two can be split. Raises policies.NotAllowed."""
    policies.ensure_can_merge(by, merged.survivor, merged.absorbed)
    rows = Person.objects.in_bulk([merged.absorbed_id, merged.survivor_id])
    return _recorded(merged, rows[merged.absorbed_id], rows[merged.survivor_id])


@transaction.atomic
def split(
    merged: PersonMerge,
    whose: Mapping[str, str],
    *,
    stays: Mapping[str, str] | None = None,
    reason: str,
    on: date,
    by: Actor,
    at: datetime,
) -> Person:
    """Take a merge apart after something was recorded: `whose` says for every key of `recorded_since` which Side it is.

    Where both would take part in one activity, `stays` says by the key of the later participation which of the two Stays;
    the other is withdrawn as of `on`. All or nothing; nothing is deleted. Returns who had been absorbed.
    Raises policies.NotAllowed, merging.CannotUndo when it has ended, Undecided, Torn, Collides, Invalid, and what withdrawing
    and crediting refuse.
    """
    _hold_activities(merged)
    merged, absorbed, survivor = merging.ending(merged, by=by)
    reason = clean_line(reason, field="reason", label=_("Alasan"), most=500)
    recorded = _recorded(merged, absorbed, survivor)
    _ensure_decided(recorded, whose)
    given = [row for row in recorded.rows if whose[key_of(row)] == Side.ABSORBED]
    _ensure_whole(recorded, {key_of(row) for row in given}, absorbed)
    _withdraw_collisions(recorded, given, stays or {}, reason=reason, on=on, by=by, at=at)
    follow = _reviews(survivor, given)
    for row in (*given, *follow):
        type(row)._default_manager.filter(pk=row.pk).update(person=absorbed)
    _give_particulars(recorded, whose, absorbed, survivor)
    merging.give_back(merged, absorbed, survivor)
    for person in (absorbed, survivor):
        surviving.touch(person.pk)
        _rely_on_own(person)
        crediting.reconcile(
            person, reason=_("Pemisahan catatan orang: %(reason)s") % {"reason": reason}, on=on, by=by, at=at
        )
    merging.end(merged, MergeEnd.SPLIT, reason=reason, by=by, at=at)
    audit.record(
        "person.split",
        survivor,
        by=by,
        at=at,
        absorbed=str(absorbed.public_id),
        merge=str(merged.public_id),
        given=", ".join(key for key in recorded.keys if whose[key] == Side.ABSORBED),
        kept=", ".join(key for key in recorded.keys if whose[key] == Side.SURVIVOR),
        reason=reason,
    )
    absorbed.refresh_from_db()
    return absorbed


def _recorded(merged: PersonMerge, absorbed: Person, survivor: Person) -> Recorded:
    before = merged.before
    since = Q(person=survivor, recorded_at__gte=merged.merged_at)
    old_aliases = [*before["own_aliases"], *before["aliases"]]
    taking_part = Participation.objects.filter(since).select_related("activity__unit", "episode", "verification")
    participations = tuple(taking_part.prefetch_related("outcomes").order_by("pk"))
    current = {row.activity_id: row for row in participations if row.withdrawn_on is None}
    others = Participation.objects.current().filter(person=absorbed, activity__in=current)
    return Recorded(
        merge=merged,
        episodes=tuple(
            survivor.episodes.exclude(pk__in=before["episodes"]).select_related("unit").order_by("starts_on", "pk")
        ),
        aliases=tuple(survivor.aliases.exclude(pk__in=old_aliases).order_by("pk")),
        verifications=tuple(Verification.objects.filter(since).select_related("extract").order_by("pk")),
        proposals=tuple(NikProposal.objects.filter(since).select_related("verification").order_by("pk")),
        cases=tuple(NikCase.objects.filter(since).select_related("unit").order_by("pk")),
        participations=participations,
        particulars=tuple(_changed(before["lacked"], absorbed, survivor)),
        collisions={key_of(current[other.activity_id]): other for other in others},
    )


def _changed(lacked: Iterable[str], absorbed: Person, survivor: Person) -> Iterator[str]:
    """What the survivor did not know before the merge, knows now, and did not take over from the absorbed as it is."""
    for name in lacked:
        columns = merging.FILLED[name]
        taken_over = all(getattr(survivor, column) == getattr(absorbed, column) for column in columns)
        if getattr(survivor, name) and not taken_over:
            yield name


def _hold_activities(merged: PersonMerge) -> None:
    """In the order in which enrolling holds them: activities before persons."""
    rows = Participation.objects.filter(person__in=[merged.absorbed_id, merged.survivor_id]).values("activity")
    list(Activity.objects.select_for_update().filter(pk__in=rows).order_by("pk").values_list("pk"))


def _ensure_decided(recorded: Recorded, whose: Mapping[str, str]) -> None:
    for key in recorded.keys:
        if key not in whose:
            raise Undecided(_("Tentukan milik siapa setiap catatan sejak penggabungan."), field=key)
        if whose[key] not in Side.values:
            raise Invalid(_("Pilih salah satu dari dua orang itu."), field=key)


def _ensure_whole(recorded: Recorded, given: set[str], absorbed: Person) -> None:
    """What rests on each other goes to the same person."""

    def goes(row: Moved) -> bool:
        return key_of(row) in given or row.person_id == absorbed.pk

    for row in recorded.participations:
        if goes(row) != goes(row.episode):
            raise Torn(
                _(
                    "Keikutsertaan dalam “%(activity)s” bersandar pada status %(status)s; keduanya milik orang yang sama."
                )
                % {"activity": row.activity.title, "status": row.episode},
                field=key_of(row),
            )
    held = NikProposal.objects.filter(person=absorbed, state=ProposalState.OPEN).values_list("nik_index", flat=True)
    for proposal in recorded.proposals:
        if goes(proposal) != goes(proposal.verification):
            raise Torn(
                _("Usulan NIK berasal dari sebuah verifikasi; keduanya milik orang yang sama."), field=key_of(proposal)
            )
        if goes(proposal) and proposal.state == ProposalState.OPEN and proposal.nik_index in set(held):
            raise Torn(
                _("Usulan NIK yang sama sudah menunggu untuk orang itu; putuskan dahulu."), field=key_of(proposal)
            )
    has_case = NikCase.objects.open().filter(person=absorbed).exists()
    for case in recorded.cases:
        if goes(case) and has_case and not case.is_over:
            raise Torn(
                _("Kasus tanpa NIK yang lain masih terbuka untuk orang itu; tutup salah satunya dahulu."),
                field=key_of(case),
            )
    at_desk = set(
        ReviewCase.objects.filter(person=absorbed, state__in=OPEN_REVIEWS).values_list("extract", "register_row")
    )
    for review in _reviews(recorded.merge.survivor, [row for row in recorded.rows if key_of(row) in given]):
        if review.is_open and (review.extract_id, review.register_row) in at_desk:
            raise Torn(_("Baris register yang sama sudah ditelaah untuk orang itu; putuskan dahulu di meja telaah."))
    names = set(absorbed.aliases.values_list("kind", "name"))
    for alias in recorded.aliases:
        if goes(alias) and (alias.kind, alias.name) in names:
            raise Torn(
                _("Nama lain “%(name)s” sudah tercatat untuk orang itu; biarkan pada orang yang dipertahankan.")
                % {"name": alias.name},
                field=key_of(alias),
            )


def _reviews(survivor: Person, given: Iterable[Moved]) -> list[ReviewCase]:
    """What lies on the review desk because of verifications and proposals that are given away: it goes with them."""
    checks = [row for row in given if isinstance(row, Verification)]
    proposals = [row for row in given if isinstance(row, NikProposal)]
    about = Q(verification__in=checks) | Q(proposal__in=proposals)
    return list(ReviewCase.objects.filter(about, person=survivor).order_by("pk"))


def _withdraw_collisions(
    recorded: Recorded,
    given: Iterable[Moved],
    stays: Mapping[str, str],
    *,
    reason: str,
    on: date,
    by: Actor,
    at: datetime,
) -> None:
    for row in given:
        earlier = recorded.collisions.get(key_of(row))
        if earlier is None or not isinstance(row, Participation):
            continue
        choice = stays.get(key_of(row), "")
        if choice not in Stays.values:
            raise Collides(
                _(
                    "Orang itu sudah menjadi peserta “%(activity)s”. Pilih keikutsertaan mana yang tetap dan mana yang dicabut."
                )
                % {"activity": row.activity.title},
                field=key_of(row),
            )
        gone = row if choice == Stays.EARLIER else earlier
        enrolment.withdraw(gone, reason=reason, on=on, by=by, at=at)


def _give_particulars(recorded: Recorded, whose: Mapping[str, str], absorbed: Person, survivor: Person) -> None:
    for name in recorded.particulars:
        if whose[f"particular:{name}"] == Side.ABSORBED:
            for column in merging.FILLED[name]:
                setattr(absorbed, column, getattr(survivor, column))
            absorbed.save(update_fields=merging.FILLED[name])
            merging.empty(survivor, name)


def _rely_on_own(person: Person) -> None:
    """Participations that relied on the other's verification rely on the person's own, or on none."""
    latest = Verification.objects.filter(person=person).confirming().newest_first().first()
    relying = Participation.objects.filter(person=person, verification__isnull=False).exclude(
        verification__person=person
    )
    relying.update(verification=latest)
