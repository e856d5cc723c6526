"""Contact persons are personal data: encrypted, and seen at the unit that keeps them and above."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from sinergi.foundation.audit.models import Reading
from sinergi.foundation.institutions import queries
from sinergi.foundation.institutions.choices import CONTACTS, SETTLE
from sinergi.foundation.institutions.models import Contact, Institution
from sinergi.foundation.institutions.services import contacting, merging
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor, institution, partner

pytestmark = pytest.mark.django_db


def added(at: Institution, to: Institution, **facts: object) -> Contact:
    known: dict[str, object] = {"name": "Orang Contoh", "phone": "021 5550100"} | facts
    return contacting.add(to, kept_at=at, by=SYSTEM, at=NOW, **known)  # type: ignore[arg-type]


def test_name_and_number_lie_encrypted_in_the_database() -> None:
    contact = added(institution(), partner(), email="orang@contoh.example")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, email FROM institutions_contact")
        [stored] = cursor.fetchall()
    assert not {"Orang Contoh", "021 5550100", "orang@contoh.example"} & set(stored)
    contact = Contact.objects.get()
    assert (contact.name, contact.phone, contact.email) == ("Orang Contoh", "021 5550100", "orang@contoh.example")


def test_they_are_seen_at_the_unit_that_keeps_them_and_above_by_who_may() -> None:
    kanwil = institution(kind="kanwil")
    lapas, other, mitra = institution(parent=kanwil), institution(), partner()
    contact = added(lapas, mitra)
    for viewer, sees in (
        (actor(CONTACTS, at=lapas), True),
        (actor(CONTACTS, at=kanwil), True),
        (actor(CONTACTS), True),
        (actor(CONTACTS, at=other), False),
        (actor(SETTLE), False),
        (actor("agreements.view", at=lapas), False),
    ):
        assert queries.contacts(mitra, viewer).exists() == sees
        assert (queries.find_contact(contact.public_id, viewer) == contact) == sees


def test_a_stranger_neither_adds_nor_ends() -> None:
    lapas, other = institution(), institution()
    contact = added(lapas, partner())
    with pytest.raises(NotAllowed):
        contacting.add(partner(), kept_at=lapas, name="X", phone="0215550100", by=actor(CONTACTS, at=other), at=NOW)
    with pytest.raises(NotAllowed):
        contacting.end(contact, on=TODAY, by=actor(CONTACTS, at=other), at=NOW)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"phone": "hubungi saja"}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"email": "bukan surel"}, "email"),
        ({"position": "x" * 201}, "position"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        added(institution(), partner(), **facts)
    assert refused.value.field == field
    assert not Contact.objects.exists()


def test_real_and_made_up_do_not_mix() -> None:
    with pytest.raises(Invalid, match="contoh"):
        added(institution(), partner(example=False))


def test_a_contact_ends_once_and_not_before_it_starts() -> None:
    contact = added(institution(), partner(), starts_on=date(2026, 1, 1))
    with pytest.raises(Invalid, match="sebelum mulai"):
        contacting.end(contact, on=date(2025, 12, 31), by=SYSTEM, at=NOW)
    assert contacting.end(contact, on=TODAY, by=SYSTEM, at=NOW).ends_on == TODAY
    with pytest.raises(contacting.AlreadyEnded):
        contacting.end(contact, on=TODAY, by=SYSTEM, at=NOW)


def test_being_shown_contacts_is_noted_and_being_shown_none_is_not() -> None:
    lapas, mitra = institution(), partner()
    contacting.note_reading(mitra, queries.contacts(mitra, SYSTEM), by=SYSTEM, at=NOW)
    assert not Reading.objects.exists()
    added(lapas, mitra)
    contacting.note_reading(mitra, queries.contacts(mitra, SYSTEM), by=SYSTEM, at=NOW)
    assert Reading.objects.get().fields == ["contacts"]


def test_a_merge_brings_the_contacts_along() -> None:
    wrong, right = partner(), partner()
    contact = added(institution(), wrong)
    merging.merge(wrong, right, reason="Ejaan", by=SYSTEM, at=NOW)
    assert list(queries.contacts(right, SYSTEM)) == [contact]
