"""Keep a checked claim with what it rested on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies, queries
from sinergi.domain.agreements.models import ClaimRecord
from sinergi.domain.agreements.queries import AgreementFilter, Basis, claiming
from sinergi.domain.agreements.queries.counting import Counted
from sinergi.domain.agreements.rules.claims import ClaimCheck
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_text


@dataclass(frozen=True, slots=True)
class Source:
    """Where the claim stands: an address, and its words. Either may be ""."""

    url: str = ""
    text: str = ""


NO_SOURCE = Source()


@transaction.atomic
def keep(
    before: Decimal | int | None,
    after: Decimal | int | None,
    *,
    stated: str = "",
    before_basis: Basis | None = None,
    after_basis: Basis | None = None,
    source: Source = NO_SOURCE,
    by: Actor,
    at: datetime,
) -> ClaimRecord:
    """Check a claim about figures that somebody named, and keep it. Raises policies.NotAllowed, Invalid."""
    policies.ensure_can_keep_claims(by)
    check = queries.claim(before, after, stated=stated, before_basis=before_basis, after_basis=after_basis, viewer=by)
    return _keep(check, (before_basis, after_basis), ("", ""), source, by=by, at=at)


@transaction.atomic
def keep_counted(
    before: Counted,
    after: Counted,
    *,
    filter: AgreementFilter,
    stated: str = "",
    source: Source = NO_SOURCE,
    by: Actor,
    at: datetime,
) -> ClaimRecord:
    """Check a claim against two counts of the system, made now, and keep it. Raises policies.NotAllowed, Invalid."""
    policies.ensure_can_keep_claims(by)
    found = claiming.counted(before, after, by, at=at, filter=filter, stated=stated)
    return _keep(found.check, (found.before_basis, found.after_basis), found.origins, source, by=by, at=at)


def _keep(
    check: ClaimCheck,
    bases: tuple[Basis | None, Basis | None],
    origins: tuple[str, str],
    source: Source,
    *,
    by: Actor,
    at: datetime,
) -> ClaimRecord:
    record = ClaimRecord.objects.create(
        before=check.before,
        after=check.after,
        before_basis=_as_json(bases[0]),
        after_basis=_as_json(bases[1]),
        before_origin=origins[0],
        after_origin=origins[1],
        stated=check.stated.text if check.stated else "",
        verdict=check.verdict.value if check.verdict else "",
        sentences=list(check.sentences),
        differences=list(check.bases),
        source_url=_clean_address(source.url),
        source_text=clean_text(
            source.text, field="source_text", label=_("Kutipan sumber"), most=20_000, required=False
        ),
        recorded_at=at,
        by_key=by.key,
        by_label=by.label,
    )
    audit.record(
        "claim.kept", record, by=by, at=at, before=check.before, after=check.after, stated=record.stated,
        verdict=record.verdict,
    )  # fmt: skip
    return record


def _clean_address(url: str) -> str:
    url = url.strip()
    if not url:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        raise Invalid(
            _("Alamat sumber ini tidak utuh. Tulis lengkap dengan http:// atau https://."), field="source_url"
        ) from None
    return url


def _as_json(basis: Basis | None) -> dict[str, Any]:
    """What is known of a basis; days in ISO."""
    if basis is None:
        return {}
    values = {
        "document_kinds": list(basis.document_kinds),
        "period_start": basis.period_start.isoformat() if basis.period_start else "",
        "period_end": basis.period_end.isoformat() if basis.period_end else "",
        "stock_or_flow": basis.stock_or_flow.value if basis.stock_or_flow else "",
        "level": basis.level,
        "cutoff": basis.cutoff.isoformat() if basis.cutoff else "",
    }
    return {name: value for name, value in values.items() if value}
