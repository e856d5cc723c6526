"""One small world through the services, with one of everything that a page can show."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from sinergi.domain.activities.models import Activity, Outcome, Output, Participation
from sinergi.domain.activities.services import enrolment, outcomes, outputs, planning
from sinergi.domain.agreements.choices import CountedUnit, Kind, Level, Side
from sinergi.domain.agreements.models import (
    Agreement,
    Authority,
    ClaimRecord,
    Delivery,
    Milestone,
    Obligation,
    Programme,
    Requirement,
    SavedFilter,
    SubjectField,
)
from sinergi.domain.agreements.queries import AgreementFilter
from sinergi.domain.agreements.services import (
    amending,
    cataloguing,
    claiming,
    delivering,
    drafting,
    importing,
    milestones,
    obligations,
    saving,
    signing,
)
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.domain.evaluation.models import Evaluation
from sinergi.domain.evaluation.services import reviewing
from sinergi.domain.identity.choices import Opinion, ReviewState, RunKind
from sinergi.domain.identity.models import (
    NikCase,
    NikCaseStep,
    RecordingDay,
    RegisterExtract,
    ReviewCase,
    ReviewDecision,
    UsageReport,
    VerificationRun,
)
from sinergi.domain.identity.services import cases, checking, extracts, recording_days, reporting, runs
from sinergi.domain.identity.services import reviewing as desk
from sinergi.domain.people.models import Episode, Erasure, Person, PersonMerge, PopulationImport
from sinergi.domain.people.services import arriving, arriving_preview, episodes, registering, retaining
from sinergi.domain.people.services import merging as joining
from sinergi.foundation.access.models import Grant, Leave, Role, User
from sinergi.foundation.access.queries import actor_for, role_named
from sinergi.foundation.access.services import granting, inviting, resting, roles
from sinergi.foundation.audit.models import BrowsingAlarm
from sinergi.foundation.audit.services import readings, watching
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.imports.models import ImportRun
from sinergi.foundation.imports.services import institutions as institution_lists
from sinergi.foundation.imports.services import welcoming
from sinergi.foundation.institutions.models import Contact, Institution, LikelyPair, Listing, Merge
from sinergi.foundation.institutions.services import contacting, founding, merging
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.periods import Period
from tests.support.factories import NOW, SYSTEM, TODAY, institution, partner
from tests.support.sheets import USERS, workbook

UNIT_ROLES = ("kepala-unit", "petugas-kerja-sama", "registrasi")
NATIONAL_ROLES = ("direktorat-kerja-sama", "auditor", "petugas-pelindungan-data", "administrator")
PARTNER_MAY = ("agreements.view", "activities.view")
PASSWORD = "kuda benar baterai"

REGISTER = (
    b"nik,name,sex,birth_date,birth_place,mother_name,address,region_code,status\n"
    b"9901010101900001,Contoh Budi,L,1990-01-01,,,,,aktif\n"
    b"9901015203920002,Contoh Sari,P,1992-03-12,Bandung,,,,aktif\n"
)
PAPER = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
LIST = (
    b"signed_on,partner,partner_category,kind,level,scope,locations,duration_months,number,source_url\n"
    b"2025-10-02,Yayasan Bayangan,masyarakat_sipil,PKS,upt,,Lapas Bayangan,,,https://berita.example/a\n"
)


@dataclass(frozen=True)
class World:
    """The objects that URLs name, at `unit`; `owner` works there, `colleague` at another unit, `national` everywhere.

    `partner` is somebody of the other party, let in as far as a partner ever may be: he reads what the unit agreed and does,
    and holds no capability about people. `auditor` reads everywhere and has no other role.
    """

    unit: Institution
    owner: User
    colleague: User
    national: User
    partner: User
    auditor: User
    draft: Agreement
    agreement: Agreement
    obligation: Obligation
    delivery: Delivery
    milestone: Milestone
    person: Person
    twin: Person
    person_merge: PersonMerge
    episode: Episode
    extract: RegisterExtract
    verification_run: VerificationRun
    review_case: ReviewCase
    referred_case: ReviewCase
    review_decision: ReviewDecision
    usage_report: UsageReport
    nik_case: NikCase
    case_step: NikCaseStep
    recording_day: RecordingDay
    alarm: BrowsingAlarm
    activity: Activity
    output: Output
    participation: Participation
    outcome: Outcome
    evaluation: Evaluation
    run: ImportRun
    saved: SavedFilter
    claim: ClaimRecord
    institution: Institution
    other: Agreement
    programme: Programme
    subject: SubjectField
    authority: Authority
    requirement: Requirement
    member: User
    grant: Grant
    leave: Leave
    role: Role
    sheet: ImportRun
    pair: LikelyPair
    merge: Merge
    listing: Listing
    contact: Contact
    units: ImportRun
    population: PopulationImport
    erasure: Erasure


def user(name: str, roles_held: tuple[str, ...], at: Institution | None) -> User:
    """Somebody with an own password (PASSWORD) and these roles."""
    who, _password = inviting.invite(f"{name}@contoh.example", name=f"{name.title()} Contoh", by=SYSTEM, at=NOW)
    who.set_password(PASSWORD)
    who.password_is_one_time = False
    who.save()
    for role in roles_held:
        granting.grant(who, role_named(role), institution=at, starts_on=TODAY.replace(year=2020), by=SYSTEM, at=NOW)
    return who


def stored(content: bytes, name: str, kind: FileKind, *, is_example: bool) -> StoredFile:
    return storing.store(
        io.BytesIO(content), name=name, allowed=[kind], most_bytes=1_000_000, by=SYSTEM, at=NOW, is_example=is_example
    )


def facts(unit: Institution, other: Institution) -> RecordedAgreement:
    parties = (PartyFacts(unit, Side.OURS, number="1/OURS"), PartyFacts(other, Side.PARTNER, number="1/MITRA"))
    return RecordedAgreement(
        parties=parties, kind=Kind.PKS, level=Level.UPT, scope="Pelatihan contoh", covered_units=(unit,)
    )


def build() -> World:
    """Build the world. About a hundred calls of services."""
    roles.deliver()
    cataloguing.deliver()
    unit, elsewhere, mitra = (
        institution("Lapas Contoh Satu"),
        institution("Lapas Contoh Dua"),
        partner("Yayasan Contoh Delapan"),
    )
    signed_on = TODAY - timedelta(days=200)
    agreement = signing.sign(
        drafting.draft(facts(unit, mitra), by=SYSTEM, at=NOW),
        signed_on=signed_on, starts_on=signed_on, ends_on=TODAY + timedelta(days=500), by=SYSTEM, at=NOW,
    )  # fmt: skip
    ours = agreement.parties.get(side=Side.OURS)
    obligation = obligations.promise(
        agreement,
        owed_by=ours,
        description="Pertemuan",
        unit=CountedUnit.SESSION,
        quantity=Decimal(4),
        by=SYSTEM,
        at=NOW,
    )
    evidence = stored(PAPER, "bukti.pdf", FileKind.PDF, is_example=True)
    delivery = delivering.credit(
        obligation, quantity=Decimal(1), on=TODAY, origin="agreements.by_hand:1", evidence=evidence, by=SYSTEM, at=NOW
    )
    person = registering.register(
        name="Contoh Budi", category="narapidana", unit=unit, registration_number="B1", nik="9901010101900001",
        starts_on=TODAY - timedelta(days=100), by=SYSTEM, at=NOW,
    )  # fmt: skip
    register = stored(REGISTER, "register.csv", FileKind.CSV, is_example=True)
    extract = extracts.receive(
        agreement, register, label="Ekstrak", taken_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW
    )
    nameless = registering.register(
        name="Contoh Sari", sex="P", birth_date=date(1992, 3, 12), birth_precision="day", birth_place="Bandung",
        category="narapidana", unit=unit, registration_number="B2", starts_on=TODAY - timedelta(days=100), by=SYSTEM, at=NOW,
    )  # fmt: skip
    checking.check(nameless, extract, on=TODAY, purpose="Pemeriksaan contoh", by=SYSTEM, at=NOW)
    read_at_the_desk(unit, extract)
    run = runs.begin(agreement, unit, kind=RunKind.REGISTRY, purpose="Pemeriksaan contoh", on=TODAY, by=SYSTEM, at=NOW)
    activity = planning.plan(
        title="Pertemuan pertama", unit=unit, obligations=[obligation], starts_on=TODAY, by=SYSTEM, at=NOW
    )
    planning.carry_out(activity, on=TODAY, by=SYSTEM, at=NOW)
    output = outputs.post(
        activity, measure="Pertemuan", quantity=Decimal(1), unit=CountedUnit.SESSION, on=TODAY, by=SYSTEM, at=NOW
    )
    participation = enrolment.enrol(activity, person, on=TODAY, by=SYSTEM, at=NOW)
    enrolment.attend(participation, on=TODAY, by=SYSTEM, at=NOW)
    nik_case = cases.open_case(nameless, by=SYSTEM, at=NOW)
    recording_day = recording_days.plan(
        unit, partner("Dinas Dukcapil Contoh"), on=TODAY + timedelta(days=7), capacity=10, by=SYSTEM, at=NOW
    )  # fmt: skip
    ijazah = stored(PAPER, "ijazah.pdf", FileKind.PDF, is_example=True)
    cases.pursue(nik_case, "evidence", on=TODAY, evidence=ijazah, by=SYSTEM, at=NOW)
    member = user("member", ("petugas-kerja-sama",), unit)
    invited = ("Contoh Baru", "baru@contoh.example", "Pimpinan", unit.name)
    sheet = stored(workbook(USERS, invited), "pengguna.xlsx", FileKind.XLSX, is_example=True)
    listed = stored(LIST, "daftar.csv", FileKind.CSV, is_example=False)
    owner = user("owner", UNIT_ROLES, unit)
    return World(
        unit=unit,
        owner=owner,
        colleague=user("colleague", UNIT_ROLES, elsewhere),
        national=user("national", NATIONAL_ROLES, None),
        partner=_partner(unit),
        auditor=user("pemeriksa", ("auditor",), None),
        draft=drafting.draft(facts(unit, partner("Yayasan Contoh Sembilan")), by=SYSTEM, at=NOW),
        agreement=agreement,
        obligation=obligation,
        delivery=delivery,
        milestone=milestones.plan(
            agreement, title="Ruang siap", owner=unit, due_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW
        ),
        person=person,
        twin=_was_here(unit, "B.KEMBAR"),
        person_merge=joining.merge(
            _was_here(unit, "B.SATU"), _was_here(unit, "B.DUA", year=2025), reason="Sama", by=SYSTEM, at=NOW
        ),
        episode=person.episodes.get(),
        extract=extract,
        verification_run=run,
        review_case=ReviewCase.objects.get(person=nameless),
        referred_case=ReviewCase.objects.get(state=ReviewState.REFERRED),
        review_decision=ReviewDecision.objects.get(),
        usage_report=reporting.make(
            agreement, starts_on=signed_on, ends_on=TODAY - timedelta(days=1), by=SYSTEM, at=NOW
        ),
        nik_case=nik_case,
        case_step=NikCaseStep.objects.get(case=nik_case, kind="evidence"),
        recording_day=recording_day,
        alarm=unusual_day(),
        activity=activity,
        output=output,
        participation=participation,
        outcome=outcomes.record(
            participation, measure="Nilai", unit="0–100", before=None, after=Decimal(60), on=TODAY, by=SYSTEM, at=NOW
        ),
        evaluation=reviewing.review(agreement, period=Period(signed_on, TODAY - timedelta(days=1)), by=SYSTEM, at=NOW),
        run=importing.preview(listed, by=SYSTEM, at=NOW),
        saved=saving.save(AgreementFilter(kind=Kind.PKS), name="PKS", by=actor_for(owner, on=TODAY), at=NOW),
        claim=claiming.keep(17, 43, stated="250%", by=actor_for(owner, on=TODAY), at=NOW),
        other=amending.amend(agreement, scope="Pelatihan contoh yang meluas", reason="Meluas", by=SYSTEM, at=NOW),
        programme=Programme.objects.earliest("pk"),
        subject=SubjectField.objects.earliest("pk"),
        authority=Authority.objects.earliest("pk"),
        requirement=Requirement.objects.earliest("pk"),
        institution=founding.found("Lapas Bayangan Lain", kind="lapas", provisional=True, by=SYSTEM, at=NOW),
        member=member,
        grant=member.grants.get(),
        leave=resting.rest(
            member, starts_on=TODAY + timedelta(days=30), ends_on=TODAY + timedelta(days=40), by=SYSTEM, at=NOW
        ),
        role=role_named("pimpinan"),
        sheet=welcoming.preview(sheet, on=TODAY, by=SYSTEM, at=NOW),
        pair=pair_of("Yayasan Bina Tunas Raya", "Bina Tunas Raya (Yayasan)"),
        merge=merging.merge(partner(), partner(), reason="Ejaan lain", by=SYSTEM, at=NOW),
        listing=Listing.objects.get(institution=partner("Dua Griya Contoh (Melati; Mawar)")),
        contact=contacting.add(mitra, kept_at=unit, name="Orang Contoh", phone="021 5550100", by=SYSTEM, at=NOW),
        units=institution_lists.preview(
            stored(b"name\nYayasan Bayangan Baru\n", "unit.csv", FileKind.CSV, is_example=False), by=SYSTEM, at=NOW
        ),
        population=population_of(unit),
        erasure=erasure_at(elsewhere),
    )


def read_at_the_desk(unit: Institution, extract: RegisterExtract) -> None:
    """Two whose birth date the register contradicts: one case is settled, the other was handed up."""
    for number, opinions in enumerate(([Opinion.SAME] * 2, [Opinion.UNKNOWN] * 2), start=3):
        person = registering.register(
            name="Contoh Budi", sex="L", birth_date=date(1971, 1, 1), birth_precision="day", nik="9901010101900001",
            category="narapidana", unit=unit, registration_number=f"B{number}", starts_on=TODAY - timedelta(days=100),
            by=SYSTEM, at=NOW,
        )  # fmt: skip
        checking.check(person, extract, on=TODAY, purpose="Pemeriksaan contoh", by=SYSTEM, at=NOW)
        case = ReviewCase.objects.get(person=person)
        for place, opinion in enumerate(opinions):
            if case.state == ReviewState.READING:
                reader = Actor(key=f"user:pembaca-{place}", label="Pembaca Contoh", is_system=True)
                case = desk.read(case, opinion, by=reader, at=NOW)


def _partner(unit: Institution) -> User:
    who = user("mitra", (), None)
    reading = roles.change(
        roles.create("Mitra", by=SYSTEM, at=NOW), name="Mitra", capabilities=PARTNER_MAY, known=PARTNER_MAY,
        requires_second_factor=False, on=TODAY, by=SYSTEM, at=NOW,
    )  # fmt: skip
    granting.grant(who, reading, institution=unit, starts_on=TODAY.replace(year=2020), by=SYSTEM, at=NOW)
    return who


def _was_here(unit: Institution, number: str, *, year: int = 2024) -> Person:
    """Somebody who was at the unit in January of a year, and left."""
    person = registering.register(
        name=f"Contoh {number}", category="narapidana", unit=unit, registration_number=number, starts_on=date(year, 1, 5),
        by=SYSTEM, at=NOW,
    )  # fmt: skip
    episodes.end(person.episodes.get(), ends_on=date(year, 1, 20), by=SYSTEM, at=NOW)
    return person


def population_of(unit: Institution) -> PopulationImport:
    """A list of the unit's people that waits for confirmation."""
    file = stored(b"Nama;No Reg;Kategori\nContoh Baru;B.77;Narapidana\n", "isi.csv", FileKind.CSV, is_example=True)
    run = arriving.begin(file, unit=unit, kind="changes", as_of=TODAY, queued=False, by=SYSTEM, at=NOW)
    return arriving_preview.read(run, at=NOW)


