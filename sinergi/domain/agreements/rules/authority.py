"""Whether a signature stands at the level that the table of authority names. A deviation is said, never forbidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import Confidence, Kind, Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: at this level this position may sign, or may not."""

    level: str
    position: str
    may_sign: bool
    legal_basis: str
    confidence: str


def deviation(kind: str, level: str, rules: Iterable[Rule]) -> str:
    """What is unusual about a document of `kind` signed at `level`, in one sentence; "" when nothing is.

    `rules` are those for the kind on the day of signing. Without a rule about it there is nothing to deviate from.
    """
    rules = tuple(rules)
    here = [rule for rule in rules if rule.level == level]
    named = [rule for rule in rules if rule.may_sign]
    if any(rule.may_sign for rule in here) or not (named or here):
        return ""
    basis = here or named
    words = {
        "basis": ", ".join(dict.fromkeys(rule.legal_basis for rule in basis)),
        "confidence": Confidence(basis[0].confidence).label,
        "kind": Kind(kind).label,
        "level": Level(level).label,
        "positions": _(" atau ").join(dict.fromkeys(rule.position for rule in named)) or _("pejabat lain"),
    }
    return (
        _(
            "Menurut %(basis)s, %(kind)s ditandatangani oleh %(positions)s; naskah ini ditandatangani pada tingkat %(level)s. "
            "Keyakinan atas aturan ini: %(confidence)s."
        )
        % words
    )
