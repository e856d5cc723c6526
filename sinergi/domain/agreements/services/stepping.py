"""Move a draft through its stages: on, back with a reason, or out. Who did it when is kept."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Move, Stage, State
from sinergi.domain.agreements.models import Agreement, Requirement, Step
from sinergi.domain.agreements.rules.days import ensure_not_after
from sinergi.domain.agreements.rules.readiness import ensure_ready, following, missing, needed_to_leave, preceding
from sinergi.domain.agreements.services.days import today
from sinergi.domain.agreements.services.signing import NotADraft
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_text


class NothingFollows(DomainError):
    """Only the signature follows."""

    code = "only_the_signature_follows"


def begin(draft: Agreement, *, note: str, by: Actor, at: datetime) -> Step:
    """Say who began a draft. For this room's services, inside their transaction."""
    return _step(draft, Move.BEGIN, Stage(draft.stage), on=today(draft, at), note=note, by=by, at=at)


@transaction.atomic
def go_on(agreement: Agreement, *, on: date, note: str = "", by: Actor, at: datetime) -> Step:
    """Bring a draft to its next stage, as of the day `on`.

    Raises policies.NotAllowed, NotADraft, NothingFollows at the last stage, Incomplete with what this stage still
    needs, Invalid for a day that cannot be.
    """
    agreement, stage = _locked(agreement, on=on, by=by, at=at)
    goal = following(stage)
    if goal is None:
        raise NothingFollows(_("Rancangan ini siap ditandatangani. Langkah berikutnya adalah tanda tangan."))
    required = Requirement.objects.valid(on).filter(stage=stage).values_list("fact", flat=True)
    ensure_ready(stage, missing(agreement.stated(), needed_to_leave(stage, required)))
    note = clean_text(note, field="note", label=_("Catatan"), required=False)
    return _move(agreement, Move.FORWARD, stage, goal, on=on, note=note, by=by, at=at)


@transaction.atomic
def go_back(agreement: Agreement, *, stage: str, reason: str, on: date, by: Actor, at: datetime) -> Step:
    """Send a draft back to an earlier stage. Raises policies.NotAllowed, NotADraft, Invalid without a reason, for a stage
    that is not an earlier one, or for a day that cannot be.
    """
    agreement, before = _locked(agreement, on=on, by=by, at=at)
    if stage not in preceding(before):
        raise Invalid(_("Pilih tahap yang sudah dilewati rancangan ini."), field="stage")
    reason = clean_text(reason, field="reason", label=_("Alasan pengembalian"))
    return _move(agreement, Move.BACK, before, Stage(stage), on=on, note=reason, by=by, at=at)


@transaction.atomic
def withdraw(agreement: Agreement, *, reason: str, on: date, by: Actor, at: datetime) -> Step:
    """Give a draft up. It stays readable, and what it would have continued can be continued by another.

    Raises policies.NotAllowed, NotADraft, Invalid without a reason or for a day that cannot be.
    """
    agreement, stage = _locked(agreement, on=on, by=by, at=at)
    reason = clean_text(reason, field="reason", label=_("Alasan penarikan"))
    still = Agreement.objects.filter(pk=agreement.pk, state=State.DRAFT, stage=stage)
    guarded.update_one(still, state=State.WITHDRAWN, stage="")
    audit.record("agreement.withdrawn", agreement, by=by, at=at, on=on, stage=stage)
    return _step(agreement, Move.WITHDRAW, stage, on=on, note=reason, by=by, at=at)


def _locked(agreement: Agreement, *, on: date, by: Actor, at: datetime) -> tuple[Agreement, Stage]:
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_prepare(by, agreement)
    if agreement.state != State.DRAFT:
        raise NotADraft(
            _("%(agreement)s sudah %(state)s.")
            % {"agreement": agreement.title, "state": agreement.get_state_display().lower()}
        )
    ensure_not_after(on, today(agreement, at), field="on", label=_("Tanggal langkah"))
    last = agreement.steps.last()
    if last is not None and on < last.on:
        raise Invalid(
            _("Langkah sebelumnya bertanggal %(on)s. Isi hari itu atau sesudahnya.") % {"on": f"{last.on:%d-%m-%Y}"},
            field="on",
        )
    return agreement, Stage(agreement.stage)


def _move(
    agreement: Agreement, move: Move, before: Stage, after: Stage, *, on: date, note: str, by: Actor, at: datetime
) -> Step:
    guarded.update_one(Agreement.objects.filter(pk=agreement.pk, state=State.DRAFT, stage=before), stage=after)
    audit.record("agreement.moved", agreement, by=by, at=at, on=on, before=before, after=after)
    return _step(agreement, move, after, on=on, note=note, by=by, at=at)


def _step(agreement: Agreement, move: Move, stage: Stage, *, on: date, note: str, by: Actor, at: datetime) -> Step:
    return Step.objects.create(
        agreement=agreement, move=move, stage=stage, on=on, note=note, recorded_at=at, by_key=by.key, by_label=by.label
    )
