"""The trip of one agreement as a trail of seven stages, and what is next on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sinergi.domain.agreements.choices import ObligationState, State
from sinergi.interfaces.web.agreements.words import day

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Obligation
    from sinergi.insight.story import Story

SOON_DAYS = 180  # an end this near is worth a line


@dataclass(frozen=True)
class Stage:
    """One of the seven, for the trail."""

    key: str
    state: str
    href: str
    number: str = ""
    note: str = ""
    label: str = ""


@dataclass(frozen=True)
class Next:
    """One thing that waits, or comes next, with where to see to it."""

    text: str
    href: str
    tone: str
    icon: str


def stages(told: Story, *, sees_evaluations: bool) -> list[Stage]:
    reach, rounds, agreement = told.reach, told.rounds, told.agreement
    promised = len(told.obligations)
    fulfilled = promised - told.open_obligations
    found = [
        _signature(told),
        Stage(
            "obligations",
            _how_far(fulfilled, promised),
            "#kewajiban",
            _("%(done)d dari %(all)d terpenuhi") % {"done": fulfilled, "all": promised} if promised else "",
        ),
        Stage(
            "activities",
            "done" if reach.carried_out else "partly" if reach.activities else "none",
            "#kegiatan",
            _("%(n)d terlaksana") % {"n": reach.carried_out} if reach.carried_out else "",
            _("baru direncanakan") if reach.activities and not reach.carried_out else "",
        ),
        Stage(
            "participants",
            _how_far(reach.persons_verified, reach.persons),
            "#untuk-siapa",
            ngettext("%(n)d orang", "%(n)d orang", reach.persons) % {"n": reach.persons} if reach.persons else "",
            _("%(n)d terverifikasi") % {"n": reach.persons_verified} if reach.persons else "",
            label=_("Untuk siapa"),
        ),
        Stage(
            "outcomes",
            "done" if reach.measured else "none",
            "#perubahan",
            ngettext("%(n)d pengukuran", "%(n)d pengukuran", reach.measured) % {"n": reach.measured}
            if reach.measured
            else "",
            label=_("Perubahan"),
        ),
    ]
    if sees_evaluations:
        found += [
            Stage(
                "evaluation",
                _how_far(rounds.locked, rounds.held),
                "#evaluasi",
                str(rounds.held or ""),
                _("%(n)d dikunci") % {"n": rounds.locked} if rounds.held else "",
            ),
            Stage("decision", "done" if rounds.decided else "none", "#keputusan", str(rounds.decided or "")),
        ]
    else:
        hidden = _("tidak terbuka bagi peran Anda")
        closed = [("evaluation", "#evaluasi"), ("decision", "#keputusan")]
        found += [Stage(key, "unknown", href, note=hidden) for key, href in closed]
    # On a draft's page the later stages have no section yet to jump to.
    late = set() if agreement.state == State.CONCLUDED else {stage.key for stage in found[2:]}
    return [replace(stage, href="") if stage.key in late else stage for stage in found]


def _signature(told: Story) -> Stage:
    agreement = told.agreement
    if agreement.state != State.CONCLUDED:
        note = _("masih rancangan") if agreement.state == State.DRAFT else _("ditarik")
        return Stage("signature", "none", "#tanda-tangan", note=note)
    if agreement.signed_on is None:
        return Stage("signature", "unknown", "#tanda-tangan", note=_("tanggalnya"))
    return Stage("signature", "done", "#tanda-tangan", day(agreement.signed_on))


def _how_far(done: int, of: int) -> str:
    return "none" if of == 0 else "done" if done == of else "partly"


def summary(told: Story, today: date) -> str:
    """All obligations in one line; "" where there are none."""
    promised = len(told.obligations)
    if not promised:
        return ""
    facts = {"done": promised - told.open_obligations, "all": promised, "late": len(_late(told, today))}
    if facts["late"]:
        return _("%(done)d dari %(all)d terpenuhi; %(late)d lewat batas.") % facts
    return _("%(done)d dari %(all)d terpenuhi; tidak ada yang lewat batas.") % facts


def following(told: Story, today: date) -> list[Next]:
    """What waits under a concluded agreement, the most pressing first."""
    if told.agreement.state != State.CONCLUDED:
        return []
    return [*_owed(told, today), *_ending(told, today), *_to_find_out(told)]


def _owed(told: Story, today: date) -> Iterator[Next]:
    late = _late(told, today)
    if late:
        words = ngettext("%(n)d kewajiban lewat batas", "%(n)d kewajiban lewat batas", len(late)) % {"n": len(late)}
        yield Next(words, "#kewajiban", "bad", "warning")
    coming = [(due, one.pk, one) for one in told.obligations if one.is_open and (due := one.owed().next_due_on())]
    still = [each for each in coming if each[0] >= today]
    if still:
        due, _pk, first = min(still)
        words = _("%(what)s, tenggat %(day)s") % {"what": first.description, "day": day(due)}
        yield Next(words, reverse("kewajiban", args=[first.public_id]), "info", "obligation")
    if not told.obligations:
        yield Next(_("Belum ada kewajiban yang dicatat"), "#kewajiban", "neutral", "obligation")
    if told.warning is not None and not told.warning.answer:
        yield Next(_("Peringatan kewenangan menandatangani belum ditanggapi"), "#peringatan", "warn", "warning")


def _ending(told: Story, today: date) -> Iterator[Next]:
    last = told.agreement.ends_on
    if last is None or told.agreement.ended_on is not None or last < today or (last - today).days > SOON_DAYS:
        return
    left = (last - today).days
    words = ngettext("Berakhir %(day)s, %(n)d hari lagi", "Berakhir %(day)s, %(n)d hari lagi", left)
    yield Next(words % {"day": day(last), "n": left}, "#tanda-tangan", "warn", "calendar")


def _to_find_out(told: Story) -> Iterator[Next]:
    if told.unknowns:
        count = len(told.unknowns)
        words = ngettext("%(n)d fakta belum diketahui", "%(n)d fakta belum diketahui", count) % {"n": count}
        yield Next(words, "#belum-diketahui", "unknown", "unknown")


def _late(told: Story, today: date) -> list[Obligation]:
    return [one for one in told.obligations if one.state(today) == ObligationState.OVERDUE]
