"""The pages on which rounds are opened, judged, locked and decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.domain.activities.tests.worlds import Work
from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.services import accepting, waiving
from sinergi.domain.agreements.tests.worlds import credited
from sinergi.domain.evaluation.models import Decision, Evaluation
from sinergi.domain.evaluation.tests.worlds import PERIOD, done, extended, judged, locked, reviewed
from sinergi.foundation.kernel.periods import Period
from sinergi.interfaces.web.tests.agreement_worlds import signed_in
from tests.support.answers import text
from tests.support.factories import NOW, SYSTEM, TODAY

pytestmark = pytest.mark.django_db

ALL = ("petugas-kerja-sama", "registrasi", "kepala-unit")
LONG = "x" * 20_000
EXTEND = {
    "kind": "extend", "reason": "Manfaatnya terasa.", "on": "2026-03-01", "starts_on": "2027-10-03", "ends_on": "2-10-2029",
}  # fmt: skip


@pytest.fixture
def work() -> Work:
    return done()


@pytest.fixture
def owner(work: Work) -> Client:
    return signed_in(work.unit, *ALL)


@pytest.fixture
def colleague(work: Work) -> Client:
    return signed_in(work.world.elsewhere, *ALL, email="rekan@contoh.test")


def at(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.public_id])


# Who gets in


def test_pages_open_at_the_unit_and_do_not_exist_for_another(work: Work, owner: Client, colleague: Client) -> None:
    evaluation = reviewed(work.agreement)
    for url, method, status in [
        (at("evaluasi-buka", work.agreement), "GET", 200),
        (at("evaluasi-lihat", evaluation), "GET", 200),
        (at("evaluasi-hitung-ulang", evaluation), "POST", 302),
        (at("evaluasi-nilai", evaluation), "POST", 422),
        (at("evaluasi-kunci", evaluation), "POST", 422),
        (at("evaluasi-putuskan", evaluation), "POST", 422),
    ]:
        assert owner.generic(method, url).status_code == status, url
        assert colleague.generic(method, url).status_code == 404, url
        stranger = Client().generic(method, url)
        assert stranger.status_code == 302, url
        assert stranger["Location"].startswith("/masuk/"), url


def test_who_may_only_look_sees_the_facts_and_changes_nothing(work: Work) -> None:
    looker = signed_in(work.unit, "pimpinan")
    evaluation = judged(work.agreement)
    page = looker.get(at("evaluasi-lihat", evaluation))
    assert page.status_code == 200
    assert not any(page.context[name] for name in ("judge_url", "refresh_url", "lock_url", "decide_url"))
    assert "Masih kurang satu sesi." in text(page)
    assert looker.get(at("evaluasi-buka", work.agreement)).status_code == 403
    for name in ("evaluasi-hitung-ulang", "evaluasi-nilai", "evaluasi-kunci", "evaluasi-putuskan"):
        assert looker.post(at(name, evaluation)).status_code == 403, name


def test_who_may_not_see_evaluations_is_told_so(work: Work) -> None:
    officer = signed_in(work.unit, "registrasi")
    assert officer.get("/evaluasi/").status_code == 403
    assert officer.get(at("evaluasi-lihat", reviewed(work.agreement))).status_code == 404


def test_who_reviews_but_may_not_lock_is_not_offered_it(work: Work) -> None:
    officer = signed_in(work.unit, "petugas-kerja-sama")
    evaluation = judged(work.agreement)
    page = officer.get(at("evaluasi-lihat", evaluation))
    assert page.context["judge_url"]
    assert not page.context["lock_url"]
    assert officer.post(at("evaluasi-kunci", evaluation), {"understood": "on"}).status_code == 403


# The list


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"cari": "kurang sesi"}, 1),
        ({"cari": "delapan"}, 1),
        ({"cari": "roti"}, 0),
        ({"nilai": "sebagian"}, 1),
        ({"nilai": "berhasil"}, 0),
        ({"kunci": "ya"}, 1),
        ({"kunci": "belum"}, 0),
        ({"putusan": "ya"}, 0),
        ({"putusan": "belum"}, 1),
    ],
)
def test_each_filter_narrows_the_list(work: Work, owner: Client, filter: dict[str, str], found: int) -> None:
    locked(work.agreement)
    assert len(owner.get("/evaluasi/", filter).context["rows"]) == found


def test_the_list_shows_only_rounds_of_visible_agreements(work: Work, owner: Client, colleague: Client) -> None:
    reviewed(work.agreement)
    assert [len(who.get("/evaluasi/").context["rows"]) for who in (owner, colleague)] == [1, 0]


@pytest.mark.parametrize(
    ("filter", "sentence"),
    [
        ({"nilai": "entah"}, "tidak tersedia"),
        ({"cari": "a\0b"}, "null"),
        ({"cari": LONG}, "200"),
        ({"kunci": "?"}, "tersedia"),
    ],
)
def test_a_filter_that_cannot_be_is_answered_with_a_sentence(
    owner: Client, filter: dict[str, str], sentence: str
) -> None:
    response = owner.get("/evaluasi/", filter)
    assert response.status_code == 422
    assert sentence in text(response)


def test_a_longer_list_asks_no_more_questions(work: Work, owner: Client) -> None:
    counts = []
    for days in (range(1, 3), range(3, 21)):
        for day in days:
            reviewed(work.agreement, Period(date(2026, 1, day), date(2026, 1, day)))
        with CaptureQueriesContext(connection) as queries:
            response = owner.get("/evaluasi/", {"halaman": "9" * 30})
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    assert len(response.context["rows"]) == 20


# Opening


def test_a_round_is_opened_with_its_facts(work: Work, owner: Client) -> None:
    typed = {"period_start": "2-10-2025", "period_end": "2026-02-28"}
    response = owner.post(at("evaluasi-buka", work.agreement), typed)
    evaluation = Evaluation.objects.get()
    assert response["Location"] == at("evaluasi-lihat", evaluation)
    assert evaluation.period == PERIOD
    page = owner.get(response["Location"])
    assert (page.context["trunk"].persons, page.context["trunk"].persons_verified) == (2, 1)
    assert [(line.promised, line.in_period, line.remaining) for line in page.context["obligations"]] == [
        (3, 2, 1),
        (1, 1, 0),
    ]
    [line] = page.context["outcomes"]
    assert (line.measured, line.change) == (1, "+20")
    assert "WIB" in page.context["cut_off"]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"period_start": "31-02-2026"}, "period_start", "kalender"),
        ({"period_end": ""}, "period_end", "wajib"),
        ({"period_end": "2025-10-01"}, "period_end", "sebelum awalnya"),
        ({"period_start": "2020-01-01"}, "period_start", "tidak sebelum hari itu"),
        ({"period_start": "2199-01-01", "period_end": "2199-02-01"}, "period_start", "belum dimulai"),
    ],
)
def test_a_period_that_cannot_be_is_refused_at_its_field(
    work: Work, owner: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    typed = {"period_start": "2025-10-02", "period_end": "2026-02-28"} | changed
    response = owner.post(at("evaluasi-buka", work.agreement), typed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert not Evaluation.objects.exists()


def test_an_overlapping_round_is_refused_and_the_earlier_one_is_shown(work: Work, owner: Client) -> None:
    reviewed(work.agreement)
    response = owner.post(
        at("evaluasi-buka", work.agreement), {"period_start": "2026-02-28", "period_end": "2026-03-01"}
    )
    assert "Sudah ada evaluasi" in response.context["form"].errors["period_start"][0]
    assert len(response.context["rounds"]) == 1


# Judging


def test_a_round_is_judged_and_may_be_judged_anew(work: Work, owner: Client) -> None:
    evaluation = reviewed(work.agreement)
    for rating, words in (("berhasil", "Naik."), ("belum", "Ternyata belum.")):
        assert owner.post(at("evaluasi-nilai", evaluation), {"rating": rating, "judgement": words}).status_code == 302
    evaluation.refresh_from_db()
    assert (evaluation.rating, evaluation.judgement) == ("belum", "Ternyata belum.")


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"rating": "", "judgement": "Baik."}, "rating", "wajib"),
        ({"rating": "entah", "judgement": "Baik."}, "rating", "tidak tersedia"),
        ({"rating": "berhasil", "judgement": ""}, "judgement", "wajib"),
        ({"rating": "berhasil", "judgement": "a\0b"}, "judgement", "null"),
        ({"rating": "berhasil", "judgement": LONG}, "judgement", "terlalu panjang"),
    ],
)
def test_a_judgement_that_cannot_be_is_refused_at_its_field(
    work: Work, owner: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    evaluation = reviewed(work.agreement)
    response = owner.post(at("evaluasi-nilai", evaluation), typed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["judge_form"].errors[field])
    assert typed["judgement"][:50].replace("\0", "") in text(response).replace("\0", "")
    evaluation.refresh_from_db()
    assert not evaluation.is_judged


# Locking


def test_locking_says_beforehand_what_it_means_and_wants_to_hear_that_it_was_understood(
    work: Work, owner: Client
) -> None:
    evaluation = judged(work.agreement)
    page = owner.get(at("evaluasi-lihat", evaluation))
    assert "Sesudah itu tidak ada yang dapat mengubahnya" in text(page)
    refused = owner.post(at("evaluasi-kunci", evaluation))
    assert refused.status_code == 422
    assert "Centang dahulu" in text(refused)
    evaluation.refresh_from_db()
    assert not evaluation.is_locked


def test_a_locked_round_shows_a_seal_that_holds_and_changes_no_more(work: Work, owner: Client) -> None:
    evaluation = judged(work.agreement)
    assert owner.post(at("evaluasi-kunci", evaluation), {"understood": "on"}).status_code == 302
    page = owner.get(at("evaluasi-lihat", evaluation))
    evaluation.refresh_from_db()
    assert "".join(page.context["sha256"]) == evaluation.facts_sha256
    assert page.context["seal_holds"]
    assert not any(page.context[name] for name in ("judge_url", "refresh_url", "lock_url"))
    late = owner.post(at("evaluasi-nilai", evaluation), {"rating": "berhasil", "judgement": "Diubah."})
    assert (late.status_code, "sudah dikunci" in text(late)) == (422, True)
    assert owner.post(at("evaluasi-hitung-ulang", evaluation)).status_code == 422


def test_an_unjudged_round_is_not_locked(work: Work, owner: Client) -> None:
    evaluation = reviewed(work.agreement)
    assert not owner.get(at("evaluasi-lihat", evaluation)).context["lock_url"]
    response = owner.post(at("evaluasi-kunci", evaluation), {"understood": "on"})
    assert (response.status_code, "belum dinilai" in text(response)) == (422, True)


def test_what_was_changed_behind_the_lock_is_shouted_out(work: Work, owner: Client) -> None:
    evaluation = locked(work.agreement)
    Evaluation.objects.filter(pk=evaluation.pk).update(judgement="Diubah di belakang.")
    page = owner.get(at("evaluasi-lihat", evaluation))
    assert not page.context["seal_holds"]
    assert "Sidiknya tidak cocok" in text(page)


# Deciding


def test_extending_leads_to_a_new_draft_that_the_page_links_to(work: Work, owner: Client) -> None:
    evaluation = locked(work.agreement)
    assert owner.post(at("evaluasi-putuskan", evaluation), EXTEND).status_code == 302
    result = Decision.objects.get().result
    assert result is not None
    assert (result.continues, result.starts_on, result.ends_on) == (
        work.agreement,
        date(2027, 10, 3),
        date(2029, 10, 2),
    )
    page = owner.get(at("evaluasi-lihat", evaluation))
    assert at("perjanjian-kisah", result) in text(page)
    assert not page.context["decide_url"]


def test_amending_drafts_an_addendum(work: Work, owner: Client) -> None:
    typed = {"kind": "amend", "reason": "Perlu lebih luas.", "on": "2026-03-01", "scope": "Menjahit dan roti"}
    evaluation = locked(work.agreement)
    assert owner.post(at("evaluasi-putuskan", evaluation), typed).status_code == 302
    result = Decision.objects.get().result
    assert result is not None
    assert (result.kind, result.scope, result.continues) == ("ADENDUM", "Menjahit dan roti", work.agreement)
    assert "Perlu lebih luas." in text(owner.get(at("evaluasi-lihat", evaluation)))


def test_ending_ends_the_agreement(work: Work, owner: Client) -> None:
    typed = {"kind": "end", "reason": "Mitra mundur.", "on": "2026-03-01", "ended_on": "2026-03-02"}
    evaluation = locked(work.agreement)
    assert owner.post(at("evaluasi-putuskan", evaluation), typed).status_code == 302
    assert Decision.objects.get().result is None
    assert Agreement.objects.get(pk=work.agreement.pk).ended_on == date(2026, 3, 2)
    assert "Mitra mundur." in text(owner.get(at("evaluasi-lihat", evaluation)))


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"kind": ""}, "kind", "wajib"),
        ({"starts_on": ""}, "starts_on", "wajib diisi untuk keputusan ini"),
        ({"ends_on": "31-02-2029"}, "ends_on", "kalender"),
        ({"scope": "Lain"}, "scope", "Kosongkan"),
        ({"reason": ""}, "reason", "wajib"),
        ({"reason": "a\0b"}, "reason", "null"),
        ({"reason": LONG}, "reason", "terlalu panjang"),
        ({"on": "2199-01-01"}, "on", "belum tiba"),
        ({"on": "2025-01-01"}, "on", "mendahului masa"),
        ({"kind": "amend", "starts_on": "", "ends_on": ""}, "scope", "wajib diisi"),
        ({"kind": "end", "starts_on": "", "ends_on": ""}, "ended_on", "wajib diisi"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_at_its_field(
    work: Work, owner: Client, changed: dict[str, str], field: str, sentence: str
) -> None:
    response = owner.post(at("evaluasi-putuskan", locked(work.agreement)), EXTEND | changed)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["decide_form"].errors[field])
    assert not Decision.objects.exists()
    assert Agreement.objects.count() == 1


def test_a_new_term_that_ends_before_it_starts_is_refused(work: Work, owner: Client) -> None:
    response = owner.post(at("evaluasi-putuskan", locked(work.agreement)), EXTEND | {"ends_on": "2027-10-01"})
    assert response.status_code == 422
    assert response.context["decide_form"].errors
    assert not Decision.objects.exists()


def test_before_the_lock_and_after_a_decision_nothing_is_decided(work: Work, owner: Client) -> None:
    evaluation = judged(work.agreement)
    early = owner.post(at("evaluasi-putuskan", evaluation), EXTEND)
    assert (early.status_code, "belum dikunci" in text(early)) == (422, True)
    assert owner.post(at("evaluasi-kunci", evaluation), {"understood": "on"}).status_code == 302
    evaluation.refresh_from_db()
    extended(evaluation)
    late = owner.post(at("evaluasi-putuskan", evaluation), EXTEND)
    assert (late.status_code, "sudah diambil" in text(late)) == (422, True)


def test_the_page_of_a_round_asks_few_questions(work: Work, owner: Client) -> None:
    evaluation = locked(work.agreement)
    with CaptureQueriesContext(connection) as queries:
        assert owner.get(at("evaluasi-lihat", evaluation)).status_code == 200
    assert len(queries) <= 12


def test_a_round_of_version_1_says_so_and_shows_unknown_what_was_not_counted(work: Work, owner: Client) -> None:
    evaluation = locked(work.agreement)
    assert "Fakta versi" not in text(owner.get(at("evaluasi-lihat", evaluation)))
    added = {"accepted", "disputed", "is_waived"}
    lines = [{name: line[name] for name in line if name not in added} for line in evaluation.facts["obligations"]]
    Evaluation.objects.update(facts={**evaluation.facts, "version": 1, "obligations": lines})
    page = owner.get(at("evaluasi-lihat", evaluation))
    assert "Fakta versi 1, seperti saat dikunci" in text(page)
    assert [line.accepted for line in page.context["obligations"]] == [None, None]


def test_what_was_waived_and_what_is_in_dispute_is_told(work: Work, owner: Client) -> None:
    obligation = work.promised(quantity=Decimal(10))
    given = credited(obligation, quantity=Decimal(3))
    accepting.dispute(given, on=TODAY, reason="Kurang", by=SYSTEM, at=NOW)
    waiving.waive(obligation, on=TODAY, reason="Tidak perlu lagi", document="S-1", by=SYSTEM, at=NOW)
    page = owner.get(at("evaluasi-lihat", reviewed(work.agreement)))
    line = page.context["obligations"][-1]
    assert (line.disputed, line.waived, line.remaining) == (3, 7, 0)
    assert "dihapuskan" in text(page)
    assert "disengketakan" in text(page)
