from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.audit.services import readings
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import policies
from sinergi.foundation.institutions.models import Contact, Institution
from sinergi.foundation.institutions.services.moving import locked
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line

_PHONE = re.compile(r"\+?[0-9][0-9 ().\-]{4,28}", re.ASCII)


class AlreadyEnded(DomainError):
    """The contact person has an end already."""

    code = "contact_ended"


@transaction.atomic
def add(
    institution: Institution,
    *,
    kept_at: Institution,
    name: str,
    position: str = "",
    phone: str = "",
    email: str = "",
    starts_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Contact:
    """Write down whom the unit `kept_at` calls at the institution: a name and at least one way to reach them.

    Raises policies.NotAllowed, moving.MergedAway, Invalid.
    """
    policies.ensure_can_keep_contacts(by, kept_at)
    institution = locked(institution)
    if institution.is_example != kept_at.is_example:
        raise Invalid(_("Lembaga contoh tidak dapat berada dalam satu catatan dengan lembaga nyata."), field="kept_at")
    name = clean_line(name, field="name", label=_("Nama"), most=200)
    phone = clean_line(phone, field="phone", label=_("Nomor telepon"), most=40, required=False)
    email = clean_line(email, field="email", label=_("Surel"), most=200, required=False)
    if phone and not _PHONE.fullmatch(phone):
        raise Invalid(_("Nomor telepon tidak terbaca. Tulis misalnya +62 21 5550100."), field="phone")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Invalid(_("Alamat surel tidak terbaca. Tulis misalnya nama@contoh.id."), field="email") from None
    if not phone and not email:
        raise Invalid(_("Isi nomor telepon atau surel, supaya orang ini dapat dihubungi."), field="phone")
    contact = Contact.objects.create(
        institution=institution,
        kept_at=kept_at,
        name=name,
        position=clean_line(position, field="position", label=_("Jabatan"), most=200, required=False),
        phone=phone,
        email=email,
        starts_on=starts_on,
        recorded_at=at,
        recorded_by_key=by.key,
    )
    audit.record("contact.added", contact, by=by, at=at, institution=str(institution.public_id))
    return contact


@transaction.atomic
def end(contact: Contact, *, on: date, by: Actor, at: datetime) -> Contact:
    """The person was whom to call for the last time on `on`. Raises policies.NotAllowed, AlreadyEnded, Invalid."""
    policies.ensure_can_keep_contacts(by, contact.kept_at)
    if contact.starts_on is not None and on < contact.starts_on:
        raise Invalid(_("Narahubung tidak dapat berakhir sebelum mulai."), field="on")
    try:
        guarded.update_one(Contact.objects.filter(pk=contact.pk, ends_on=None), ends_on=on)
    except guarded.Lost:
        raise AlreadyEnded(_("Narahubung ini sudah diakhiri.")) from None
    contact.refresh_from_db()
    audit.record("contact.ended", contact, by=by, at=at, on=on)
    return contact


def note_reading(institution: Institution, contacts: Iterable[Contact], *, by: Actor, at: datetime) -> None:
    """Note that somebody is shown these contact persons; nothing when there are none."""
    if list(contacts):
        readings.note(institution, ["contacts"], by=by, at=at, purpose="Membuka narahubung lembaga")