def erasure_at(unit: Institution) -> Erasure:
    """The proposal to erase somebody who left the unit long ago."""
    long_ago = TODAY.replace(year=TODAY.year - 12)
    person = registering.register(
        name="Contoh Lama", category="klien", unit=unit, registration_number="K.LAMA", starts_on=long_ago, by=SYSTEM, at=NOW
    )  # fmt: skip
    episodes.end(person.episodes.get(), ends_on=long_ago, by=SYSTEM, at=NOW)
    retaining.let_go(at=NOW, by=SYSTEM)
    return Erasure.objects.get(person=person)


def pair_of(*names: str) -> LikelyPair:
    """The pair that two names like each other are proposed as."""
    one, other = (partner(name) for name in names)
    return LikelyPair.objects.get(first=one, second=other)


def unusual_day() -> BrowsingAlarm:
    """Somebody opened fifteen people's pages at three in the night."""
    night = NOW.replace(hour=20)
    reader = Actor(key="user:malam", label="Pembaca Malam Contoh")
    people = [Person(public_id=uuid4()) for _number in range(15)]
    readings.note_many(people, ["name"], by=reader, at=night - timedelta(days=2), purpose="Membuka halaman orang")
    [alarm] = watching.watch(TODAY - timedelta(days=1), at=NOW)
    return alarm
