"""Who may. Everything about an agreement is decided by where its parties and covered units stand in the tree."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements.choices import DELIVER as DELIVER
from sinergi.domain.agreements.choices import RECORD as RECORD
from sinergi.domain.agreements.choices import VIEW, Side
from sinergi.domain.agreements.models import Agreement, Obligation
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

SIGN = "agreements.sign"
PROMISE = "agreements.promise"
IMPORT = "agreements.import"
AMEND = "agreements.amend"
CORRECT = "agreements.correct"
CATALOG = "agreements.catalog"
ACCEPT = "agreements.accept"
WAIVE = "agreements.waive"

CAPABILITIES = {
    VIEW: gettext_lazy("Melihat perjanjian"),
    RECORD: gettext_lazy("Mencatat perjanjian"),
    SIGN: gettext_lazy("Menandatangani perjanjian"),
    PROMISE: gettext_lazy("Menetapkan kewajiban"),
    DELIVER: gettext_lazy("Mencatat pemenuhan kewajiban"),
    IMPORT: gettext_lazy("Mengimpor perjanjian"),
    AMEND: gettext_lazy("Memperpanjang, mengubah, dan mengakhiri perjanjian"),
    CORRECT: gettext_lazy("Mengoreksi catatan perjanjian yang sudah ditandatangani"),
    CATALOG: gettext_lazy("Menyunting program, bidang, syarat naskah, dan kewenangan menandatangani"),
    ACCEPT: gettext_lazy("Menerima atau menyengketakan pemenuhan"),
    WAIVE: gettext_lazy("Menghapuskan kewajiban"),
}


def can_view(actor: Actor, agreement: Agreement) -> bool:
    return Agreement.objects.visible_to(actor).filter(pk=agreement.pk).exists()


def ensure_can_view(actor: Actor, agreement: Agreement) -> None:
    if not can_view(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang melihat perjanjian ini."))


def can_record(actor: Actor, own_parties: Iterable[Institution]) -> bool:
    """At one of the parties on our side (importing is recording); where none has a place, whoever may everywhere."""
    paths = [institution.path for institution in own_parties]
    return _may_at(actor, RECORD, paths) or _may_at(actor, IMPORT, paths)


def ensure_can_record(actor: Actor, own_parties: Iterable[Institution]) -> None:
    if not can_record(actor, own_parties):
        raise NotAllowed(_("Anda tidak berwenang mencatat perjanjian atas nama unit ini."))


def can_import(actor: Actor) -> bool:
    """Somewhere; each row is then asked for its own unit."""
    return actor.may_somewhere(IMPORT)


def ensure_can_import(actor: Actor) -> None:
    if not can_import(actor):
        raise NotAllowed(_("Anda tidak berwenang mengimpor perjanjian."))


def can_sign(actor: Actor, agreement: Agreement) -> bool:
    return may_for_us(actor, SIGN, agreement)


def ensure_can_sign(actor: Actor, agreement: Agreement) -> None:
    if not can_sign(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang menandatangani perjanjian ini."))


def can_promise(actor: Actor, agreement: Agreement) -> bool:
    return may_for_us(actor, PROMISE, agreement)


def ensure_can_promise(actor: Actor, agreement: Agreement) -> None:
    if not can_promise(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang menetapkan kewajiban dalam perjanjian ini."))


def can_amend(actor: Actor, agreement: Agreement) -> bool:
    return may_for_us(actor, AMEND, agreement)


def ensure_can_amend(actor: Actor, agreement: Agreement) -> None:
    if not can_amend(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang memperpanjang, mengubah, atau mengakhiri perjanjian ini."))


def can_prepare(actor: Actor, agreement: Agreement) -> bool:
    """Move, change and describe it: whoever may record for one of our parties."""
    return may_for_us(actor, RECORD, agreement)


def ensure_can_prepare(actor: Actor, agreement: Agreement) -> None:
    if not can_prepare(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang menyiapkan atau melengkapi naskah ini."))


def can_correct(actor: Actor, agreement: Agreement) -> bool:
    return may_for_us(actor, CORRECT, agreement)


def ensure_can_correct(actor: Actor, agreement: Agreement) -> None:
    if not can_correct(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang mengoreksi catatan perjanjian ini."))


def can_edit_catalogue(actor: Actor) -> bool:
    """Everywhere: the lists are the same for all units."""
    return actor.may(CATALOG, None)


def ensure_can_edit_catalogue(actor: Actor) -> None:
    if not can_edit_catalogue(actor):
        raise NotAllowed(_("Anda tidak berwenang menyunting daftar ini."))


def can_deliver(actor: Actor, agreement: Agreement) -> bool:
    """At any of its parties or covered units: whoever does the work says that it was done."""
    if _may_at(actor, DELIVER, _paths(agreement)):
        return True
    return _may_at(actor, DELIVER, agreement.covered_units.values_list("place__path", flat=True))


def ensure_can_deliver(actor: Actor, agreement: Agreement) -> None:
    if not can_deliver(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang mencatat pemenuhan kewajiban perjanjian ini."))


def can_accept(actor: Actor, agreement: Agreement) -> bool:
    """At one of the parties on our side, which also writes down what partners say: they have no users here yet."""
    return may_for_us(actor, ACCEPT, agreement)


def ensure_can_accept(actor: Actor, agreement: Agreement) -> None:
    if not can_accept(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang menerima atau menyengketakan pemenuhan dalam perjanjian ini."))


def can_waive(actor: Actor, agreement: Agreement) -> bool:
    return may_for_us(actor, WAIVE, agreement)


def ensure_can_waive(actor: Actor, agreement: Agreement) -> None:
    if not can_waive(actor, agreement):
        raise NotAllowed(_("Anda tidak berwenang menghapuskan kewajiban dalam perjanjian ini."))


def speaks_for_the_owed(actor: Actor, capability: str, obligation: Obligation) -> bool:
    """Whether the actor holds the capability at a party that does not owe this; otherwise a paper must speak for it.

    A party that turned out to be one institution with the one that owes it speaks for nobody else.
    """
    parties = [party.institution for party in obligation.agreement.parties.select_related("institution__place")]
    owing = obligation.owed_by.institution.survivor_key
    others = [institution for institution in parties if institution.path and institution.survivor_key != owing]
    return any(actor.may(capability, institution.path) for institution in others)


def may_for_us(actor: Actor, capability: str, agreement: Agreement) -> bool:
    """Whether the actor holds the capability at one of our parties; where none has a place in the tree, everywhere.

    For later stages too, about capabilities of their own. No query for an agreement that `find` gave.
    """
    return _may_at(actor, capability, own_paths(agreement))


def own_paths(agreement: Agreement) -> list[str | None]:
    """Where our parties stand, None for one without a place. No query for an agreement that `find` gave."""
    return _paths(agreement, Side.OURS)


def _paths(agreement: Agreement, *sides: Side) -> list[str | None]:
    """Where its parties on these sides, all when none is named, stand. No query for an agreement that `find` gave."""
    if "parties" in getattr(agreement, "_prefetched_objects_cache", {}):
        parties = agreement.parties.all()
    else:
        parties = agreement.parties.select_related("institution__place")
    return [party.institution.path for party in parties if party.side in (sides or Side)]


def _may_at(actor: Actor, capability: str, paths: Iterable[str | None]) -> bool:
    """At one of the paths; without any, only who holds the capability everywhere."""
    return actor.may(capability, None) or any(actor.may(capability, path) for path in paths)


def ensure_can_keep_claims(actor: Actor) -> None:
    """Whoever sees agreements anywhere may keep a claim that was checked."""
    if not actor.may_somewhere(VIEW):
        raise NotAllowed(_("Anda tidak berwenang menyimpan pemeriksaan klaim."))


def ensure_can_record_all(actor: Actor, public_ids: Collection[UUID | str]) -> list[Agreement]:
    """These agreements with their parties, by key and locked, all of them visible to the actor and his to record.

    Raises NotAllowed otherwise: a choice of rows is changed as a whole or not at all.
    """
    ids = {UUID(str(public_id)) for public_id in public_ids}
    visible = Agreement.objects.visible_to(actor).filter(public_id__in=ids).values("pk")
    rows = list(Agreement.objects.filter(pk__in=visible).select_for_update().with_parties().order_by("pk"))
    if len(rows) < len(ids):
        raise NotAllowed(_("Sebagian perjanjian yang dipilih tidak terlihat oleh Anda. Muat ulang daftarnya."))
    for row in rows:
        ours = [party.institution for party in row.parties.all() if party.side == Side.OURS]
        if not can_record(actor, ours):
            raise NotAllowed(
                _("Anda tidak berwenang mengubah %(agreement)s. Tidak satu pun diubah.") % {"agreement": row.title}
            )
    return rows
