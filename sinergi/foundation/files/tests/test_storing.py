from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from sinergi.foundation.files.choices import DamageKind, FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import removing, storing
from sinergi.foundation.files.tests import samples
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed

AT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
BY = Actor("user:11111111-1111-4111-8111-111111111111", "Petugas Contoh")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


def store(
    content: bytes, *kinds: FileKind, name: str = "lampiran", most_bytes: int = 100_000, is_example: bool = False
) -> StoredFile:
    return storing.store(
        io.BytesIO(content), name=name, allowed=kinds, most_bytes=most_bytes, by=BY, at=AT, is_example=is_example
    )


def on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_what_was_stored_is_read_back_byte_for_byte(root: Path) -> None:
    stored = store(samples.PDF, FileKind.PDF, name="PKS Contoh.pdf")
    with storing.open_file(stored) as content:
        assert content.read() == samples.PDF
    assert (stored.name, stored.size, stored.kind) == ("PKS Contoh.pdf", len(samples.PDF), FileKind.PDF)
    assert stored.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    assert on_disk(root) == [root / stored.sha256[:2] / stored.sha256[2:4] / stored.sha256]
    assert (stored.recorded_at, stored.recorded_by_key) == (AT, BY.key)


def test_the_same_content_twice_is_two_rows_and_one_file_on_disk(root: Path) -> None:
    first, second = store(samples.CSV, FileKind.CSV, name="a.csv"), store(samples.CSV, FileKind.CSV, name="b.csv")
    assert first.pk != second.pk
    assert first.sha256 == second.sha256
    assert len(on_disk(root)) == 1


@pytest.mark.parametrize(
    ("content", "kind", "sentence"),
    [
        (samples.PDF, FileKind.CSV, "Berkas ini sebenarnya PDF, bukan CSV. Pilih berkas CSV."),
        (samples.DOCX, FileKind.XLSX, "Berkas ini sebenarnya arsip ZIP atau dokumen Office lain, bukan Excel"),
        (b"<html>", FileKind.CSV, "sebenarnya halaman web atau XML, bukan CSV"),
        (b"a,b\n1,\x00\n", FileKind.CSV, "Baris 2 berkas ini memuat karakter NUL"),
        (b"", FileKind.CSV, "Berkas ini kosong"),
        (b"a,b\n" * 25_001, FileKind.CSV, "terlalu besar: paling besar 100 kB"),
    ],
)
def test_wrong_content_is_refused_and_nothing_is_left(
    root: Path, content: bytes, kind: FileKind, sentence: str
) -> None:
    with pytest.raises(storing.Refused, match=sentence):
        store(content, kind, name="daftar.csv")
    assert on_disk(root) == []
    assert not StoredFile.objects.exists()


def test_content_as_large_as_allowed_is_kept() -> None:
    assert store(b"a,b\n" * 25_000, FileKind.CSV).size == 100_000


def test_several_kinds_may_be_allowed_and_are_named_when_refused() -> None:
    assert store(samples.JPEG, FileKind.PNG, FileKind.JPEG).name == "lampiran.jpg"
    with pytest.raises(storing.Refused, match="bukan PNG atau JPEG"):
        store(samples.PDF, FileKind.JPEG, FileKind.PNG)


