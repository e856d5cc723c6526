"""A decision of the desk, what follows from it, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import CaseKind, Method, Opinion, ProposalState, Result, ReviewState, Scope
from sinergi.domain.identity.models import ReviewCase, ReviewDecision, Verification
from sinergi.domain.identity.rules import weighing
from sinergi.domain.identity.services import proposals
from sinergi.domain.identity.services.knowing import known
from sinergi.domain.identity.services.standing import DECIDED
from sinergi.domain.people.models import Person
from sinergi.domain.people.services import merging, surviving
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line

TOLD_MOST = 2


class NotReferred(DomainError):
    """The case does not wait for a superior."""

    code = "case_not_referred"


class Revoked(DomainError):
    """The decision was revoked before."""

    code = "decision_revoked"


def settle(
    case: ReviewCase,
    opinion: Opinion,
    *,
    reason: str,
    expires_on: date | None,
    acknowledged: Collection[str] = (),
    is_ruling: bool = False,
    by: Actor,
    at: datetime,
) -> ReviewDecision:
    """Write the decision and let follow what it says. Inside the transaction of who settles, on a locked case.

    "Same": a found NIK is written to the person, a row verifies, two records are merged. "Different": the proposal is
    refused, the row counts as somebody else's. Raises what merging refuses.
    """
    people = [case.person] if case.other is None else [case.person, case.other]
    decision = ReviewDecision.objects.create(
        case=case,
        scope=_scope(case),
        opinion=opinion,
        reason=reason,
        expires_on=expires_on,
        fingerprint=weighing.fingerprint(*(known(person).particulars for person in people)),
        nik_index=case.proposal.nik_index if case.proposal else "",
        is_ruling=is_ruling,
        decided_at=at,
        by_key=by.key,
        by_label=by.label,
    )
    audit.record("case.settled", case, by=by, at=at, opinion=opinion, scope=decision.scope, reason=reason)
    close(case, ReviewState.SETTLED, at=at)
    if case.other is not None:
        if opinion == Opinion.SAME:
            absorbed, survivor = merging.in_order(case.person, case.other)
            merging.merge(absorbed, survivor, reason=reason, acknowledged=acknowledged, by=by, at=at)
        return decision
    if case.proposal is not None and case.proposal.state == ProposalState.OPEN:
        proposals.carry_out(case.proposal, decision, by=by, at=at)
        if opinion == Opinion.SAME:
            # The NIK belongs to the particulars now, and the decision still speaks of this person.
            mended = Person.objects.get(pk=case.person_id)
            decision.fingerprint = weighing.fingerprint(known(mended).particulars)
            decision.save(update_fields=["fingerprint"])
    if case.proposal is None or opinion == Opinion.SAME:
        _verify(case, decision, by=by, at=at)
    return decision


@transaction.atomic
def rule(
    case: ReviewCase,
    opinion: Opinion,
    *,
    reason: str,
    expires_on: date | None = None,
    acknowledged: Collection[str] = (),
    by: Actor,
    at: datetime,
) -> ReviewDecision:
    """A superior decides what readers could not agree on, with a reason. Raises NotAllowed, NotReferred, Invalid."""
    case = ReviewCase.objects.select_for_update(of=("self",)).select_related(
        "person", "other", "proposal", "extract", "verification"
    ).get(pk=case.pk)  # fmt: skip
    policies.ensure_can_rule(by, case)
    if case.state != ReviewState.REFERRED:
        raise NotReferred(_("Kasus ini tidak (lagi) menunggu putusan atasan."))
    if opinion not in (Opinion.SAME, Opinion.DIFFERENT):
        raise Invalid(_("Atasan memutuskan sama atau beda."), field="opinion")
    reason = clean_line(reason, field="reason", label=_("Alasan"), most=500)
    if expires_on is not None and expires_on <= today_at(Zone.WIB, at):
        raise Invalid(
            _("Tanggal berakhir sudah lewat; kosongkan atau pilih hari yang akan datang."), field="expires_on"
        )
    return settle(
        case,
        opinion,
        reason=reason,
        expires_on=expires_on,
        acknowledged=acknowledged,
        is_ruling=True,
        by=by,
        at=at,
    )


@transaction.atomic
def revoke(decision: ReviewDecision, *, reason: str, by: Actor, at: datetime) -> ReviewDecision:
    """From now on the decision binds nobody: runs and searches may ask anew. What followed from it is not undone by this:
    a merge is taken back where persons are split, a NIK is corrected at the person. Raises NotAllowed, Revoked, Invalid.
    """
    decision = ReviewDecision.objects.select_for_update(of=("self",)).select_related("case").get(pk=decision.pk)
    policies.ensure_can_revoke(by, decision)
    if decision.revoked_at is not None:
        raise Revoked(_("Putusan ini sudah dicabut."))
    decision.revoke_reason = clean_line(reason, field="reason", label=_("Alasan pencabutan"), most=500)
    decision.revoked_at, decision.revoked_by_key, decision.revoked_by_label = at, by.key, by.label
    decision.save()
    audit.record("case.revoked", decision.case, by=by, at=at, opinion=decision.opinion, reason=decision.revoke_reason)
    return decision


def close(case: ReviewCase, state: ReviewState, *, at: datetime) -> None:
    case.state, case.closed_at, case.claimed_by_key, case.claimed_until = state, at, "", None
    case.save(update_fields=["state", "closed_at", "claimed_by_key", "claimed_until"])


def in_words(case: ReviewCase) -> str:
    """What a decision rests on when its readers gave no reason: the evidence that weighs most. Kept, so in Indonesian."""
    dearest = sorted(case.evidence, key=lambda each: -abs(each["bits"]))[:TOLD_MOST]
    return f"Menurut isian yang paling menentukan: {' '.join(str(each['sentence']) for each in dearest)}"


def _scope(case: ReviewCase) -> Scope:
    if case.kind == CaseKind.PAIR:
        return Scope.PAIR
    return Scope.NIK if case.proposal_id is not None else Scope.ROW


def _verify(case: ReviewCase, decision: ReviewDecision, *, by: Actor, at: datetime) -> None:
    """The answer that follows, as a verification of its own: the machine's stays what it was. A death told by the register
    stays too: of such a row no case is opened."""
    assert case.extract is not None, "by constraint"
    is_same = decision.opinion == Opinion.SAME
    verification = Verification.objects.create(
        person=surviving.recording(case.person_id),
        method=Method.REGISTER,
        result=Result.SESUAI if is_same else Result.TIDAK_SESUAI,
        agreement_id=case.extract.agreement_id,
        extract=case.extract,
        register_row=case.register_row,
        marks=case.marks,
        why=[DECIDED[Opinion(decision.opinion)]],
        checked_on=today_at(Zone.WIB, at),
        recorded_at=at,
        by_key=by.key,
    )
    audit.record("identity.checked", verification, by=by, at=at, case=str(case.public_id))
