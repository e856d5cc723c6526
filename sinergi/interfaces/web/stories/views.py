"""The story of one agreement: how it stands and what is next at once, each section when somebody comes to it.

A section has an address of its own. Asked for by the page it is the section alone, opened by hand a page with nothing else;
the whole story, on one page for paper and for browsers without scripts, is a third door to the same sections.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from sinergi.domain.agreements.choices import Kind, Level, State
from sinergi.domain.agreements.rules.completeness import NEEDED_TO_SIGN
from sinergi.domain.evaluation import policies as evaluation_policies
from sinergi.foundation.institutions import queries as institutions
from sinergi.insight.story import Story, story
from sinergi.interfaces.web.agreements import views as agreements
from sinergi.interfaces.web.agreements.views import found_agreement
from sinergi.interfaces.web.agreements.words import WHY, day, standing_words, term_words
from sinergi.interfaces.web.lifecycle.views import stage_items
from sinergi.interfaces.web.shell.doors import NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.requests import Request
from sinergi.interfaces.web.stories import lines, sections
from sinergi.interfaces.web.stories.sections import Section, Told
from sinergi.interfaces.web.stories.stages import following, stages, summary

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement

MOST_RESERVED = 12  # lines for which a section keeps room while it is on its way


@dataclass(frozen=True)
class UnknownLine:
    label: str
    why: str


@dataclass(frozen=True)
class Waiting:
    """A section on its way, with room for `room` lines; where `html` is known already, that instead."""

    key: str
    title: str
    url: str = ""
    room: range = range(0)
    note: str = ""
    html: str = ""
    second: str = ""


@door(owner=OK, colleague=NOT_FOUND)
def agreement_story(request: Request, agreement: UUID) -> HttpResponse:
    found = found_agreement(request, agreement)
    told = story(found, on=request.today, viewer=request.actor)
    context = _opening(request, told) | {"sections": [_waiting(request, told, each) for each in _sections(found)]}
    return render(request, "stories/story.html", context)


@door(owner=OK, colleague=NOT_FOUND)
def whole_story(request: Request, agreement: UUID) -> HttpResponse:
    """Everything on one page, which therefore asks what all sections ask."""
    found = found_agreement(request, agreement)
    told = story(found, on=request.today, viewer=request.actor)
    context = _opening(request, told) | {
        "sections": [Waiting(each.key, str(each.title), html=_html(request, found, each)) for each in _sections(found)],
        "is_whole": True,
    }  # fmt: skip
    return render(request, "stories/story.html", context)


@door(owner=OK, colleague=NOT_FOUND)
def obligations(request: Request, agreement: UUID) -> HttpResponse:
    return _section(request, agreement, sections.OBLIGATIONS)


@door(owner=OK, colleague=NOT_FOUND)
def activities(request: Request, agreement: UUID) -> HttpResponse:
    return _section(request, agreement, sections.ACTIVITIES)


@door(owner=OK, colleague=NOT_FOUND)
def benefit(request: Request, agreement: UUID) -> HttpResponse:
    return _section(request, agreement, sections.BENEFIT)


@door(owner=OK, colleague=NOT_FOUND)
def evaluations(request: Request, agreement: UUID) -> HttpResponse:
    return _section(request, agreement, sections.EVALUATIONS)


@door(owner=OK, colleague=NOT_FOUND)
def details(request: Request, agreement: UUID) -> HttpResponse:
    return _section(request, agreement, sections.DETAILS)


@door(owner=OK, colleague=NOT_FOUND)
def lineage(request: Request, agreement: UUID) -> HttpResponse:
    return _section(request, agreement, sections.LINEAGE)


@door(owner=OK, colleague=NOT_FOUND)
def history(request: Request, agreement: UUID) -> HttpResponse:
    return _section(request, agreement, sections.HISTORY)


def _section(request: Request, agreement: UUID, section: Section) -> HttpResponse:
    """The section alone for the page that fetches it, else a page around it."""
    found = found_agreement(request, agreement)
    if request.htmx:
        response = HttpResponse(_html(request, found, section))
    else:
        context = agreements.about(found, str(section.title)) | {
            "section_title": str(section.title),
            "html": _html(request, found, section),
        }
        response = render(request, "stories/section.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _sections(agreement: Agreement) -> tuple[Section, ...]:
    return sections.sections_of(agreement)


def _html(request: Request, agreement: Agreement, section: Section) -> str:
    return _told(request, agreement, section, section.tell(request, agreement))


def _told(request: Request, agreement: Agreement, section: Section, told: Told) -> str:
    return render_to_string(section.template, sections.about(request, agreement) | told, request)


def _waiting(request: Request, told: Story, section: Section) -> Waiting:
    """A section that is known to be empty is told at once; of the others the room is known, not the words."""
    reach = told.reach
    counted = {
        sections.OBLIGATIONS.key: len(told.obligations),
        sections.ACTIVITIES.key: reach.activities,
        sections.BENEFIT.key: reach.persons + reach.measured,
        sections.EVALUATIONS.key: told.rounds.held,
    }
    rows = counted.get(section.key)
    if rows == 0:
        nothing = sections.nothing(request, may_plan=bool(told.obligations))
        return Waiting(section.key, str(section.title), html=_told(request, told.agreement, section, nothing))
    return Waiting(
        section.key,
        str(section.title),
        reverse(section.name, args=[told.agreement.public_id]),
        range(min(section.room if rows is None else section.each * rows, MOST_RESERVED)),
        summary(told, request.today) if section is sections.OBLIGATIONS else "",
        second=section.second,
    )


def _opening(request: Request, told: Story) -> dict[str, object]:
    """What stands above the sections: parties, standing, the trail, what is next and what nobody states."""
    found = told.agreement
    standing, tone = standing_words(found, request.today)
    sees_evaluations = request.actor.may_somewhere(evaluation_policies.VIEW)
    parties = list(found.parties.all())
    followers = institutions.followers([party.institution for party in parties], request.actor)
    answered = told.warning.answered_at if told.warning else None
    return sections.about(request, found) | {
        "title": found.title,
        "crumbs": [*agreements.list_crumb(), Crumb(found.title)],
        "story_url": agreements.story_url(found),
        "whole_url": reverse("kisah-lengkap", args=[found.public_id]),
        "standing": standing,
        "standing_tone": tone,
        "phase": str(told.phase.label),
        "today": day(request.today),
        "kind": str(Kind(found.kind).label) if found.kind else "",
        "level": str(Level(found.level).label) if found.level else "",
        "scope": found.scope,
        "signed_on": day(found.signed_on),
        "signing_place": found.signing_place,
        "term": term_words(found),
        "place": found.location_text,
        "covered": [unit.name for unit in found.covered_units.all()],
        "parties": [lines.party_line(party, found, followers) for party in parties],
        "warning": told.warning,
        "warning_answered_on": day(answered.date()) if answered else "",
        "unknowns": [UnknownLine(unknown.label, str(WHY[unknown.fact])) for unknown in told.unknowns],
        "missing": [
            unknown.label for unknown in told.unknowns if unknown.fact in NEEDED_TO_SIGN and found.state == State.DRAFT
        ],
        "stages": stages(told, sees_evaluations=sees_evaluations),
        "following": following(told, request.today),
        "draft_stages": stage_items(found) if found.state == State.DRAFT else [],
        "events": lines.event_lines(found, request.today),
    }
