"""Setting how the review desk works. Thresholds are proposed by figures and set by a person, never by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linkage.scoring import SAME_FROM
from sinergi.domain.identity import policies
from sinergi.domain.identity.models import DeskRule
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What holds now; the values are those of the model `DeskRule`."""

    second_share: float = 0.2
    high_stake: float = 30.0
    sample_share: float = 0.05
    same_from: float = SAME_FROM


DEFAULT = Rule()
"""What holds until somebody sets it: every fifth case is read twice, and every case that would write a NIK or merge a child."""


def now() -> Rule:
    """The newest rule, or the default."""
    row = DeskRule.objects.first()
    if row is None:
        return DEFAULT
    return Rule(
        second_share=row.second_share,
        high_stake=row.high_stake,
        sample_share=row.sample_share,
        same_from=row.same_from,
    )


@transaction.atomic
def set_rule(rule: Rule, *, reason: str, by: Actor, at: datetime) -> DeskRule:
    """Let this rule count for cases opened from now on. Raises NotAllowed, Invalid for a value out of bounds or no reason."""
    policies.ensure_can_tune(by)
    reason = clean_line(reason, field="reason", label=_("Alasan"), most=500)
    for field, value, low, high in (
        ("second_share", rule.second_share, 0.0, 1.0),
        ("sample_share", rule.sample_share, 0.001, 1.0),
        ("same_from", rule.same_from, 0.5, 0.999999),
        ("high_stake", rule.high_stake, 0.0, 1000.0),
    ):
        if not low <= value <= high:
            raise Invalid(
                _("Nilai ini harus di antara %(low)s dan %(high)s.") % {"low": low, "high": high}, field=field
            )
    before = now()
    made = DeskRule.objects.create(
        second_share=rule.second_share,
        high_stake=rule.high_stake,
        sample_share=rule.sample_share,
        same_from=rule.same_from,
        reason=reason,
        set_at=at,
        by_key=by.key,
        by_label=by.label,
    )
    audit.record("desk.tuned", made, by=by, at=at, before=str(before), after=str(rule), reason=reason)
    return made
