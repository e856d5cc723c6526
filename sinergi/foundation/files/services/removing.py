from __future__ import annotations

from django.db import transaction

from sinergi.foundation.files import policies
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services.storing import path_of
from sinergi.foundation.kernel.actors import Actor


@transaction.atomic
def remove_examples(*, by: Actor) -> int:
    """Delete the files of the example country, and content that no other file shares; how many files those were.

    Real files are never deleted. Raises NotAllowed unless `by` is the system.
    """
    policies.ensure_can_remove_examples(by)
    hashes = set(StoredFile.objects.examples().values_list("sha256", flat=True))
    removed, _ = StoredFile.objects.examples().delete()
    transaction.on_commit(lambda: _remove_unshared(hashes))
    return removed


def _remove_unshared(hashes: set[str]) -> None:
    for sha256 in hashes:
        if not StoredFile.objects.filter(sha256=sha256).exists():
            path_of(sha256).unlink(missing_ok=True)
