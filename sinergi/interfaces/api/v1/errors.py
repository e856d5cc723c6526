"""What the API answers when it cannot do what it was asked: a problem document (RFC 9457), always of one shape."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from sinergi.foundation.access.services.api_keys import Unknown
from sinergi.foundation.kernel.errors import DomainError, NotAllowed

MEDIA_TYPE = "application/problem+json"
STATUSES = (401, 403, 404, 422, 429)

log = logging.getLogger("sinergi.api")


class Fault(Schema):
    """One parameter that cannot be used."""

    parameter: str
    detail: str = Field(description="A sentence for people")


class Problem(Schema):
    """Why a call was refused."""

    type: str = Field("about:blank", description="A word for each kind of problem is in `code`")
    title: str
    status: int
    code: str = Field(description="For machines: unauthorized, not_allowed, not_found, invalid, too_many_requests, …")
    detail: str = Field(description="A sentence for people, in the language that was asked for")
    faults: list[Fault] = []


def answers[T](schema: type[T]) -> dict[int, Any]:
    """What an operation may answer: `schema`, or any of the problems."""
    return {200: schema} | dict.fromkeys(STATUSES, Problem)


def handle(api: NinjaAPI) -> None:
    """Turn everything that an operation raises into a problem document."""

    def told(request: HttpRequest, error: Any) -> HttpResponse:
        problem = problem_of(error)
        if problem.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("An operation failed", exc_info=error)
        answer = api.create_response(request, problem.model_dump(), status=problem.status)
        answer.headers["Content-Type"] = f"{MEDIA_TYPE}; charset=utf-8"
        if problem.status == HTTPStatus.UNAUTHORIZED:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    # Ninja asks for the nearest handler of the error's class, and has one of its own for each of these.
    for kind in (HttpError, ValidationError, Http404, Exception):
        api.add_exception_handler(kind, told)


def problem_of(error: BaseException) -> Problem:
    """What went wrong, in words: nothing of it was ours to say for an error that nobody expected."""
    match error:
        case AuthenticationError() | Unknown():
            return _problem(401, "unauthorized", _("Kunci API tidak ada, tidak dikenal, atau sudah berakhir."))
        case NotAllowed():
            return _problem(403, error.code, str(error))
        case DomainError():
            faults = [Fault(parameter=error.field, detail=str(error))] if error.field else []
            return _problem(422, error.code, str(error), faults)
        case ObjectDoesNotExist() | Http404():
            return _problem(404, "not_found", _("Tidak ada, atau bukan untuk Anda."))
        case ValidationError():
            faults = [_fault(name) for name in dict.fromkeys(str(each["loc"][-1]) for each in error.errors)]
            return _problem(422, "invalid", " ".join(fault.detail for fault in faults), faults)
        case Throttled():
            words = _("Terlalu banyak permintaan dalam satu menit. Coba lagi sebentar lagi.")
            return _problem(429, "too_many_requests", words)
        case _:
            words = _("Ada kesalahan di sistem. Coba lagi; bila berulang, hubungi pengelola.")
            return _problem(500, "failed", words)


def _fault(name: str) -> Fault:
    return Fault(parameter=name, detail=_("Nilai parameter %(name)s tidak dapat dipakai.") % {"name": name})


def _problem(status: int, code: str, detail: str, faults: list[Fault] | None = None) -> Problem:
    return Problem(
        type="about:blank", title=HTTPStatus(status).phrase, status=status, code=code, detail=detail,
        faults=faults or [],
    )  # fmt: skip
