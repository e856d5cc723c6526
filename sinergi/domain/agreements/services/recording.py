"""Write down what a source says of an agreement. What it does not say stays unknown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Kind, Level, Payer, Side, Stage, State
from sinergi.domain.agreements.models import Agreement, Party, Programme, SubjectField
from sinergi.domain.agreements.rules.days import ensure_not_after, latest_day
from sinergi.domain.agreements.rules.umbrellas import may_carry_out
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line, clean_text

LONGEST_TERM_MONTHS = 1200
MOST_RUPIAH = 10**15


class Mixed(DomainError):
    """A made-up institution would stand in one agreement with a real one."""

    code = "real_and_example_mixed"


class NoParty(DomainError):
    """An agreement between nobody."""

    code = "agreement_without_party"


class StandsTwice(DomainError):
    """The same institution would stand twice in one agreement."""

    code = "party_stands_twice"


class Withdrawn(DomainError):
    """A withdrawn draft changes no more."""

    code = "agreement_withdrawn"


class NotAnUmbrella(DomainError):
    """The document cannot be carried out by this one."""

    code = "not_an_umbrella"


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """Who stands on which side, with the number on their copy, who signed for them and by which decision; "" is unknown."""

    institution: Institution
    side: Side
    number: str = ""
    signatory_name: str = ""
    signatory_position: str = ""
    mandate_number: str = ""
    mandate_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecordedAgreement:
    """What a source says of an agreement; None, "" and () are unknown. `source_urls` holds one address a line.

    `urgency` is why it is needed. `umbrella` is the document it carries out. `funding_text` says it in the source's words.

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
    urgency: str = ""
    signing_place: str = ""
    funding_text: str = ""
    funding_rupiah: int | None = None
    paid_by: str = ""
    umbrella: Agreement | None = None
    programmes: tuple[Programme, ...] = ()
    fields: tuple[SubjectField, ...] = ()
    source_urls: str = ""
    source_text: str = ""
    row_identity: str | None = None


@transaction.atomic
def record(facts: RecordedAgreement, *, by: Actor, at: datetime) -> Agreement:
    """Record an agreement that was concluded before, as its source states it.

    Raises policies.NotAllowed, Invalid for values that cannot be, NoParty, StandsTwice, Mixed, NotAnUmbrella.
    """
    return create(facts, state=State.CONCLUDED, action="agreement.recorded", by=by, at=at)


def facts_of(
    agreement: Agreement,
    *,
    programmes: tuple[Programme, ...] | None = None,
    fields: tuple[SubjectField, ...] | None = None,
) -> RecordedAgreement:
    """Everything that is recorded of it, as it would be recorded again; its row in an import aside.

    `programmes` and `fields` are what it is sorted by, where that is in hand already.
    """
    plain = values(RecordedAgreement(parties=()))
    in_hand = "parties" in getattr(agreement, "_prefetched_objects_cache", {})
    rows = agreement.parties.all() if in_hand else agreement.parties.select_related("institution__place").order_by("pk")
    return RecordedAgreement(
        parties=tuple(
            PartyFacts(
                institution=party.institution,
                side=Side(party.side),
                number=party.number,
                signatory_name=party.signatory_name,
                signatory_position=party.signatory_position,
                mandate_number=party.mandate_number,
                mandate_on=party.mandate_on,
            )
            for party in rows
        ),
        covered_units=tuple(agreement.covered_units.all()),
        programmes=tuple(agreement.programmes.all()) if programmes is None else programmes,
        fields=tuple(agreement.fields.all()) if fields is None else fields,
        **{name: getattr(agreement, name) for name in plain},
    )


