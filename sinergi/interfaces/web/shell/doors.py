"""What a door answers to whom. Every view declares it; a test walks all URLs and tries each of them on each.

* owner: somebody who works at the unit the thing belongs to, with the roles for it; of what belongs to no unit
  (`national`), somebody who holds those roles everywhere;
* colleague: the same roles at another unit;
* stranger: somebody who is not signed in;
* partner: somebody of the other party, who may read what the unit agreed and does, and nothing about people;
* auditor: somebody who reads everywhere, nothing about people either, and never writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_http_methods

type View = Callable[..., HttpResponseBase]

OK = HTTPStatus.OK
FOUND = HTTPStatus.FOUND
LOGIN = HTTPStatus.FOUND
UNAUTHORIZED = HTTPStatus.UNAUTHORIZED
FORBIDDEN = HTTPStatus.FORBIDDEN
NOT_FOUND = HTTPStatus.NOT_FOUND
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True)
class Door:
    """The declaration: the status each of them gets for `method` with nothing filled in."""

    owner: HTTPStatus
    colleague: HTTPStatus
    stranger: HTTPStatus
    partner: HTTPStatus
    auditor: HTTPStatus
    method: str
    takes_form: bool
    national: bool
    public: bool


def door(
    *,
    owner: HTTPStatus = OK,
    colleague: HTTPStatus = OK,
    stranger: HTTPStatus = LOGIN,
    reader: HTTPStatus | None = None,
    auditor: HTTPStatus | None = None,
    method: str = "GET",
    public: bool = False,
    national: bool = False,
) -> Callable[[View], View]:
    """Declare a view's door. `method` "GET" admits GET and HEAD, "POST" only POST, "GET POST" a form that is shown and sent.

    Unless the door is `public`, whoever is not signed in is sent to the sign-in page. Whoever still has a one-time
    password is sent to the choice of an own one, whoever lacks a second factor that a role requires to setting one up.

    `reader` is what those get who only read, partner and auditor, where it is not what follows from the rest: what is
    everybody's own they get like an owner, what belongs to no unit and every form is closed to them, other pages open.
    `auditor` is for the auditor alone.
    """
    methods = method.split()
    closed = national or (colleague != owner and "POST" in methods)
    reads = reader or (FORBIDDEN if closed else owner)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not public and not request.user.is_authenticated:
                if request.htmx:  # type: ignore[attr-defined]
                    # A part of a page that is open already: the page itself is to go to the sign-in.
                    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Refresh": "true"})
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            if (
                not getattr(view, "blind", False)
                and request.user.is_authenticated
                and (first := _due_first(request, view))
            ):
                return HttpResponse(status=FOUND, headers={"Location": first})
            return view(request, *args, **kwargs)

        checked = require_http_methods([*methods, "HEAD"] if "GET" in methods else methods)(guarded)
        checked.door = Door(  # type: ignore[attr-defined]
            owner, colleague, stranger, reads, auditor or reads, methods[0], "POST" in methods, national, public
        )
        return checked

    return declare


def _due_first(request: HttpRequest, view: View) -> str:
    """Where somebody must go before this view opens: to an own password, to a second factor, or nowhere ("")."""
    if getattr(view, "one_time", False):
        return ""
    if request.user.password_is_one_time:  # type: ignore[union-attr]
        return "/kata-sandi/"
    if not getattr(view, "without_factor", False) and request.standing.must_add_factor:  # type: ignore[attr-defined]
        return "/keamanan/"
    return ""


def blind(view: View) -> View:
    """Mark a public view that does not even look who comes, so that it answers without session and database."""
    view.blind = True  # type: ignore[attr-defined]
    return view


def open_with_one_time_password(view: View) -> View:
    """Mark a view that may be entered before an own password was chosen."""
    view.one_time = True  # type: ignore[attr-defined]
    return view


def open_without_second_factor(view: View) -> View:
    """Mark a view that may be entered before the second factor that a role requires was set up."""
    view.without_factor = True  # type: ignore[attr-defined]
    return view
