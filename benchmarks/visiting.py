"""A visitor over HTTP: one warm connection, cookies, forms with their CSRF token. Never leaves this machine."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.header("location")

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass
class Control:
    """A field of a form as it stands in the page. `choices` are what a select or a group offers."""

    name: str
    kind: str
    value: str = ""
    choices: tuple[str, ...] = ()


@dataclass
class PageForm:
    action: str
    method: str
    controls: list[Control]

    def values(self) -> dict[str, str]:
        """As a browser would send it untouched."""
        return {
            each.name: each.value
            for each in self.controls
            if each.name and each.kind not in {"file", "submit"} and (each.value or each.kind != "multiple")
        }


class Visitor:
    """One who visits the site at `port` of this machine, and only that."""

    def __init__(self, port: int, timeout: float = 60.0, source: str = HOST) -> None:
        """`source` is the address of this machine that the site sees: one of 127.0.0.0/8."""
        self._connection = http.client.HTTPConnection(HOST, port, timeout=timeout, source_address=(source, 0))
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """Send a form as a browser does, with the site's own token."""
        token = fields.get("csrfmiddlewaretoken") or self.cookies.get("csrftoken", "")
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self.ask("POST", path, body, sent)

    def upload(self, path: str, fields: Mapping[str, str], name: str, filename: str, content: bytes) -> Answer:
        """A form with one file in the field `name`."""
        boundary = "----sinergi-benchmark"
        token = self.cookies.get("csrftoken", "")
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"csrfmiddlewaretoken": token, **fields}.items()
        ]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), content, f"\r\n--{boundary}--\r\n".encode()])
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})

    def sign_in(self, email: str, password: str) -> None:
        """Raises RefusedEntry when the site does not let this user in."""
        page = self.get("/masuk/")
        (form,) = [form for form in forms(page.text) if "password" in form.values()]
        answer = self.post("/masuk/", form.values() | {"username": email, "password": password})
        if answer.status != 302 or self.get(answer.location or "/").status != 200:
            raise RefusedEntry(f"{email}: {answer.status} {answer.location}")

    def close(self) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """Any request at all; a cookie among the headers takes the place of those that were kept."""
        assert path.startswith("/"), f"not an address of this site: {path}"
        sent = dict(headers)
        if self.cookies and "Cookie" not in sent:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        try:
            self._connection.request(method, path, body, sent)
            answer = self._connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # The server may close a connection that was quiet; a form is never sent a second time.
            self._connection.close()
            if method != "GET":
                raise
            self._connection.request(method, path, body, sent)
            answer = self._connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - began
        for key, value in answer.getheaders():
            if key.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.partition(";")[0]
        return Answer(answer.status, tuple(answer.getheaders()), content, seconds)


class RefusedEntry(Exception):
    """The site does not let this user in."""


def forms(page: str) -> list[PageForm]:
    """All forms of a page."""
    reader = _FormReader()
    reader.feed(page)
    return reader.forms


def links(page: str) -> list[str]:
    """The addresses of this site that a page leads to, each once, in their order."""
    reader = _FormReader()
    reader.feed(page)
    inside = [href.partition("#")[0] for href in reader.links if not urlsplit(href).netloc and href.startswith("/")]
    return list(dict.fromkeys(href for href in inside if href))


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self._select: Control | None = None
        self._area: Control | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(PageForm(given.get("action", ""), given.get("method", "get").lower(), []))
            self._inside = True
        elif not self._inside:
            return
        elif tag in {"input", "button"} and "name" in given:
            self._input(tag, given)
        elif tag == "select":
            self._select = Control(given.get("name", ""), "multiple" if "multiple" in given else "select")
            self.forms[-1].controls.append(self._select)
        elif tag == "option" and self._select is not None:
            self._select.choices += (given.get("value", ""),)
            first = len(self._select.choices) == 1 and self._select.kind == "select"
            if "selected" in given or first:
                self._select.value = given.get("value", "")
        elif tag == "textarea":
            self._area = Control(given.get("name", ""), "textarea")
            self.forms[-1].controls.append(self._area)

    def _input(self, tag: str, given: dict[str, str]) -> None:
        kind = "submit" if tag == "button" else given.get("type", "text")
        if kind in {"checkbox", "radio"} and "checked" not in given:
            kind = "submit" if kind == "radio" else kind
            self.forms[-1].controls.append(Control("" if kind == "checkbox" else given["name"], kind))
            return
        self.forms[-1].controls.append(Control(given["name"], kind, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data if self._area.value else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
