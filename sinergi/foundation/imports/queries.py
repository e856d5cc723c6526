from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from sinergi.foundation.imports.choices import Subject
from sinergi.foundation.imports.models import ImportRow, ImportRun
from sinergi.foundation.imports.models.import_run import ImportRunQuerySet
from sinergi.foundation.kernel.actors import Actor


def runs(viewer: Actor, subject: Subject) -> ImportRunQuerySet:
    """The imports of one kind that the viewer may see, latest first, with their files."""
    return ImportRun.objects.visible_to(viewer).filter(subject=subject).select_related("file")


def find(public_id: UUID, viewer: Actor, subject: Subject) -> ImportRun | None:
    """One import of this kind, or None where there is none or it is not for this viewer."""
    return runs(viewer, subject).filter(public_id=public_id).first()


def rows(run: ImportRun, viewer: Actor, *, outcome: str = "") -> QuerySet[ImportRow]:
    """The rows of an import in the order of the file, all or those with one outcome."""
    found = ImportRow.objects.filter(run__in=ImportRun.objects.visible_to(viewer).filter(pk=run.pk))
    return found.filter(outcome=outcome) if outcome else found
