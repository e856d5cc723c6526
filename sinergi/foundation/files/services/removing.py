from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.foundation.files import policies
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services.storing import path_of
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed


@transaction.atomic
def remove_examples(*, by: Actor) -> int:
    """Delete the files of the example country, and content that no other file shares; how many files those were.

    Real files are never deleted. Raises NotAllowed unless `by` is the system.
    """
    policies.ensure_can_remove_examples(by)
    hashes = set(StoredFile.objects.examples().values_list("sha256", flat=True))
    removed = StoredFile.objects.examples().delete()[0]
    transaction.on_commit(lambda: _remove_unshared(hashes))
    return removed


@transaction.atomic
def discard(stored: StoredFile, *, by: Actor) -> None:
    """Take back a file that was stored just now and turned out to be of no use; content that another file shares stays.

    Only by whoever stored it, and only while nothing points to it. Raises NotAllowed, django's ProtectedError.
    """
    if stored.recorded_by_key != by.key:
        raise NotAllowed(_("Berkas hanya dapat ditarik kembali oleh yang mengunggahnya."))
    sha256 = stored.sha256
    stored.delete()
    transaction.on_commit(lambda: _remove_unshared({sha256}))


def _remove_unshared(hashes: set[str]) -> None:
    for sha256 in hashes:
        if not StoredFile.objects.filter(sha256=sha256).exists():
            path_of(sha256).unlink(missing_ok=True)
