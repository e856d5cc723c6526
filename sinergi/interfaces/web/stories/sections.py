"""The sections of a story that are fetched when somebody comes to them: what each asks, and what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sinergi.domain.activities import policies as activity_policies
from sinergi.domain.activities import queries as activities
from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.queries import lifecycle
from sinergi.domain.evaluation import policies as evaluation_policies
from sinergi.domain.evaluation import queries as evaluations
from sinergi.interfaces.web.agreements.views import story_url
from sinergi.interfaces.web.agreements.words import rupiah, source_urls
from sinergi.interfaces.web.lifecycle.words import correction_lines, names_in, source_line, step_lines
from sinergi.interfaces.web.stories import lines
from sinergi.interfaces.web.stories.actions import actions

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement
    from sinergi.interfaces.web.shell.requests import Request

type Told = dict[str, object]

SHOWN_ACTIVITIES = 8


@dataclass(frozen=True)
class Section:
    """A part of the story with an address of its own.

    `key` is the anchor of its first card, `second` that of its second where it has one, `name` that of its URL; `late`
    sections are there once an agreement is concluded. While it is on its way it keeps room for `each` lines for each of its
    rows, and for `room` lines where nobody knows how many it has.
    """

    key: str
    name: str
    title: Promise
    template: str
    tell: Callable[[Request, Agreement], Told]
    late: bool = False
    second: str = ""
    each: int = 1
    room: int = 6


def _obligations(request: Request, agreement: Agreement) -> Told:
    promised = queries.obligations_of(agreement, request.actor)
    return {"obligations": [lines.obligation_line(row, request.today) for row in promised]}


def _activities(request: Request, agreement: Agreement) -> Told:
    sees = request.actor.may_somewhere(activity_policies.VIEW)
    rows = [lines.activity_line(row) for row in activities.under(agreement, request.actor)] if sees else []
    made = activities.produced(agreement, request.actor) if rows else ()
    return {
        "sees_activities": sees,
        "activities": rows[:SHOWN_ACTIVITIES],
        "more_activities": rows[SHOWN_ACTIVITIES:],
        "outputs": [lines.output_line(each) for each in made],
        "may_plan": queries.obligations_of(agreement, request.actor).exists(),
    }


def _benefit(request: Request, agreement: Agreement) -> Told:
    people = activities.taken_part(agreement, request.actor)
    return {
        "people": people,
        "categories": [lines.category_line(count) for count in people.categories],
        "outcomes": [lines.outcome_line(sum_) for sum_ in activities.changed(agreement, request.actor)],
    }


def _evaluations(request: Request, agreement: Agreement) -> Told:
    if not request.actor.may_somewhere(evaluation_policies.VIEW):
        return {"sees_evaluations": False}
    rounds = list(evaluations.decided(agreement, request.actor))
    decisions = [held.decided for held in rounds if held.decided is not None]
    results = queries.titled({each.result_id for each in decisions if each.result_id}, request.actor)
    return {
        "sees_evaluations": True,
        "evaluations": [lines.evaluation_line(held) for held in rounds],
        "decisions": [lines.decision_line(each, results.get(each.result_id or 0)) for each in decisions],
    }


def _details(request: Request, agreement: Agreement) -> Told:
    umbrella, below = queries.around(agreement, request.actor)
    payer = agreement.get_paid_by_display() if agreement.paid_by else ""
    funding = (agreement.funding_text, rupiah(agreement.funding_rupiah), str(payer))
    sources = lifecycle.sources_by_fact(agreement, request.actor)
    return {
        "programmes": [programme.name for programme in agreement.programmes.all()],
        "subject_fields": [
            f"{row.group}: {row}" if row.group else str(row) for row in lifecycle.fields_of(agreement, request.actor)
        ],
        "funding": " · ".join(part for part in funding if part),
        "urgency": agreement.urgency,
        "umbrella": umbrella.title if umbrella else "",
        "umbrella_url": story_url(umbrella) if umbrella else "",
        "carried_out_by": [lines.Link(document.title, story_url(document)) for document in below],
        "fact_sources": [source_line(source) for source in sources.values()],
        "sources": source_urls(agreement),
        "source_text": "" if agreement.row_identity else agreement.source_text,
        "source_cells": queries.source_cells(agreement, viewer=request.actor),
    }


def _lineage(request: Request, agreement: Agreement) -> Told:
    family = queries.lineage(agreement, request.actor)
    return {"lineage": [lines.document_line(document, agreement, request.today) for document in family]}


def _history(request: Request, agreement: Agreement) -> Told:
    corrections = lifecycle.corrections(agreement, request.actor)
    umbrella = queries.around(agreement, request.actor)[0] if corrections else None
    return {
        "corrections": correction_lines(corrections, names_in(agreement, umbrella)) if corrections else [],
        "steps": step_lines(lifecycle.steps(agreement, request.actor)),
    }


OBLIGATIONS = Section(
    "kewajiban",
    "kisah-kewajiban",
    _("2. Kewajiban: siapa menjanjikan apa"),
    "stories/obligations.html",
    _obligations,
    each=2,
)
ACTIVITIES = Section(
    "kegiatan", "kisah-kegiatan", _("3. Kegiatan: apa yang dikerjakan"), "stories/activities.html", _activities, late=True
)  # fmt: skip
BENEFIT = Section(
    "untuk-siapa", "kisah-manfaat", _("4. Untuk siapa, dan 5. apa yang berubah"), "stories/benefit.html", _benefit,
    late=True, second="perubahan",
)  # fmt: skip
EVALUATIONS = Section(
    "evaluasi", "kisah-evaluasi", _("6. Evaluasi dan 7. keputusan"), "stories/evaluations.html", _evaluations,
    late=True, second="keputusan",
)  # fmt: skip
DETAILS = Section("rincian", "kisah-rincian", _("Rincian dan sumber"), "stories/details.html", _details)
LINEAGE = Section("silsilah", "kisah-silsilah", _("Silsilah naskah"), "stories/lineage.html", _lineage)
HISTORY = Section("riwayat", "kisah-riwayat", _("Riwayat catatan"), "stories/history.html", _history)

SECTIONS = (OBLIGATIONS, ACTIVITIES, BENEFIT, EVALUATIONS, DETAILS, LINEAGE, HISTORY)


def sections_of(agreement: Agreement) -> tuple[Section, ...]:
    """Those that there are, in the order of the page."""
    return tuple(one for one in SECTIONS if not one.late or agreement.state == State.CONCLUDED)


def nothing(request: Request, *, may_plan: bool) -> Told:
    """What a section is told of which it is known that nothing stands in it. Asks nothing."""
    return {
        "sees_activities": request.actor.may_somewhere(activity_policies.VIEW),
        "sees_evaluations": request.actor.may_somewhere(evaluation_policies.VIEW),
        "may_plan": may_plan,
    }


def about(request: Request, agreement: Agreement) -> Told:
    """What every section is told beside its own facts."""
    return {
        "actions": actions(agreement, request.actor),
        "is_draft": agreement.state != State.CONCLUDED,
        "is_withdrawn": agreement.state == State.WITHDRAWN,
        "is_example": agreement.is_example,
    }
