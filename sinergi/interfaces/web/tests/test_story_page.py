"""The story of an agreement: every stage with its numbers, every empty place shown as empty, no name of a person."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.activities.models import Participation
from sinergi.domain.activities.services import outcomes
from sinergi.domain.agreements.choices import Side
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import amending, recording, signing
from sinergi.domain.agreements.services.recording import PartyFacts, RecordedAgreement
from sinergi.domain.agreements.tests.worlds import SIGNED, World
from sinergi.interfaces.web.tests.agreement_worlds import DAY, extended, lived, signed_in
from tests.support.answers import text
from tests.support.factories import NOW, SYSTEM, institution, partner

pytestmark = pytest.mark.django_db

FETCHED = {"HX-Request": "true"}
SECTIONS = ("kewajiban", "kegiatan", "manfaat", "evaluasi", "rincian", "silsilah", "riwayat")


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def owner(world: World) -> Client:
    return signed_in(world.lapas, "kepala-unit", "petugas-kerja-sama")


def url(agreement: Agreement) -> str:
    return reverse("perjanjian-kisah", args=[agreement.public_id])


def section(client: Client, agreement: Agreement, name: str) -> HttpResponse:
    """A section as the page fetches it."""
    response: HttpResponse = client.get(reverse(f"kisah-{name}", args=[agreement.public_id]), headers=FETCHED)
    assert response.status_code == 200
    return response


def states(response: object) -> dict[str, str]:
    return {stage.key: stage.state for stage in response.context["stages"]}  # type: ignore[attr-defined]


def test_the_story_opens_for_its_unit_and_does_not_exist_for_another(world: World, owner: Client) -> None:
    agreement = world.signed()
    elsewhere = signed_in(world.elsewhere, "kepala-unit", email="rekan@contoh.test")
    assert owner.get(url(agreement)).status_code == 200
    assert elsewhere.get(url(agreement)).status_code == 404
    assert Client().get(url(agreement))["Location"].startswith("/masuk/")


def test_a_signed_agreement_alone_has_only_its_first_stage(world: World, owner: Client) -> None:
    page = owner.get(url(world.signed()))
    assert states(page) == {
        "signature": "done", "obligations": "none", "activities": "none", "participants": "none",
        "outcomes": "none", "evaluation": "none", "decision": "none",
    }  # fmt: skip
    assert "Belum ada kewajiban yang dicatat" in text(page)


def test_an_agreement_that_lived_tells_each_stage(world: World, owner: Client) -> None:
    agreement = lived(world)
    next_document = extended(agreement)
    page = owner.get(url(agreement))
    assert states(page) == {
        "signature": "done", "obligations": "partly", "activities": "done", "participants": "partly",
        "outcomes": "done", "evaluation": "done", "decision": "done",
    }  # fmt: skip
    benefit = section(owner, agreement, "manfaat")
    assert (benefit.context["people"].persons, benefit.context["people"].persons_verified) == (2, 1)
    [outcome] = benefit.context["outcomes"]
    assert (outcome.before, outcome.after, outcome.difference) == ("40", "65,5", "+25,5")
    assert outcome.after_bar == outcome.scale > outcome.before_bar > 0
    assert "Pelatihan menjahit angkatan pertama" in text(section(owner, agreement, "kegiatan"))
    judged = section(owner, agreement, "evaluasi")
    assert "Peserta naik nilainya." in text(judged)
    [decision] = judged.context["decisions"]
    assert decision.result_url == url(next_document)
    assert [line.is_this for line in section(owner, agreement, "silsilah").context["lineage"]] == [True, False]


def test_the_people_of_a_story_are_numbers_and_never_names(world: World, owner: Client) -> None:
    page = text(owner.get(reverse("kisah-lengkap", args=[lived(world).public_id])))
    assert "Pelatihan menjahit angkatan pertama" in page
    assert "Orang Contoh" not in page
    assert "A-1" not in page


def test_a_draft_says_what_it_lacks_and_offers_to_sign(world: World, owner: Client) -> None:
    draft = world.draft(kind="", scope="")
    page = owner.get(url(draft))
    assert page.context["missing"] == ["jenis naskah", "ruang lingkup"]
    assert reverse("perjanjian-tanda-tangan", args=[draft.public_id]) in text(page)
    assert states(page)["signature"] == "none"
    assert page.context["actions"].plan == page.context["actions"].evaluate == page.context["actions"].end == ""


def test_what_nobody_states_is_listed_with_why_it_matters(owner: Client) -> None:
    everybody = signed_in(None, "direktorat-kerja-sama", email="direktorat@contoh.test")
    parties = (
        PartyFacts(institution("Lapas Nyata", example=False), Side.OURS),
        PartyFacts(partner("Mitra Nyata", example=False), Side.PARTNER),
    )
    real = recording.record(RecordedAgreement(parties, source_urls="https://contoh.test/a"), by=SYSTEM, at=NOW)
    page = everybody.get(url(real))
    assert [line.label for line in page.context["unknowns"]] == [
        "tanggal penandatanganan", "jenis naskah", "tingkat penandatangan", "ruang lingkup", "nomor naskah", "masa berlaku",
    ]  # fmt: skip
    assert all(line.why for line in page.context["unknowns"])
    assert states(page)["signature"] == "unknown"
    assert 'href="https://contoh.test/a"' in text(section(everybody, real, "rincian"))
    assert "Hanya yang tertulis di sumber" in text(page)


def test_an_example_says_that_it_is_one(world: World, owner: Client) -> None:
    page = text(owner.get(url(world.signed())))
    assert 'class="ribbon"' in page
    assert "Hanya yang tertulis di sumber" not in page


def test_who_may_only_look_is_offered_nothing_to_do(world: World) -> None:
    agreement = lived(world)
    actions = signed_in(world.lapas, "pimpinan").get(url(agreement)).context["actions"]
    assert set(vars(actions).values()) == {""}


def test_the_head_of_the_unit_is_offered_what_belongs_to_each_stage(world: World, owner: Client) -> None:
    actions = owner.get(url(lived(world))).context["actions"]
    assert actions.promise and actions.plan and actions.evaluate and actions.end  # noqa: PT018
    assert actions.sign == actions.extract == ""


def test_nothing_is_planned_before_there_is_an_obligation(world: World, owner: Client) -> None:
    agreement = world.signed()
    assert "Rencanakan kegiatan" not in text(owner.get(url(agreement)))
    world.promised(agreement)
    assert "Rencanakan kegiatan" in text(owner.get(url(agreement)))


def test_the_unit_that_registers_is_offered_the_register_extract(world: World) -> None:
    registrar = signed_in(world.lapas, "registrasi")
    assert registrar.get(url(world.signed())).context["actions"].extract


def test_evaluations_that_a_role_may_not_see_are_not_called_missing(world: World) -> None:
    page = signed_in(world.lapas, "registrasi").get(url(world.signed()))
    assert (states(page)["evaluation"], states(page)["decision"]) == ("unknown", "unknown")
    assert "tidak terbuka bagi peran Anda" in text(page)
    assert "Belum pernah dievaluasi" not in text(page)


def test_an_obligation_past_its_day_is_called_late(world: World, owner: Client) -> None:
    agreement = world.signed()
    world.promised(agreement, due_on=SIGNED)
    world.promised(agreement, quantity=None)
    [late, open_ended] = section(owner, agreement, "kewajiban").context["obligations"]
    assert (late.state, open_ended.state) == ("Lewat batas", "Terbuka")
    page = text(owner.get(url(agreement)))
    assert "0 dari 2 terpenuhi; 1 lewat batas." in page
    assert "1 kewajiban lewat batas" in page


def test_a_measure_without_a_value_before_is_unknown_and_not_zero(world: World, owner: Client) -> None:
    agreement = lived(world)
    other = Participation.objects.get(verification=None)
    outcomes.record(
        other, measure="Berat panen", unit="kg", before=None, after=Decimal(3), on=other.attended_on, by=SYSTEM, at=NOW
    )
    page = section(owner, agreement, "manfaat")
    [unmeasured] = [line for line in page.context["outcomes"] if line.measure == "Berat panen"]
    assert (unmeasured.measured, unmeasured.compared, unmeasured.before) == (1, 0, "")
    assert "nilai awal belum diketahui" in text(page)


def test_a_section_is_a_part_for_the_page_and_a_page_for_a_person(world: World, owner: Client) -> None:
    agreement = lived(world)
    extended(agreement)
    page = text(owner.get(url(agreement)))
    for anchor in ("kewajiban", "kegiatan", "untuk-siapa", "perubahan", "evaluasi", "keputusan", "rincian"):
        assert page.count(f'id="{anchor}"') == 1  # the trail leads to it before it has come
    for name in SECTIONS:
        address = reverse(f"kisah-{name}", args=[agreement.public_id])
        part, alone = section(owner, agreement, name), owner.get(address)
        assert f'hx-get="{address}"' in page
        assert f'<a href="{address}">' in page
        assert "<html" not in text(part)
        assert "HX-Request" in part["Vary"]
        assert "HX-Request" in alone["Vary"]
        assert f'<a href="{url(agreement)}"' in text(alone)
        assert "<html" in text(alone)


def test_a_section_is_seen_by_whoever_sees_the_agreement_and_by_nobody_else(world: World, owner: Client) -> None:
    agreement = lived(world)
    elsewhere = signed_in(world.elsewhere, "kepala-unit", email="rekan@contoh.test")
    for name in (*SECTIONS, "lengkap"):
        address = reverse(f"kisah-{name}", args=[agreement.public_id])
        assert elsewhere.get(address, headers=FETCHED).status_code == 404
        assert Client().get(address)["Location"].startswith("/masuk/")


def test_a_part_asked_for_after_the_session_ended_brings_the_page_to_the_sign_in(world: World) -> None:
    answer = Client().get(reverse("kisah-rincian", args=[world.signed().public_id]), headers=FETCHED)
    assert (answer.status_code, answer["HX-Refresh"], answer.content) == (204, "true", b"")


def test_the_whole_story_holds_every_section_and_fetches_none(world: World, owner: Client) -> None:
    agreement = lived(world)
    extended(agreement)
    page = text(owner.get(reverse("kisah-lengkap", args=[agreement.public_id])))
    assert "hx-get" not in page
    for anchor in ("kewajiban", "kegiatan", "untuk-siapa", "perubahan", "evaluasi", "keputusan", "rincian", "silsilah"):
        assert page.count(f'id="{anchor}"') == 1
    assert "Peserta naik nilainya." in page


def test_a_section_that_is_known_to_be_empty_is_told_at_once(world: World, owner: Client) -> None:
    agreement = world.signed()
    page = text(owner.get(url(agreement)))
    for name in ("kewajiban", "kegiatan", "manfaat", "evaluasi"):
        assert reverse(f"kisah-{name}", args=[agreement.public_id]) not in page
    assert "Belum pernah dievaluasi" in page


def test_activities_that_a_role_may_not_see_are_not_called_missing(world: World) -> None:
    agreement = lived(world)
    page = section(signed_in(None, "administrator"), agreement, "kegiatan")
    assert "tidak terbuka bagi peran Anda" in text(page)


def test_a_page_and_its_sections_ask_twelve_questions_at_most_however_much_there_is(
    world: World, owner: Client
) -> None:
    agreement = lived(world)
    addresses = [url(agreement), *(reverse(f"kisah-{name}", args=[agreement.public_id]) for name in SECTIONS)]

    def queries() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert owner.get(address, headers=FETCHED).status_code == 200
            counts.append(len(asked))
        return counts

    extended(agreement)
    few = queries()
    last = agreement
    for _ in range(4):
        world.promised(agreement)
        last = signing.sign(
            amending.amend(last, scope="Lagi", reason="Meluas", by=SYSTEM, at=NOW),
            signed_on=DAY, starts_on=DAY, ends_on=None, by=SYSTEM, at=NOW,
        )  # fmt: skip
    assert queries() == few
    assert max(few) <= 12
