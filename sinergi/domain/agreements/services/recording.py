"""Write down what a source says of an agreement. What it does not say stays unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Kind, Level, Side, Stage, State
from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.agreements.rules.days import ensure_not_after, latest_day
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line, clean_text

LONGEST_TERM_MONTHS = 1200


class Mixed(DomainError):
    """A made-up institution would stand in one agreement with a real one."""

    code = "real_and_example_mixed"


class NoParty(DomainError):
    """An agreement between nobody."""

    code = "agreement_without_party"


class StandsTwice(DomainError):
    """The same institution would stand twice in one agreement."""

    code = "party_stands_twice"


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """Who stands on which side, with the number on their copy and who signed for them; "" is unknown."""

    institution: Institution
    side: Side
    number: str = ""
    signatory_name: str = ""
    signatory_position: str = ""


@dataclass(frozen=True, slots=True)
class RecordedAgreement:
    """What a source says of an agreement; None, "" and () are unknown. `source_urls` holds one address a line.

    `row_identity` recognises the row of an import when it comes again.
    """

    parties: tuple[PartyFacts, ...]
    kind: str = ""
    level: str = ""
    scope: str = ""
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    duration_months: int | None = None
    location_text: str = ""
    covered_units: tuple[Institution, ...] = ()
    source_urls: str = ""
    source_text: str = ""
    row_identity: str | None = None


@transaction.atomic
def record(facts: RecordedAgreement, *, by: Actor, at: datetime) -> Agreement:
    """Record an agreement that was concluded before, as its source states it.

    Raises policies.NotAllowed, Invalid for values that cannot be, NoParty, StandsTwice, Mixed.
    """
    return create(facts, state=State.CONCLUDED, action="agreement.recorded", by=by, at=at)


def create(facts: RecordedAgreement, *, state: State, action: str, by: Actor, at: datetime) -> Agreement:
    """Make the rows of a new agreement in the given state. For this room's services, inside their transaction."""
    policies.ensure_can_record(by, _own_parties(facts.parties))
    facts = _checked(facts, at)
    if not facts.parties:
        raise NoParty("Perjanjian belum memuat satu pihak pun. Sebutkan paling sedikit satu pihak.")
    agreement = Agreement.objects.create(
        state=state,
        stage=Stage.EXPLORING if state == State.DRAFT else "",
        is_example=_is_example([*(party.institution for party in facts.parties), *facts.covered_units]),
        row_identity=facts.row_identity,
        recorded_at=at,
        recorded_by_key=by.key,
        **_values(facts),
    )
    for party in facts.parties:
        _add(agreement, party)
    agreement.covered_units.set(facts.covered_units)
    audit.record(
        action, agreement, by=by, at=at, kind=facts.kind, signed_on=facts.signed_on, parties=len(facts.parties)
    )
    return agreement


