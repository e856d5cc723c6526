"""Who knocks at the doors: the viewers with their sessions, what they see of forms, and how much may be asked in all."""

from __future__ import annotations

import http.client
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from benchmarks.noticing import NO_ANSWER
from benchmarks.serving import PASSWORD
from benchmarks.visiting import HOST, Answer, Control, PageForm, Visitor, forms, links

MOST_REQUESTS, MOST_SECONDS = 20_000, 900.0
PATIENCE_SECONDS = 30.0
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What a field takes when it must take something, by the kind of its control.
PLAUSIBLE = {"date": "2026-03-01", "number": "1", "email": "contoh@contoh.example", "url": "https://berita.example/1"}


class Exhausted(Exception):
    """All requests, or all the time, have been used."""


@dataclass
class Budget:
    requests: int = MOST_REQUESTS
    seconds: float = MOST_SECONDS
    used: int = 0
    began: float = 0.0

    def begin(self) -> None:
        self.began = time.monotonic()

    def spend(self) -> None:
        """Count one request. Raises Exhausted when there is none left."""
        if self.used >= self.requests or self.elapsed > self.seconds:
            raise Exhausted
        self.used += 1

    @property
    def elapsed(self) -> float:
        return time.monotonic() - self.began


@dataclass(frozen=True)
class Door:
    """A declared door: where it is for the built world, and what stands in the variable parts of its address."""

    name: str
    path: str
    parts: dict[str, str]
    methods: tuple[str, ...]
    public: bool
    national: bool

    @classmethod
    def of(cls, told: dict[str, Any]) -> Door:
        return cls(**told | {"methods": tuple(told["methods"])})

    @property
    def pattern(self) -> str:
        return pattern_of(self.path)

    @property
    def strongest(self) -> str:
        """Who gets furthest behind this door."""
        return "national" if self.national else "owner"


def pattern_of(path: str) -> str:
    """The address with its variable parts left open."""
    return _UUID.sub("*", path.partition("?")[0])


class Party:
    """One who tries doors. Comes in again when a door has put him out, each time from another address of this machine."""

    def __init__(self, name: str, email: str, port: int, budget: Budget) -> None:
        self.name, self.email = name, email
        self._port, self._budget = port, budget
        self._times_in = 0
        self.statuses: Counter[int] = Counter()
        self.enter()

    def enter(self) -> None:
        """Sign in anew. A lockout that the scan itself caused is by network address, so it is left behind."""
        self._times_in += 1
        source = HOST if self._times_in == 1 else f"127.0.{1 + self._times_in // 250}.{1 + self._times_in % 250}"
        self._visitor = Visitor(self._port, timeout=PATIENCE_SECONDS, source=source)
        if self.email:
            self._visitor.sign_in(self.email, PASSWORD)
        else:
            self._visitor.get("/masuk/")  # for the token that forms need

    def stay(self) -> None:
        """Make sure to be inside still."""
        if self.email and self.ask("GET", "/").status != 200:
            self.enter()

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """The answer; one with the status 0 when none came in time, or the connection was cut."""
        return self._counted(lambda visitor: visitor.ask(method, path, body, headers or {}))

    def _counted(self, ask: Callable[[Visitor], Answer]) -> Answer:
        """A server may close a connection that it kept, for instance behind a body nobody read: then one more time."""
        self._budget.spend()
        answer = Answer(NO_ANSWER, (), b"", PATIENCE_SECONDS)
        for _turn in range(2):
            try:
                answer = ask(self._visitor)
            except TimeoutError:
                self._visitor.close()
            except (OSError, http.client.HTTPException):
                self._visitor.close()
                continue
            break
        self.statuses[answer.status] += 1
        return answer

    @property
    def token(self) -> str:
        return self._visitor.cookies.get("csrftoken", "")

    def send(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """A form with its token; what is no text at all is sent as the bytes that it stands for."""
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token}, errors="surrogateescape").encode()
        return self.ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def upload(self, path: str, fields: dict[str, str], name: str, filename: str, content: bytes) -> Answer:
        return self._counted(lambda visitor: visitor.upload(path, fields, name, filename, content))

    def close(self) -> None:
        self._visitor.close()


@dataclass
class Seen:
    """What pages told of doors: by the pattern of the address, the forms that lead there and the parameters of queries."""

    forms: dict[str, list[tuple[str, PageForm]]] = field(default_factory=dict)
    parameters: dict[str, set[str]] = field(default_factory=dict)

    def look(self, path: str, page: str) -> None:
        for form in forms(page):
            target = form.action or path
            if urlsplit(target).netloc or not target.startswith("/"):
                continue
            names = {control.name for control in form.controls if control.name}
            if form.method == "get":
                self.parameters.setdefault(pattern_of(target), set()).update(names)
                continue
            known = self.forms.setdefault(pattern_of(target), [])
            if not any(names == {control.name for control in other.controls if control.name} for _path, other in known):
                known.append((target.partition("?")[0], form))
        for link in links(page):
            names = {name for name, _value in parse_qsl(urlsplit(link).query)}
            self.parameters.setdefault(pattern_of(link), set()).update(names)


def filled(form: PageForm) -> dict[str, str]:
    """The form as somebody would send it who fills in every field."""
    values = form.values()
    for control in form.controls:
        if control.name and not values.get(control.name) and control.kind not in {"file", "submit", "hidden"}:
            values[control.name] = _plausible(control)
    return values


def _plausible(control: Control) -> str:
    if control.choices:
        return next((choice for choice in control.choices if choice), "")
    return PLAUSIBLE.get(control.kind, "contoh" if control.kind not in {"checkbox", "radio"} else "on")
