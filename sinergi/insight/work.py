"""What waits for me? Everything across the trip that this viewer can move on, by how long it has been waiting.

Each source says which of its rows wait for whom and since when; all of them are asked in one question, so that the page
costs the same whether three things wait or three thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils.translation import gettext_lazy as _

from sinergi.domain.agreements import policies as agreement_policies
from sinergi.domain.agreements import queries as agreements
from sinergi.domain.agreements.choices import DELIVER, ObligationState, Stage, State
from sinergi.domain.agreements.models import Agreement, Delivery, Milestone, Obligation, Party
from sinergi.domain.agreements.queries import gaps
from sinergi.domain.evaluation import policies as evaluation_policies
from sinergi.domain.evaluation.models import Evaluation
from sinergi.domain.identity import policies as identity_policies
from sinergi.domain.identity.models import VerificationRun
from sinergi.domain.identity.queries import cases as identity_cases
from sinergi.domain.identity.queries import desk
from sinergi.foundation.access import queries as access
from sinergi.foundation.access.choices import MANAGE
from sinergi.foundation.audit import policies as audit_policies
from sinergi.foundation.audit import queries as audit
from sinergi.foundation.imports.choices import RunState
from sinergi.foundation.imports.models import ImportRun
from sinergi.foundation.institutions import queries as institutions
from sinergi.foundation.institutions.choices import SETTLE
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.queries import prefixed

KINDS = {
    "sign": _("Siap ditandatangani"),
    "draft": _("Rancangan yang sedang disusun"),
    "obligation": _("Kewajiban lewat batas"),
    "accept": _("Pemenuhan menunggu penerimaan"),
    "dispute": _("Sengketa menunggu penyelesaian"),
    "milestone": _("Langkah rencana lewat batas"),
    "due": _("Langkah rencana segera jatuh tempo"),
    "halted": _("Pemeriksaan identitas terhenti"),
    "desk": _("Kasus di meja tinjau"),
    "ruling": _("Kasus meja tinjau menunggu putusan atasan"),
    "case": _("Kasus tanpa NIK sebulan tanpa langkah"),
    "recording": _("Hari perekaman menunggu hasilnya"),
    "judge": _("Evaluasi menunggu penilaian"),
    "lock": _("Evaluasi menunggu dikunci"),
    "decide": _("Evaluasi menunggu keputusan"),
    "gap": _("Data yang perlu dilengkapi"),
    "import": _("Impor belum disahkan"),
    "provisional": _("Lembaga sementara"),
    "pair": _("Lembaga yang mungkin sama"),
    "review": _("Peran pengguna menunggu tinjauan"),
    "role": _("Wewenang yang diusulkan bagi peran"),
    "alarm": _("Pembacaan data orang yang tidak biasa"),
}
"""What can wait, in the order in which it is shown."""

type Source = tuple[str, QuerySet[Any]]

_UNKNOWN_SINCE = date(1900, 1, 1)
SOON = timedelta(days=14)
"""How long before its day a step of a plan is told of."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the viewer: a row of its kind, since a day (None: before days were kept; of what falls due
    soon the day to come), told by `text` or by the agreement that it concerns."""

    kind: str
    public_id: UUID
    text: str
    since: date | None
    agreement: Agreement | None
    is_example: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a kind wait, and since when the oldest."""

    kind: str
    count: int
    oldest: date | None


@dataclass(frozen=True, slots=True)
class Work:
    """`items` are those of the page asked for, longest waiting first; `tallies` count everything, kind by kind."""

    items: tuple[Waiting, ...]
    tallies: tuple[Tally, ...]

    @property
    def total(self) -> int:
        return sum(tally.count for tally in self.tallies)


def work(viewer: Actor, *, on: date, kind: str = "", start: int = 0, count: int = 25) -> Work:
    """What waits for the viewer on a day, all of it or of one of `KINDS`. Four or five queries, however much waits."""
    sources = _sources(viewer, on)
    tallies = _tallies(sources)
    asked = [_rows(name, rows) for name, rows in sources if not kind or name == kind]
    if not asked:
        return Work((), tallies)
    together = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    found = list(together.order_by("since", "waits_as", "public_id")[start : start + count])
    titled = _agreements({row["agreement_key"] for row in found if row["agreement_key"] is not None})
    return Work(
        tuple(
            Waiting(
                kind=row["waits_as"],
                public_id=row["public_id"],
                text=row["text"],
                since=None if row["since"] == _UNKNOWN_SINCE else row["since"],
                agreement=titled.get(row["agreement_key"]),
                is_example=row["example"],
            )
            for row in found
        ),
        tallies,
    )