def create(facts: RecordedAgreement, *, state: State, action: str, by: Actor, at: datetime) -> Agreement:
    """Make the rows of a new agreement in the given state. For this room's services, inside their transaction."""
    policies.ensure_can_record(by, own_parties(facts.parties))
    facts = checked(facts, at)
    if not facts.parties:
        raise NoParty(_("Perjanjian belum memuat satu pihak pun. Sebutkan paling sedikit satu pihak."))
    is_example = _is_example([*(party.institution for party in facts.parties), *facts.covered_units])
    ensure_umbrella(facts.umbrella, kind=facts.kind, is_example=is_example, by=by)
    agreement = Agreement.objects.create(
        state=state,
        stage=Stage.EXPLORING if state == State.DRAFT else "",
        is_example=is_example,
        row_identity=facts.row_identity,
        recorded_at=at,
        recorded_by_key=by.key,
        **values(facts),
    )
    for party in facts.parties:
        add_party(agreement, party)
    for name, chosen in many(facts).items():
        if chosen:
            getattr(agreement, name).set(chosen)
    audit.record(
        action, agreement, by=by, at=at, kind=facts.kind, signed_on=facts.signed_on, parties=len(facts.parties)
    )
    return agreement


@transaction.atomic
def fill(agreement: Agreement, facts: RecordedAgreement, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Bring an agreement up to what its source says now; returns the names of what changed, () when nothing did.

    What the source states replaces what was recorded; what it leaves unsaid erases nothing, and what a person corrected
    stays as corrected. Parties, covered units, programmes and fields are added, never taken away. A draft takes no day
    of signing here: it is signed.
    Raises policies.NotAllowed, Withdrawn, Invalid for values that cannot be, StandsTwice, Mixed, NotAnUmbrella.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    ensure_not_withdrawn(agreement)
    known = list(agreement.parties.select_related("institution__place").order_by("pk"))
    own = [party.institution for party in known if party.side == Side.OURS]
    policies.ensure_can_record(by, [*own, *own_parties(facts.parties)])
    facts = checked(facts, at, standing=known)
    if agreement.state == State.DRAFT and facts.signed_on is not None:
        raise Invalid(
            _("Rancangan belum bertanggal tanda tangan. Tandatangani rancangan ini lebih dahulu."), field="signed_on"
        )
    more = {
        name: each_once(chosen, but=getattr(agreement, name).all()) for name, chosen in many(facts).items() if chosen
    }
    ensure_alike(agreement, [*(party.institution for party in facts.parties), *more.get("covered_units", ())])
    if facts.umbrella is not None:
        ensure_umbrella(facts.umbrella, kind=facts.kind or agreement.kind, is_example=agreement.is_example, by=by)

    changed = [
        name for name, value in values(facts).items() if value not in (None, "") and value != getattr(agreement, name)
    ]
    if changed:
        corrected = _corrected(agreement)
        changed = [name for name in changed if name not in corrected]
    for name in changed:
        setattr(agreement, name, getattr(facts, name))
    ensure_in_order(agreement.signed_on, agreement.starts_on, agreement.ends_on)
    if agreement.ended_on and agreement.signed_on and agreement.ended_on < agreement.signed_on:
        raise Invalid(
            _("Tanggal penandatanganan jatuh setelah perjanjian diakhiri. Periksa tanggalnya."), field="signed_on"
        )
    agreement.save(update_fields=changed)
    if _fill_parties(agreement, known, facts.parties):
        changed.append("parties")
    for name, added in more.items():
        if added:
            getattr(agreement, name).add(*added)
            changed.append(name)
    if changed:
        audit.record("agreement.filled", agreement, by=by, at=at, changed=", ".join(changed))
    return tuple(changed)


def _corrected(agreement: Agreement) -> set[str]:
    """The facts that a person put right: a source that still states the mistake does not bring it back."""
    rows = agreement.corrections.values_list("changes", flat=True)
    return {change["fact"] for changes in rows for change in changes if not change["party"]}


def _fill_parties(agreement: Agreement, known: Collection[Party], parties: Iterable[PartyFacts]) -> bool:
    changed = False
    for facts in parties:
        party = standing_as(facts.institution, known)
        if party is None:
            add_party(agreement, facts)
            changed = True
            continue
        if party.side != facts.side:
            raise StandsTwice(
                _("%(institution)s sudah tercatat di sisi lain perjanjian ini.")
                % {"institution": facts.institution.name}
            )
        news = {name: value for name, value in party_values(facts).items() if value and value != getattr(party, name)}
        for name, value in news.items():
            setattr(party, name, value)
        party.save(update_fields=list(news))
        changed = changed or bool(news)
    return changed


def standing_as(institution: Institution, parties: Iterable[Party]) -> Party | None:
    """The party that this institution is: its own row before one it was merged with; None where it is none of them."""
    same = [party for party in parties if party.institution.survivor_key == institution.survivor_key]
    return next((party for party in same if party.institution_id == institution.pk), same[0] if same else None)


def each_once(rows: Iterable[Any], *, but: Iterable[Any] = ()) -> list[Any]:
    """The rows in their order without those that `but` holds already; of institutions that are one only the first."""
    seen = {_identity(row) for row in but}
    found = []
    for row in rows:
        if _identity(row) not in seen:
            seen.add(_identity(row))
            found.append(row)
    return found


def _identity(row: Any) -> int:
    return row.survivor_key if isinstance(row, Institution) else row.pk


def add_party(agreement: Agreement, facts: PartyFacts) -> Party:
    return Party.objects.create(
        agreement=agreement, institution=facts.institution, side=facts.side, **party_values(facts)
    )


def party_values(facts: PartyFacts) -> dict[str, Any]:
    """What one party's own copy says, by field of `Party`."""
    return {
        "number": facts.number,
        "signatory_name": facts.signatory_name,
        "signatory_position": facts.signatory_position,
        "mandate_number": facts.mandate_number,
        "mandate_on": facts.mandate_on,
    }


def values(facts: RecordedAgreement) -> dict[str, Any]:
    """What the facts say, by field of `Agreement`; parties and what there are many of aside."""
    return {
        "kind": facts.kind,
        "level": facts.level,
        "scope": facts.scope,
        "signed_on": facts.signed_on,
        "starts_on": facts.starts_on,
        "ends_on": facts.ends_on,
        "duration_months": facts.duration_months,
        "location_text": facts.location_text,
        "urgency": facts.urgency,
        "signing_place": facts.signing_place,
        "funding_text": facts.funding_text,
        "funding_rupiah": facts.funding_rupiah,
        "paid_by": facts.paid_by,
        "umbrella": facts.umbrella,
        "source_urls": facts.source_urls,
        "source_text": facts.source_text,
    }


def many(facts: RecordedAgreement) -> dict[str, tuple[Any, ...]]:
    """What there may be many of, by relation of `Agreement`."""
    return {"covered_units": facts.covered_units, "programmes": facts.programmes, "fields": facts.fields}


def own_parties(parties: Iterable[PartyFacts]) -> list[Institution]:
    return [party.institution for party in parties if party.side == Side.OURS]


def checked(facts: RecordedAgreement, at: datetime, *, standing: Collection[Party] = ()) -> RecordedAgreement:
    """The same facts with clean text; `standing` are the parties so far. Raises Invalid or StandsTwice for what cannot be."""
    if facts.kind not in {"", *Kind.values}:
        raise Invalid(_("Jenis naskah tidak dikenal. Pilih NK, PKS, IA, atau ADENDUM."), field="kind")
    if facts.level not in {"", *Level.values}:
        raise Invalid(_("Tingkat tidak dikenal. Pilih kementerian, ditjen, kanwil, atau upt."), field="level")
    if facts.paid_by not in {"", *Payer.values}:
        raise Invalid(_("Penanggung biaya tidak dikenal. Pilih salah satu yang tersedia."), field="paid_by")
    if facts.funding_rupiah is not None and not 0 <= facts.funding_rupiah <= MOST_RUPIAH:
        raise Invalid(_("Jumlah biaya tidak dapat dipercaya. Tulis dalam rupiah penuh."), field="funding_rupiah")
    if facts.duration_months is not None and not 1 <= facts.duration_months <= LONGEST_TERM_MONTHS:
        raise Invalid(
            _("Jangka waktu harus 1 sampai %(most)s bulan.") % {"most": LONGEST_TERM_MONTHS}, field="duration_months"
        )
    ensure_in_order(facts.signed_on, facts.starts_on, facts.ends_on)
    if facts.signed_on is not None:
        zones = {
            institution.zone for institution in (*(party.institution for party in facts.parties), *facts.covered_units)
        }
        ensure_not_after(facts.signed_on, latest_day(at, zones), field="signed_on", label=_("Tanggal penandatanganan"))
    _ensure_each_once([party.institution for party in facts.parties], standing)
    return replace(
        facts,
        parties=tuple(_checked_party(party) for party in facts.parties),
        scope=clean_text(facts.scope, field="scope", label=_("Ruang lingkup"), required=False),
        location_text=clean_text(facts.location_text, field="location_text", label=_("Lokasi"), required=False),
        urgency=clean_text(facts.urgency, field="urgency", label=_("Urgensi"), required=False),
        signing_place=clean_line(
            facts.signing_place, field="signing_place", label=_("Tempat penandatanganan"), most=200, required=False
        ),
        funding_text=clean_text(facts.funding_text, field="funding_text", label=_("Pembiayaan"), required=False),
        source_urls=clean_text(facts.source_urls, field="source_urls", label=_("Alamat sumber"), required=False),
        source_text=clean_text(
            facts.source_text, field="source_text", label=_("Teks sumber"), most=20_000, required=False
        ),
    )


def _ensure_each_once(institutions: Collection[Institution], standing: Collection[Party]) -> None:
    """Raises StandsTwice, also for two names of one institution, unless both stood there before they were merged."""
    before = {party.institution_id for party in standing}
    for institution in institutions:
        same = [other.pk for other in institutions if other.survivor_key == institution.survivor_key]
        if len(same) > len(before.intersection(same)) and len(same) > 1:
            raise StandsTwice(_("Satu lembaga tercatat dua kali sebagai pihak. Hapus salah satunya."))


def _checked_party(party: PartyFacts) -> PartyFacts:
    return replace(
        party,
        number=clean_line(party.number, field="number", label=_("Nomor naskah"), most=120, required=False),
        signatory_name=clean_line(
            party.signatory_name, field="signatory_name", label=_("Nama penanda tangan"), most=200, required=False
        ),
        signatory_position=clean_line(
            party.signatory_position,
            field="signatory_position",
            label=_("Jabatan penanda tangan"),
            most=200,
            required=False,
        ),
        mandate_number=clean_line(
            party.mandate_number, field="mandate_number", label=_("Nomor SK kewenangan"), most=200, required=False
        ),
    )


def ensure_in_order(signed_on: date | None, starts_on: date | None, ends_on: date | None) -> None:
    first = starts_on or signed_on
    if ends_on is not None and first is not None and ends_on < first:
        raise Invalid(_("Perjanjian tidak dapat berakhir sebelum mulai berlaku atau ditandatangani."), field="ends_on")


def ensure_umbrella(umbrella: Agreement | None, *, kind: str, is_example: bool, by: Actor) -> None:
    """Raises NotAnUmbrella unless a document of `kind` can carry it out, and this actor sees it."""
    if umbrella is None:
        return
    policies.ensure_can_view(by, umbrella)
    if umbrella.state != State.CONCLUDED:
        raise NotAnUmbrella(
            _("%(umbrella)s belum ditandatangani, jadi belum dapat dilaksanakan.") % {"umbrella": umbrella.title},
            field="umbrella",
        )
    if not may_carry_out(kind, umbrella.kind):
        raise NotAnUmbrella(
            _(
                "Naskah payung harus lebih tinggi: nota kesepahaman untuk PKS, nota kesepahaman atau PKS untuk "
                "rencana kerja. Periksa jenis kedua naskah."
            ),
            field="umbrella",
        )
    if umbrella.is_example != is_example:
        raise Mixed(_("Perjanjian contoh dan perjanjian nyata tidak dapat saling melaksanakan."), field="umbrella")


def ensure_not_withdrawn(agreement: Agreement) -> None:
    if agreement.state == State.WITHDRAWN:
        raise Withdrawn(
            _("%(agreement)s sudah ditarik. Salin menjadi rancangan baru bila masih diperlukan.")
            % {"agreement": agreement.title}
        )


def _is_example(institutions: list[Institution]) -> bool:
    kinds = {institution.is_example for institution in institutions}
    if len(kinds) > 1:
        raise Mixed(_("Lembaga contoh tidak dapat berada dalam satu perjanjian dengan lembaga nyata."))
    return kinds.pop()


def ensure_alike(agreement: Agreement, institutions: Iterable[Institution]) -> None:
    if any(institution.is_example != agreement.is_example for institution in institutions):
        raise Mixed(_("Lembaga contoh tidak dapat berada dalam satu perjanjian dengan lembaga nyata."))
