"""Which facts of an agreement are still unknown, and which of them a signature cannot do without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import Fact
from sinergi.foundation.kernel.errors import DomainError


class Incomplete(DomainError):
    """A draft lacks facts that a signed agreement must have."""

    code = "agreement_incomplete"


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What is known about an agreement; None and "" are unknown."""

    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    kind: str
    level: str
    scope: str
    has_number: bool
    has_own_party: bool
    has_partner: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that no source states, with the label a person reads."""

    fact: Fact

    @property
    def code(self) -> str:
        return self.fact.value

    @property
    def label(self) -> str:
        return str(self.fact.label)


NEEDED_TO_SIGN = (Fact.OURS, Fact.PARTNER, Fact.KIND, Fact.LEVEL, Fact.SCOPE)


def unknowns(facts: AgreementFacts) -> tuple[Unknown, ...]:
    """Every unknown fact, in the order of `Fact`. The number is unknown when no party's number is known;
    the term when its first or its last day is unknown."""
    known = {
        Fact.SIGNED_ON: facts.signed_on is not None,
        Fact.KIND: bool(facts.kind),
        Fact.LEVEL: bool(facts.level),
        Fact.SCOPE: bool(facts.scope),
        Fact.NUMBER: facts.has_number,
        Fact.TERM: facts.starts_on is not None and facts.ends_on is not None,
        Fact.OURS: facts.has_own_party,
        Fact.PARTNER: facts.has_partner,
    }
    return tuple(Unknown(fact) for fact in Fact if not known[fact])


def ensure_complete(facts: AgreementFacts) -> None:
    """Raises Incomplete, listing in one sentence everything a signature still needs."""
    missing = [unknown.label for unknown in unknowns(facts) if unknown.fact in NEEDED_TO_SIGN]
    if missing:
        raise Incomplete(
            _("Rancangan belum dapat ditandatangani. Lengkapi dahulu: %(facts)s.") % {"facts": ", ".join(missing)}
        )