def _tallies(sources: Sequence[Source]) -> tuple[Tally, ...]:
    if not sources:
        return ()
    counts = [
        rows.order_by()
        .annotate(waits_as=Value(name, CharField()))
        .values("waits_as")
        .annotate(number=Count("pk"), oldest=Min("since"))
        .values_list("waits_as", "number", "oldest")
        for name, rows in sources
    ]
    found: dict[str, tuple[int, date]] = {}
    for name, number, oldest in (counts[0].union(*counts[1:], all=True) if len(counts) > 1 else counts[0]).order_by():
        if number:
            before, earlier = found.get(name, (0, oldest))
            found[name] = (before + number, min(oldest, earlier))
    return tuple(
        Tally(kind, found[kind][0], None if found[kind][1] == _UNKNOWN_SINCE else found[kind][1])
        for kind in KINDS
        if kind in found
    )


def _rows(kind: str, rows: QuerySet[Any]) -> QuerySet[Any, dict[str, Any]]:
    found: QuerySet[Any, dict[str, Any]] = (
        rows.order_by()
        .annotate(waits_as=Value(kind, CharField()))
        .values("waits_as", "since", "public_id", text=F("told"), agreement_key=F("concerns"), example=F("made_up"))
    )
    return found


def _agreements(keys: set[int]) -> dict[int, Agreement]:
    """Those that the items concern, ready for their titles."""
    return {row.pk: row for row in Agreement.objects.with_parties().filter(pk__in=keys)} if keys else {}


def _sources(viewer: Actor, on: date) -> list[Source]:
    """What waits for this viewer, by kind. Each with `since`, `told`, `concerns` (the key of an agreement) and `made_up`.

    Only what the viewer may move on: a kind without its capability is not asked for at all.
    """
    kinds = (
        _drafts(viewer),
        _promises(viewer, on),
        _answers(viewer),
        _identity(viewer),
        _nameless(viewer, on),
        _rounds(viewer),
        _data(viewer),
        _users(viewer, on),
    )
    return [source for sources in kinds for source in sources]


def _told(
    rows: QuerySet[Any],
    *,
    since: Any,
    told: Any,
    concerns: str | None = "agreement",
    made_up: str | Value = "agreement__is_example",
) -> QuerySet[Any]:
    agreement = F(concerns) if concerns else Cast(Value(None), BigIntegerField())
    told_of: QuerySet[Any] = rows.annotate(
        since=Coalesce(since, Value(_UNKNOWN_SINCE), output_field=DateField()),
        told=Cast(told, TextField()),
        concerns=agreement,
        made_up=F(made_up) if isinstance(made_up, str) else made_up,
    )
    return told_of


def _ours_within(paths: tuple[str, ...], agreement: str) -> Exists:
    return Exists(Party.objects.ours().within(paths).filter(agreement=OuterRef(agreement)))


def _drafts(viewer: Actor) -> list[Source]:
    """Whoever signs for one of our parties is waited for when the draft is ready; before that, whoever records there."""
    drafts = Agreement.objects.drafts()
    found = []
    for kind, capability, rows in (
        ("sign", agreement_policies.SIGN, drafts.filter(stage=Stage.READY)),
        ("draft", agreement_policies.RECORD, drafts.exclude(stage=Stage.READY)),
    ):
        paths = viewer.paths(capability)
        if paths:
            mine = rows.filter(_ours_within(paths, "pk"))
            said = _told(mine, since=TruncDate("recorded_at"), told=F("scope"), concerns="pk", made_up="is_example")
            found.append((kind, said))
    return found


def _promises(viewer: Actor, on: date) -> list[Source]:
    """What the viewer's units owe and did not give in time, and steps of plans that he or his unit sees to."""
    paths = viewer.paths(DELIVER)
    owned = Q(owner_user=viewer.user_id) if viewer.user_id else Q(pk__in=())
    if paths:
        owned |= Q(owner_institution__isnull=False) & prefixed("owner_institution__place__path", paths)
    steps = Milestone.objects.visible_to(viewer).filter(owned)
    found = [
        ("milestone", _told(steps.overdue(on), since=F("due_on"), told=F("title"))),
        ("due", _told(steps.due_between(on, on + SOON), since=F("due_on"), told=F("title"))),
    ]
    if paths:
        for examples in (False, True):
            late = agreements.ObligationFilter(state=ObligationState.OVERDUE, on=on, mine=True, examples=examples)
            rows = late.apply(Obligation.objects.visible_to(viewer), viewer)
            found.append(("obligation", _told(rows, since=F("due_on"), told=F("description"))))
    return found


