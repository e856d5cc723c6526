"""Logs: what happened, where and how long it took; never whose data it was.

Query strings, bodies, names and addresses of pages stay out: an address can name a person. A request is told by the name of
its route and the key of its user; an error by its class and the places it passed, not by its message, in which databases
write the values of the row.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from django.http import HttpRequest, HttpResponseBase

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_FACTS = ("route", "method", "status", "ms", "user")

log = logging.getLogger("sinergi.request")


class RequestLogMiddleware:
    """One record for each request that reached a route or was refused, and the request's id on every record meanwhile.

    The id is the one that the proxy gave in X-Request-ID, else our own; the answer carries it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        number = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        token = _request_id.set(number)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = number
            if request.resolver_match or response.status_code >= 400:
                _write(request, response.status_code, time.perf_counter() - began)
            return response
        finally:
            _request_id.reset(token)


def _write(request: HttpRequest, status: int, seconds: float) -> None:
    # Only a user that the page asked for anyway: the log costs no question to the database.
    user = getattr(request, "_cached_user", None)
    facts = {
        "route": request.resolver_match.view_name if request.resolver_match else "-",
        "method": request.method if request.method in {"GET", "HEAD", "POST"} else "-",
        "status": status,
        "ms": round(seconds * 1_000, 1),
        "user": f"user:{user.public_id}" if user is not None and user.is_authenticated else "-",
    }
    log.info("request", extra=facts)


class _Formatter(logging.Formatter):
    def said(self, record: logging.LogRecord) -> str:
        """The message; of Django's own, without the addresses and values that are its arguments."""
        if not record.name.startswith("django") or not record.args:
            return record.getMessage()
        arguments = record.args if isinstance(record.args, tuple) else (record.args,)
        words = [str(one) for one in arguments if isinstance(one, int) or (isinstance(one, str) and one in _REASONS)]
        return " ".join(words) or "…"

    def facts(self, record: logging.LogRecord) -> dict[str, object]:
        found: dict[str, object] = {"request": _request_id.get()} if _request_id.get() else {}
        found |= {name: getattr(record, name) for name in _FACTS if record.name == log.name and hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            found["error"] = type(error).__name__
            found["places"] = [
                f"{Path(at.filename).name}:{at.lineno}" for at in traceback.extract_tb(error.__traceback__)[-8:]
            ]
        return found


# What Django says about a request beside its address.
_REASONS = {
    "Internal Server Error",
    "Bad Request",
    "Forbidden",
    "Not Found",
    "Method Not Allowed",
    "Service Unavailable",
}


class JsonFormatter(_Formatter):
    """One JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        head = {"at": at, "level": record.levelname, "logger": record.name, "message": self.said(record)}
        return json.dumps(head | self.facts(record), ensure_ascii=False, default=str)


class TextFormatter(_Formatter):
    """The same for people: one line, facts behind the message."""

    def format(self, record: logging.LogRecord) -> str:
        facts = " ".join(f"{name}={value}" for name, value in self.facts(record).items())
        return f"{self.formatTime(record)} {record.levelname} {record.name} {self.said(record)} {facts}".rstrip()
