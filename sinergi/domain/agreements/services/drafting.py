"""Begin a draft, say it anew, or begin one like another."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Kind, Side, State
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.rules.changes import Change
from sinergi.domain.agreements.services import recording, stepping
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement, create, own_parties
from sinergi.domain.agreements.services.rewriting import rewrite
from sinergi.domain.agreements.services.signing import NotADraft
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid


@transaction.atomic
def draft(facts: RecordedAgreement, *, note: str = "", by: Actor, at: datetime) -> Agreement:
    """Begin a draft, with whatever is known of it so far. It binds nobody and is seen by its parties only.

    Raises policies.NotAllowed, Invalid for values that cannot be, and NoParty, StandsTwice, Mixed, NotAnUmbrella as in
    `recording`.
    """
    _ensure_unsigned(facts)
    begun = create(facts, state=State.DRAFT, action="agreement.drafted", by=by, at=at)
    stepping.begin(begun, note=note, by=by, at=at)
    return begun


@transaction.atomic
def revise(agreement: Agreement, facts: RecordedAgreement, *, by: Actor, at: datetime) -> tuple[Change, ...]:
    """Make a draft say `facts` and nothing else, its parties included; what that changed.

    Raises policies.NotAllowed (also for parties of ours the actor may not record for), NotADraft, rewriting.StillOwes, and
    as `draft` does.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_prepare(by, agreement)
    policies.ensure_can_record(by, own_parties(facts.parties))
    if agreement.state != State.DRAFT:
        raise NotADraft(
            _("%(agreement)s sudah %(state)s.")
            % {"agreement": agreement.title, "state": agreement.get_state_display().lower()}
        )
    _ensure_unsigned(facts)
    changes = rewrite(agreement, facts, by=by, at=at)
    if changes:
        changed = ", ".join(dict.fromkeys(change.fact for change in changes))
        audit.record("agreement.revised", agreement, by=by, at=at, changed=changed)
    return changes


@transaction.atomic
def copy(agreement: Agreement, *, by: Actor, at: datetime) -> Agreement:
    """Begin a draft like this one: parties without numbers or signatories, scope, units, programmes, fields, funding.

    It continues nothing and stands under nothing; its days are open. Raises policies.NotAllowed.
    """
    policies.ensure_can_view(by, agreement)
    rows = agreement.parties.select_related("institution__place", "institution__merged_into__place").order_by("pk")
    parties: dict[int, PartyFacts] = {}  # of two that turned out to be one, the first
    for party in rows:
        parties.setdefault(party.institution.survivor_key, PartyFacts(party.institution.survivor, Side(party.side)))
    units = dict.fromkeys(unit.survivor for unit in agreement.covered_units.select_related("merged_into"))
    # Whom an addendum amends is lineage, and the copy has none.
    kind = "" if agreement.kind == Kind.ADENDUM else agreement.kind
    facts = replace(
        recording.facts_of(agreement),
        parties=tuple(parties.values()), covered_units=tuple(units), kind=kind, signed_on=None, starts_on=None, ends_on=None,
        signing_place="", umbrella=None, source_urls="", source_text="",
    )  # fmt: skip
    copied = draft(facts, note=f"Salinan dari {agreement.title}", by=by, at=at)
    audit.record("agreement.copied", copied, by=by, at=at, original=str(agreement.public_id))
    return copied


def _ensure_unsigned(facts: RecordedAgreement) -> None:
    if facts.signed_on is not None:
        raise Invalid(
            _("Rancangan belum bertanggal tanda tangan. Kosongkan tanggalnya, lalu tandatangani rancangan ini."),
            field="signed_on",
        )