def _identity(viewer: Actor) -> list[Source]:
    """Runs that cannot go on by themselves, cases of the review desk, and days of unusual reading."""
    found = []
    if paths := viewer.paths(identity_policies.VERIFY):
        halted = VerificationRun.objects.waiting_for_somebody().filter(prefixed("unit__place__path", paths))
        told = _told(halted, since=TruncDate("beat_at"), told=F("unit__name"), concerns=None, made_up="is_example")
        found.append(("halted", told))
    for kind, capability, cases in (
        ("desk", identity_policies.REVIEW, desk.to_read(viewer)),
        ("ruling", identity_policies.SETTLE, desk.to_rule(viewer)),
    ):
        if viewer.may_somewhere(capability):
            told = _told(
                cases, since=TruncDate("recorded_at"), told=F("person__name"), concerns=None, made_up="is_example"
            )
            found.append((kind, told))
    if audit_policies.can_view_readings(viewer):
        alarms = audit.alarms(viewer).unanswered().annotate(is_made_up=Value(False))
        told = _told(alarms, since=F("day"), told=F("actor_label"), concerns=None, made_up="is_made_up")
        found.append(("alarm", told))
    return found


def _nameless(viewer: Actor, on: date) -> list[Source]:
    """People without a NIK about whom nothing was done for a month, and recording days whose outcome nobody wrote down."""
    if not viewer.may_somewhere(identity_policies.CASES):
        return []
    stuck = identity_cases.stuck(viewer, on=on)
    over = identity_cases.days_to_tell(viewer, on=on)
    made_up = "is_example"
    return [
        ("case", _told(stuck, since=F("last_step_on"), told=F("person__name"), concerns=None, made_up=made_up)),
        ("recording", _told(over, since=F("on"), told=F("unit__name"), concerns=None, made_up=made_up)),
    ]


def _answers(viewer: Actor) -> list[Source]:
    """What was given to the viewer's side and nobody accepted or disputed yet, and disputes that nobody resolved."""
    paths = viewer.paths(agreement_policies.ACCEPT)
    if not paths:
        return []
    ours = Party.objects.ours().within(paths).filter(agreement=OuterRef("obligation__agreement"))
    owing = "obligation__owed_by__institution"
    owed = Exists(
        ours.annotate(who=Coalesce("institution__merged_into", "institution")).exclude(
            who=Coalesce(OuterRef(f"{owing}__merged_into"), OuterRef(owing))
        )
    )
    given = Delivery.objects.filter(obligation__agreement__state=State.CONCLUDED)
    about: dict[str, Any] = {
        "told": F("obligation__description"),
        "concerns": "obligation__agreement",
        "made_up": "obligation__agreement__is_example",
    }
    return [
        ("accept", _told(given.awaiting().filter(owed), since=F("on"), **about)),
        ("dispute", _told(given.disputed().filter(Exists(ours)), since=F("disputed_on"), **about)),
    ]


def _rounds(viewer: Actor) -> list[Source]:
    """Rounds that nobody judged yet, that were judged but not locked, and that were locked but led to nothing yet."""
    rounds = Evaluation.objects.visible_to(viewer)
    found = []
    for kind, capability, rows, since in (
        ("judge", evaluation_policies.REVIEW, rounds.open().filter(rating=""), F("recorded_at")),
        ("lock", evaluation_policies.LOCK, rounds.open().exclude(rating=""), F("recorded_at")),
        ("decide", evaluation_policies.DECIDE, rounds.locked().filter(decision=None), F("locked_at")),
    ):
        paths = viewer.paths(capability)
        if paths:
            mine = rows.filter(_ours_within(paths, "agreement"))
            found.append((kind, _told(mine, since=TruncDate(since), told=Value(""))))
    return found


def _data(viewer: Actor) -> list[Source]:
    """Gaps given to the viewer, lists brought in but not confirmed, and names that wait."""
    runs = ImportRun.objects.filter(by_key=viewer.key, state=RunState.PREVIEWED)
    moment = TruncDate("recorded_at")
    found = [
        ("gap", _told(gaps.assignments_for(viewer), since=TruncDate("assigned_at"), told=F("fact"))),
        ("import", _told(runs, since=moment, told=F("file__name"), concerns=None, made_up="file__is_example")),
    ]
    if viewer.paths(SETTLE) == ("",):
        names = institutions.provisional(viewer)
        found.append(("provisional", _told(names, since=moment, told=F("name"), concerns=None, made_up="is_example")))
        pairs = institutions.open_pairs(viewer)
        both = Concat("first__name", Value(" = "), "second__name", Value("?"), output_field=TextField())
        found.append(("pair", _told(pairs, since=moment, told=both, concerns=None, made_up="first__is_example")))
    return found


def _users(viewer: Actor, on: date) -> list[Source]:
    """Grants to look at again, and what a new version proposes for roles."""
    if not viewer.may_somewhere(MANAGE):
        return []
    due, proposed = access.due_for_review(viewer, on=on), access.roles_to_answer(viewer)
    seen, moment = Coalesce("reviewed_on", "starts_on"), TruncDate("proposed_at")
    return [
        ("review", _told(due, since=seen, told=F("user__name"), concerns=None, made_up="user__is_example")),
        ("role", _told(proposed, since=moment, told=F("name"), concerns=None, made_up=Value(False))),
    ]
