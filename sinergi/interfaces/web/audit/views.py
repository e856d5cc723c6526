from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sinergi.foundation.audit import policies, queries
from sinergi.interfaces.web.shell.doors import FORBIDDEN, door
from sinergi.interfaces.web.shell.paging import page_of
from sinergi.interfaces.web.shell.requests import Request


@door(colleague=FORBIDDEN, national=True)
def trail(request: Request) -> HttpResponse:
    """What was done, newest first; `?tentang=` shows the entries about one row."""
    policies.ensure_can_view(request.actor)
    subject = request.GET.get("tentang", "").replace("\0", "")[:120]
    entries = queries.entries(request.actor)
    page = page_of(request, entries.about(subject) if subject else entries, per_page=50)
    context = {"page": page, "subject": subject, "noun": _("catatan")}
    return render(request, "audit/trail.html", context)
