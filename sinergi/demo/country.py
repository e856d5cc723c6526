"""The example country, whole: one seed and one day give the same country."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sinergi.demo import agreements, answers, cases, desk, drafts, land, people, register, review, rounds, users, work
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor

BUILDER = Actor.system("contoh")
SEED = 2026


def exists() -> bool:
    """Whether the example country stands, whole or in part."""
    return Institution.objects.filter(is_example=True).exists()


def one_day_everywhere(now: datetime) -> datetime:
    """`now`, or while a new day has begun in the east only, the last moment at which it was one day in every zone.

    A country that is built in one go has no units that are a day ahead of the others.
    """
    if today_at(Zone.WIB, now) == today_at(Zone.WIT, now):
        return now
    return datetime.combine(today_at(Zone.WIT, now), time.min, ZoneInfo(Zone.WIT)) - timedelta(seconds=1)


def build(*, at: datetime, seed: int = SEED, say: Callable[[str], object] = print) -> None:
    """Build it through the services; it looks back from the day that `at` is. Raises founding.NameTaken when it stands."""
    at = one_day_everywhere(at)
    today = today_at(Zone.WIB, at)
    random = Random(seed)  # noqa: S311  (an example is not a secret)
    say("Negeri contoh: unit dan mitra …")
    country = land.settle(by=BUILDER, at=at)
    register.name(country, today=today, by=BUILDER, at=at)
    say("Negeri contoh: perjanjian dan kewajiban …")
    on_data = agreements.sign_register(country, today=today, by=BUILDER, at=at)
    signed = agreements.sign_all(country, random, today=today, by=BUILDER, at=at)
    work.deliver_papers(on_data, today=today, by=BUILDER, at=at)
    drafts.prepare(country, today=today, by=BUILDER, at=at)
    register.call(country, today=today, by=BUILDER, at=at)
    register.describe(signed, by=BUILDER, at=at)
    register.put_right(signed, by=BUILDER, at=at)
    register.ask_for(country, by=BUILDER, at=at)
    say("Negeri contoh: orang dan verifikasi …")
    population = people.made_up(seed, country, today=today)
    people.move_in(country, population, random, today=today, by=BUILDER, at=at)
    extract = people.verify(country, population, on_data, today=today, by=BUILDER, at=at)
    cases.seek(country, today=today, by=BUILDER, at=at)
    say("Negeri contoh: kegiatan, hasil, dan evaluasi …")
    work.carry_out_all(signed, random, today=today, by=BUILDER, at=at)
    work.take_back(today=today, by=BUILDER, at=at)
    # Who looks around at a unit works at the first one: what there is to show is shown there.
    near = sorted(signed, key=lambda each: each.unit != country.units[0])
    answers.plan_all(near, today=today, by=BUILDER, at=at)
    answers.give_up(signed[-1], today=today, by=BUILDER, at=at)
    answers.answer_all(near, today=today, by=BUILDER, at=at)
    rounds.hold(signed, today=today, by=BUILDER, at=at)
    people.put_together(country, today=today, by=BUILDER, at=at)
    users.invite_all(country, today=today, by=BUILDER, at=at)
    review.read(country, extract, today=today, by=BUILDER, at=at)
    desk.lay_out(today=today, by=BUILDER, at=at)