def test_an_upload_that_breaks_off_leaves_nothing(root: Path) -> None:
    class BrokenOff(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise ConnectionResetError("peer went away")
            return super().read(10)

    with pytest.raises(ConnectionResetError):
        storing.store(BrokenOff(samples.PDF), name="x", allowed=[FileKind.PDF], most_bytes=10**6, by=BY, at=AT)
    assert on_disk(root) == []


FULL_DISK = """
    import io, os, sys
    from datetime import UTC, datetime
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sinergi.config.settings")
    import django
    django.setup()
    from django.conf import settings
    settings.FILES_ROOT = sys.argv[1]
    if sys.argv[2] == "limit":
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
    from sinergi.foundation.files.choices import FileKind
    from sinergi.foundation.files.services import storing
    from sinergi.foundation.kernel.actors import Actor
    try:
        storing.store(
            io.BytesIO(b"%PDF-1.4" + b"x" * 3_000_000),
            name="besar.pdf", allowed=[FileKind.PDF], most_bytes=10**7,
            by=Actor.system("uji"), at=datetime(2026, 1, 5, tzinfo=UTC),
        )
    except storing.Refused as refusal:
        print(refusal)
"""


@pytest.fixture(params=["filesystem", "limit"])
def full_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """Where three megabytes do not fit: a file system of one megabyte, or the kernel's limit on the size of a file."""
    folder = tmp_path / "full"
    folder.mkdir()
    mounted = False
    if request.param == "filesystem" and sys.platform == "linux":
        command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
        mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0
    yield folder, "filesystem" if mounted else "limit"
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_said_in_a_sentence_and_leaves_no_half_file(full_disk: tuple[Path, str], tmp_path: Path) -> None:
    folder, how = full_disk
    answer = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(FULL_DISK), str(folder), how],
        env=os.environ | {"SINERGI_DATA": str(tmp_path / "data")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.startswith("Ruang penyimpanan server penuh")
    assert on_disk(folder) == []


def damage(root: Path, stored: StoredFile, content: bytes | None) -> None:
    path = storing.path_of(stored.sha256)
    path.unlink()
    if content is not None:
        path.write_bytes(content)


def test_recheck_finds_content_that_changed_or_went_missing(root: Path) -> None:
    intact, changed, missing = (store(samples.CSV + bytes([65 + n]), FileKind.CSV) for n in range(3))
    damage(root, changed, samples.CSV + b"Z")
    damage(root, missing, None)
    assert storing.recheck(intact) is None
    assert storing.recheck(changed) == storing.Damage(changed.sha256, DamageKind.CHANGED, files=1)
    assert storing.recheck(missing) == storing.Damage(missing.sha256, DamageKind.MISSING, files=1)


def test_recheck_of_everything_notes_what_it_found_and_when(root: Path) -> None:
    intact, first, second = (store(content, FileKind.CSV) for content in (b"a\n", samples.CSV, samples.CSV))
    damage(root, first, b"lain\n")
    progress: list[int] = []
    found = storing.recheck_all(at=AT, progress=progress.append)
    assert found == (storing.Damage(first.sha256, DamageKind.CHANGED, files=2),)
    assert progress == [100]
    assert list(StoredFile.objects.damaged()) == [first, second]
    intact.refresh_from_db()
    assert (intact.damage, intact.checked_at) == ("", AT)


def test_storing_the_content_again_heals_a_damaged_copy(root: Path) -> None:
    stored = store(samples.CSV, FileKind.CSV)
    damage(root, stored, b"lain\n")
    storing.recheck_all(at=AT)
    store(samples.CSV, FileKind.CSV)
    assert storing.recheck_all(at=AT) == ()
    assert not StoredFile.objects.damaged().exists()


def test_opening_lost_content_says_what_to_do(root: Path) -> None:
    stored = store(samples.CSV, FileKind.CSV, name="daftar.csv")
    damage(root, stored, None)
    with pytest.raises(storing.Gone, match=r"daftar\.csv hilang dari penyimpanan"):
        storing.open_file(stored)


def test_half_written_uploads_are_swept_after_a_day_and_stored_content_stays(root: Path) -> None:
    stored = store(samples.CSV, FileKind.CSV)
    old, fresh = root / "incoming" / "old", root / "incoming" / "fresh"
    for half, age in ((old, timedelta(hours=25)), (fresh, timedelta(hours=23))):
        half.write_bytes(b"half")
        os.utime(half, times=((AT - age).timestamp(),) * 2)
    os.utime(storing.path_of(stored.sha256), times=(0, 0))
    assert storing.sweep(at=AT) == 1
    assert sorted(on_disk(root)) == sorted([storing.path_of(stored.sha256), fresh])


def test_removing_the_examples_keeps_real_files_and_shared_content(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, root: Path
) -> None:
    real = store(samples.CSV, FileKind.CSV)
    store(samples.CSV, FileKind.CSV, is_example=True)
    store(samples.PDF, FileKind.PDF, is_example=True)
    with django_capture_on_commit_callbacks(execute=True):
        assert removing.remove_examples(by=Actor.system("uji")) == 2
    assert list(StoredFile.objects.all()) == [real]
    assert on_disk(root) == [storing.path_of(real.sha256)]


def test_only_the_system_removes_examples() -> None:
    store(samples.PDF, FileKind.PDF, is_example=True)
    with pytest.raises(NotAllowed, match="sinergi example remove"):
        removing.remove_examples(by=BY)
    assert StoredFile.objects.count() == 1
