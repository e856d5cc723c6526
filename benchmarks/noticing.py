"""What is wrong with an answer. Pages are parsed as a browser would, so text that merely names the mark is no finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from html.parser import HTMLParser
from urllib.parse import urlsplit

from benchmarks.payloads import MARK, OUTSIDE, TEMPLATE_SUM
from benchmarks.visiting import Answer

ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "srcset",
    "data",
    "poster",
    "ping",
    "hx-get",
    "hx-post",
    "hx-push-url",
}
STRICT = {"default-src": "'none'", "script-src": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'"}
NO_ANSWER = 0  # the status of what never came
EXECUTED = {"script", "style"}
# What stands in an answer when the program shows its insides.
INSIDES = (
    b"Traceback (most recent call last)", b"django.core", b"sqlite3.", b"psycopg.", b"syntax error at or near",
    b"OperationalError", b"TemplateSyntaxError", b"root:x:0:0", b"site-packages",
)  # fmt: skip
_EVALUATED = re.compile(rf"{MARK}[0-9a-f]*g{sum(TEMPLATE_SUM)}")
_SCRIPTED = re.compile(r"[\s\x00-\x1f]*(javascript|vbscript|data):", re.IGNORECASE)


class Severity(IntEnum):
    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, order=True)
class Finding:
    """One thing wrong at one door: by which parameter, and an example of how it was seen."""

    severity: Severity
    door: str
    kind: str
    parameter: str
    example: str = ""

    @property
    def same(self) -> tuple[str, str, str]:
        return self.door, self.kind, self.parameter


@dataclass(frozen=True)
class Noticed:
    """A finding before anybody says where."""

    severity: Severity
    kind: str
    example: str = ""


def failure(answer: Answer) -> Iterator[Noticed]:
    """The program failed, does not answer, or shows its insides."""
    if answer.status == NO_ANSWER:
        yield Noticed(Severity.HIGH, "no answer")
    if answer.status >= 500:
        yield Noticed(Severity.HIGH, "failure", str(answer.status))
    if shown := [each.decode() for each in INSIDES if each in answer.body]:
        yield Noticed(Severity.HIGH, "insides shown", shown[0])


def injected(answer: Answer) -> Iterator[Noticed]:
    """What was sent has become more than text: markup, script, an address, a header, a sum."""
    for name, value in answer.headers:
        if MARK in name.lower() or (name.lower() == "set-cookie" and value.lower().startswith(MARK)):
            yield Noticed(Severity.HIGH, "header injected", name)
    if _EVALUATED.search(answer.text):
        yield Noticed(Severity.HIGH, "template evaluated")
    if not is_page(answer):
        return
    reader = _Reader()
    reader.feed(answer.text)
    reader.close()
    yield from reader.noticed


def leads_outside(answer: Answer) -> Iterator[Noticed]:
    """A redirect, by status or by htmx, to another site."""
    for name in ("location", "hx-redirect", "hx-location", "refresh", "content-location"):
        target = answer.header(name)
        if target and is_outside(target):
            yield Noticed(Severity.HIGH, "leads outside", f"{name}: {target[:80]}")


def is_outside(target: str) -> bool:
    """Whether a browser on this site would leave it. Backslashes and control characters are read as browsers do."""
    plain = re.sub(r"[\t\r\n]", "", target.strip()).replace("\\", "/")
    parts = urlsplit(plain)
    return bool(parts.netloc or plain.startswith("//") or parts.scheme) and parts.hostname not in {
        "127.0.0.1",
        "localhost",
    }


def headers(answer: Answer) -> Iterator[Noticed]:
    """The headers that every answer of the program carries."""
    yield from _policy(answer)
    for name, due in (
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
    ):
        if answer.header(name) != due:
            yield Noticed(Severity.MEDIUM, f"{name} is not {due}", answer.header(name))
    kept = {part.strip().lower() for part in answer.header("cache-control").split(",")}
    if not kept & {"no-store", "private"}:
        yield Noticed(Severity.MEDIUM, "a shared cache may keep it", answer.header("cache-control"))
    if answer.header("server").lower().startswith(("django", "python", "granian/")) or answer.header("x-powered-by"):
        yield Noticed(Severity.LOW, "names its software", answer.header("server"))
    if answer.body and not answer.header("content-type"):
        yield Noticed(Severity.MEDIUM, "no content type")


def _policy(answer: Answer) -> Iterator[Noticed]:
    policy: dict[str, str] = {}
    for directive in answer.header("content-security-policy").split(";"):
        name, _space, value = directive.strip().partition(" ")
        policy[name] = value
    for name, due in STRICT.items():
        if policy.get(name) != due:
            yield Noticed(Severity.MEDIUM, f"{name} is not {due}", policy.get(name, ""))
    if any("'unsafe-" in value or "*" in value.split() for value in policy.values()):
        yield Noticed(Severity.MEDIUM, "the content policy has a hole")
    if "form-action" not in policy:
        yield Noticed(Severity.MEDIUM, "forms may be sent anywhere")


def cookies(answer: Answer, *, secure: bool) -> Iterator[Noticed]:
    """`secure`: whether the installation is configured for TLS."""
    for key, value in answer.headers:
        if key.lower() != "set-cookie":
            continue
        name, *rest = (part.strip() for part in value.split(";"))
        flags = {part.partition("=")[0].lower(): part.partition("=")[2] for part in rest}
        if flags.get("max-age") == "0":
            continue  # that is how a cookie is taken back
        wrong = [flag for flag in ("httponly", *(("secure",) if secure else ())) if flag not in flags]
        if flags.get("samesite", "").lower() not in {"lax", "strict"}:
            wrong.append("samesite")
        if "domain" in flags:
            wrong.append("domain")
        if wrong:
            yield Noticed(Severity.MEDIUM, f"cookie without {', '.join(wrong)}", name.partition("=")[0])


def personal(answer: Answer, values: Iterable[str], *, mine: str = "") -> Iterator[Noticed]:
    """Personal data in an answer that refuses something; `mine` is the address of whoever asked."""
    for value in values:
        if value != mine and value.encode() in answer.body:
            yield Noticed(Severity.HIGH, "personal data in a refusal", value[:4] + "…")


def is_page(answer: Answer) -> bool:
    kind = answer.header("content-type").partition(";")[0].strip().lower()
    return kind in {"text/html", "application/xhtml+xml", "image/svg+xml", "text/xml", "application/xml", ""}


class _Reader(HTMLParser):
    """Looks for the mark where it is more than text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.noticed: list[Noticed] = []
        self._inside = ""
        self._data_only = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given: Mapping[str, str] = {name: value or "" for name, value in attributes}
        if MARK in tag or any(MARK in name for name in given):
            self._say(Severity.HIGH, "markup injected", tag)
        for name, value in given.items():
            if MARK in value and (name.startswith(("on", "hx-on")) or name in {"style", "srcdoc"}):
                self._say(Severity.HIGH, "script injected", f"{tag} {name}")
            elif name in ADDRESSES and (MARK in value or OUTSIDE in value):
                self._address(tag, name, value)
        if tag == "meta" and MARK in given.get("content", "") and "http-equiv" in given:
            self._say(Severity.HIGH, "markup injected", "meta")
        if tag in EXECUTED:
            self._inside = tag
            self._data_only = given.get("type", "").endswith("json")

    def _address(self, tag: str, name: str, value: str) -> None:
        if _SCRIPTED.match(value):
            self._say(Severity.HIGH, "script injected", f"{tag} {name}")
        elif is_outside(value):
            # A link that people follow knowingly is what fields for addresses are for; everything else is not.
            harmless = tag == "a" and name == "href" and urlsplit(value).scheme in {"http", "https", "mailto", "tel"}
            self._say(Severity.INFO if harmless else Severity.HIGH, "an address outside", f"{tag} {name}")

    def handle_data(self, data: str) -> None:
        if self._inside and MARK in data and not self._data_only:
            self._say(Severity.MEDIUM, "text of somebody inside a script", self._inside)

    def handle_comment(self, data: str) -> None:
        if MARK in data:
            self._say(Severity.LOW, "text of somebody inside a comment")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def _say(self, severity: Severity, kind: str, example: str = "") -> None:
        self.noticed.append(Noticed(severity, kind, example))
