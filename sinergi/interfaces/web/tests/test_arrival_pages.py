"""The pages of a unit's own list, of a copy of one's data, and of time of keeping that has run out."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.people.choices import PopulationState
from sinergi.domain.people.models import Erasure, Person, PopulationImport
from sinergi.domain.people.services import arriving_apply, arriving_preview
from sinergi.foundation.access.models import User
from sinergi.foundation.audit.models import Reading
from sinergi.foundation.files.services import storing
from sinergi.foundation.files.services.veiling import VeiledFile
from sinergi.interfaces.web.shell import uploads
from tests.support.factories import NOW
from tests.support.world import World, build

LIST = b"""Nama;No Reg;Kategori;NIK
Contoh Tiga als Tigor;B.3;Narapidana;9.90101E+15
Contoh Budi;B.9;Tahanan;9901010101900001
;B.4;;
"""


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """The world, and its moment for as long as the test lasts."""
    with time_machine.travel(NOW, tick=False):
        yield build()


def client(who: User) -> Client:
    made = Client()
    made.force_login(who)
    return made


class TestPages:
    def test_a_long_list_never_lies_in_the_clear(
        self, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Above 2.5 MB an upload passes the disk before it is sealed."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        passed: list[bytes] = []
        written = VeiledFile.write

        def look(self: VeiledFile, content: bytes) -> int:
            count = written(self, content)
            self._file.flush()
            passed.append(os.pread(self._file.fileno(), 10_000_000, 0))
            return count

        monkeypatch.setattr(VeiledFile, "write", look)
        long = LIST + b"Contoh Empat;B.5;Narapidana;\n" * 100_000
        sent = {
            "unit": world.unit.public_id, "kind": "changes", "as_of": "2026-03-01", "fallback": "",
            "file": SimpleUploadedFile("isi.csv", long),
        }  # fmt: skip
        assert client(world.owner).post(reverse("orang-impor"), sent).status_code == 302
        run = PopulationImport.objects.latest("pk")
        assert run.file is not None
        with storing.open_file(run.file) as stream:
            assert stream.read() == long
        assert len(passed[-1]) == len(long)
        assert b"Contoh" not in passed[-1]
        assert list(tmp_path.iterdir()) == []

    def test_what_is_longer_than_any_list_is_not_kept(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(uploads, "MOST_BYTES", 3_000_000)
        sent = {"kind": "changes", "file": SimpleUploadedFile("isi.csv", b"x" * 4_000_000)}
        assert client(world.owner).post(reverse("orang-impor"), sent).status_code == 422
        assert PopulationImport.objects.count() == 1, "the world's own"

    def test_a_list_is_handed_in_read_confirmed_and_what_is_doubtful_decided(self, world: World) -> None:
        owner = client(world.owner)
        sent = {
            "unit": world.unit.public_id, "kind": "changes", "as_of": "2026-03-01", "fallback": "",
            "file": SimpleUploadedFile("isi.csv", LIST),
        }  # fmt: skip
        answer = owner.post(reverse("orang-impor"), sent)
        run = PopulationImport.objects.latest("pk")
        page = reverse("orang-impor-lihat", args=[run.public_id])
        assert (answer.status_code, answer["Location"]) == (302, page)
        assert "hx-trigger" in owner.get(page).content.decode()
        arriving_preview.read(run, at=NOW)  # what the queue was asked for
        text = owner.get(page).content.decode()
        assert "Contoh Tiga" in text
        assert "NIK tersimpan sebagai bilangan" in text
        assert "sudah ada di unit ini" in text
        assert 'hx-trigger="every' not in text
        assert owner.post(reverse("orang-impor-sahkan", args=[run.public_id])).status_code == 302
        run = arriving_apply.apply(run, at=NOW)
        assert run.state == PopulationState.APPLIED
        assert Person.objects.filter(name="Contoh Tiga").exists()
        doubtful = run.rows.get(outcome="doubtful")
        decided = {"baris": [doubtful.public_id], "decision": "skipped", "hasil": "doubtful"}
        answer = owner.post(reverse("orang-impor-putuskan", args=[run.public_id]), decided)
        doubtful.refresh_from_db()
        assert (doubtful.decision, doubtful.is_done) == ("skipped", True)
        assert answer["Location"] == f"{page}?hasil=doubtful"
        unknown = {"hasil": "x" * 5000}
        assert (
            owner.post(reverse("orang-impor-putuskan", args=[run.public_id]), unknown)["Location"] == f"{page}?hasil="
        )

    def test_a_copy_of_the_data_leaves_in_three_forms_and_is_noted(self, world: World) -> None:
        owner, page = client(world.owner), reverse("orang-salinan", args=[world.person.public_id])
        assert owner.post(page, {"bentuk": "pdf", "purpose": ""}).status_code == 422
        for form, start in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")):
            answer = owner.post(page, {"bentuk": form, "purpose": "Permintaan orangnya"})
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            assert body.startswith(start)
            assert "attachment" in answer["Content-Disposition"]
            if form == "json":
                told = json.loads(body)
                labels = {line["label"] for part in told["bagian"] for line in part["data"]}
                assert labels >= {"Nama", "NIK", "Kategori", "Nomor registrasi", "Terdaftar pada"}
                assert not any("Sidik" in label for label in labels)
        notes = Reading.objects.filter(purpose__startswith="Salinan data")
        assert sorted(note.purpose.split(":")[0] for note in notes) == [
            f"Salinan data ({f})" for f in ("json", "pdf", "xlsx")
        ]

    def test_who_is_due_is_erased_or_kept_by_whoever_decides(self, world: World) -> None:
        national, page = client(world.national), reverse("orang-masa-simpan")
        assert "Contoh Lama" in national.get(page).content.decode()
        settle = reverse("orang-masa-simpan-putuskan", args=[world.erasure.public_id])
        national.post(settle, {"tindakan": "simpan", "until": "2027-01-01", "reason": ""})
        assert Erasure.objects.get(pk=world.erasure.pk).decision == ""
        national.post(settle, {"tindakan": "hapus"})
        assert Person.objects.get(pk=world.erasure.person_id).name == "Data dihapus"

    def test_the_page_of_a_person_masks_and_opens_one_value_with_a_purpose(self, world: World) -> None:
        owner, person = client(world.owner), world.person
        page = reverse("orang-lihat", args=[person.public_id])
        owner.get(page)
        with CaptureQueriesContext(connection) as used:
            text = owner.get(page).content.decode()
        assert len(used) <= 12
        assert person.nik not in text
        opened = owner.post(reverse("orang-nik", args=[person.public_id]), {"what": "nik", "purpose": "Loket"})
        assert person.nik in opened.content.decode()
        assert person.nik not in owner.get(page).content.decode()
        assert Reading.objects.filter(fields=["nik"], purpose="Loket").count() == 1
