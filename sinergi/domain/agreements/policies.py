"""Who may. Everything about an agreement is decided by where its parties and covered units stand in the tree."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from sinergi.domain.agreements.choices import VIEW
from sinergi.domain.agreements.models import Agreement
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

RECORD = "agreements.record"
SIGN = "agreements.sign"
PROMISE = "agreements.promise"
DELIVER = "agreements.deliver"
IMPORT = "agreements.import"
AMEND = "agreements.amend"

CAPABILITIES = {
    VIEW: _("Melihat perjanjian"),
    RECORD: _("Mencatat perjanjian"),
    SIGN: _("Menandatangani perjanjian"),
    PROMISE: _("Menetapkan kewajiban"),
    DELIVER: _("Mencatat pemenuhan kewajiban"),
    IMPORT: _("Mengimpor perjanjian"),
    AMEND: _("Memperpanjang, mengubah, dan mengakhiri perjanjian"),
}


def can_view(actor: Actor, agreement: Agreement) -> bool:
    return Agreement.objects.visible_to(actor).filter(pk=agreement.pk).exists()


def ensure_can_view(actor: Actor, agreement: Agreement) -> None:
    if not can_view(actor, agreement):
        raise NotAllowed("Anda tidak berwenang melihat perjanjian ini.")


def can_record(actor: Actor, own_parties: Iterable[Institution]) -> bool:
    """At one of the parties on our side (importing is recording); where none has a place, whoever may everywhere."""
    paths = [institution.path for institution in own_parties]
    return _may_at(actor, RECORD, paths) or _may_at(actor, IMPORT, paths)


def ensure_can_record(actor: Actor, own_parties: Iterable[Institution]) -> None:
    if not can_record(actor, own_parties):
        raise NotAllowed("Anda tidak berwenang mencatat perjanjian atas nama unit ini.")


def can_import(actor: Actor) -> bool:
    """Somewhere; each row is then asked for its own unit."""
    return actor.may_somewhere(IMPORT)


def ensure_can_import(actor: Actor) -> None:
    if not can_import(actor):
        raise NotAllowed("Anda tidak berwenang mengimpor perjanjian.")


def can_sign(actor: Actor, agreement: Agreement) -> bool:
    return _may_for_us(actor, SIGN, agreement)


def ensure_can_sign(actor: Actor, agreement: Agreement) -> None:
    if not can_sign(actor, agreement):
        raise NotAllowed("Anda tidak berwenang menandatangani perjanjian ini.")


def can_promise(actor: Actor, agreement: Agreement) -> bool:
    return _may_for_us(actor, PROMISE, agreement)


def ensure_can_promise(actor: Actor, agreement: Agreement) -> None:
    if not can_promise(actor, agreement):
        raise NotAllowed("Anda tidak berwenang menetapkan kewajiban dalam perjanjian ini.")


def can_amend(actor: Actor, agreement: Agreement) -> bool:
    return _may_for_us(actor, AMEND, agreement)


def ensure_can_amend(actor: Actor, agreement: Agreement) -> None:
    if not can_amend(actor, agreement):
        raise NotAllowed("Anda tidak berwenang memperpanjang, mengubah, atau mengakhiri perjanjian ini.")


def can_deliver(actor: Actor, agreement: Agreement) -> bool:
    """At any of its parties or covered units: whoever does the work says that it was done."""
    parties = agreement.parties.values_list("institution__place__path", flat=True)
    return _may_at(actor, DELIVER, [*parties, *agreement.covered_units.values_list("place__path", flat=True)])


def ensure_can_deliver(actor: Actor, agreement: Agreement) -> None:
    if not can_deliver(actor, agreement):
        raise NotAllowed("Anda tidak berwenang mencatat pemenuhan kewajiban perjanjian ini.")


def _may_for_us(actor: Actor, capability: str, agreement: Agreement) -> bool:
    return _may_at(actor, capability, agreement.parties.ours().values_list("institution__place__path", flat=True))


def _may_at(actor: Actor, capability: str, paths: Iterable[str | None]) -> bool:
    """At one of the paths; without any, only who holds the capability everywhere."""
    return actor.may(capability, None) or any(actor.may(capability, path) for path in paths)
