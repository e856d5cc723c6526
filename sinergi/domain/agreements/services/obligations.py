from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.models import Agreement, Obligation, Party
from sinergi.domain.agreements.rules.quantities import ensure_quantity
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_text


class NotAParty(DomainError):
    """Only who stands in an agreement can owe something under it."""

    code = "not_a_party"


@transaction.atomic
def promise(
    agreement: Agreement,
    *,
    owed_by: Party,
    description: str,
    unit: str,
    quantity: Decimal | None = None,
    due_on: date | None = None,
    requires_verification: bool = False,
    by: Actor,
    at: datetime,
) -> Obligation:
    """Write down what a party owes under the agreement; `quantity` None when the agreement states none.

    Raises policies.NotAllowed, NotAParty, Invalid for a description, unit, quantity or day that cannot be.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_promise(by, agreement)
    if owed_by.agreement_id != agreement.pk:
        raise NotAParty(f"{owed_by} bukan pihak dalam perjanjian ini. Pilih salah satu pihaknya.", field="owed_by")
    if unit not in CountedUnit.values:
        raise Invalid("Satuan tidak dikenal. Pilih salah satu satuan yang tersedia.", field="unit")
    if due_on is not None and agreement.signed_on is not None and due_on < agreement.signed_on:
        raise Invalid("Tenggat tidak dapat mendahului penandatanganan.", field="due_on")
    obligation = Obligation.objects.create(
        agreement=agreement,
        owed_by=owed_by,
        description=clean_text(description, field="description", label="Uraian kewajiban", most=2_000),
        quantity=None if quantity is None else ensure_quantity(quantity),
        unit=unit,
        due_on=due_on,
        requires_verification=requires_verification,
        recorded_at=at,
    )
    audit.record(
        "obligation.promised",
        obligation,
        by=by,
        at=at,
        agreement=str(agreement.public_id),
        quantity=obligation.quantity,
        unit=unit,
        due_on=due_on,
    )
    return obligation
