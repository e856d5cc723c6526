"""Who may do what with activities: a capability held at the unit of the activity."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.activities.choices import ENROL as ENROL
from sinergi.domain.activities.choices import PLAN as PLAN
from sinergi.domain.activities.choices import POST as POST
from sinergi.domain.activities.choices import VIEW as VIEW
from sinergi.domain.activities.models import Activity
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

CAPABILITIES = {
    VIEW: gettext_lazy("Melihat kegiatan dan pesertanya"),
    PLAN: gettext_lazy("Merencanakan, melaksanakan, dan membatalkan kegiatan"),
    POST: gettext_lazy("Mencatat keluaran dan perubahan pada peserta"),
    ENROL: gettext_lazy("Mendaftarkan peserta dan mencatat kehadiran"),
}


def can_plan_at(actor: Actor, unit: Institution) -> bool:
    """Whether the actor may plan at the unit. Activities take place at units of the tree only."""
    return unit.path is not None and actor.may(PLAN, unit.path)


def ensure_can_plan_at(actor: Actor, unit: Institution) -> None:
    if not can_plan_at(actor, unit):
        raise NotAllowed(
            _("Anda tidak berwenang merencanakan kegiatan di %(unit)s. Pilih unit Anda sendiri.") % {"unit": unit},
            field="unit",
        )


def can_see_participants(actor: Actor, activity: Activity) -> bool:
    return activity.shows_participants_to(actor)


def ensure_can_see_participants(actor: Actor, activity: Activity) -> None:
    if not can_see_participants(actor, activity):
        raise NotAllowed(_("Daftar peserta hanya dapat dilihat oleh petugas %(unit)s.") % {"unit": activity.unit})


def can_manage(actor: Actor, activity: Activity) -> bool:
    """Whether the actor may say that the activity was carried out or is cancelled."""
    return actor.may(PLAN, activity.unit.path)


def ensure_can_manage(actor: Actor, activity: Activity) -> None:
    if not can_manage(actor, activity):
        raise NotAllowed(_("Anda tidak berwenang mengubah kegiatan %(unit)s.") % {"unit": activity.unit})


def can_post(actor: Actor, activity: Activity) -> bool:
    """Whether the actor may write down outputs and outcomes of the activity."""
    return actor.may(POST, activity.unit.path)


def ensure_can_post(actor: Actor, activity: Activity) -> None:
    if not can_post(actor, activity):
        raise NotAllowed(_("Anda tidak berwenang mencatat hasil kegiatan %(unit)s.") % {"unit": activity.unit})


def can_enrol(actor: Actor, activity: Activity) -> bool:
    """Whether the actor may enrol participants, say who was there, and undo it."""
    return actor.may(ENROL, activity.unit.path)


def ensure_can_enrol(actor: Actor, activity: Activity) -> None:
    if not can_enrol(actor, activity):
        raise NotAllowed(_("Anda tidak berwenang mengatur peserta kegiatan %(unit)s.") % {"unit": activity.unit})
