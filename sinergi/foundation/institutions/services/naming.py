"""Names change; an old document keeps the name of its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies
from sinergi.foundation.institutions.choices import Zone
from sinergi.foundation.institutions.models import Institution, InstitutionName
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.rules.names import Validity
from sinergi.foundation.institutions.services import likening
from sinergi.foundation.institutions.services.founding import NameTaken, clean_name
from sinergi.foundation.institutions.services.mirroring import repeat_names
from sinergi.foundation.institutions.services.moving import locked
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line


class Overlapping(DomainError):
    """Two names would be borne on the same day."""

    code = "names_overlap"


@transaction.atomic
def rename(
    institution: Institution, name: str, *, starts_on: date | None, source: str, by: Actor, at: datetime
) -> Institution:
    """Give an institution a new present name, borne from `starts_on` (None: no source states since when).

    The old name ends the day before. Without a day it is kept as another spelling, which claims no day.
    Raises policies.NotAllowed, moving.MergedAway, founding.NameTaken, Overlapping, Invalid.
    """
    policies.ensure_can_settle(by)
    institution = locked(institution)
    name = clean_name(name)
    source = _source(source)
    if name == institution.name:
        raise Invalid(_("Nama ini sama dengan nama sekarang."), field="name")
    before = institution.name
    open_row = institution.names.filter(name=before, ends_on=None, starts_on__isnull=False).first()
    if starts_on is not None:
        if starts_on > at.astimezone(ZoneInfo(Zone.WIT)).date():
            raise Invalid(_("Hari ini belum tiba. Catat nama baru setelah berlaku."), field="starts_on")
        _close(institution, open_row, starts_on)
        _add(institution, name, Validity(starts_on, None), source)
    elif open_row is not None:
        raise Invalid(
            _("Sebutkan sejak kapan nama baru berlaku, karena nama sekarang sudah bertanggal."), field="starts_on"
        )
    else:
        _add(institution, before, Validity(None, None), source)
    institution.name, institution.folded_name = name, folded(name)
    try:
        with transaction.atomic():
            institution.save(update_fields=["name", "folded_name"])
    except IntegrityError:
        raise NameTaken(
            _("Lembaga “%(name)s” sudah ada. Bila keduanya sama, gabungkan.") % {"name": name}, field="name"
        ) from None
    repeat_names(institution)
    likening.index(institution)
    likening.propose(institution, at=at)
    audit.record("institution.renamed", institution, by=by, at=at, before=before, name=name, starts_on=starts_on)
    return institution


@transaction.atomic
def remember(
    institution: Institution,
    name: str,
    *,
    starts_on: date | None,
    ends_on: date | None,
    source: str,
    by: Actor,
    at: datetime,
) -> InstitutionName:
    """Write down a former name. The same name with the same days again changes nothing.

    Raises policies.NotAllowed, moving.MergedAway, Overlapping, Invalid.
    """
    policies.ensure_can_settle(by)
    institution = locked(institution)
    name = clean_name(name)
    known = institution.names.filter(name=name, starts_on=starts_on, ends_on=ends_on).first()
    if known is not None:
        return known
    row = _add(institution, name, Validity(starts_on, ends_on), _source(source))
    repeat_names(institution)
    audit.record(
        "institution.name_remembered", institution, by=by, at=at, name=name, starts_on=starts_on, ends_on=ends_on
    )
    return row


def _close(institution: Institution, open_row: InstitutionName | None, starts_on: date) -> None:
    last = starts_on - timedelta(days=1)
    if open_row is None:
        _add(institution, institution.name, Validity(_day_after_the_last(institution), last), "")
        return
    if open_row.starts_on is not None and last < open_row.starts_on:
        raise Overlapping(
            _("Nama sekarang berlaku sejak %(starts_on)s. Nama baru mulai sesudah itu.")
            % {"starts_on": f"{open_row.starts_on:%d-%m-%Y}"},
            field="starts_on",
        )
    open_row.ends_on = last
    open_row.save(update_fields=["ends_on"])


def _day_after_the_last(institution: Institution) -> date | None:
    """The present name follows the last one whose end is known; None where there is none."""
    ends = [row.ends_on for row in institution.names.all() if row.ends_on is not None]
    return max(ends) + timedelta(days=1) if ends else None


def _add(institution: Institution, name: str, validity: Validity, source: str) -> InstitutionName:
    if validity.starts_on and validity.ends_on and validity.ends_on < validity.starts_on:
        raise Invalid(_("Sebuah nama tidak dapat berakhir sebelum mulai dipakai."), field="ends_on")
    for row in institution.names.all():
        if row.validity.overlaps(validity):
            raise Overlapping(
                _("Pada hari yang sama sudah tercatat nama “%(name)s”. Periksa tanggalnya.") % {"name": row.name},
                field="starts_on",
            )
    return InstitutionName.objects.create(
        institution=institution,
        name=name,
        folded_name=folded(name),
        starts_on=validity.starts_on,
        ends_on=validity.ends_on,
        source=source,
    )


def _source(source: str) -> str:
    return clean_line(source, field="source", label=_("Sumber"), most=500, required=False)
