"""Reading a case: both sides, what speaks for and against, and the answer. Then the next case at once."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import Opinion
from sinergi.domain.identity.queries import desk
from sinergi.domain.identity.services import claiming, reviewing, settling
from sinergi.foundation.kernel.errors import DomainError, NotAllowed
from sinergi.interfaces.web.desk import words
from sinergi.interfaces.web.desk.forms import ReadForm, RuleForm
from sinergi.interfaces.web.desk.views import suffix
from sinergi.interfaces.web.people import pages
from sinergi.interfaces.web.shell.doors import FORBIDDEN, FOUND, NOT_FOUND, OK, door
from sinergi.interfaces.web.shell.furniture import Crumb
from sinergi.interfaces.web.shell.requests import Request, asks_for_examples

if TYPE_CHECKING:
    from sinergi.domain.identity.models import ReviewCase
    from sinergi.domain.identity.services.reviewing import Looked


@door(owner=FOUND, colleague=FOUND, reader=FORBIDDEN)
@never_cache
def begin(request: Request) -> HttpResponse:
    """To the case that is read next, or back to the queue when none waits."""
    policies.ensure_is_at_the_desk(request.actor)
    return _onwards(request, desk.first(request.actor, at=request.now, examples=asks_for_examples(request)))


@door(owner=FOUND, colleague=NOT_FOUND, reader=NOT_FOUND)
@never_cache
def before(request: Request, review_case: UUID) -> HttpResponse:
    """Leave this case and go to the one before it."""
    return _aside(request, review_case, back=True)


@door(owner=FOUND, colleague=NOT_FOUND, reader=NOT_FOUND)
@never_cache
def after(request: Request, review_case: UUID) -> HttpResponse:
    """Leave this case and go to the next one."""
    return _aside(request, review_case, back=False)


@door(owner=FOUND, colleague=FOUND, reader=FORBIDDEN, method="POST")
def leave(request: Request) -> HttpResponse:
    """Let go of the case: somebody else may have it."""
    policies.ensure_is_at_the_desk(request.actor)
    claiming.free(by=request.actor)
    return redirect(reverse("meja-tinjau") + suffix(request))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
@sensitive_variables("looked", "context")
def read(request: Request, review_case: UUID) -> HttpResponse:
    """Both sides and the three answers."""
    case = pages.found(desk.case_by_id, review_case, request.actor)
    form = ReadForm(pages.sent(request))
    if form.is_bound and form.is_valid():
        done = form.submit(reviewing.read, case, **_answer(request, form), by=request.actor, at=request.now)
        if done is not None:
            messages.success(request, _("Bacaan tersimpan."))
            return _onwards(request, desk.beside(case, request.actor, at=request.now))
    try:
        looked = reviewing.look(case, by=request.actor, at=request.now)
    except NotAllowed:
        raise
    except DomainError as error:
        return _gone(request, case, str(error), status=pages.status(form))
    context = {
        **_shown(looked),
        "form": form,
        "before_url": reverse("meja-tinjau-sebelum", args=[case.public_id]),
        "after_url": reverse("meja-tinjau-sesudah", args=[case.public_id]),
        "leave_url": reverse("meja-tinjau-lepas") + ("?contoh=ya" if case.is_example else ""),
        "opinions": [
            ("1", Opinion.SAME, "check"),
            ("2", Opinion.DIFFERENT, "close"),
            ("3", Opinion.UNKNOWN, "unknown"),
        ],
    }
    return render(request, "desk/read.html", context, status=pages.status(form))


@door(owner=OK, colleague=NOT_FOUND, reader=NOT_FOUND, method="GET POST")
@never_cache
@sensitive_variables("looked", "context")
def rule(request: Request, referred_case: UUID) -> HttpResponse:
    """A superior sees both sides and what the readers said, and decides."""
    case = pages.found(desk.referred_by_id, referred_case, request.actor)
    form = RuleForm(pages.sent(request))
    form.fields["reason"].required = True
    if form.is_bound and form.is_valid():
        done = form.submit(settling.rule, case, **_answer(request, form), by=request.actor, at=request.now)
        if done is not None:
            messages.success(request, _("Kasus diputuskan."))
            return redirect(reverse("meja-tinjau-diteruskan") + ("?contoh=ya" if case.is_example else ""))
    try:
        looked = reviewing.look_again(case, by=request.actor, at=request.now)
    except NotAllowed:
        raise
    except DomainError as error:
        return _gone(request, case, str(error), status=pages.status(form))
    context = {
        **_shown(looked),
        "form": form,
        "said": [
            (each.position, each.get_opinion_display(), each.reason, each.reader_label)
            for each in desk.opinions(case, request.actor)
        ],
        "opinions": [("1", Opinion.SAME, "check"), ("2", Opinion.DIFFERENT, "close")],
    }
    return render(request, "desk/rule.html", context, status=pages.status(form))


def _aside(request: Request, review_case: UUID, *, back: bool) -> HttpResponse:
    case = pages.found(desk.case_by_id, review_case, request.actor)
    claiming.free(by=request.actor)
    return _onwards(request, desk.beside(case, request.actor, at=request.now, back=back))


def _gone(request: Request, case: ReviewCase, why: str, *, status: int) -> HttpResponse:
    """The case cannot be shown: somebody else has it, it is over, or its row cannot be read."""
    name = words.title(case)
    return render(request, "desk/gone.html", {"gone": why, "title": name, "crumbs": _crumbs(name)}, status=status)


def _answer(request: Request, form: ReadForm) -> dict[str, object]:
    return {
        "opinion": Opinion(form.cleaned_data["opinion"]),
        "reason": form.cleaned_data["reason"],
        "expires_on": form.cleaned_data["expires_on"],
        "acknowledged": request.POST.getlist("seen"),
    }


def _shown(looked: Looked) -> dict[str, object]:
    case, name = looked.case, words.title(looked.case)
    return {
        "title": name,
        "kind": words.kind(case),
        "is_example": case.is_example,
        "is_pair": looked.other is not None,
        "lines": words.lines(looked),
        "evidence": words.evidence(case),
        "guards": words.guards(case),
        "against": [(each.value, str(each.label)) for each in looked.against],
        "weight": words.weight(case),
        "masked": not looked.opened,
        "extract": case.extract.label if case.extract else "",
        "writes_nik": case.proposal_id is not None,
        "crumbs": _crumbs(name),
    }


def _onwards(request: Request, case: ReviewCase | None) -> HttpResponse:
    if case is None:
        messages.info(request, _("Tidak ada kasus lain yang menunggu bacaan Anda."))
        return redirect("meja-tinjau")
    return redirect("meja-tinjau-baca", review_case=case.public_id)


def _crumbs(name: str) -> list[Crumb]:
    return [Crumb(_("Meja tinjau"), reverse("meja-tinjau")), Crumb(name)]
