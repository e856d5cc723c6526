"""What comes after an agreement is a new document in its lineage, never an edited date."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Kind, Stage, State
from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.agreements.services import stepping
from sinergi.domain.agreements.services.delivering import NotSigned
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_text


class AlreadyContinued(DomainError):
    """A draft or a document in force continues it already."""

    code = "agreement_already_continued"


@transaction.atomic
def extend(agreement: Agreement, *, starts_on: date, ends_on: date, reason: str, by: Actor, at: datetime) -> Agreement:
    """Draft the document that continues this one for a further term: same parties, units and scope, numbers blank.

    Its source text is the reason given. Raises policies.NotAllowed, NotSigned for a draft, AlreadyContinued while a
    continuation was neither withdrawn nor ended by decision, Invalid without a reason or when the term would end before
    it starts.
    """
    agreement = _locked(agreement, by)
    renewals = agreement.continued_by.exclude(kind=Kind.ADENDUM).exclude(state=State.WITHDRAWN)
    if renewals.filter(ended_on=None).exists():
        raise AlreadyContinued(
            _("%(agreement)s sudah diperpanjang. Lanjutkan naskah perpanjangannya.") % {"agreement": agreement.title}
        )
    if ends_on < starts_on:
        raise Invalid(_("Perpanjangan tidak dapat berakhir sebelum mulai berlaku."), field="ends_on")
    source = f"Alasan perpanjangan: {clean_text(reason, field='reason', label=_('Alasan perpanjangan'))}"
    draft = _continuation(
        agreement,
        kind=agreement.kind,
        scope=agreement.scope,
        source=source,
        starts_on=starts_on,
        ends_on=ends_on,
        by=by,
        at=at,
    )
    audit.record("agreement.extended", agreement, by=by, at=at, draft=str(draft.public_id))
    return draft


@transaction.atomic
def amend(agreement: Agreement, *, scope: str, reason: str, by: Actor, at: datetime) -> Agreement:
    """Draft an addendum that changes the scope: same parties and units, the term left open.

    Its source text is the reason given. Raises policies.NotAllowed, NotSigned for a draft, Invalid without a scope or a reason.
    """
    agreement = _locked(agreement, by)
    scope = clean_text(scope, field="scope", label=_("Ruang lingkup"))
    source = f"Alasan perubahan: {clean_text(reason, field='reason', label=_('Alasan perubahan'))}"
    draft = _continuation(
        agreement, kind=Kind.ADENDUM, scope=scope, source=source, starts_on=None, ends_on=None, by=by, at=at
    )
    audit.record("agreement.amended", agreement, by=by, at=at, draft=str(draft.public_id))
    return draft


def _locked(agreement: Agreement, by: Actor) -> Agreement:
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_amend(by, agreement)
    if agreement.state != State.CONCLUDED:
        raise NotSigned(
            _("%(agreement)s belum ditandatangani. Ubah rancangannya saja.") % {"agreement": agreement.title}
        )
    return agreement


def _continuation(
    agreement: Agreement,
    *,
    kind: str,
    scope: str,
    source: str,
    starts_on: date | None,
    ends_on: date | None,
    by: Actor,
    at: datetime,
) -> Agreement:
    draft = Agreement.objects.create(
        state=State.DRAFT,
        stage=Stage.EXPLORING,
        kind=kind,
        level=agreement.level,
        scope=scope,
        starts_on=starts_on,
        ends_on=ends_on,
        location_text=agreement.location_text,
        umbrella=agreement.umbrella,
        source_text=source,
        is_example=agreement.is_example,
        continues=agreement,
        recorded_at=at,
        recorded_by_key=by.key,
    )
    # A new document is between those that stand for themselves now: whoever was merged away stands in it no more.
    sides: dict[int, str] = {}
    for party in agreement.parties.select_related("institution").order_by("pk"):
        sides.setdefault(party.institution.survivor_key, party.side)
    Party.objects.bulk_create(Party(agreement=draft, institution_id=key, side=side) for key, side in sides.items())
    draft.covered_units.set({unit.survivor_key for unit in agreement.covered_units.all()})
    draft.programmes.set(agreement.programmes.all())
    draft.fields.set(agreement.fields.all())
    stepping.begin(draft, note=source, by=by, at=at)
    audit.record("agreement.drafted", draft, by=by, at=at, continues=str(agreement.public_id), kind=kind)
    return draft
