"""Users from a sheet: previewed row by row, then invited once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.access.models import Grant, User
from sinergi.foundation.access.services import granting, inviting, roles
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.models import ImportRow, ImportRun
from sinergi.foundation.imports.services import staging, welcoming
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.foundation.queue.models import Job
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution
from tests.support.sheets import USERS, workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Institution:
    roles.deliver()
    return institution("Lapas Contoh Tujuh")


def preview(*rows: tuple[object, ...], by: Actor = SYSTEM) -> ImportRun:
    file = storing.store(
        io.BytesIO(workbook(USERS, *rows)), name="p.xlsx", allowed=[FileKind.XLSX], most_bytes=1_000_000, by=by, at=NOW
    )
    return welcoming.preview(file, on=TODAY, by=by, at=NOW)


def outcomes(run: ImportRun) -> list[str]:
    return list(run.rows.order_by("number").values_list("outcome", flat=True))


def test_a_preview_invites_nobody_and_a_confirmation_all(unit: Institution) -> None:
    run = preview(
        ("Ani  Contoh", " ANI@Contoh.example", "kepala unit", "lapas contoh tujuh", "2 Maret 2026", "31/12/2026"),
        ("Budi Contoh", "budi@contoh.example", "Pimpinan", "Seluruh Indonesia"),
    )
    assert not User.objects.exists()
    assert outcomes(run) == ["created", "created"]
    handed = welcoming.confirm(run, on=TODAY, by=SYSTEM, at=NOW)
    assert [one.email for one in handed] == ["ani@contoh.example", "budi@contoh.example"]
    ani = User.objects.get(email="ani@contoh.example")
    assert ani.check_password(handed[0].password)
    assert ani.password_is_one_time
    assert ani.name == "Ani Contoh"
    grant = Grant.objects.get(user=ani)
    assert (grant.institution, str(grant.starts_on), str(grant.ends_on)) == (unit, "2026-03-02", "2026-12-31")
    assert Grant.objects.get(user__email="budi@contoh.example").institution is None


def test_passwords_are_kept_nowhere(unit: Institution) -> None:
    run = preview(("Ani", "ani@contoh.example", "Pimpinan", unit.name))
    password = welcoming.confirm(run, on=TODAY, by=SYSTEM, at=NOW)[0].password
    kept = [
        *ImportRow.objects.values_list("values", "message"),
        *Entry.objects.values_list("facts"),
        *Job.objects.values_list("args"),
    ]
    assert kept
    assert password not in repr(kept)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", "a@contoh.example", "Pimpinan", "Lapas Contoh Tujuh"), "Nama wajib"),
        (("A", "bukan surel", "Pimpinan", "Lapas Contoh Tujuh"), "tidak benar"),
        (("A", "a@contoh.example", "Raja", "Lapas Contoh Tujuh"), "tidak dikenal"),
        (("A", "a@contoh.example", "Pimpinan", "Lapas Entah"), "tidak dikenal"),
        (("A", "a@contoh.example", "Pimpinan", ""), "unit kosong"),
        (("A", "a@contoh.example", "Pimpinan", "Lapas Contoh Tujuh", "31-02-2026"), "bukan tanggal"),
        (("A", "a@contoh.example", "Pimpinan", "Lapas Contoh Tujuh", "2-3-26"), "bukan tanggal"),
        (("A", "a@contoh.example", "Pimpinan", "Lapas Contoh Tujuh", "2-3-2026", "1-3-2026"), "mendahului"),
        (("A", "=A1", "Pimpinan", "Lapas Contoh Tujuh"), "rumus"),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words_and_the_others_go_on(
    unit: Institution, row: tuple[object, ...], said: str
) -> None:
    run = preview(row, ("Budi", "budi@contoh.example", "Pimpinan", unit.name))
    assert outcomes(run) == ["refused", "created"]
    assert said in run.rows.get(number=2).message
    assert len(welcoming.confirm(run, on=TODAY, by=SYSTEM, at=NOW)) == 1


def test_somebody_known_gets_a_further_role_and_the_same_role_changes_nothing(unit: Institution) -> None:
    rows = [
        ("Ani", "ani@contoh.example", "Pimpinan", unit.name),
        ("Ani", "ani@contoh.example", "Kepala unit", unit.name),
    ]
    run = preview(*rows)
    assert outcomes(run) == ["created", "updated"]
    assert len(welcoming.confirm(run, on=TODAY, by=SYSTEM, at=NOW)) == 1
    again = preview(*rows)
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert welcoming.confirm(again, on=TODAY, by=SYSTEM, at=NOW) == ()
    assert Grant.objects.count() == 2


def test_the_same_role_twice_in_one_file_is_refused_the_second_time(unit: Institution) -> None:
    assert outcomes(preview(*[("Ani", "ani@contoh.example", "Pimpinan", unit.name)] * 2)) == ["created", "refused"]


def test_a_manager_of_a_unit_invites_there_and_takes_over_nobody_from_elsewhere(unit: Institution) -> None:
    elsewhere, boss = institution("Lapas Contoh Lain"), actor(MANAGE, at=unit)
    inviting.invite("jauh@contoh.example", name="Jauh", by=SYSTEM, at=NOW)
    run = preview(
        ("A", "a@contoh.example", "Pimpinan", unit.name), ("B", "b@contoh.example", "Pimpinan", elsewhere.name),
        ("C", "c@contoh.example", "Pimpinan", "nasional"), ("Jauh", "jauh@contoh.example", "Pimpinan", unit.name), by=boss,
    )  # fmt: skip
    assert outcomes(run) == ["created", "refused", "refused", "refused"]
    with pytest.raises(NotAllowed):
        preview(("A", "a@contoh.example", "Pimpinan", unit.name), by=actor("agreements.view"))


def test_what_became_impossible_since_the_preview_is_refused_alone(unit: Institution) -> None:
    boss = actor(MANAGE, at=unit)
    run = preview(
        ("A", "a@contoh.example", "Pimpinan", unit.name), ("B", "b@contoh.example", "Pimpinan", unit.name), by=boss
    )
    inviting.invite("a@contoh.example", name="Lain", by=SYSTEM, at=NOW)
    assert [one.email for one in welcoming.confirm(run, on=TODAY, by=boss, at=NOW)] == ["b@contoh.example"]
    assert outcomes(run) == ["refused", "created"]


def test_it_is_confirmed_once(unit: Institution) -> None:
    run = preview(("A", "a@contoh.example", "Pimpinan", unit.name))
    welcoming.confirm(run, on=TODAY, by=SYSTEM, at=NOW)
    with pytest.raises(staging.AlreadyConfirmed):
        welcoming.confirm(run, on=TODAY, by=SYSTEM, at=NOW)


def test_by_mail_a_link_is_asked_for_and_no_password_made(unit: Institution) -> None:
    run = preview(("A", "a@contoh.example", "Pimpinan", unit.name))
    assert [one.password for one in welcoming.confirm(run, on=TODAY, by=SYSTEM, at=NOW, by_mail=True)] == [""]
    user = User.objects.get()
    assert not user.has_usable_password()
    assert Job.objects.get(name="access.mail_link").args == [str(user.public_id)]


def test_a_role_that_ended_may_be_given_again(unit: Institution) -> None:
    user = inviting.invite("a@contoh.example", name="A", by=SYSTEM, at=NOW)[0]
    granting.grant(
        user, roles.Role.objects.get(code="pimpinan"), institution=unit, starts_on=TODAY - timedelta(days=9),
        ends_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW,
    )  # fmt: skip
    assert outcomes(preview(("A", "a@contoh.example", "Pimpinan", unit.name))) == ["updated"]