@transaction.atomic
def fill(agreement: Agreement, facts: RecordedAgreement, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Bring an agreement up to what its source says now; returns the names of what changed, () when nothing did.

    What the source states replaces what was recorded; what it leaves unsaid erases nothing. Parties and covered units
    are added, never taken away. A draft takes no day of signing here: it is signed.
    Raises policies.NotAllowed, Invalid for values that cannot be, StandsTwice, Mixed.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    known = {party.institution_id: party for party in agreement.parties.select_related("institution__place")}
    own = [party.institution for party in known.values() if party.side == Side.OURS]
    policies.ensure_can_record(by, [*own, *_own_parties(facts.parties)])
    facts = _checked(facts, at)
    if agreement.state == State.DRAFT and facts.signed_on is not None:
        raise Invalid(
            "Rancangan belum bertanggal tanda tangan. Tandatangani rancangan ini lebih dahulu.", field="signed_on"
        )
    new_units = set(facts.covered_units) - set(agreement.covered_units.all())
    _ensure_alike(agreement, [*(party.institution for party in facts.parties), *new_units])

    changed = [
        name for name, value in _values(facts).items() if value not in (None, "") and value != getattr(agreement, name)
    ]
    for name in changed:
        setattr(agreement, name, getattr(facts, name))
    _ensure_in_order(agreement.signed_on, agreement.starts_on, agreement.ends_on)
    if agreement.ended_on and agreement.signed_on and agreement.ended_on < agreement.signed_on:
        raise Invalid(
            "Tanggal penandatanganan jatuh setelah perjanjian diakhiri. Periksa tanggalnya.", field="signed_on"
        )
    agreement.save(update_fields=changed)
    if _fill_parties(agreement, known, facts.parties):
        changed.append("parties")
    if new_units:
        agreement.covered_units.add(*new_units)
        changed.append("covered_units")
    if changed:
        audit.record("agreement.filled", agreement, by=by, at=at, changed=", ".join(changed))
    return tuple(changed)


def _fill_parties(agreement: Agreement, known: dict[int, Party], parties: Iterable[PartyFacts]) -> bool:
    changed = False
    for facts in parties:
        party = known.get(facts.institution.pk)
        if party is None:
            _add(agreement, facts)
            changed = True
            continue
        if party.side != facts.side:
            raise StandsTwice(f"{facts.institution.name} sudah tercatat di sisi lain perjanjian ini.")
        news = {name: value for name, value in _party_values(facts).items() if value and value != getattr(party, name)}
        for name, value in news.items():
            setattr(party, name, value)
        party.save(update_fields=list(news))
        changed = changed or bool(news)
    return changed


def _add(agreement: Agreement, facts: PartyFacts) -> None:
    Party.objects.create(agreement=agreement, institution=facts.institution, side=facts.side, **_party_values(facts))


def _party_values(facts: PartyFacts) -> dict[str, str]:
    return {
        "number": facts.number,
        "signatory_name": facts.signatory_name,
        "signatory_position": facts.signatory_position,
    }


def _values(facts: RecordedAgreement) -> dict[str, str | date | int | None]:
    return {
        "kind": facts.kind,
        "level": facts.level,
        "scope": facts.scope,
        "signed_on": facts.signed_on,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "duration_months": facts.duration_months,
        "location_text": facts.location_text,
        "source_urls": facts.source_urls,
        "source_text": facts.source_text,
    }


def _own_parties(parties: Iterable[PartyFacts]) -> list[Institution]:
    return [party.institution for party in parties if party.side == Side.OURS]


def _checked(facts: RecordedAgreement, at: datetime) -> RecordedAgreement:
    """The same facts with clean text. Raises Invalid or StandsTwice for what cannot be."""
    if facts.kind not in {"", *Kind.values}:
        raise Invalid("Jenis naskah tidak dikenal. Pilih NK, PKS, IA, atau ADENDUM.", field="kind")
    if facts.level not in {"", *Level.values}:
        raise Invalid("Tingkat tidak dikenal. Pilih kementerian, ditjen, kanwil, atau upt.", field="level")
    if facts.duration_months is not None and not 1 <= facts.duration_months <= LONGEST_TERM_MONTHS:
        raise Invalid(f"Jangka waktu harus 1 sampai {LONGEST_TERM_MONTHS} bulan.", field="duration_months")
    _ensure_in_order(facts.signed_on, facts.starts_on, facts.ends_on)
    if facts.signed_on is not None:
        zones = {
            institution.zone for institution in (*(party.institution for party in facts.parties), *facts.covered_units)
        }
        ensure_not_after(facts.signed_on, latest_day(at, zones), field="signed_on", label="Tanggal penandatanganan")
    institutions = [party.institution.pk for party in facts.parties]
    if len(set(institutions)) < len(institutions):
        raise StandsTwice("Satu lembaga tercatat dua kali sebagai pihak. Hapus salah satunya.")
    return replace(
        facts,
        parties=tuple(_checked_party(party) for party in facts.parties),
        scope=clean_text(facts.scope, field="scope", label="Ruang lingkup", required=False),
        location_text=clean_text(facts.location_text, field="location_text", label="Lokasi", required=False),
        source_urls=clean_text(facts.source_urls, field="source_urls", label="Alamat sumber", required=False),
        source_text=clean_text(
            facts.source_text, field="source_text", label="Teks sumber", most=20_000, required=False
        ),
    )


def _checked_party(party: PartyFacts) -> PartyFacts:
    return replace(
        party,
        number=clean_line(party.number, field="number", label="Nomor naskah", most=120, required=False),
        signatory_name=clean_line(
            party.signatory_name, field="signatory_name", label="Nama penanda tangan", most=200, required=False
        ),
        signatory_position=clean_line(
            party.signatory_position,
            field="signatory_position",
            label="Jabatan penanda tangan",
            most=200,
            required=False,
        ),
    )


def _ensure_in_order(signed_on: date | None, starts_on: date | None, ends_on: date | None) -> None:
    first = starts_on or signed_on
    if ends_on is not None and first is not None and ends_on < first:
        raise Invalid("Perjanjian tidak dapat berakhir sebelum mulai berlaku atau ditandatangani.", field="ends_on")


def _is_example(institutions: list[Institution]) -> bool:
    kinds = {institution.is_example for institution in institutions}
    if len(kinds) > 1:
        raise Mixed("Lembaga contoh tidak dapat berada dalam satu perjanjian dengan lembaga nyata.")
    return kinds.pop()


def _ensure_alike(agreement: Agreement, institutions: Iterable[Institution]) -> None:
    if any(institution.is_example != agreement.is_example for institution in institutions):
        raise Mixed("Lembaga contoh tidak dapat berada dalam satu perjanjian dengan lembaga nyata.")
