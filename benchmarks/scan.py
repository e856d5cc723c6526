"""Somebody hostile tries every door of a running site: as everybody, by every method, with injected values everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from http import HTTPStatus
from itertools import chain, count
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from benchmarks import noticing
from benchmarks.knocking import Budget, Door, Exhausted, Party, Seen, filled
from benchmarks.noticing import Finding, Noticed, Severity
from benchmarks.payloads import ALONE, BODIES, HEADERS, MARK, METHODS, OUTSIDE, PARTS, VALUES
from benchmarks.serving import inside, served
from benchmarks.visiting import Answer, PageForm

if TYPE_CHECKING:
    from tests.support.installations import Installation

# Parameters that any page might read without showing it; tried with these kinds only.
GUESSED = ("next", "halaman", "kunci", "format", MARK)
FOR_GUESSED = {"markup", "outside", "outside with backslash", "header", "nul", "large integer"}
LONGEST_QUERY = 4_000
MOST_FOLLOWED = 3  # pages looked at behind the forms of a door; all pages are looked at again in the end
SHOWN = 12  # doors named with each kind of finding
# Doors that put whoever enters out come last.
LEAVING = ("keluar", "kata-sandi", "mfa_", "account_", "masuk", "openid", "socialaccount")
# Where somebody's NIK is opened on purpose, and to whom: each time it is noted as read.
SHOWS_NIK = {"orang-nik", "meja-tinjau-baca", "meja-tinjau-putus"}
MAY_OPEN_NIK = {"owner", "national"}
UPLOADS = (
    ("../../../zqx.pdf", b"%PDF-1.4\n<zqx>\n%%EOF\n"),
    ("zqx<zqx>.csv", b"signed_on,partner,kind\n=cmd|' /C calc'!A0,<zqx zqx=1>,PKS\n"),
    ("zqx.xlsx", b"PK\x03\x04" + b"\x00" * 200),
    ("zqx.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="zqx()"/>'),
    ("nul\0.csv", b"name\n\0\xff\xfe\n"),
    ("x" * 400 + ".csv", b"a" * 3_000_000),
)
NOWHERE = (
    "/zqx/", "/%3Czqx%3E/", "//jahat.example/", "//jahat.example/%2f..", "/%5cjahat.example/", "/%0d%0aX-Zqx:1/", "/%00",
    "/%ff/",     "/static/../secrets.env", "/static/%2e%2e/%2e%2e/secrets.env", "/static/css/", "/static/zqx%00.css", "/admin/",
    "/.git/config",     "/perjanjian", "/perjanjian//", "/" + "a" * 6_000,
)  # fmt: skip
STATIC = ("/static/css/base.css", "/static/js/app.js")


class Scan:
    """One walk through all doors, and what was found on it. Findings are kept once for each (door, kind, parameter)."""

    def __init__(self, told: dict[str, object], parties: dict[str, Party], budget: Budget, seed: int) -> None:
        self.doors = [Door.of(each) for each in told["doors"]]  # type: ignore[attr-defined]
        self.nik, self.personal = str(told["nik"]), [str(each) for each in told["personal"]]  # type: ignore[attr-defined]
        self.parties, self.budget = parties, budget
        self.seen = Seen()
        self.findings: dict[tuple[str, str, str], Finding] = {}
        self.tried: set[tuple[str, str]] = set()
        self.injected: set[str] = set()
        self._marks = (f"{MARK}{number:x}g" for number in count(1))
        self._random = Random(seed)
        self._followed: Counter[str] = Counter()

    def run(self) -> None:
        """Until all is tried or the budget is used up."""
        try:
            self._look()
            self._nowhere()
            doors = self._random.sample(self.doors, len(self.doors))
            for door in sorted(doors, key=lambda each: each.name.startswith(LEAVING)):
                self._methods(door)
                self._forgery(door)
            for door in sorted(doors, key=lambda each: each.name.startswith(LEAVING)):
                for who in dict.fromkeys((door.strongest, *(("anonymous",) if door.public else ()))):
                    self._inject(door, self.parties[who])
                self.injected.add(door.name)
            self._look()  # what was kept on the way is shown now
        except Exhausted:
            pass

    @property
    def untried(self) -> list[str]:
        return [
            door.name for door in self.doors if any((door.name, method) not in self.tried for method in door.methods)
        ]

    @property
    def without_form(self) -> list[str]:
        """Doors for forms that no page led to: their fields are not known."""
        return [door.name for door in self.doors if "POST" in door.methods and door.pattern not in self.seen.forms]

    def worst(self) -> Severity:
        return max((finding.severity for finding in self.findings.values()), default=Severity.INFO)

    # what is tried

    def _look(self) -> None:
        """Every page as everybody, untouched."""
        for door in self.doors:
            for party in self.parties.values():
                if "GET" not in door.methods:
                    continue
                answer = self._ask(door, party, "", "GET", door.path)
                if answer.status == HTTPStatus.OK and noticing.is_page(answer):
                    self.seen.look(door.path, answer.text)
                if not door.public and party.name == "anonymous" and answer.status == HTTPStatus.OK:
                    self._keep(door.name, "", [Noticed(Severity.HIGH, "open to everybody")])

    def _nowhere(self) -> None:
        for party in (self.parties["anonymous"], self.parties["owner"]):
            for path in NOWHERE:
                self._judge("(no door)", party, path[:20], party.ask("GET", path))
        for path in STATIC:
            answer = self.parties["anonymous"].ask("GET", path)
            if answer.status != HTTPStatus.OK or answer.header("x-content-type-options") != "nosniff":
                self._keep(
                    "(static)", path, [Noticed(Severity.MEDIUM, "not served as it should be", str(answer.status))]
                )

    def _methods(self, door: Door) -> None:
        """Methods nobody declared, bodies that are not what they say, headers that lie."""
        party = self.parties[door.strongest]
        undeclared = [
            *METHODS,
            *({"GET", "POST"} - set(door.methods)),
            *(["HEAD"] if "GET" not in door.methods else []),
        ]
        for method in undeclared:
            answer = self._ask(door, party, method, method, door.path, headers={"X-CSRFToken": party.token})
            if answer.status < HTTPStatus.BAD_REQUEST and answer.status != HTTPStatus.FOUND:
                self._keep(
                    door.name, method, [Noticed(Severity.MEDIUM, "a method that was not declared", str(answer.status))]
                )
        if "POST" in door.methods:
            for kind, body in BODIES:
                headers = {"Content-Type": kind, "X-CSRFToken": party.token}
                self._ask(door, party, f"body {kind[:24]}", "POST", door.path, body, headers)
        if "GET" in door.methods:
            for lies in HEADERS:
                name = next(iter(lies)) if len(lies) == 1 else "headers"
                answer = self._ask(door, party, name, "GET", door.path, headers=lies)
                if name == "Host" and answer.status != HTTPStatus.BAD_REQUEST:
                    self._keep(door.name, name, [Noticed(Severity.MEDIUM, "answers to any name", str(answer.status))])

    def _forgery(self, door: Door) -> None:
        """A form sent from elsewhere: without the token, with another one, or from another origin."""
        if "POST" not in door.methods:
            return
        for party in (self.parties[door.strongest],):
            other = {"csrfmiddlewaretoken": "a" * 64}
            for parameter, fields, headers in (
                ("no token", {}, {}),
                ("another token", other, {}),
                ("another origin", {"csrfmiddlewaretoken": party.token}, {"Origin": f"https://{OUTSIDE}"}),
            ):
                sent = {"Content-Type": "application/x-www-form-urlencoded", **headers}
                answer = self._ask(door, party, parameter, "POST", door.path, urlencode(fields).encode(), sent)
                if answer.status != HTTPStatus.FORBIDDEN:
                    self._keep(
                        door.name, parameter, [Noticed(Severity.HIGH, "a forged form is taken", str(answer.status))]
                    )

    def _inject(self, door: Door, party: Party) -> None:
        for name, part in door.parts.items():
            for payload in PARTS:
                path = door.path.replace(
                    part, quote(payload.bear(next(self._marks)), safe="%", errors="surrogateescape")
                )
                self._ask(door, party, name, "POST" if "GET" not in door.methods else "GET", path)
        if "GET" in door.methods:
            for name, asked in self._queries(door):
                self._ask(door, party, name, "GET", f"{door.path}?{urlencode(asked, errors='surrogateescape')}")
        if "POST" in door.methods:
            for path, form in self.seen.forms.get(door.pattern, [(door.path, None)]):
                for name, fields in self._fields(form):
                    self._answered(door, party, name, party.send(path, fields))
                    self.tried.add((door.name, "POST"))
                for control in form.controls if form else ():
                    for filename, content in UPLOADS if control.kind == "file" and control.name else ():
                        answer = party.upload(path, filled(form), control.name, filename.replace("\0", "%00"), content)  # type: ignore[arg-type]
                        self._answered(door, party, control.name, answer)
        party.stay()

    def _queries(self, door: Door) -> Iterator[tuple[str, dict[str, str]]]:
        """Each known parameter alone; then all of them at once, with those that any page might read."""
        known = sorted(self.seen.parameters.get(door.pattern, set()) - {"csrfmiddlewaretoken"})
        alone = ((name, payload) for name in known for payload in VALUES if payload.kind in ALONE)
        for name, payload in alone:
            yield name, {name: payload.bear(next(self._marks))[:LONGEST_QUERY]}
        for payload in VALUES:
            if known or payload.kind in FOR_GUESSED:
                value = payload.bear(next(self._marks))[: LONGEST_QUERY // (len(known) + len(GUESSED))]
                yield "(all)", dict.fromkeys([*known, *GUESSED], value)

    def _fields(self, form: PageForm | None) -> Iterator[tuple[str, dict[str, str]]]:
        """Each field with each value while the others are filled in as they should be; then all at once, then none."""
        whole = filled(form) if form else {}
        controls = [control.name for control in form.controls if control.name] if form else []
        names = [name for name in dict.fromkeys([*controls, "next"]) if name != "csrfmiddlewaretoken"]
        for name in names:
            for payload in VALUES:
                if payload.kind in (ALONE if name != "next" else FOR_GUESSED):
                    yield name, whole | {name: payload.bear(next(self._marks))}
        for payload in VALUES:
            yield "(all)", dict.fromkeys(names, payload.bear(next(self._marks)))
        yield "(none)", {}

    # what is noticed

    def _ask(
        self, door: Door, party: Party, parameter: str, method: str, path: str,
        body: bytes | None = None, headers: dict[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        answer = party.ask(method, path, body, headers)
        self.tried.add((door.name, method))
        self._judge(door.name, party, parameter, answer)
        return answer

    def _answered(self, door: Door, party: Party, parameter: str, answer: Answer) -> None:
        """A form's answer, and the page that it leads to."""
        self._judge(door.name, party, parameter, answer)
        leads_on = answer.status == HTTPStatus.FOUND and answer.location.startswith("/")
        if leads_on and not noticing.is_outside(answer.location) and self._followed[door.name] < MOST_FOLLOWED:
            self._followed[door.name] += 1
            self._judge(door.name, party, parameter, party.ask("GET", answer.location.partition("#")[0]))

    def _judge(self, name: str, party: Party, parameter: str, answer: Answer) -> None:
        if answer.status == noticing.NO_ANSWER:
            self._keep(name, parameter, noticing.failure(answer))
            return
        found = [
            noticing.failure(answer), noticing.injected(answer), noticing.leads_outside(answer),
        ]  # fmt: skip
        if answer.status >= HTTPStatus.BAD_REQUEST and answer.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            found.append(noticing.personal(answer, self.personal, mine=party.email))
        if name not in SHOWS_NIK or party.name not in MAY_OPEN_NIK:
            found.append(noticing.personal(answer, [self.nik]))
        self._keep(name, parameter, chain.from_iterable(found))
        self._keep(name, "", chain(noticing.headers(answer), noticing.cookies(answer, secure=False)))

    def _keep(self, door: str, parameter: str, noticed: Iterable[Noticed]) -> None:
        for each in noticed:
            finding = Finding(each.severity, door, each.kind, parameter, each.example)
            self.findings.setdefault(finding.same, finding)


