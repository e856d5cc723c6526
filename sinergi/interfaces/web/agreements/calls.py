"""Where one page means several changes: all of them or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from django.db import transaction

from sinergi.domain.agreements.choices import Side
from sinergi.domain.agreements.services import correcting, drafting, recording, signing
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.kernel.actors import Actor
from sinergi.interfaces.web.agreements.parties import Newcomer

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement, Correction
    from sinergi.domain.agreements.rules.changes import Change


class Begins(Protocol):
    """`recording.record` or `drafting.draft`."""

    def __call__(self, facts: RecordedAgreement, *, by: Actor, at: datetime) -> Agreement: ...


@transaction.atomic
def begin(
    service: Begins, facts: RecordedAgreement, newcomers: tuple[Newcomer, ...], *, by: Actor, at: datetime
) -> Agreement:
    """Record or draft an agreement; partners nobody knew become provisional institutions.

    The permission is the service's: when it says no, nobody was founded.
    """
    return service(_with_newcomers(facts, newcomers, by=by, at=at), by=by, at=at)


@transaction.atomic
def revise(
    agreement: Agreement, facts: RecordedAgreement, newcomers: tuple[Newcomer, ...], *, by: Actor, at: datetime
) -> tuple[Change, ...]:
    """Say a draft anew; partners nobody knew become provisional institutions."""
    facts = replace(facts, signing_place=agreement.signing_place)  # asked for at the signature
    return drafting.revise(agreement, _with_newcomers(facts, newcomers, by=by, at=at), by=by, at=at)


@transaction.atomic
def correct(
    agreement: Agreement,
    facts: RecordedAgreement,
    newcomers: tuple[Newcomer, ...],
    *,
    reason: str,
    ended_on: date | None,
    by: Actor,
    at: datetime,
) -> Correction:
    """Put a record right; partners nobody knew become provisional institutions."""
    facts = _with_newcomers(facts, newcomers, by=by, at=at)
    return correcting.correct(agreement, facts, reason=reason, ended_on=ended_on, by=by, at=at)


def _with_newcomers(
    facts: RecordedAgreement, newcomers: tuple[Newcomer, ...], *, by: Actor, at: datetime
) -> RecordedAgreement:
    example = any(party.institution.is_example for party in facts.parties)
    partners = []
    for newcomer in newcomers:
        known = institutions.named(newcomer.name, viewer=by)
        institution = known or founding.found(
            newcomer.name, category="", provisional=True, example=example, by=by, at=at
        )
        partners.append(
            PartyFacts(
                institution,
                Side.PARTNER,
                newcomer.number,
                newcomer.signatory,
                newcomer.position,
                newcomer.mandate,
                newcomer.mandate_on,
            )
        )
    return replace(facts, parties=(*facts.parties, *partners))


@transaction.atomic
def complete_and_sign(
    agreement: Agreement,
    news: RecordedAgreement | None,
    *,
    signed_on: date,
    starts_on: date,
    ends_on: date | None,
    answer: str = "",
    by: Actor,
    at: datetime,
) -> Agreement:
    """Write down what the draft did not say yet, then sign it."""
    if news is not None:
        recording.fill(agreement, news, by=by, at=at)
    return signing.sign(
        agreement, signed_on=signed_on, starts_on=starts_on, ends_on=ends_on, answer=answer, by=by, at=at
    )
