from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import Standing
from sinergi.insight.overview import World, overview
from sinergi.interfaces.web.shell.doors import door
from sinergi.interfaces.web.shell.requests import Request


@dataclass(frozen=True)
class Panel:
    """A world with the addresses of the lists behind its numbers."""

    title: str
    world: World
    links: dict[str, str]
    list_url: str


@dataclass(frozen=True)
class Waiting:
    """Something that waits for this viewer."""

    text: str
    count: int
    url: str
    icon: str


@door()
def dashboard(request: Request) -> HttpResponse:
    seen = overview(request.actor, on=request.today)
    agreements = reverse("perjanjian")
    waiting = [
        Waiting(
            _("lembaga sementara menunggu ditetapkan"), seen.provisional, reverse("lembaga-sementara"), "institution"
        ),
        Waiting(_("rancangan menunggu tanda tangan"), seen.drafts, f"{agreements}?tahap=draft", "signature"),
        Waiting(_("kewajiban lewat batas waktu"), seen.real.promises.overdue, agreements, "obligation"),
    ]
    panels = [
        Panel(
            title,
            world,
            _links(agreements, world, day=request.today.isoformat()),
            f"{agreements}{_examples(world, '?')}",
        )
        for title, world in [(_("Perjanjian nyata"), seen.real), (_("Negeri contoh"), seen.example)]
        if world.standing.total or not world.is_example
    ]
    context = {"overview": seen, "panels": panels, "waiting": [item for item in waiting if item.count]}
    return render(request, "dashboard/dashboard.html", context)


def _examples(world: World, join: str) -> str:
    return f"{join}contoh=ya" if world.is_example else ""


def _links(agreements: str, world: World, *, day: str) -> dict[str, str]:
    return {
        standing.value: f"{agreements}?{urlencode({'keadaan': standing.value, 'pada': day})}{_examples(world, '&')}"
        for standing in Standing
    }
