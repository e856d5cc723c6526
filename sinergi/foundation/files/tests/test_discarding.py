"""A file that was of no use leaves nothing behind; one that is shared or somebody else's stays."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import removing, storing
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed
from tests.support.factories import NOW, SYSTEM, actor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path  # type: ignore[attr-defined]


def stored(by: Actor = SYSTEM) -> StoredFile:
    return storing.store(
        io.BytesIO(b"nama\nContoh\n"), name="a.csv", allowed=[FileKind.CSV], most_bytes=1000, by=by, at=NOW
    )


def test_row_and_content_are_gone() -> None:
    file = stored()
    path = storing.path_of(file.sha256)
    assert path.exists()
    removing.discard(file, by=SYSTEM)
    assert not StoredFile.objects.exists()
    assert not path.exists()


def test_content_that_another_file_shares_stays() -> None:
    kept, file = stored(), stored()
    removing.discard(file, by=SYSTEM)
    assert StoredFile.objects.get() == kept
    assert storing.path_of(kept.sha256).exists()


def test_only_who_stored_it_takes_it_back() -> None:
    file = stored()
    with pytest.raises(NotAllowed):
        removing.discard(file, by=actor())
    assert StoredFile.objects.exists()
