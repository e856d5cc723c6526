"""Keys are listed and replaced by command."""

from __future__ import annotations

import json

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from pytest_django import Settings

from sinergi.domain.people.models import Person
from sinergi.domain.people.tests.worlds import somebody
from sinergi.foundation.kernel import rotation
from sinergi.interfaces.cli.doctor import State, examine
from sinergi.interfaces.cli.tests.conftest import Run, as_json
from tests.support.factories import institution

pytestmark = pytest.mark.django_db
NEW = bytes(range(32))


def doctor() -> tuple[State, str]:
    (finding,) = [one for one in examine(timezone.now()) if one.name == "Kunci"]
    return finding.state, finding.text


def test_a_key_is_replaced_and_the_doctor_follows(run: Run, settings: Settings) -> None:
    person = somebody(institution(), nik="9901014107900001")
    own = rotation.newest()
    assert doctor()[0] == State.OK
    settings.FIELD_KEYS = {"k9": NEW, **django_settings.FIELD_KEYS}
    assert doctor() == (State.LOOK, "1 nilai atau berkas masih di bawah kunci lama. Jalankan `sinergi keys rotate`.")
    assert as_json(run("keys", "rotate", "--json")) == {"values": 1, "files": 0, "unreadable": 0, "indexes": 0}
    assert json.loads(run("keys", "list", "--json").stdout) == [
        {"key": "k9", "values": 1, "files": 0, "present": True, "encrypts": True},
        {"key": own, "values": 0, "files": 0, "present": True, "encrypts": False},
    ]
    assert doctor()[0] == State.OK
    settings.FIELD_KEYS = {"k9": NEW}
    assert Person.objects.get(pk=person.pk).nik == "9901014107900001"


def test_a_lost_key_is_named_and_nothing_is_changed(run: Run, settings: Settings) -> None:
    somebody(institution(), nik="9901014107900001")
    own = rotation.newest()
    settings.FIELD_KEYS = {"k9": NEW}
    result = run("keys", "rotate")
    assert result.exit_code == 1
    assert "1 nilai dan 0 berkas tidak dapat dibuka" in result.stderr
    assert own in doctor()[1]
    assert doctor()[0] == State.WRONG


def test_an_old_index_key_is_pointed_out(settings: Settings) -> None:
    settings.OLD_INDEX_KEYS = [NEW]
    assert doctor()[0] == State.LOOK
