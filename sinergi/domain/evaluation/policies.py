"""Who may look back, lock and decide: a capability held at a party of the agreement on the side of corrections."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.policies import may_for_us
from sinergi.domain.evaluation.choices import DECIDE as DECIDE
from sinergi.domain.evaluation.choices import LOCK as LOCK
from sinergi.domain.evaluation.choices import REVIEW as REVIEW
from sinergi.domain.evaluation.choices import VIEW as VIEW
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

CAPABILITIES = {
    VIEW: gettext_lazy("Melihat evaluasi"),
    REVIEW: gettext_lazy("Menyusun dan menilai evaluasi"),
    LOCK: gettext_lazy("Mengunci evaluasi"),
    DECIDE: gettext_lazy("Memutuskan kelanjutan perjanjian"),
}


def can_review(actor: Actor, agreement: Agreement) -> bool:
    """Whether the actor may count a round and judge it."""
    return may_for_us(actor, REVIEW, agreement)


def ensure_can_review(actor: Actor, agreement: Agreement) -> None:
    if not can_review(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang menyusun evaluasi perjanjian ini."))


def can_lock(actor: Actor, agreement: Agreement) -> bool:
    """Whether the actor may lock a round: whoever judged it may, if this capability is held too."""
    return may_for_us(actor, LOCK, agreement)


def ensure_can_lock(actor: Actor, agreement: Agreement) -> None:
    if not can_lock(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang mengunci evaluasi perjanjian ini."))


def can_decide(actor: Actor, agreement: Agreement) -> bool:
    """Whether the actor may decide. Carrying the decision out asks for agreements.amend as well."""
    return may_for_us(actor, DECIDE, agreement)


def ensure_can_decide(actor: Actor, agreement: Agreement) -> None:
    if not can_decide(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang memutuskan kelanjutan perjanjian ini."))
