from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from sinergi.foundation.calendar import policies, queries
from sinergi.foundation.calendar.choices import CorrectionKind, DayOffKind
from sinergi.foundation.calendar.models import DayCorrection
from sinergi.foundation.calendar.services import correcting
from sinergi.foundation.kernel.actors import Actor, Scope
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from sinergi.foundation.kernel.periods import Period

AT = datetime(2026, 1, 5, 3, 0, tzinfo=UTC)
SYSTEM = Actor.system("uji")
MONDAY = date(2026, 11, 23)

pytestmark = pytest.mark.django_db


def correct(day: date, kind: CorrectionKind, *, by: Actor = SYSTEM, name: str = "Hari contoh") -> DayCorrection:
    return correcting.correct(day, kind=kind, name=name, source="Keputusan Contoh 1/2026", by=by, at=AT)


def test_a_holiday_a_weekend_and_a_working_day_are_told_apart() -> None:
    holiday, saturday = queries.day_off(date(2026, 8, 17)), queries.day_off(date(2026, 8, 22))
    assert holiday is not None
    assert holiday.kind == DayOffKind.LIBUR_NASIONAL
    assert saturday is not None
    assert (saturday.name, saturday.kind) == ("Sabtu", DayOffKind.AKHIR_PEKAN)
    assert queries.day_off(date(2026, 8, 18)) is None


def test_a_corrected_day_is_off_and_moves_deadlines() -> None:
    assert queries.working_days_after(date(2026, 11, 20), 1) == MONDAY
    correct(MONDAY, CorrectionKind.LIBUR, name="Pilkada contoh")
    off = queries.day_off(MONDAY)
    assert off is not None
    assert (off.name, off.source) == ("Pilkada contoh", "Keputusan Contoh 1/2026")
    assert queries.working_days_after(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert queries.working_days_after(date(2026, 11, 24), -1) == date(2026, 11, 20)


def test_a_later_correction_overrules_an_earlier_one_and_both_rows_stay() -> None:
    correct(MONDAY, CorrectionKind.LIBUR)
    correct(MONDAY, CorrectionKind.KERJA)
    assert queries.day_off(MONDAY) is None
    assert DayCorrection.objects.count() == 2


def test_a_sunday_can_be_made_a_working_day() -> None:
    sunday = date(2026, 11, 22)
    correct(sunday, CorrectionKind.KERJA)
    assert queries.day_off(sunday) is None
    assert queries.working_days_after(date(2026, 11, 20), 1) == sunday


def test_holidays_in_a_period_come_in_order_without_plain_weekends() -> None:
    correct(MONDAY, CorrectionKind.LIBUR)
    found = queries.holidays_in(Period(date(2026, 11, 1), date(2027, 1, 1)))
    assert [off.day for off in found] == [MONDAY, date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)]


def test_only_who_holds_the_capability_everywhere_may_correct() -> None:
    capabilities = frozenset({policies.CORRECT})
    owner = Actor("user:1", "Admin", scopes=(Scope(capabilities, ""),))
    colleague = Actor("user:2", "Admin wilayah", scopes=(Scope(capabilities, "1.5."),))
    stranger = Actor("user:3", "Tamu")
    assert correct(MONDAY, CorrectionKind.LIBUR, by=owner).recorded_by_key == "user:1"
    for actor in (colleague, stranger):
        with pytest.raises(NotAllowed, match="tidak berwenang"):
            correct(MONDAY, CorrectionKind.KERJA, by=actor)
    assert DayCorrection.objects.count() == 1


def test_a_correction_without_a_name_is_refused() -> None:
    with pytest.raises(Invalid, match="Nama hari wajib diisi") as refusal:
        correct(MONDAY, CorrectionKind.LIBUR, name="  ")
    assert refusal.value.field == "name"


@pytest.mark.parametrize("broken", [{"kind": "separuh"}, {"source": ""}])
def test_the_database_refuses_a_correction_without_sense(broken: dict[str, str]) -> None:
    facts = {"day": MONDAY, "kind": "libur", "name": "x", "source": "y", "recorded_at": AT, "recorded_by_key": "z"}
    with pytest.raises(IntegrityError), transaction.atomic():
        DayCorrection.objects.create(**(facts | broken))
