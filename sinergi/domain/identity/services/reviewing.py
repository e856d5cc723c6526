"""Reading a case side by side, and saying what it is. Who reads second never learns that he does."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from linkage.compare import Particulars
from linkage.registers import RegisterRow
from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import CaseKind, Opinion, ReviewState
from sinergi.domain.identity.models import ReviewCase, ReviewReading
from sinergi.domain.identity.rules import agreeing
from sinergi.domain.identity.rules.agreeing import Next
from sinergi.domain.identity.services import claiming, settling
from sinergi.domain.identity.services.claiming import NotWaiting as NotWaiting
from sinergi.domain.identity.services.claiming import Taken as Taken
from sinergi.domain.identity.services.extracts import ensure_in_term
from sinergi.domain.identity.services.knowing import known
from sinergi.domain.identity.services.loading import UNREADABLE, loaded
from sinergi.domain.people.choices import REVEAL, Contradiction
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.models.person import of_humans
from sinergi.domain.people.rules import nik_index
from sinergi.domain.people.rules.merging import Known as Facts
from sinergi.domain.people.rules.merging import contradictions
from sinergi.foundation.audit.services import readings
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.calendar.choices import Zone
from sinergi.foundation.calendar.rules import today_at
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.queries import prefixed
from sinergi.foundation.kernel.text import clean_line

_SEEN = ("name", "aliases", "sex", "birth_date", "birth_place", "masked_nik", "masked_mother_name")
_OPENED = ("name", "aliases", "sex", "birth_date", "birth_place", "nik", "mother_name")
_ROW_SEEN = ("candidate_name", "candidate_birth", "candidate_birth_place", "candidate_sex")
_ROW_MASKED, _ROW_OPENED = ("candidate_nik_masked",), ("candidate_nik", "candidate_mother_name")


class NoCandidate(DomainError):
    """The row cannot be read any more: the extract is gone, damaged, or is another one."""

    code = "no_candidate"


@dataclass(frozen=True, slots=True)
class Looked:
    """Both sides as they are now, for the eye only, and as they are compared.

    `stays` are the episodes of each of two persons, by `human_key`. `opened` says whether NIK and mother's name may be shown
    in full.
    """

    case: ReviewCase
    person: Person
    other: Person | None
    row: RegisterRow | None
    compared: tuple[Particulars, Particulars]
    stays: Mapping[int, list[Episode]]
    opened: bool
    against: tuple[Contradiction, ...]


def look(case: ReviewCase, *, by: Actor, at: datetime) -> Looked:
    """Take the case and read both sides; a row is read from its mounted extract. Nothing of it is kept, readings are recorded.

    Raises NotAllowed, NotWaiting, Taken, OutsideTerm when the agreement no longer allows it, NoCandidate.
    """
    claiming.take(case, by=by, at=at)
    return _sides(case, purpose="Membaca kasus di meja tinjau", by=by, at=at)


def look_again(case: ReviewCase, *, by: Actor, at: datetime) -> Looked:
    """The same for the superior who rules on a case that readers could not settle. Raises NotAllowed, NoCandidate …"""
    policies.ensure_can_rule(by, case)
    return _sides(case, purpose="Memutuskan kasus yang diteruskan", by=by, at=at)


def _sides(case: ReviewCase, *, purpose: str, by: Actor, at: datetime) -> Looked:
    people = [case.person] if case.other is None else [case.person, case.other]
    prefetch_related_objects(people, "aliases")
    opened = _may_open(people, by=by, at=at)
    row = _row_of(case, at) if case.other is None else None
    fields = _OPENED if opened else _SEEN
    if row is not None:
        fields = (*fields, *_ROW_SEEN, *(_ROW_OPENED if opened else _ROW_MASKED))
    readings.note_many(people, fields, by=by, at=at, purpose=purpose)
    beside = row if case.other is None else known(case.other).particulars
    assert beside is not None, "a case has two sides"
    stays = _stays(people) if case.other is not None else {}
    against = _against(case.person, case.other, stays) if case.other is not None else ()
    return Looked(case, case.person, case.other, row, (known(case.person).particulars, beside), stays, opened, against)


def _may_open(people: Sequence[Person], *, by: Actor, at: datetime) -> bool:
    """Whether `by` may read what is masked of all of them: `people.policies.can_reveal`, asked once."""
    here = prefixed("unit__place__path", by.paths(REVEAL))
    open_to = Episode.objects.lasting_at(at).filter(here, person__in=people).values("person").distinct().count()
    return open_to == len(people)


def _stays(people: Sequence[Person]) -> dict[int, list[Episode]]:
    """The episodes of each, whichever row they stand at, by `human_key`."""
    found: dict[int, list[Episode]] = {person.human_key: [] for person in people}
    for episode in Episode.objects.filter(of_humans(people)).select_related("unit", "person"):
        found[episode.person.human_key].append(episode)
    return found


def _against(one: Person, other: Person, stays: Mapping[int, list[Episode]]) -> tuple[Contradiction, ...]:
    """What speaks against two persons being one, as merging asks it."""

    def facts(person: Person) -> Facts:
        there = tuple((episode.unit_id, episode.stay) for episode in stays[person.human_key])
        return Facts(person.nik, person.sex, person.born, person.mother_name, there)

    return contradictions(facts(one), facts(other))


def _row_of(case: ReviewCase, at: datetime) -> RegisterRow:
    assert case.extract is not None, "by constraint"
    assert case.register_row is not None, "by constraint"
    ensure_in_term(case.extract.agreement, today_at(Zone.WIT, at))
    try:
        row = loaded(case.extract.file).by_row(case.register_row)
    except UNREADABLE:
        row = None
    if row is None or (case.proposal is not None and nik_index(row.nik or "") != case.proposal.nik_index):
        raise NoCandidate(_("Baris ekstraknya tidak dapat dibaca lagi; pulihkan berkasnya, atau lepas kasus ini."))
    return row


@transaction.atomic
def read(
    case: ReviewCase,
    opinion: Opinion,
    *,
    reason: str = "",
    expires_on: date | None = None,
    acknowledged: Collection[str] = (),
    by: Actor,
    at: datetime,
) -> ReviewCase:
    """Say what the two sides are. The last reading that is needed settles the case at once, or hands it to a superior.

    A reason must be given where "same" writes a NIK or merges two records; `acknowledged` are the contradictions that the
    page showed beside them. Raises NotAllowed, NotWaiting, Taken, Invalid, and what settling refuses.
    """
    case = locked(case)
    claiming.take(case, by=by, at=at)
    changes_something = case.kind == CaseKind.PAIR or case.proposal_id is not None
    required = opinion == Opinion.SAME and changes_something
    reason = clean_line(reason, field="reason", label=_("Alasan"), most=500, required=required)
    if expires_on is not None and expires_on <= today_at(Zone.WIB, at):
        raise Invalid(
            _("Tanggal berakhir sudah lewat; kosongkan atau pilih hari yang akan datang."), field="expires_on"
        )
    before = list(case.readings.all())
    made = ReviewReading.objects.create(
        case=case,
        position=len(before) + 1,
        opinion=opinion,
        reason=reason,
        expires_on=expires_on,
        read_at=at,
        reader_key=by.key,
        reader_label=by.label,
    )
    case.claimed_by_key, case.claimed_until = "", None
    case.save(update_fields=["claimed_by_key", "claimed_until"])
    audit.record("case.read", case, by=by, at=at, position=made.position, opinion=made.opinion)
    _go_on(case, [*before, made], acknowledged, by=by, at=at)
    return case


def locked(case: ReviewCase) -> ReviewCase:
    """The case as it is now, held. Call it in a transaction."""
    found = ReviewCase.objects.select_for_update(of=("self",))
    return found.select_related(
        "person", "other", "proposal", "extract__file", "extract__agreement", "verification"
    ).get(pk=case.pk)


def _go_on(
    case: ReviewCase, made: list[ReviewReading], acknowledged: Collection[str], *, by: Actor, at: datetime
) -> None:
    came = agreeing.outcome([Opinion(each.opinion) for each in made], needed=case.readers_needed)
    if came.next is Next.REFERRED:
        case.state = ReviewState.REFERRED
        case.save(update_fields=["state"])
        audit.record("case.referred", case, by=by, at=at)
    elif came.opinion is not None:
        agreed = [each for each in made if each.opinion == came.opinion]
        reasons = [each.reason for each in agreed if each.reason]
        ends = [each.expires_on for each in agreed if each.expires_on]
        settling.settle(
            case,
            came.opinion,
            reason=" · ".join(dict.fromkeys(reasons))[:500] or settling.in_words(case),
            expires_on=min(ends, default=None),
            acknowledged=acknowledged,
            by=by,
            at=at,
        )
