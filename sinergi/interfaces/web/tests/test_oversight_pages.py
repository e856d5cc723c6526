"""The privacy officer sees what is processed, read and erased, and nobody's data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from sinergi.domain.people.models import Erasure
from sinergi.domain.people.services import retaining
from sinergi.domain.people.tests.worlds import somebody
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.factories import NOW, SYSTEM, institution
from tests.support.world import erasure_at, unusual_day

pytestmark = pytest.mark.django_db
OFFICER = "petugas-pelindungan-data"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_record_of_processing_and_erasures_without_a_name() -> None:
    unit = institution()
    waiting, decided = erasure_at(unit), erasure_at(institution())
    retaining.erase(decided, by=SYSTEM, at=NOW)
    text = signed_in(None, OFFICER).get(reverse("pelindungan")).content.decode()
    assert "Kasus tanpa NIK" in text or "Orang tanpa NIK" in text
    assert "UU 22/2022" in text
    assert "10 tahun sesudah status terakhir" in text
    assert "Dihapus" in text
    assert waiting.person.name not in text
    assert Erasure.objects.count() == 2


def test_readings_and_alarms_open_and_an_alarm_is_answered() -> None:
    alarm = unusual_day()
    officer = signed_in(None, OFFICER)
    assert "Membuka halaman orang" in officer.get(reverse("jejak-pembacaan")).content.decode()
    page = officer.get(reverse("jejak-kewaspadaan")).content.decode()
    assert alarm.actor_label in page
    assert f'href="{reverse("jejak")}"' not in page, "the trail of changes is the auditor's"
    assert alarm.actor_label in officer.get(reverse("pekerjaan")).content.decode()
    answered = officer.post(reverse("jejak-kewaspadaan-jawab", args=[alarm.public_id]), {"answer": "Tugas pendataan"})
    assert answered.status_code == 302


def test_persons_and_the_trail_stay_closed() -> None:
    person = somebody(institution(), nik="9901011708870001")
    officer = signed_in(None, OFFICER)
    for name in ("orang", "kasus", "orang-masa-simpan", "jejak", "pemeriksaan", "orang-ekspor"):
        assert officer.get(reverse(name)).status_code == 403, name
    assert officer.get(reverse("orang-lihat", args=[person.public_id])).status_code == 404


def test_held_at_one_unit_the_role_opens_nothing_of_the_whole() -> None:
    local = signed_in(institution(), OFFICER)
    for name in ("pelindungan", "jejak-pembacaan", "jejak-kewaspadaan"):
        assert local.get(reverse(name)).status_code == 403, name
