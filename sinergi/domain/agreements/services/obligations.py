from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.domain.agreements.models import Agreement, Milestone, Obligation, Party
from sinergi.domain.agreements.rules.quantities import ensure_quantity
from sinergi.domain.agreements.rules.repetition import MOST_OCCURRENCES, Repetition, months_between
from sinergi.domain.agreements.services import milestones
from sinergi.domain.agreements.services.recording import ensure_not_withdrawn
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_text

MOST_RUPIAH = 10**15


class NotAParty(DomainError):
    """Only who stands in an agreement can owe something under it."""

    code = "not_a_party"


class NotCovered(DomainError):
    """Something is owed at the units of an agreement only."""

    code = "unit_not_covered"


@transaction.atomic
def promise(
    agreement: Agreement,
    *,
    owed_by: Party,
    description: str,
    unit: str,
    quantity: Decimal | None = None,
    due_on: date | None = None,
    every_months: int | None = None,
    repeats_from: date | None = None,
    units: Collection[Institution] = (),
    requires_verification: bool = False,
    in_kind_rupiah: int | None = None,
    in_kind_basis: str = "",
    milestone: Milestone | None = None,
    by: Actor,
    at: datetime,
) -> Obligation:
    """Write down what a party owes under the agreement; `quantity` None when the agreement states none.

    With `every_months` it falls due again and again from `repeats_from` on: `quantity` is then that of each occurrence, and
    `due_on` the last day (None: that of the agreement).
    Raises policies.NotAllowed, Withdrawn, NotAParty, NotCovered, Invalid for a description, unit, quantity, value
    or day that cannot be.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_promise(by, agreement)
    ensure_not_withdrawn(agreement)
    if owed_by.agreement_id != agreement.pk:
        raise NotAParty(
            _("%(owed_by)s bukan pihak dalam perjanjian ini. Pilih salah satu pihaknya.") % {"owed_by": owed_by},
            field="owed_by",
        )
    if unit not in CountedUnit.values:
        raise Invalid(_("Satuan tidak dikenal. Pilih salah satu satuan yang tersedia."), field="unit")
    milestones.ensure_of_agreement(milestone, agreement)
    _ensure_ours(units, agreement)
    quantity = each = None if quantity is None else ensure_quantity(quantity)
    repetition = _repetition(agreement, every_months, repeats_from, due_on)
    if repetition is not None:
        due_on = repetition.last_on
        quantity = None if each is None else ensure_quantity(each * len(repetition.occurrences()))
    if due_on is not None and agreement.signed_on is not None and due_on < agreement.signed_on:
        raise Invalid(_("Tenggat tidak dapat mendahului penandatanganan."), field="due_on")
    value, basis = _in_kind(in_kind_rupiah, in_kind_basis)
    obligation = Obligation.objects.create(
        agreement=agreement,
        owed_by=owed_by,
        description=clean_text(description, field="description", label=_("Uraian kewajiban"), most=2_000),
        quantity=quantity,
        unit=unit,
        due_on=due_on,
        every_months=every_months,
        repeats_from=repeats_from,
        each=each if repetition is not None else None,
        requires_verification=requires_verification,
        in_kind_rupiah=value,
        in_kind_basis=basis,
        milestone=milestone,
        recorded_at=at,
    )
    obligation.units.set(units)
    audit.record(
        "obligation.promised",
        obligation,
        by=by,
        at=at,
        agreement=str(agreement.public_id),
        quantity=obligation.quantity,
        unit=unit,
        due_on=due_on,
        every_months=every_months,
        in_kind_rupiah=value,
    )
    return obligation


def _repetition(
    agreement: Agreement, every_months: int | None, first: date | None, last: date | None
) -> Repetition | None:
    if every_months is None:
        if first is not None:
            raise Invalid(_("Sebutkan berapa bulan sekali kewajiban ini berulang."), field="every_months")
        return None
    if not 1 <= every_months <= MOST_OCCURRENCES:
        raise Invalid(
            _("Kewajiban berulang tiap 1 sampai %(most)s bulan.") % {"most": MOST_OCCURRENCES}, field="every_months"
        )
    if first is None:
        raise Invalid(_("Sebutkan sejak kapan kewajiban ini berulang."), field="repeats_from")
    if agreement.signed_on is not None and first < agreement.signed_on:
        raise Invalid(_("Kewajiban tidak dapat berulang sejak sebelum penandatanganan."), field="repeats_from")
    last = last or agreement.ends_on
    if last is None:
        raise Invalid(
            _("Perjanjian ini tidak menyebut akhirnya: sebutkan hari terakhir kewajiban ini."), field="due_on"
        )
    if last < first:
        raise Invalid(_("Hari terakhir tidak dapat mendahului hari pertama."), field="due_on")
    if months_between(first, last) >= MOST_OCCURRENCES:
        raise Invalid(_("Kewajiban ini berulang terlalu lama: paling lama 100 tahun."), field="due_on")
    return Repetition(first, every_months, last)


def _in_kind(rupiah: int | None, basis: str) -> tuple[int | None, str]:
    basis = clean_text(basis, field="in_kind_basis", label=_("Dasar penilaian"), most=2_000, required=False)
    if rupiah is None:
        if basis:
            raise Invalid(
                _("Isi juga nilainya dalam rupiah, atau kosongkan dasar penilaiannya."), field="in_kind_rupiah"
            )
        return None, ""
    if not 0 < rupiah < MOST_RUPIAH:
        raise Invalid(_("Nilai harus lebih dari 0 dan di bawah seribu triliun rupiah."), field="in_kind_rupiah")
    if not basis:
        raise Invalid(
            _("Sebutkan dari mana nilai itu, misalnya harga pasar atau lampiran perjanjian."), field="in_kind_basis"
        )
    return rupiah, basis


def _ensure_ours(units: Collection[Institution], agreement: Agreement) -> None:
    ours = agreement.parties.ours().values_list("institution", "institution__merged_into")
    known = {into or key for key, into in [*ours, *agreement.covered_units.values_list("pk", "merged_into")]}
    for unit in units:
        if unit.survivor_key not in known:
            raise NotCovered(
                _("%(unit)s bukan pihak dan tidak tercakup dalam perjanjian ini.") % {"unit": unit}, field="units"
            )
