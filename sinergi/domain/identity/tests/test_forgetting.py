"""Of whom was erased, identity keeps that a check was made and its result, nothing that tells who it was."""

from __future__ import annotations

from datetime import date

import pytest

from sinergi.domain.identity.choices import Result
from sinergi.domain.identity.models import Verification
from sinergi.domain.identity.services import confirming, forgetting
from sinergi.domain.people.models import Erasure
from sinergi.domain.people.services import episodes, retaining
from sinergi.domain.people.tests.worlds import somebody
from sinergi.foundation.queue.models import Job
from tests.support.factories import NOW, SYSTEM, institution

pytestmark = pytest.mark.django_db


def test_a_confirmation_keeps_its_result_and_loses_the_number() -> None:
    person = somebody(institution(), registration_number="B.7", starts_on=date(2014, 6, 1))
    made = confirming.confirm_by_unit(
        person, officer_name="Petugas Contoh", registration_number="B.7", on=date(2014, 6, 2), by=SYSTEM, at=NOW
    )
    forgetting.forget(person.public_id, at=NOW)
    assert Verification.objects.get(pk=made.pk).registration_number == "B.7", "only of whom was erased"
    episodes.end(person.episodes.get(), ends_on=date(2014, 7, 1), by=SYSTEM, at=NOW)
    retaining.let_go(at=NOW, by=SYSTEM)
    retaining.erase(Erasure.objects.get(), by=SYSTEM, at=NOW)
    assert Job.objects.filter(name="identity.forget_person", args=[str(person.public_id)]).exists()
    for _again in range(2):
        forgetting.forget(person.public_id, at=NOW)
    after = Verification.objects.get(pk=made.pk)
    assert (after.registration_number, after.why, after.marks) == ("dihapus", [], {})
    assert after.result == Result.SESUAI
