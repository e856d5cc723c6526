from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from sinergi.domain.activities.choices import ActivityState
from sinergi.domain.activities.models import Activity
from sinergi.domain.activities.rules import NotYet, TooEarly
from sinergi.domain.activities.services import planning
from sinergi.domain.activities.tests.worlds import STARTS, Work
from sinergi.domain.agreements.choices import Side
from sinergi.domain.agreements.services.recording import PartyFacts
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution

pytestmark = pytest.mark.django_db


def test_an_activity_serves_obligations_of_several_agreements() -> None:
    work = Work()
    other = work.world.promised(work.world.signed())
    activity = work.planned(work.promised(), other, by=work.owner, place_text="  Aula   utama ")
    assert activity.obligations.count() == 2
    assert activity.place_text == "Aula utama"
    assert activity.state == ActivityState.PLANNED
    assert Entry.objects.filter(action="activity.planned").count() == 1


def test_what_is_planned_at_an_example_unit_is_an_example() -> None:
    assert Work().planned().is_example


def test_nobody_plans_at_another_unit() -> None:
    work = Work()
    with pytest.raises(NotAllowed, match="unit Anda"):
        work.planned(work.promised(), by=work.colleague)


def test_nobody_plans_at_an_institution_without_a_place() -> None:
    work = Work()
    with pytest.raises(NotAllowed):
        work.planned(work.promised(), unit=work.world.partner)


def test_an_agreement_that_the_planner_does_not_see_is_not_served() -> None:
    work = Work()
    with pytest.raises(NotAllowed, match="tidak dapat Anda lihat"):
        work.planned(work.promised(), unit=work.world.elsewhere, by=work.colleague)


def test_a_covered_unit_may_serve_the_agreement() -> None:
    work = Work()
    covering = work.world.signed(covered_units=(work.world.elsewhere,))
    activity = work.planned(work.world.promised(covering), unit=work.world.elsewhere, by=work.colleague)
    assert activity.unit == work.world.elsewhere


def test_an_activity_serves_at_least_one_obligation() -> None:
    work = Work()
    with pytest.raises(planning.ServesNothing, match="paling sedikit satu"):
        planning.plan(title="Tanpa janji", unit=work.unit, obligations=[], starts_on=STARTS, by=SYSTEM, at=NOW)


def test_a_draft_is_not_served() -> None:
    work = Work()
    draft = work.world.promised(work.world.draft())
    with pytest.raises(planning.NotConcluded, match="belum ditandatangani"):
        work.planned(draft)


def test_real_and_made_up_never_mix() -> None:
    work = Work()
    real: Institution = institution("Lapas Nyata Untuk Uji", example=False)
    with pytest.raises(planning.Mixed):
        work.planned(work.promised(), unit=real)


def test_an_activity_does_not_end_before_it_starts() -> None:
    work = Work()
    with pytest.raises(Invalid, match="berakhir sebelum"):
        work.planned(work.promised(), ends_on=STARTS - timedelta(days=1))


@pytest.mark.parametrize("title", ["", "   ", "x" * 301, "Pelatihan\x00menjahit"])
def test_a_title_is_one_readable_line(title: str) -> None:
    work = Work()
    with pytest.raises(Invalid) as refusal:
        work.planned(work.promised(), title=title)
    assert refusal.value.field == "title"
    assert not Activity.objects.exists()


def test_an_activity_is_carried_out_on_a_day() -> None:
    activity = planning.carry_out(Work().planned(), on=STARTS, by=SYSTEM, at=NOW)
    assert activity.is_carried_out
    assert activity.carried_out_on == STARTS


def test_nothing_is_carried_out_before_it_starts() -> None:
    activity = Work().planned()
    with pytest.raises(TooEarly):
        planning.carry_out(activity, on=STARTS - timedelta(days=1), by=SYSTEM, at=NOW)


def test_nothing_is_carried_out_in_the_future() -> None:
    activity = Work().planned()
    with pytest.raises(NotYet, match="belum tiba"):
        planning.carry_out(activity, on=TODAY + timedelta(days=1), by=SYSTEM, at=NOW)


def test_today_is_the_day_at_the_unit() -> None:
    """At 20.00 UTC it is 03.00 of the next day in Jakarta."""
    activity = Work().planned(starts_on=date(2026, 3, 3))
    evening = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
    assert planning.carry_out(activity, on=date(2026, 3, 3), by=SYSTEM, at=evening).is_carried_out


def test_an_activity_is_carried_out_once() -> None:
    activity = Work().carried_out()
    with pytest.raises(planning.NotPlanned, match="sudah dilaksanakan"):
        planning.carry_out(activity, on=STARTS, by=SYSTEM, at=NOW)


def test_what_was_carried_out_is_not_cancelled() -> None:
    with pytest.raises(planning.NotPlanned):
        planning.cancel(Work().carried_out(), reason="Terlambat", by=SYSTEM, at=NOW)


def test_what_was_cancelled_is_not_carried_out() -> None:
    activity = planning.cancel(Work().planned(), reason="Pelatih sakit", by=SYSTEM, at=NOW)
    assert activity.cancel_reason == "Pelatih sakit"
    with pytest.raises(planning.NotPlanned, match="sudah dibatalkan"):
        planning.carry_out(activity, on=STARTS, by=SYSTEM, at=NOW)


def test_cancelling_needs_a_reason() -> None:
    activity = Work().planned()
    with pytest.raises(Invalid, match="Alasan"):
        planning.cancel(activity, reason=" ", by=SYSTEM, at=NOW)


def test_only_who_plans_at_the_unit_carries_out_and_cancels() -> None:
    work = Work()
    activity = work.planned()
    for stranger in (work.colleague, actor("activities.view", at=work.unit)):
        with pytest.raises(NotAllowed):
            planning.carry_out(activity, on=STARTS, by=stranger, at=NOW)
        with pytest.raises(NotAllowed):
            planning.cancel(activity, reason="Coba", by=stranger, at=NOW)
    assert planning.carry_out(activity, on=STARTS, by=work.owner, at=NOW).is_carried_out


def test_a_real_activity_is_real() -> None:
    work = Work()
    own, partner = institution("Lapas Nyata Uji", example=False), institution("Mitra Nyata Uji", example=False)
    agreement = work.world.signed(parties=(PartyFacts(own, Side.OURS), PartyFacts(partner, Side.PARTNER)))
    assert not work.planned(work.world.promised(agreement), unit=own).is_example
