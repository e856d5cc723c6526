"""Many people write at once, over HTTP and through the forms: is anything lost, does anything fail, does the audit hold?"""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from benchmarks.serving import PASSWORD, inside, served
from benchmarks.visiting import Answer, PageForm, Visitor, forms

if TYPE_CHECKING:
    from tests.support.installations import Installation

ACTIONS = {"agreement": "agreement.recorded", "obligation": "obligation.promised", "delivery": "obligation.credited"}
STORY = re.compile(r"^/perjanjian/[0-9a-f-]{36}/$")
MOST_WRITES = 20_000


@dataclass
class Diary:
    """What happened to one who writes. `written` counts forms that were taken; `odd` names every other answer."""

    written: Counter[str] = field(default_factory=Counter)
    odd: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """All diaries together, against what stands in the database afterwards."""

    written: Counter[str]
    odd: Counter[str]
    seconds: list[float]
    rows: dict[str, int]
    entries: dict[str, int]
    chain_intact: bool
    sealed: int
    unsealed: int

    @property
    def failures(self) -> list[str]:
        """What should not be, as sentences; none when all is well."""
        wrong = [f"{number} × {what}" for what, number in self.odd.items()]
        for kind in ACTIONS:
            if not self.written[kind] == self.rows[kind] == self.entries[kind]:
                wrong.append(
                    f"{kind}: {self.written[kind]} written, {self.rows[kind]} rows, {self.entries[kind]} audit entries"
                )
        if not self.chain_intact or self.unsealed:
            wrong.append(f"the chain: intact {self.chain_intact}, {self.unsealed} not sealed")
        return wrong


def run(say: Callable[[str], None], installation: Installation, *, users: int, seconds: float) -> Outcome:
    """The bar of the many writers, told line by line."""
    outcome = write(installation, users=users, seconds=seconds)
    total = outcome.written.total()
    slow = sorted(outcome.seconds) or [0.0]
    say(
        f"\n{users} users writing at once for {seconds:g} s over HTTP: {total} writes taken ({total / seconds:.0f} a second)"
    )
    say("  " + ", ".join(f"{number} × {kind}" for kind, number in sorted(outcome.written.items())))
    p95, longest = slow[round(0.95 * (len(slow) - 1))], slow[-1]
    say(f"  a write takes {statistics.median(slow):.2f} s (p50), {p95:.2f} s (p95), {longest:.2f} s at most")
    chain = "intact" if outcome.chain_intact else "BROKEN"
    say(f"  {outcome.sealed} rows of the audit sealed, {outcome.unsealed} not; the chain is {chain}")
    for line in outcome.failures or ["nothing lost, no failure, audit entries = writes"]:
        say(f"  {'MISSED' if outcome.failures else 'held  '}  {line}")
    return outcome


def write(installation: Installation, *, users: int, seconds: float) -> Outcome:
    """Serve the installation and let `users` write for `seconds`; then count, seal and verify."""
    before = inside(installation, "crowd", users)
    diaries = [Diary() for _ in range(users)]
    with served(installation) as port:
        ready = threading.Barrier(users + 1)
        until: list[float] = []
        writers = [
            threading.Thread(target=_write, args=(port, number, diary, ready, until), daemon=True)
            for number, diary in enumerate(diaries)
        ]
        for writer in writers:
            writer.start()
        # The clock starts when all have signed in.
        until.append(time.monotonic() + 10**6)
        ready.wait(timeout=300)
        until[0] = time.monotonic() + seconds
        for writer in writers:
            writer.join(timeout=seconds + 120)
            if writer.is_alive():
                diaries[0].odd["a writer did not come back"] += 1
    after = inside(installation, "crowd", "tally")
    installation.run("audit", "seal")
    verified = installation.json("audit", "verify")
    return Outcome(
        written=sum((diary.written for diary in diaries), Counter()),
        odd=sum((diary.odd for diary in diaries), Counter()),
        seconds=[each for diary in diaries for each in diary.seconds],
        rows={kind: after["rows"][kind] - before["rows"][kind] for kind in ACTIONS},
        entries={
            kind: after["audit"].get(action, 0) - before["audit"].get(action, 0) for kind, action in ACTIONS.items()
        },
        chain_intact=verified["intact"],
        sealed=verified["rows"],
        unsealed=verified["unsealed"]["count"],
    )


