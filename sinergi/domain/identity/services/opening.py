"""What comes before the review desk: doubtful answers, found NIKs, possible doubles, and a sample of the sure ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from sinergi.domain.identity.choices import CaseKind, Machine, Result, ReviewState
from sinergi.domain.identity.models import NikProposal, ReviewCase, Verification
from sinergi.domain.identity.rules import costing, drawing, weighing
from sinergi.domain.identity.rules.costing import Stakes
from sinergi.domain.identity.rules.told import FoundNik, Told
from sinergi.domain.identity.rules.weighing import Weighing
from sinergi.domain.identity.services import standing, tuning
from sinergi.domain.identity.services.knowing import known
from sinergi.domain.identity.services.loading import UNREADABLE, loaded
from sinergi.domain.people.choices import CUSTODY, Category
from sinergi.domain.people.models import Episode, Person
from sinergi.domain.people.models.person import of_humans
from sinergi.domain.people.rules import nik_index
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor

CHILDREN = (Category.ANAK, Category.ANAK_BINAAN)
_AUTOMATIC = {Result.SESUAI: Machine.SAME, Result.TIDAK_SESUAI: Machine.DIFFERENT}


def of_answer(verification: Verification, told: Told, *, by: Actor, at: datetime) -> ReviewCase | None:
    """The case that an answer over an extract gives, or None.

    A doubtful answer and a found NIK always are one; a sure answer when it is drawn for the sample, or when its probability
    lies below the threshold of the desk. Call it in the transaction that keeps the answer.
    """
    if verification.extract is None or told.weighed is None:
        return None
    if told.found is not None:
        proposal = _propose(verification, told.found, by=by, at=at)
        return of_proposal(proposal, told.weighed, by=by, at=at) if proposal else None
    row = told.register_row
    if row is None or verification.result not in (Result.SESUAI_SEBAGIAN, *_AUTOMATIC):
        return None
    rule = tuning.now()
    machine = _AUTOMATIC.get(Result(verification.result), Machine.LOOK)
    share = 1.0
    if machine is Machine.DIFFERENT or (machine is Machine.SAME and told.weighed.probability >= rule.same_from):
        share = drawing.sampled(weighing.band(told.weighed.probability), rule.sample_share)
        if not drawing.drawn(f"{verification.public_id}", lot="sample", share=share):
            return None
    if standing.is_row_decided(verification.person, verification.extract, row, at=at):
        return None
    return _open_row(verification, row, told.weighed, machine=machine, share=share, by=by, at=at)


def of_proposal(proposal: NikProposal, weighed: Weighing, *, by: Actor, at: datetime) -> ReviewCase | None:
    """The case in which a found NIK is decided on."""
    verification = proposal.verification
    return _open_row(
        verification, proposal.register_row, weighed, machine=Machine.LOOK, share=1.0, proposal=proposal, by=by, at=at
    )


def catch_up(*, by: Actor, at: datetime) -> int:
    """Open the cases of NIKs that were found before there was a desk, as far as their rows can still be read. How many."""
    left = NikProposal.objects.open().exclude(
        pk__in=ReviewCase.objects.open().exclude(proposal=None).values("proposal")
    )
    opened = 0
    for proposal in left.select_related(
        "person", "verification__person", "verification__extract__file", "extract__file"
    ):
        try:
            register = loaded(proposal.extract.file)
        except UNREADABLE:
            continue
        row = register.by_row(proposal.register_row)
        if row is not None:
            weighed = weighing.against_row(known(proposal.person).particulars, row, register)
            with transaction.atomic():
                opened += of_proposal(proposal, weighed, by=by, at=at) is not None
    return opened


def of_pair(
    one: Person,
    other: Person,
    *,
    probability: float,
    weight_bits: float,
    says_same: bool,
    by: Actor,
    at: datetime,
) -> ReviewCase | None:
    """The case of two persons who may be one; None when it waits already or was decided."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    waiting = ReviewCase.objects.open().filter(person=first, other=second)
    if waiting.exists() or standing.is_pair_decided(first, second, at=at):
        return None
    rule = tuning.now()
    machine = Machine.SAME if says_same and probability >= rule.same_from else Machine.LOOK
    people = [known(each).particulars for each in (first, second)]
    marks, evidence = weighing.between(*people)
    weighed = Weighing(probability, weight_bits, None, machine, evidence)
    case = ReviewCase(kind=CaseKind.PAIR, person=first, other=second, marks=marks)
    return _open(case, weighed, machine=machine, share=1.0, by=by, at=at)


