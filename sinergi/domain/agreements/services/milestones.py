"""The work plan of an agreement: its steps, who sees to each, and when they were moved or done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.models import Agreement, Milestone, Obligation
from sinergi.domain.agreements.rules.days import ensure_not_after
from sinergi.domain.agreements.services.days import today
from sinergi.foundation.access.models import User
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line, clean_text


class AlreadyDone(DomainError):
    """It was finished before."""

    code = "milestone_already_done"


class NotDone(DomainError):
    """Only what was finished can be opened again."""

    code = "milestone_not_done"


@transaction.atomic
def plan(
    agreement: Agreement,
    *,
    title: str,
    owner: User | Institution,
    due_on: date,
    note: str = "",
    by: Actor,
    at: datetime,
) -> Milestone:
    """Put a step into the work plan, of a draft too. The owner is an active user, or a party or covered unit.

    Raises policies.NotAllowed, Invalid for a title, owner or day that cannot be.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_promise(by, agreement)
    _ensure_after_signature(due_on, agreement)
    milestone = Milestone(agreement=agreement, due_on=due_on, recorded_at=at, **_facts(agreement, title, owner, note))
    milestone.save()
    audit.record(
        "milestone.planned",
        milestone,
        by=by,
        at=at,
        agreement=str(agreement.public_id),
        due_on=due_on,
        title=milestone.title,
    )
    return milestone


@transaction.atomic
def edit(
    milestone: Milestone, *, title: str, owner: User | Institution, note: str = "", by: Actor, at: datetime
) -> Milestone:
    """Say better what the step is and who sees to it; the day is changed by `move`. Raises as `plan` does."""
    milestone = _locked(milestone, by)
    before = milestone.title
    facts = _facts(milestone.agreement, title, owner, note)
    for name, value in facts.items():
        setattr(milestone, name, value)
    milestone.save(update_fields=list(facts))
    audit.record("milestone.edited", milestone, by=by, at=at, title=milestone.title, title_before=before)
    return milestone


@transaction.atomic
def move(milestone: Milestone, *, to: date, reason: str, by: Actor, at: datetime) -> Milestone:
    """Let it fall due on another day; the former day and the reason stay on record.

    Raises policies.NotAllowed, AlreadyDone, Invalid without a reason or for the same day or one before the signature.
    """
    milestone = _locked(milestone, by)
    if milestone.done_on is not None:
        raise AlreadyDone(_("Langkah ini sudah selesai, jadi tenggatnya tidak berubah lagi."))
    if to == milestone.due_on:
        raise Invalid(_("Tenggat baru sama dengan yang lama. Pilih hari lain."), field="to")
    _ensure_after_signature(to, milestone.agreement, field="to")
    moved = milestone.moves.create(
        from_on=milestone.due_on,
        to_on=to,
        reason=clean_text(reason, field="reason", label=_("Alasan penggeseran"), most=2_000),
        by_key=by.key,
        recorded_at=at,
    )
    milestone.due_on = to
    milestone.save(update_fields=["due_on"])
    audit.record("milestone.moved", milestone, by=by, at=at, from_on=moved.from_on, to_on=to)
    return milestone


@transaction.atomic
def finish(milestone: Milestone, *, on: date, by: Actor, at: datetime) -> Milestone:
    """It was done on the day `on`. Raises policies.NotAllowed, AlreadyDone, Invalid for a day to come."""
    milestone = _locked(milestone, by)
    if milestone.done_on is not None:
        raise AlreadyDone(_("Langkah ini sudah selesai %(done_on)s.") % {"done_on": f"{milestone.done_on:%d-%m-%Y}"})
    ensure_not_after(on, today(milestone.agreement, at), field="on", label=_("Tanggal selesai"))
    milestone.done_on = on
    milestone.save(update_fields=["done_on"])
    audit.record("milestone.finished", milestone, by=by, at=at, on=on)
    return milestone


@transaction.atomic
def reopen(milestone: Milestone, *, reason: str, by: Actor, at: datetime) -> Milestone:
    """It is not done after all; the reason stays in the audit.

    Raises policies.NotAllowed, NotDone, Invalid without a reason.
    """
    milestone = _locked(milestone, by)
    if milestone.done_on is None:
        raise NotDone(_("Langkah ini belum selesai."))
    reason = clean_text(reason, field="reason", label=_("Alasan"), most=2_000)
    done_on, milestone.done_on = milestone.done_on, None
    milestone.save(update_fields=["done_on"])
    audit.record("milestone.reopened", milestone, by=by, at=at, done_on=done_on, reason=reason)
    return milestone


@transaction.atomic
def hang(obligation: Obligation, milestone: Milestone | None, *, by: Actor, at: datetime) -> Obligation:
    """Let an obligation belong to a step of its agreement's plan; None: to none. Raises policies.NotAllowed, Invalid."""
    obligation = Obligation.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=obligation.pk)
    policies.ensure_can_promise(by, obligation.agreement)
    ensure_of_agreement(milestone, obligation.agreement)
    obligation.milestone = milestone
    obligation.save(update_fields=["milestone"])
    audit.record("obligation.hung", obligation, by=by, at=at, milestone=str(milestone.public_id) if milestone else None)
    return obligation


def ensure_of_agreement(milestone: Milestone | None, agreement: Agreement) -> None:
    """Raises Invalid for a step of another agreement's plan."""
    if milestone is not None and milestone.agreement_id != agreement.pk:
        raise Invalid(_("Langkah itu milik rencana perjanjian lain. Pilih salah satu langkahnya."), field="milestone")


def _locked(milestone: Milestone, by: Actor) -> Milestone:
    milestone = Milestone.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=milestone.pk)
    policies.ensure_can_promise(by, milestone.agreement)
    return milestone


def _stands_in(institution: Institution, agreement: Agreement) -> bool:
    same = Institution.objects.same_as(institution)
    return (
        agreement.parties.filter(institution__in=same).exists() or agreement.covered_units.filter(pk__in=same).exists()
    )


def _facts(agreement: Agreement, title: str, owner: User | Institution, note: str) -> dict[str, Any]:
    if isinstance(owner, User):
        if not owner.is_active:
            raise Invalid(_("Penanggung jawab itu tidak lagi bertugas. Pilih orang lain."), field="owner")
    elif not _stands_in(owner, agreement):
        raise Invalid(_("Lembaga itu bukan pihak dan tidak tercakup dalam perjanjian ini."), field="owner")
    return {
        "title": clean_line(title, field="title", label=_("Nama langkah"), most=200),
        "owner_user": owner if isinstance(owner, User) else None,
        "owner_institution": None if isinstance(owner, User) else owner,
        "note": clean_text(note, field="note", label=_("Catatan"), most=2_000, required=False),
    }


def _ensure_after_signature(day: date, agreement: Agreement, *, field: str = "due_on") -> None:
    if agreement.signed_on is not None and day < agreement.signed_on:
        raise Invalid(_("Tenggat tidak dapat mendahului penandatanganan."), field=field)
