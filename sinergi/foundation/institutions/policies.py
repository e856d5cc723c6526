from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.foundation.institutions.choices import CONTACTS, IMPORT, SETTLE
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

CAPABILITIES = {
    SETTLE: gettext_lazy("Menetapkan, menamai, memindah, dan menggabungkan lembaga"),
    CONTACTS: gettext_lazy("Melihat dan mencatat narahubung"),
    IMPORT: gettext_lazy("Mengimpor unit dan mitra"),
}


def can_settle(actor: Actor) -> bool:
    """Whether the actor may found and settle institutions: held everywhere, for names are shared by all."""
    return actor.paths(SETTLE) == ("",)


def ensure_can_settle(actor: Actor) -> None:
    if not can_settle(actor):
        raise NotAllowed(_("Hanya direktorat kerja sama yang dapat menetapkan lembaga."))


def can_import(actor: Actor) -> bool:
    """Whether the actor may bring in lists of institutions: held everywhere, for names are shared by all."""
    return actor.paths(IMPORT) == ("",)


def ensure_can_import(actor: Actor) -> None:
    if not can_import(actor):
        raise NotAllowed(_("Daftar lembaga hanya dapat diimpor oleh petugas dengan wewenang di seluruh Indonesia."))


def can_keep_contacts(actor: Actor, unit: Institution) -> bool:
    """Whether the actor may see and write down contact persons that `unit` keeps."""
    return actor.may(CONTACTS, unit.path)


def ensure_can_keep_contacts(actor: Actor, unit: Institution) -> None:
    if not can_keep_contacts(actor, unit):
        raise NotAllowed(_("Anda tidak berwenang mencatat narahubung untuk %(unit)s.") % {"unit": unit.name})