def _write(port: int, number: int, diary: Diary, ready: threading.Barrier, until: list[float]) -> None:
    random = Random(number)
    visitor = Visitor(port)
    try:
        visitor.sign_in(f"penulis{number}@contoh.example", PASSWORD)
    except Exception as error:
        diary.odd[f"sign-in: {error!r}"] += 1
        visitor.close()
        ready.wait()
        return
    ready.wait()
    while time.monotonic() < until[0] and diary.written.total() < MOST_WRITES:
        try:
            _one_round(visitor, random, diary, until)
        except Exception as error:  # a connection that broke is an outcome, not the end of the measurement
            diary.odd[f"{type(error).__name__}: {str(error)[:80]}"] += 1
    visitor.close()


def _one_round(visitor: Visitor, random: Random, diary: Diary, until: list[float]) -> None:
    """Record an agreement, promise something under it, deliver some of it."""
    told = _send(visitor, "/perjanjian/catat/", "agreement", diary, _agreement(random))
    if not told or not STORY.match(told):
        return
    for _ in range(2):
        if time.monotonic() > until[0]:
            return
        owed = _send(visitor, f"{told}kewajiban/", "obligation", diary, _promise(random))
        if not owed:
            return
        _send(
            visitor, owed, "delivery", diary, lambda form: {"quantity": str(random.randrange(1, 9)), "on": "2026-03-01"}
        )


type Fill = Callable[[PageForm], dict[str, str]]


def _send(visitor: Visitor, path: str, kind: str, diary: Diary, fill: Fill) -> str:
    """Open the form of a page, fill it in and send it; where it led to, "" when it was not taken."""
    page = visitor.get(path)
    if page.status != 200:
        return _note_odd(diary, f"GET {kind}", page)
    marks = {"agreement": "ours-0", "obligation": "owed_by", "delivery": "token"}
    found = [form for form in forms(page.text) if marks[kind] in form.values() or marks[kind] in _names(form)]
    if not found:
        return _note_odd(diary, f"GET {kind}: no form", page)
    form = found[0]
    answer = visitor.post(form.action or path, form.values() | fill(form))
    diary.seconds.append(answer.seconds)
    if answer.status != 302:
        return _note_odd(diary, f"POST {kind}", answer)
    diary.written[kind] += 1
    return answer.location


def _names(form: PageForm) -> set[str]:
    return {control.name for control in form.controls}


def _note_odd(diary: Diary, what: str, answer: Answer) -> str:
    diary.odd[f"{what}: {answer.status}"] += 1
    return ""


def _agreement(random: Random) -> Fill:
    def fill(form: PageForm) -> dict[str, str]:
        offered = {control.name: [each for each in control.choices if each] for control in form.controls}
        return {
            "ours-0": random.choice(offered["ours-0"]),
            "partner-0": random.choice(offered["partner-0"]),
            "kind": "PKS",
            "level": "upt",
            "signed_on": "2026-02-01",
            "starts_on": "2026-02-01",
            "ends_on": "2027-01-31",
            "scope": f"Pelatihan contoh {random.randrange(10**9)}",
            "source_urls": "https://berita.example/contoh",
        }

    return fill


def _promise(random: Random) -> Fill:
    def fill(form: PageForm) -> dict[str, str]:
        (owed_by,) = [control for control in form.controls if control.name == "owed_by"]
        return {
            "owed_by": next(each for each in owed_by.choices if each),
            "description": f"Pertemuan contoh {random.randrange(10**9)}",
            "quantity": "40",
            "unit": "session",
        }

    return fill
