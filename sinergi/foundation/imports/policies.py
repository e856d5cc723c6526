"""Who may see an import. What may be imported is decided by the room whose rows come in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sinergi.foundation.imports.choices import Subject
from sinergi.foundation.imports.models import ImportRun
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed


def can_see(actor: Actor, run: ImportRun) -> bool:
    """The same answer for one run as `ImportRun.objects.visible_to(actor)` gives for all."""
    return run.by_key == actor.key or actor.paths(Subject(run.subject).capability) == ("",)


def ensure_can_see(actor: Actor, run: ImportRun) -> None:
    if not can_see(actor, run):
        raise NotAllowed(_("Impor ini milik orang lain. Mintalah pemiliknya untuk melanjutkan."))
