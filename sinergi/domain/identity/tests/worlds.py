"""An agreement with a made-up register, an extract of it, and people to look for."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from linkage.registers import COLUMNS
from sinergi.domain.agreements.choices import Side
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import drafting, recording
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.domain.identity.models import RegisterExtract
from sinergi.domain.identity.services import extracts
from sinergi.domain.people.choices import Category
from sinergi.domain.people.models import Person
from sinergi.domain.people.services import registering
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.models import StoredFile
from sinergi.foundation.files.services import storing
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from tests.support.factories import NOW, SYSTEM, actor, institution, partner

TAKEN_ON = date(2026, 1, 5)
NIK = "9901014107900042"
SECRETS = ("Ibu Rahasia", "Jalan Rahasia 9", "Kota Rahasia", "990101", "Nama Register Rahasia")
"""What the register of these tests holds and nobody else: none of it may be found in the database."""

_number = count(1)


def register_row(**known: str) -> dict[str, str]:
    """One person of the register; whatever is not told is what the register alone knows."""
    return {
        "nik": NIK,
        "name": "Contoh Satu",
        "sex": "P",
        "birth_date": "1990-07-01",
        "birth_place": "Kota Rahasia",
        "mother_name": "Ibu Rahasia",
        "address": "Jalan Rahasia 9",
        "region_code": "990101",
        "status": "aktif",
    } | known


def content(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def stored(data: bytes, *, example: bool = True) -> StoredFile:
    kinds = [FileKind.CSV, FileKind.PDF]
    return storing.store(
        io.BytesIO(data), name="register.csv", allowed=kinds, most_bytes=10**6, is_example=example, is_sealed=True,
        by=SYSTEM, at=NOW,
    )  # fmt: skip


def officer(unit: Institution) -> Actor:
    return actor(
        "identity.verify", "identity.extract", "people.view", "people.register", at=unit, name=f"Petugas {unit}"
    )


@dataclass
class World:
    """A kanwil that holds the agreement, with two lapas. `owner` works at the first, `colleague` at the second."""

    example: bool = True

    def __post_init__(self) -> None:
        number = next(_number)
        self.kanwil = institution(f"Kanwil Contoh Identitas {number}", kind="kanwil", example=self.example)
        self.lapas = institution(parent=self.kanwil, example=self.example)
        self.other_lapas = institution(parent=self.kanwil, example=self.example)
        self.owner, self.colleague, self.above = (officer(u) for u in (self.lapas, self.other_lapas, self.kanwil))
        self.stranger = officer(institution(example=self.example))

    def agreement(self, **known: Any) -> Agreement:
        days = {"signed_on": date(2025, 1, 1), "starts_on": date(2025, 1, 1), "ends_on": date(2026, 12, 31)}
        return recording.record(RecordedAgreement(parties=self.parties(), **(days | known)), by=SYSTEM, at=NOW)

    def draft(self) -> Agreement:
        return drafting.draft(RecordedAgreement(parties=self.parties()), by=SYSTEM, at=NOW)

    def parties(self) -> tuple[PartyFacts, ...]:
        office = partner(f"Dinas Contoh {next(_number)}", category="pemerintah", example=self.example)
        return PartyFacts(self.kanwil, Side.OURS), PartyFacts(office, Side.PARTNER)

    def extract(self, *rows: dict[str, str], agreement: Agreement | None = None) -> RegisterExtract:
        return extracts.receive(
            agreement or self.agreement(),
            stored(content(*(rows or (register_row(),))), example=self.example),
            label="Ekstrak Contoh",
            taken_on=TAKEN_ON,
            by=SYSTEM,
            at=NOW,
        )

    def person(self, unit: Institution | None = None, **known: Any) -> Person:
        facts: dict[str, Any] = {
            "name": "Contoh Satu",
            "sex": "P",
            "birth_date": date(1990, 7, 1),
            "birth_precision": "day",
            "nik": NIK,
            "category": Category.NARAPIDANA,
            "registration_number": f"B.{next(_number)}",
            "starts_on": date(2025, 6, 1),
        }
        return registering.register(unit=unit or self.lapas, **(facts | known), by=SYSTEM, at=NOW)
