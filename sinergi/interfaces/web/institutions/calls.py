"""From typed words to one call of the domain."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile

from sinergi.domain.agreements.services import unfolding as parties
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.services import institutions as listing
from sinergi.foundation.institutions.services import likening, merging, unfolding
from sinergi.foundation.kernel.actors import Actor

if TYPE_CHECKING:
    from sinergi.foundation.imports.models import ImportRun
    from sinergi.foundation.institutions.models import Institution, LikelyPair, Listing


def decide_pair(pair: LikelyPair, survivor: Institution | None, *, reason: str, by: Actor, at: datetime) -> bool:
    """Merge the other side into `survivor`, or (None) tell the two apart. True when done."""
    if survivor is None:
        likening.tell_apart(pair, by=by, at=at)
    else:
        absorbed = pair.second if survivor == pair.first else pair.first
        merging.merge(absorbed, survivor, reason=reason, by=by, at=at)
    return True


def decide_listing(found: Listing, names: list[str] | None, *, by: Actor, at: datetime) -> bool:
    """Let the names stand for the list in every agreement, or (None) keep it whole. True when done."""
    if names is None:
        unfolding.keep_whole(found, by=by, at=at)
    else:
        parties.unfold(found, names, by=by, at=at)
    return True


def preview(file: UploadedFile[bytes], *, by: Actor, at: datetime) -> ImportRun:
    """Keep the file, then say what importing it would do."""
    stored = storing.store(
        file.file,  # type: ignore[arg-type]
        name=file.name or "",
        allowed=[FileKind.CSV],
        most_bytes=listing.MOST_BYTES,
        by=by,
        at=at,
    )
    return listing.preview(stored, by=by, at=at)
