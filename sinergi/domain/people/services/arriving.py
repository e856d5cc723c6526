"""A unit's own list on its way in: begun, confirmed or set aside. Reading and applying it go on in chunks, elsewhere."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sinergi.domain.people import policies
from sinergi.domain.people.choices import Category, PopulationKind, PopulationState
from sinergi.domain.people.models import PopulationImport
from sinergi.domain.people.rules import in_words
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import removing
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel import guarded
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.queue.services import posting

MOST_BYTES = 200_000_000
MOST_MISSING = 0.05
"""The share of a unit's people that may be missing from a snapshot before somebody has to say that this is right."""


class UnderWay(DomainError):
    """Another list of this unit is being read or recorded."""

    code = "import_under_way"


class TooManyMissing(DomainError):
    """A snapshot names so few of the unit's people that it is more likely to be a part of the list."""

    code = "too_many_missing"


class NotWaiting(DomainError):
    """The import does not wait for confirmation: it is still read, was confirmed before, or set aside."""

    code = "import_not_waiting"


def begin(
    file: StoredFile,
    *,
    unit: Institution,
    kind: str,
    as_of: date,
    fallback: str = "",
    queued: bool = True,
    by: Actor,
    at: datetime,
) -> PopulationImport:
    """Take a file in: what it would do is worked out afterwards, by the queue or (not `queued`) by whoever began.

    `as_of` is the day the list is true on, `fallback` the category of rows that name none. The same file begun again for
    the unit, while it is not yet read or confirmed, is the import that is there: so a broken run is taken up again, and the
    second copy goes.
    Raises NotAllowed, Invalid, UnderWay.
    """
    policies.ensure_can_import_at(by, unit)
    if kind not in PopulationKind.values:
        raise Invalid(_("Sebutkan apakah berkas ini seluruh isi unit atau hanya perubahan."), field="kind")
    if fallback and fallback not in Category.values:
        raise Invalid(_("Pilih kategori orang dari daftar."), field="fallback")
    if unit.path is None:
        raise Invalid(_("%(unit)s bukan unit pemasyarakatan; pilih unit dari daftar.") % {"unit": unit}, field="unit")
    if as_of > today_at(unit.zone, at):
        raise Invalid(_("Tanggal keadaan belum tiba; isi tanggal hari ini atau sebelumnya."), field="as_of")
    same = PopulationImport.objects.filter(
        unit=unit,
        sha256=file.fingerprint,
        kind=kind,
        as_of=as_of,
        fallback=fallback,
        state__in=[
            PopulationState.READING, PopulationState.PREVIEWED, PopulationState.ASKING, PopulationState.APPLYING
        ],
    )  # fmt: skip
    if (found := same.first()) is not None:
        if found.file_id != file.pk and file.recorded_by_key == by.key:
            removing.discard(file, by=by)  # given twice, it need not lie here twice
        return found
    try:
        with transaction.atomic():
            run = PopulationImport.objects.create(
                unit=unit,
                file=file,
                file_name=file.name,
                sha256=file.fingerprint,
                kind=kind,
                as_of=as_of,
                fallback=fallback,
                by_key=by.key,
                by_label=by.label,
                recorded_at=at,
            )
            audit.record("population.begun", run, by=by, at=at, unit=str(unit.public_id), kind=kind, as_of=as_of)
            if queued:
                posting.later("people.read_population", str(run.public_id), at=at)
    except IntegrityError:
        raise UnderWay(
            _("Daftar lain untuk %(unit)s sedang dibaca atau dicatat. Tunggu sampai selesai, atau batalkan dahulu.")
            % {"unit": unit}
        ) from None
    return run


@transaction.atomic
def confirm(
    run: PopulationImport, *, despite_missing: bool = False, queued: bool = True, by: Actor, at: datetime
) -> PopulationImport:
    """Have the new and changed rows recorded; doubtful and missing ones keep waiting for decisions.

    Above MOST_MISSING somebody must say `despite_missing` that the snapshot is the whole unit nevertheless.
    Raises NotAllowed, NotWaiting, TooManyMissing, UnderWay.
    """
    run = PopulationImport.objects.select_for_update(of=("self",)).select_related("unit__place").get(pk=run.pk)
    policies.ensure_can_import_at(by, run.unit)
    if run.state == PopulationState.ASKING and not despite_missing:
        raise TooManyMissing(
            ngettext(
                "%(missing)s dari %(present)s orang yang tercatat pada %(on)s tidak ada di berkas. Pastikan berkas ini "
                "memuat seluruh isi unit, lalu nyatakan demikian.",
                "%(missing)s dari %(present)s orang yang tercatat pada %(on)s tidak ada di berkas. Pastikan berkas ini "
                "memuat seluruh isi unit, lalu nyatakan demikian.",
                run.missing,
            )
            % {"missing": run.missing, "present": run.present, "on": in_words(run.as_of)}
        )
    if run.state not in {PopulationState.PREVIEWED, PopulationState.ASKING}:
        raise NotWaiting(
            _("Impor ini tidak menunggu pengesahan: %(state)s.") % {"state": run.get_state_display().lower()}
        )
    try:
        with transaction.atomic():
            guarded.update_one(
                PopulationImport.objects.filter(pk=run.pk, state=run.state),
                state=PopulationState.APPLYING,
                confirmed_at=at,
                confirmed_by_key=by.key,
                confirmed_by_label=by.label,
            )
    except IntegrityError:
        raise UnderWay(_("Daftar lain untuk unit ini sedang dibaca atau dicatat. Tunggu sampai selesai.")) from None
    audit.record("population.confirmed", run, by=by, at=at, missing=run.missing, despite_missing=despite_missing)
    if queued:
        posting.later("people.apply_population", str(run.public_id), at=at)
    run.refresh_from_db()
    return run


@transaction.atomic
def set_aside(run: PopulationImport, *, by: Actor, at: datetime) -> PopulationImport:
    """Give up an import that was not confirmed; what it would have done is forgotten. Raises NotAllowed, NotWaiting."""
    run = PopulationImport.objects.select_for_update(of=("self",)).select_related("unit__place").get(pk=run.pk)
    policies.ensure_can_import_at(by, run.unit)
    if run.state not in {PopulationState.READING, PopulationState.PREVIEWED, PopulationState.ASKING}:
        raise NotWaiting(
            _("Impor ini tidak dapat dibatalkan lagi: %(state)s.") % {"state": run.get_state_display().lower()}
        )
    guarded.update_one(
        PopulationImport.objects.filter(pk=run.pk, state=run.state), state=PopulationState.SET_ASIDE, ended_at=at
    )
    audit.record("population.set_aside", run, by=by, at=at)
    run.refresh_from_db()
    return run
