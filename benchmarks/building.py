"""A plan becomes rows: by the services, as people would do it, or in bulk. Both must give the same rows (`likeness`)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models, transaction

from benchmarks.plans import Paper, Plan
from sinergi.domain.agreements.choices import Move, Side, Stage, State
from sinergi.domain.agreements.models import Agreement, Delivery, Obligation, Party, Programme, SigningWarning, Step
from sinergi.domain.agreements.models.catalogue import SubjectField
from sinergi.domain.agreements.queries.regulation import deviation_of
from sinergi.domain.agreements.services import accepting, delivering, drafting, obligations, recording, signing
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.audit.rules import Fact, entry_hash, plain
from sinergi.foundation.audit.services.recording import name_of
from sinergi.foundation.institutions.models import Institution, NameGram, PartnerProfile, Place
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.rules.likeness import grams
from sinergi.foundation.institutions.services import founding, likening
from tests.support.factories import NOW, SYSTEM, TODAY

BATCH = 2_000
DOCUMENT = "BA-CONTOH"
REASON = "Belum sesuai contoh"


def number_of(paper: Paper, place: int) -> str:
    return f"{paper.number}-{place}"


# ── by the services ──────────────────────────────────────────────────────────────────────────────────────────────────


def through_services(plan: Plan) -> None:
    units: list[Institution] = []
    for body in plan.units:
        above = None if body.parent is None else units[body.parent]
        units.append(founding.found(body.name, kind=body.kind, parent=above, by=SYSTEM, at=NOW))
    partners = [founding.found(body.name, category=body.category, by=SYSTEM, at=NOW) for body in plan.partners]
    programmes, fields = list(Programme.objects.order_by("pk")), list(SubjectField.objects.order_by("pk"))
    for paper in plan.papers:
        _agree(paper, units, partners, programmes, fields)


def _agree(
    paper: Paper,
    units: list[Institution],
    partners: list[Institution],
    programmes: list[Programme],
    fields: list[SubjectField],
) -> None:
    is_recorded = paper.way == "recorded"
    facts = RecordedAgreement(
        parties=(
            PartyFacts(units[paper.ours], Side.OURS, number=number_of(paper, 0)),
            *(
                PartyFacts(partners[partner], Side.PARTNER, number=number_of(paper, place))
                for place, partner in enumerate(paper.partners, start=1)
            ),
        ),
        kind=paper.kind,
        level=paper.level,
        scope=paper.scope,
        location_text=paper.location,
        covered_units=tuple(units[place] for place in paper.covered),
        programmes=() if paper.programme is None else (programmes[paper.programme],),
        fields=() if paper.field is None else (fields[paper.field],),
        signed_on=paper.signed_on if is_recorded else None,
        starts_on=paper.starts_on if is_recorded else None,
        ends_on=paper.ends_on if is_recorded else None,
    )
    begin = recording.record if is_recorded else drafting.draft
    agreement = begin(facts, by=SYSTEM, at=NOW)
    if paper.way == "signed":
        assert paper.signed_on is not None
        assert paper.starts_on is not None
        days = {"signed_on": paper.signed_on, "starts_on": paper.starts_on, "ends_on": paper.ends_on}
        signing.sign(agreement, **days, by=SYSTEM, at=NOW)  # type: ignore[arg-type]
    parties = list(agreement.parties.order_by("pk"))
    for promise in paper.promises:
        obligation = obligations.promise(
            agreement,
            owed_by=parties[0 if promise.is_ours else 1],
            description=promise.description,
            unit=promise.unit,
            quantity=promise.quantity,
            due_on=promise.due_on,
            by=SYSTEM,
            at=NOW,
        )
        for gift in promise.gifts:
            delivery = delivering.credit(
                obligation, quantity=gift.quantity, on=gift.on, origin=gift.origin, by=SYSTEM, at=NOW
            )
            if gift.answer == "accepted":
                accepting.accept(delivery, on=TODAY, document=DOCUMENT, by=SYSTEM, at=NOW)
            elif gift.answer == "disputed":
                accepting.dispute(delivery, on=TODAY, reason=REASON, by=SYSTEM, at=NOW)


# ── in bulk ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def in_bulk(plan: Plan) -> None:
    """The same rows, table after table. What the database checks it checks here too; what services check, the plan keeps."""
    entries = _Entries()
    units, partners = _bodies(plan, entries)
    programmes, fields = list(Programme.objects.order_by("pk")), list(SubjectField.objects.order_by("pk"))
    agreements = [_agreement(paper) for paper in plan.papers]
    _put(Agreement, agreements)
    parties = [
        [
            Party(agreement=agreement, institution=units[paper.ours], side=Side.OURS, number=number_of(paper, 0)),
            *(
                Party(
                    agreement=agreement,
                    institution=partners[partner],
                    side=Side.PARTNER,
                    number=number_of(paper, place),
                )
                for place, partner in enumerate(paper.partners, start=1)
            ),
        ]
        for paper, agreement in zip(plan.papers, agreements, strict=True)
    ]
    _put(Party, [party for of in parties for party in of])
    pairs = list(zip(plan.papers, agreements, strict=True))
    _link(Agreement.covered_units, ((agreement, units[place]) for paper, agreement in pairs for place in paper.covered))
    _link(Agreement.programmes, ((a, programmes[p.programme]) for p, a in pairs if p.programme is not None))
    _link(Agreement.fields, ((a, fields[p.field]) for p, a in pairs if p.field is not None))
    _lives(pairs, entries)
    owed = [
        (promise, _obligation(promise, agreement, of[0 if promise.is_ours else 1]))
        for paper, agreement, of in zip(plan.papers, agreements, parties, strict=True)
        for promise in paper.promises
    ]
    _put(Obligation, [obligation for _promise, obligation in owed])
    for promise, obligation in owed:
        entries.add(
            "obligation.promised",
            obligation,
            agreement=str(obligation.agreement.public_id),
            quantity=promise.quantity,
            unit=promise.unit,
            due_on=promise.due_on,
            every_months=None,
            in_kind_rupiah=None,
        )
    given = [(gift, _delivery(gift, obligation)) for promise, obligation in owed for gift in promise.gifts]
    _put(Delivery, [delivery for _gift, delivery in given])
    for gift, delivery in given:
        of = str(delivery.obligation.public_id)
        entries.add("obligation.credited", delivery, obligation=of, quantity=gift.quantity, on=gift.on)
        if gift.answer == "accepted":
            entries.add("delivery.accepted", delivery, on=TODAY, document=DOCUMENT)
        elif gift.answer == "disputed":
            entries.add("delivery.disputed", delivery, on=TODAY)
    _put(Entry, entries.rows)


class _Entries:
    """The audit as the services write it."""

    def __init__(self) -> None:
        self.rows: list[Entry] = []

    def add(self, action: str, subject: models.Model, **facts: Fact) -> None:
        kept = {name: plain(fact) for name, fact in facts.items()}
        name = name_of(subject)
        sha256 = entry_hash(action=action, subject=name, actor_key=SYSTEM.key, at=NOW, facts=kept)
        self.rows.append(
            Entry(
                action=action,
                subject=name,
                actor_key=SYSTEM.key,
                actor_label=SYSTEM.label,
                at=NOW,
                facts=kept,
                sha256=sha256,
            )
        )


def _bodies(plan: Plan, entries: _Entries) -> tuple[list[Institution], list[Institution]]:
    bodies = [*plan.units, *plan.partners]
    rows = [Institution(name=body.name, folded_name=folded(body.name), recorded_at=NOW) for body in bodies]
    _put(Institution, rows)
    units, partners = rows[: len(plan.units)], rows[len(plan.units) :]
    places = [
        Place(institution=unit, kind=body.kind, path=f"new:{unit.pk}")
        for body, unit in zip(plan.units, units, strict=True)
    ]
    _put(Place, places)
    for body, place in zip(plan.units, places, strict=True):
        above = None if body.parent is None else places[body.parent]
        place.parent, place.path = above, f"{above.path if above else ''}{place.pk}."
    Place.objects.bulk_update(places, ["parent", "path"], batch_size=400)
    _put(
        PartnerProfile,
        [
            PartnerProfile(institution=row, category=body.category)
            for body, row in zip(plan.partners, partners, strict=True)
        ],
    )
    _put(NameGram, [NameGram(institution=row, gram=gram) for row in rows for gram in sorted(grams(row.name))])
    for body, row in zip(bodies, rows, strict=True):
        # What resembles each other is found by looking, whoever founds it: there is no bulk way.
        likening.propose(row, at=NOW)
        entries.add("institution.founded", row, name=body.name, kind=body.kind or None, provisional=False)
    return units, partners


def _agreement(paper: Paper) -> Agreement:
    is_draft = paper.way == "draft"
    return Agreement(
        state=State.DRAFT if is_draft else State.CONCLUDED,
        stage=Stage.EXPLORING if is_draft else "",
        kind=paper.kind,
        level=paper.level,
        scope=paper.scope,
        location_text=paper.location,
        signed_on=paper.signed_on,
        starts_on=paper.starts_on,
        ends_on=paper.ends_on,
        recorded_at=NOW,
        recorded_by_key=SYSTEM.key,
    )


def _lives(pairs: list[tuple[Paper, Agreement]], entries: _Entries) -> None:
    """How each came to be: a draft was begun, some were signed, and some of those against the table of authority."""
    steps, warnings = [], []
    for paper, agreement in pairs:
        is_recorded = paper.way == "recorded"
        entries.add(
            "agreement.recorded" if is_recorded else "agreement.drafted",
            agreement,
            kind=paper.kind,
            signed_on=paper.signed_on if is_recorded else None,
            parties=1 + len(paper.partners),
        )
        if is_recorded:
            continue
        by = {"by_key": SYSTEM.key, "by_label": SYSTEM.label}
        steps.append(Step(agreement=agreement, move=Move.BEGIN, stage=Stage.EXPLORING, on=TODAY, recorded_at=NOW, **by))
        if paper.signed_on is None:
            continue
        days = {"signed_on": paper.signed_on, "starts_on": paper.starts_on, "ends_on": paper.ends_on}
        entries.add("agreement.signed", agreement, **days)
        sentence = deviation_of(paper.kind, paper.level, paper.signed_on, viewer=SYSTEM)
        if sentence:
            warnings.append(SigningWarning(agreement=agreement, sentence=sentence, recorded_at=NOW))
            entries.add("agreement.signing_warned", agreement, sentence=sentence)
    _put(Step, steps)
    _put(SigningWarning, warnings)


def _obligation(promise: Any, agreement: Agreement, owed_by: Party) -> Obligation:
    return Obligation(
        agreement=agreement,
        owed_by=owed_by,
        description=promise.description,
        quantity=promise.quantity,
        unit=promise.unit,
        due_on=promise.due_on,
        recorded_at=NOW,
    )


def _delivery(gift: Any, obligation: Obligation) -> Delivery:
    answers = {
        "": {},
        "accepted": {"accepted_on": TODAY, "accepted_by_key": SYSTEM.key, "accepted_document": DOCUMENT},
        "disputed": {"disputed_on": TODAY, "disputed_by_key": SYSTEM.key, "dispute_reason": REASON},
    }
    return Delivery(
        obligation=obligation,
        quantity=gift.quantity,
        on=gift.on,
        origin=gift.origin,
        recorded_at=NOW,
        by_key=SYSTEM.key,
        **answers[gift.answer],
    )


def _put(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    model._default_manager.bulk_create(rows, batch_size=BATCH)


def _link(relation: Any, pairs: Iterator[tuple[models.Model, models.Model]] | Iterable[Any]) -> None:
    """Rows of a many-to-many relation."""
    through = relation.through
    one, other = (field.name for field in through._meta.fields if field.is_relation)
    _put(through, [through(**{one: a, other: b}) for a, b in pairs])


def held() -> str:
    """How much the world holds, in words."""
    kinds = {
        "agreements": Agreement,
        "institutions": Institution,
        "obligations": Obligation,
        "deliveries": Delivery,
        "audit entries": Entry,
    }
    return ", ".join(f"{kind._default_manager.count()} {name}" for name, kind in kinds.items())


def is_id(value: object) -> bool:
    """Whether a text is a public id, which no two worlds share."""
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True
