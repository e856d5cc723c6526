"""Keep filters of the list under names of one's own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements.models import SavedFilter
from sinergi.domain.agreements.queries import AgreementFilter
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, NotAllowed
from sinergi.foundation.kernel.text import clean_line

MOST_FILTERS = 50


class TooMany(DomainError):
    """More filters than one finds one's way among."""

    code = "too_many_saved_filters"


@transaction.atomic
def save(filter: AgreementFilter, *, name: str, follows_today: bool = True, by: Actor, at: datetime) -> SavedFilter:
    """Keep the filter for oneself; one of the same name is replaced. Where the standing is asked for without a day of its
    own (`follows_today`), it is that of the day of use.

    Raises NotAllowed for whoever is no user, Invalid, TooMany.
    """
    if by.user_id is None:
        raise NotAllowed(_("Masuk dahulu untuk menyimpan saringan."))
    name = clean_line(name, field="name", label=_("Nama saringan"), most=80)
    mine = SavedFilter.objects.of(by)
    if mine.exclude(name=name).count() >= MOST_FILTERS:
        raise TooMany(
            _("Anda sudah menyimpan %(most)s saringan. Hapus yang tidak dipakai lagi.") % {"most": MOST_FILTERS},
            field="name",
        )
    saved, _created = SavedFilter.objects.update_or_create(
        owner_key=by.key,
        name=name,
        defaults={"filter": filter.as_json(follows_today=follows_today), "recorded_at": at},
    )
    return saved


@transaction.atomic
def forget(saved: SavedFilter, *, by: Actor) -> None:
    """Throw a filter of one's own away. Raises NotAllowed for that of somebody else."""
    if saved.owner_key != by.key:
        raise NotAllowed(_("Saringan ini milik orang lain."))
    SavedFilter.objects.filter(pk=saved.pk).delete()
