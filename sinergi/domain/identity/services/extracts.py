"""Receiving a piece of the population register."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linkage.registers import RegisterError, read_rows
from sinergi.domain.agreements.choices import Standing
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.identity import policies
from sinergi.domain.identity.models import RegisterExtract
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line

MOST_ROWS = 100_000


class OutsideTerm(DomainError):
    """The agreement is surely not in force that day, so nothing may be asked or received under it."""

    code = "outside_term"


class Mixed(DomainError):
    """A made-up extract for real people or agreements, or the reverse."""

    code = "real_and_example_mixed"


class Unreadable(Invalid):
    """The file is no register extract; the sentence names the row."""

    code = "unreadable_extract"


class AlreadyReceived(DomainError):
    """The same content was received under the same agreement before."""

    code = "already_received"


def receive(
    agreement: Agreement, file: StoredFile, *, label: str, taken_on: date, by: Actor, at: datetime
) -> RegisterExtract:
    """Receive an extract under an agreement: its rows are checked and counted, nothing of them goes into the database.

    `taken_on` is the day it was taken from the register; at most MOST_ROWS people.
    Raises NotAllowed, Mixed, OutsideTerm, Unreadable, AlreadyReceived, Invalid.
    """
    policies.ensure_can_receive(by, agreement)
    # Before the transaction: reading a long file must not hold the database's write lock.
    rows = _counted_rows(file)
    with transaction.atomic():
        agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
        policies.ensure_can_receive(by, agreement)
        today = today_at(Zone.WIB, at)
        label = clean_line(label, field="label", label=_("Nama ekstrak"), most=200)
        if taken_on > today:
            raise Invalid(_("Tanggal pengambilan ekstrak belum tiba; periksa tanggalnya."), field="taken_on")
        ensure_in_term(agreement, today)
        if file.is_example != agreement.is_example:
            raise Mixed(
                _("Berkas contoh hanya untuk perjanjian contoh, dan berkas nyata untuk perjanjian nyata."), field="file"
            )
        same = Q(file__sha256=file.fingerprint) | Q(file__content_sha256=file.fingerprint)
        if RegisterExtract.objects.filter(same, agreement=agreement).exists():
            raise AlreadyReceived(
                _("Ekstrak dengan isi yang sama sudah diterima; gunakan ekstrak yang ada."), field="file"
            )
        extract = RegisterExtract.objects.create(
            agreement=agreement,
            file=file,
            label=label,
            taken_on=taken_on,
            rows=rows,
            is_example=agreement.is_example,
            recorded_at=at,
            by_key=by.key,
        )
        audit.record(
            "extract.received", extract, by=by, at=at, agreement=str(agreement.public_id), taken_on=taken_on, rows=rows
        )
    return extract


def ensure_in_term(agreement: Agreement, on: date) -> None:
    """Refuse a day on which the agreement is surely not in force; what is unknown about its dates does not refuse."""
    if agreement.standing(on) == Standing.NOT:
        raise OutsideTerm(
            _("Perjanjian untuk data register ini tidak berlaku pada hari itu, jadi registernya tidak boleh dibuka.")
        )


def _counted_rows(file: StoredFile) -> int:
    if file.kind is not FileKind.CSV:
        raise Unreadable(_("Ekstrak register harus berupa berkas CSV; ekspor ulang sebagai CSV UTF-8."), field="file")
    try:
        with storing.open_file(file) as stream:
            rows = sum(1 for _row in read_rows(stream, most_rows=MOST_ROWS))
    except RegisterError as error:
        raise Unreadable(str(error), field="file") from None
    if not rows:
        raise Unreadable(_("Berkas ini tidak memuat satu orang pun; periksa apakah ekspornya lengkap."), field="file")
    return rows
