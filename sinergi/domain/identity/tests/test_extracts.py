"""Receiving a register extract, and what is refused."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest

from sinergi.domain.identity import queries
from sinergi.domain.identity.models import RegisterExtract
from sinergi.domain.identity.services import extracts
from sinergi.domain.identity.services.extracts import AlreadyReceived, Mixed, OutsideTerm, Unreadable
from sinergi.domain.identity.services.loading import loaded
from sinergi.domain.identity.tests.columns import everything_stored
from sinergi.domain.identity.tests.worlds import SECRETS, TAKEN_ON, World, content, register_row, stored
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, TODAY, actor

pytestmark = pytest.mark.django_db


def test_an_extract_is_counted_and_its_content_stays_in_the_file() -> None:
    world = World()
    extract = world.extract(register_row(), register_row(nik="9901014107900043", name="Nama Register Rahasia"))
    assert (extract.rows, extract.is_example) == (2, True)
    assert Entry.objects.get(action="extract.received").facts["rows"] == 2
    assert not [secret for secret in SECRETS if secret in everything_stored()]
    lying = storing.path_of(extract.file.sha256).read_bytes()
    assert not [secret for secret in SECRETS if secret.encode() in lying]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            content(register_row(), register_row(birth_date="1990-02-31")),
            "Baris 3: tanggal lahir tidak ada dalam kalender",
        ),
        (content(register_row(sex="X")), "Baris 2: kolom sex"),
        (content(), "tidak memuat satu orang pun"),
        (b"nik,name\n1,Contoh\n", "Kolom berikut tidak ada"),
        (content(register_row()).replace(b"address", b"address,telepon", 1), "kolom yang tidak dikenal"),
        (content(register_row()) + b"terlalu,pendek\n", "Baris 3: ada 2 kolom"),
    ],
)
def test_an_unreadable_file_is_refused_with_its_row(data: bytes, sentence: str) -> None:
    world = World()
    with pytest.raises(Unreadable, match=sentence) as refusal:
        extracts.receive(world.agreement(), stored(data), label="Contoh", taken_on=TAKEN_ON, by=world.above, at=NOW)
    assert refusal.value.field == "file"
    assert not RegisterExtract.objects.exists()


@pytest.mark.parametrize("is_sealed", [True, False])
def test_the_same_content_is_received_once_however_it_lies(is_sealed: bool) -> None:
    world = World()
    first = world.extract()
    again = storing.store(
        io.BytesIO(content(register_row())), name="lagi.csv", allowed=[FileKind.CSV], most_bytes=10**6, is_example=True,
        is_sealed=is_sealed, by=SYSTEM, at=NOW,
    )  # fmt: skip
    with pytest.raises(AlreadyReceived):
        extracts.receive(first.agreement, again, label="Lagi", taken_on=TAKEN_ON, by=SYSTEM, at=NOW)


def test_an_extract_from_before_they_were_sealed_is_still_read() -> None:
    world = World()
    open_file = storing.store(
        io.BytesIO(content(register_row())), name="lama.csv", allowed=[FileKind.CSV], most_bytes=10**6, is_example=True,
        by=SYSTEM, at=NOW,
    )  # fmt: skip
    extract = extracts.receive(world.agreement(), open_file, label="Lama", taken_on=TAKEN_ON, by=SYSTEM, at=NOW)
    assert len(loaded(extract.file)) == extract.rows == 1


def test_a_pdf_is_no_extract() -> None:
    world = World()
    with pytest.raises(Unreadable, match="harus berupa berkas CSV"):
        extracts.receive(
            world.agreement(), stored(b"%PDF-1.7\n%%EOF\n"), label="Contoh", taken_on=TAKEN_ON, by=world.above, at=NOW
        )


def test_nothing_is_received_under_a_draft_or_after_the_end() -> None:
    world = World()
    ended = world.agreement(ends_on=TODAY - timedelta(days=1))
    draft = world.draft()
    for agreement in (ended, draft):
        with pytest.raises(OutsideTerm, match="tidak berlaku"):
            extracts.receive(
                agreement, stored(content(register_row())), label="Contoh", taken_on=TAKEN_ON, by=SYSTEM, at=NOW
            )


def test_unknown_dates_of_an_agreement_do_not_refuse() -> None:
    world = World()
    assert world.extract(agreement=world.agreement(signed_on=None, starts_on=None, ends_on=None)).rows == 1


def test_real_files_and_example_agreements_do_not_mix() -> None:
    world = World()
    with pytest.raises(Mixed, match="contoh"):
        extracts.receive(
            world.agreement(),
            stored(content(register_row()), example=False),
            label="Contoh",
            taken_on=TAKEN_ON,
            by=world.above,
            at=NOW,
        )


def test_the_same_content_is_received_once_per_agreement() -> None:
    world = World()
    agreement = world.agreement()
    world.extract(agreement=agreement)
    with pytest.raises(AlreadyReceived, match="sudah diterima"):
        world.extract(agreement=agreement)
    assert world.extract(agreement=world.agreement())


@pytest.mark.parametrize(
    ("label", "taken_on", "sentence"),
    [(" ", TAKEN_ON, "Nama ekstrak wajib"), ("x\0", TAKEN_ON, "tidak terlihat"), ("x", date(2026, 3, 3), "belum tiba")],
)
def test_a_label_and_a_day_that_can_be_are_needed(label: str, taken_on: date, sentence: str) -> None:
    world = World()
    file = stored(content(register_row()))
    with pytest.raises(Invalid, match=sentence):
        extracts.receive(world.agreement(), file, label=label, taken_on=taken_on, by=world.above, at=NOW)


class TestWho:
    def test_the_party_receives_units_below_and_strangers_do_not(self) -> None:
        world = World()
        for other in (world.owner, world.stranger, actor("identity.verify", at=world.kanwil), actor()):
            with pytest.raises(NotAllowed):
                extracts.receive(
                    world.agreement(), stored(content(register_row())), label="C", taken_on=TAKEN_ON, by=other, at=NOW
                )
        assert extracts.receive(
            world.agreement(), stored(content(register_row())), label="C", taken_on=TAKEN_ON, by=world.above, at=NOW
        )

    def test_units_below_the_party_may_use_it_and_strangers_do_not_see_it(self) -> None:
        world = World()
        extract = world.extract()
        for viewer in (world.owner, world.above, SYSTEM):
            assert queries.extracts(viewer, examples=True).get() == extract
            assert queries.extract_by_id(extract.public_id, viewer) == extract
        for viewer in (world.stranger, actor("people.view", at=world.lapas), actor()):
            assert not queries.extracts(viewer, examples=True).exists()
            with pytest.raises(RegisterExtract.DoesNotExist):
                queries.extract_by_id(extract.public_id, viewer)

    def test_a_covered_unit_may_use_it(self) -> None:
        world, covered = World(), World()
        world.extract(agreement=world.agreement(covered_units=(covered.lapas,)))
        assert queries.extracts(covered.owner, examples=True).exists()
        assert not queries.extracts(covered.colleague, examples=True).exists()

    def test_agreements_to_receive_under_are_those_of_the_party(self) -> None:
        world = World()
        agreement = world.agreement()
        assert queries.receiving(world.above, examples=True).get() == agreement
        assert not queries.receiving(world.above).exists()
        assert not queries.receiving(world.owner, examples=True).exists()
