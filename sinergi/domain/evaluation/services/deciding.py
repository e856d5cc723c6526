"""Close the loop: what is to become of the agreement."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import amending, ending
from sinergi.domain.agreements.services.days import today
from sinergi.domain.evaluation import policies, rules
from sinergi.domain.evaluation.models import Decision, Evaluation
from sinergi.domain.evaluation.services.reviewing import held
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_text


class NotLocked(DomainError):
    """A decision rests on a round that can no longer change."""

    code = "evaluation_not_locked"


class AlreadyDecided(DomainError):
    """This round led to a decision before."""

    code = "already_decided"


@transaction.atomic
def decide(
    evaluation: Evaluation,
    *,
    kind: str,
    reason: str,
    on: date,
    by: Actor,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    scope: str = "",
    ended_on: date | None = None,
) -> Decision:
    """Decide once on a locked round, and carry it out in agreements, all or nothing.

    EXTEND needs `starts_on` and `ends_on` and drafts the next document, AMEND needs `scope` and drafts an addendum,
    END needs `ended_on`, the first day no longer in force. `on` is the day of the decision.
    Raises NotAllowed, NotLocked, AlreadyDecided, Invalid, and what agreements refuses.
    """
    evaluation = held(evaluation)
    agreement = evaluation.agreement
    policies.ensure_can_decide(by, agreement)
    if not evaluation.is_locked:
        raise NotLocked(_("Evaluasi ini belum dikunci. Kunci dahulu, lalu putuskan."))
    if Decision.objects.filter(evaluation=evaluation).exists():
        raise AlreadyDecided(_("Keputusan atas evaluasi ini sudah diambil."))
    order = rules.order(kind, starts_on=starts_on, ends_on=ends_on, scope=scope, ended_on=ended_on)
    reason = clean_text(reason, field="reason", label=_("Alasan keputusan"), most=2_000)
    if on > today(agreement, at):
        raise Invalid(
            _("Tanggal keputusan %(on)s belum tiba. Isi hari ini atau sebelumnya.") % {"on": f"{on:%d-%m-%Y}"},
            field="on",
        )
    if on < evaluation.period_start:
        raise Invalid(_("Keputusan tidak dapat mendahului masa yang dievaluasi. Periksa tanggalnya."), field="on")
    result: Agreement | None = None
    match order:
        case rules.Extend(first, last):
            result = amending.extend(agreement, starts_on=first, ends_on=last, reason=reason, by=by, at=at)
        case rules.Amend(new_scope):
            result = amending.amend(agreement, scope=new_scope, reason=reason, by=by, at=at)
        case rules.End(day):
            ending.end(agreement, ended_on=day, reason=reason, by=by, at=at)
    decision = Decision.objects.create(
        evaluation=evaluation, kind=kind, reason=reason, decided_on=on, by_key=by.key, result=result, recorded_at=at
    )
    audit.record(
        "evaluation.decided",
        decision,
        by=by,
        at=at,
        evaluation=str(evaluation.public_id),
        kind=kind,
        on=on,
        result=str(result.public_id) if result else None,
    )
    return decision