def weigh_again(counted: Mapping[int, int], *, at: datetime) -> int:
    """Put what waits into order again: people come of age, are released, take part. How many cases changed.

    `counted` gives, by the key of a pair, the participations that count on both sides, which a later stage knows. A case that
    has become dear gets a second reader unless it was read already.
    """
    rule, changed = tuning.now(), 0
    waiting = ReviewCase.objects.filter(state=ReviewState.READING).select_related("person", "other")
    for case in waiting.order_by("pk").iterator(chunk_size=500):
        stakes = stakes_of(case, at=at, deliveries=counted.get(case.pk, 0))
        cost, stake = costing.expected(case.probability, stakes), costing.stake(stakes)
        if (cost, stake) == (case.cost, case.stake):
            continue
        changed += 1
        mine = ReviewCase.objects.filter(pk=case.pk, state=ReviewState.READING)
        mine.update(cost=cost, stake=stake)
        if stake >= rule.high_stake:
            mine.filter(readings=None).update(readers_needed=2)
    return changed


def stakes_of(case: ReviewCase, *, at: datetime, deliveries: int = 0) -> Stakes:
    """What hangs on a case now. `deliveries` are credited ones that rest on both sides; a later stage knows them."""
    people = [case.person] if case.other is None else [case.person, case.other]
    lasting = set(Episode.objects.filter(of_humans(people)).lasting_at(at).values_list("category", flat=True))
    return Stakes(
        is_pair=case.kind == CaseKind.PAIR,
        writes_nik=case.proposal_id is not None,
        has_child=not lasting.isdisjoint(CHILDREN),
        is_held=not lasting.isdisjoint(CUSTODY),
        deliveries=deliveries,
    )


def _propose(verification: Verification, found: FoundNik, *, by: Actor, at: datetime) -> NikProposal | None:
    """Lay a found NIK, encrypted, before the desk; None when the same one waits already or is the person's own."""
    assert verification.extract is not None, "only an extract gives a NIK"
    index = nik_index(found.nik)
    if verification.person.nik_index == index:
        return None
    if NikProposal.objects.open().filter(of_humans([verification.person]), nik_index=index).exists():
        return None
    proposal = NikProposal.objects.create(
        person_id=verification.person_id,
        verification=verification,
        extract=verification.extract,
        register_row=found.row,
        nik=found.nik,
        nik_index=index,
        marks=dict(found.marks),
        why=list(found.why),
        recorded_at=at,
        by_key=by.key,
    )
    audit.record("nik.proposed", proposal, by=by, at=at, person=str(verification.person.public_id))
    return proposal


def _open_row(
    verification: Verification,
    row: int,
    weighed: Weighing,
    *,
    machine: Machine,
    share: float,
    proposal: NikProposal | None = None,
    by: Actor,
    at: datetime,
) -> ReviewCase | None:
    waiting = ReviewCase.objects.open().filter(
        person=verification.person_id, extract=verification.extract_id, register_row=row
    )
    if waiting.exists():
        return None
    case = ReviewCase(
        kind=CaseKind.ROW,
        person=verification.person,
        verification=verification,
        proposal=proposal,
        extract=verification.extract,
        register_row=row,
        marks=proposal.marks if proposal else verification.marks,
    )
    return _open(case, weighed, machine=machine, share=share, by=by, at=at)


def _open(
    case: ReviewCase, weighed: Weighing, *, machine: Machine, share: float, by: Actor, at: datetime
) -> ReviewCase:
    people: Sequence[Person] = [case.person] if case.other is None else [case.person, case.other]
    rule, stakes = tuning.now(), stakes_of(case, at=at)
    case.machine, case.share = machine, share
    case.evidence, case.probability, case.weight_bits = weighed.told(), weighed.probability, weighed.weight_bits
    case.margin_bits, case.band = weighed.margin_bits, weighing.band(weighed.probability)
    case.cost, case.stake = costing.expected(weighed.probability, stakes), costing.stake(stakes)
    is_dear = case.stake >= rule.high_stake
    case.readers_needed = (
        2 if is_dear or drawing.drawn(str(case.public_id), lot="second", share=rule.second_share) else 1
    )
    case.fingerprint = weighing.fingerprint(*(known(person).particulars for person in people))
    case.is_example, case.recorded_at, case.by_key = case.person.is_example, at, by.key
    case.state = ReviewState.READING
    case.save()
    audit.record("case.opened", case, by=by, at=at, kind=case.kind, machine=case.machine)
    return case