def run(
    say: Callable[[str], None], installation: Installation, *, seed: int, only: Sequence[str] = (), budget: Budget
) -> Severity:
    """Scan a throw-away site, told line by line; the gravest of what was found. `only` names doors, for a closer look."""
    told = inside(installation, "doors")
    if only:
        told["doors"] = [each for each in told["doors"] if each["name"] in only]
    with served(installation) as port, ExitStack() as stack:
        budget.begin()
        parties = {name: Party(name, email, port, budget) for name, email in told["viewers"].items()}
        for party in parties.values():
            stack.callback(party.close)
        scan = Scan(told, parties, budget, seed)
        scan.run()
    tell(say, scan)
    for place in failures(installation.data / "serve.log"):
        say(f"  failed at: {place}")
    return scan.worst()


def failures(log: Path) -> list[str]:
    """Where in the program requests failed, each place once."""
    lines = (
        line
        for line in log.read_text(errors="replace").splitlines()
        if " error=" in line and "error=DisallowedHost" not in line
    )
    return sorted({line[line.index(" error=") :].strip() for line in lines})[:20]


def tell(say: Callable[[str], None], scan: Scan) -> None:
    """What was asked as whom, what was left untried, and each kind of finding with the doors and parameters it was seen at."""
    doors, budget = scan.doors, scan.budget
    say(
        f"\nScan: {budget.used} requests in {budget.elapsed:.0f} s; all values into {len(scan.injected)} of {len(doors)} doors"
    )
    for party in scan.parties.values():
        statuses = ", ".join(f"{number} × {status}" for status, number in sorted(party.statuses.items()))
        say(f"  {party.name:10} {statuses}")
    for what, names in (
        ("not tried by each method", scan.untried),
        ("not tried with all values", [door.name for door in doors if door.name not in scan.injected]),
        ("no page shows the form of", scan.without_form),
        ("forms that lead to no door", set(scan.seen.forms) - {door.pattern for door in doors}),
    ):
        if names:
            say(f"  {what}: {', '.join(sorted(names))}")
    alike: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in sorted(scan.findings.values(), reverse=True):
        alike.setdefault((finding.severity, finding.kind), []).append(finding)
    for (severity, kind), found in alike.items():
        where = ", ".join(f"{each.door} ({each.parameter or 'untouched'})" for each in found[:SHOWN])
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        say(f"  {severity.name.lower():6}  {kind} {found[0].example}: {where}{more}")
    if scan.worst() <= Severity.LOW:
        say("  held    no finding above low")
