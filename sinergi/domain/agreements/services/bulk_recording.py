"""Write down what a list of thousands says: for `importing`, inside its transaction and after its checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sinergi.domain.agreements.choices import Side, State
from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.agreements.rules.planning import Step
from sinergi.domain.agreements.rules.reading import DIRECTORATE_GENERAL, place_kind, verbatim
from sinergi.domain.agreements.services import recording
from sinergi.domain.agreements.services.recording import RecordedAgreement
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions import queries as institution_queries
from sinergi.foundation.institutions.choices import PlaceKind
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.institutions.rules import folded
from sinergi.foundation.institutions.services import founding
from sinergi.foundation.institutions.services.founding import Newcomer
from sinergi.foundation.kernel import rows
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.rows import Rows

_ANYBODY = Actor.system("import")  # names are no secret, and who imports was asked before


def all_institutions() -> dict[str, Institution]:
    """All of them, by folded name; a name that was merged away is its survivor's."""
    return institution_queries.by_every_name(_ANYBODY)


@dataclass(frozen=True, slots=True)
class Prepared:
    """New agreements worked out before the transaction that writes them: rows of each table, with what they still lack.

    `parties` and `covered` name, for each of their rows, the agreement by its public id and the institution by its name.
    """

    agreements: Rows
    party_rows: Rows
    parties: tuple[tuple[UUID, str], ...]
    covered_rows: Rows
    covered: tuple[tuple[UUID, str], ...]
    entries: Rows


def prepare(new: Iterable[Step], *, by: Actor, at: datetime) -> Prepared:
    """Work out what `record` will write.

    Whose number is whose no list says, so numbers stay in the source text and belong to no party.
    """
    steps = tuple(new)
    agreements = [
        Agreement(
            state=State.CONCLUDED,
            kind=step.facts.kind,
            level=step.facts.level,
            scope=step.facts.scope,
            signed_on=step.facts.signed_on,
            duration_months=step.facts.duration_months,
            location_text=step.facts.location_text,
            source_urls="\n".join(step.facts.sources),
            source_text=verbatim(step.cells),
            row_identity=step.facts.mark.identity,
            recorded_at=at,
            recorded_by_key=by.key,
        )
        for step in steps
    ]
    together = list(zip(agreements, steps, strict=True))
    about = (
        (
            agreement,
            {"kind": step.facts.kind, "signed_on": step.facts.signed_on, "parties": len(step.facts.ours) + 1},
        )
        for agreement, step in together
    )
    sides = [
        (agreement.public_id, folded(name), side)
        for agreement, step in together
        for side, names in ((Side.OURS, step.facts.ours), (Side.PARTNER, (step.facts.partner,)))
        for name in names
    ]
    covered = tuple((agreement.public_id, folded(name)) for agreement, step in together for name in step.facts.covered)
    covering = Agreement.covered_units.through
    return Prepared(
        agreements=rows.prepared(Agreement, agreements),
        party_rows=rows.prepared(Party, (Party(side=side) for _agreement, _name, side in sides)),
        parties=tuple((agreement, name) for agreement, name, _side in sides),
        covered_rows=rows.prepared(covering, (covering() for _pair in covered)),
        covered=covered,
        entries=audit.prepared("agreement.recorded", about, by=by, at=at),
    )


def record(new: Prepared, institutions: Mapping[str, Institution]) -> None:
    """What `recording.record` does, for thousands at a time: by single rows SQLite's one write lock would be held for long."""
    before = Agreement.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    rows.write(new.agreements)
    keys = dict(Agreement.objects.filter(pk__gt=before).values_list("public_id", "pk"))
    for written, pairs in ((new.party_rows, new.parties), (new.covered_rows, new.covered)):
        rows.write(
            written,
            agreement_id=[keys[agreement] for agreement, _name in pairs],
            institution_id=[institutions[name].pk for _agreement, name in pairs],
        )
    audit.keep(new.entries)


def fill(known: Mapping[int, Step], institutions: Mapping[str, Institution], *, by: Actor, at: datetime) -> None:
    """Bring agreements, by key, up to what their rows say now, and have them recognised by that from now on."""
    for key, agreement in Agreement.objects.in_bulk(list(known)).items():
        step, facts = known[key], known[key].facts
        stated = RecordedAgreement(
            parties=(),
            kind=facts.kind,
            level=facts.level,
            scope=facts.scope,
            signed_on=facts.signed_on,
            duration_months=facts.duration_months,
            location_text=facts.location_text,
            covered_units=tuple(institutions[folded(name)] for name in facts.covered),
            source_urls="\n".join(facts.sources),
            source_text=verbatim(step.cells),
        )
        recording.fill(agreement, stated, by=by, at=at)
        Agreement.objects.filter(pk=key).update(row_identity=facts.mark.identity)


def found(
    steps: Sequence[Step],
    institutions: Mapping[str, Institution],
    categories: Mapping[str, str],
    *,
    by: Actor,
    at: datetime,
) -> Mapping[str, Institution]:
    """All institutions, those that the steps name and nobody knew now among them: provisional, each founded once.

    Of several spellings the first in the alphabet is taken, so that the order of rows does not matter.
    """
    units = {name for step in steps for name in (*step.facts.ours, *step.facts.covered)}
    partners = {step.facts.partner for step in steps}
    if any(place_kind(name) for name in units):
        units.add(DIRECTORATE_GENERAL)
    strangers: dict[str, str] = {}
    for name in sorted(units | partners, reverse=True):
        if folded(name) not in institutions:
            strangers[folded(name)] = name
    if not strangers:
        return institutions

    partner_names, unit_names = set(map(folded, partners)), set(map(folded, units))
    root = institutions.get(folded(DIRECTORATE_GENERAL))
    if root is None and folded(DIRECTORATE_GENERAL) in strangers:
        root = founding.found(
            strangers.pop(folded(DIRECTORATE_GENERAL)), kind=PlaceKind.DITJEN, provisional=True, by=by, at=at
        )
    newcomers = []
    for key, name in strangers.items():
        kind = place_kind(name) if key in unit_names else None
        newcomers.append(
            Newcomer(
                name,
                kind=kind,
                # the regional office in between is not stated: a person moves the unit under it
                parent=root if kind else None,
                category=categories.get(key, "") if key in partner_names else None,
            )
        )
    founding.found_many(newcomers, provisional=True, by=by, at=at)
    return all_institutions()


def state_category(institution: Institution, category: str, *, by: Actor, at: datetime) -> None:
    """Write the category that a list states, over another one if need be: `importing` decides whether it may."""
    founding.state_category(institution, category=category)
    audit.record("institution.category_stated", institution, by=by, at=at, category=category)
