"""Claims that are kept, about named figures and about our own counts; filters that are saved."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.agreements.choices import VIEW, Kind, Level, Signing, Standing
from sinergi.domain.agreements.models import ClaimRecord, SavedFilter
from sinergi.domain.agreements.queries import AgreementFilter, Basis, Measure, claiming, saved
from sinergi.domain.agreements.queries.counting import Counted
from sinergi.domain.agreements.services import claiming as services
from sinergi.domain.agreements.services import saving
from sinergi.domain.agreements.services.claiming import Source
from sinergi.domain.agreements.tests.worlds import World
from sinergi.foundation.audit.models import Entry
from sinergi.foundation.kernel.actors import Actor, Scope
from sinergi.foundation.kernel.errors import Invalid, NotAllowed
from tests.support.factories import NOW, SYSTEM, actor

ON = date(2026, 3, 2)


def user(name: str = "satu") -> Actor:
    return Actor(key=f"user:{name}", label=f"Petugas {name}", user_id=1, scopes=(Scope(frozenset({VIEW}), "1."),))


@pytest.mark.django_db
def test_a_claim_is_kept_with_all_that_its_judgement_rests_on() -> None:
    record = services.keep(
        17, 43, stated="naik 250%",
        before_basis=Basis(document_kinds=("PKS",), stock_or_flow=Measure.FLOW, period_start=date(2024, 1, 1)),
        source=Source("https://berita.example/a", "naik 250%"), by=user(), at=NOW,
    )  # fmt: skip
    record.refresh_from_db()
    assert (record.before, record.after, record.verdict) == (17, 43, "of")
    assert record.before_basis == {"document_kinds": ["PKS"], "stock_or_flow": "flow", "period_start": "2024-01-01"}
    assert record.after_basis == {}
    assert "mencampur “dari” dan “naik”" in " ".join(record.sentences)
    assert record.differences
    assert (record.source_url, record.by_label) == ("https://berita.example/a", "Petugas satu")
    assert Entry.objects.get(action="claim.kept").facts["verdict"] == "of"


@pytest.mark.django_db
def test_a_kept_claim_is_seen_by_whoever_kept_it_and_whoever_sees_everything() -> None:
    record = services.keep(17, 43, by=user(), at=NOW)
    assert claiming.find_claim(record.public_id, user()) == record
    assert claiming.find_claim(record.public_id, actor(VIEW)) == record
    assert claiming.find_claim(record.public_id, user("dua")) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("claim", "field"),
    [
        ({"before": -1, "after": 2}, "before"),
        ({"before": 1, "after": 2, "stated": "banyak"}, "stated"),
        ({"before": 1, "after": 2, "source": Source("bukan alamat")}, "source_url"),
        ({"before": 1, "after": 2, "source": Source("javascript:alert(1)")}, "source_url"),
        ({"before": 1, "after": 2, "source": Source("", "a\0b")}, "source_text"),
    ],
)
def test_a_claim_that_cannot_be_is_not_kept(claim: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        services.keep(**claim, by=user(), at=NOW)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert not ClaimRecord.objects.exists()


@pytest.mark.django_db
def test_nobody_without_agreements_keeps_a_claim() -> None:
    with pytest.raises(NotAllowed):
        services.keep(1, 2, by=Actor(key="user:x", label="X", user_id=9), at=NOW)


@pytest.mark.django_db
def test_two_counts_of_the_system_are_compared_and_say_what_they_leave_open() -> None:
    world = World()
    for day in (date(2024, 5, 1), date(2025, 5, 1), date(2025, 6, 1)):
        world.recorded(signed_on=day)
    world.recorded()
    years = [Counted.flow(date(year, 1, 1), date(year, 12, 31)) for year in (2024, 2025)]
    only = AgreementFilter(kind=Kind.PKS, examples=True)
    record = services.keep_counted(*years, filter=only, stated="naik 200%", by=SYSTEM, at=NOW)
    assert (record.before, record.after, record.verdict) == (1, 2, "of")
    assert record.differences == []
    assert "pasti 1, mungkin 0, tidak diketahui 1" in record.before_origin
    assert "2 Maret 2026" in record.after_origin
    assert record.after_basis["document_kinds"] == ["PKS"]


@pytest.mark.django_db
def test_a_stock_against_a_flow_is_told_apart() -> None:
    World().recorded(signed_on=date(2025, 5, 1))
    found = claiming.counted(
        Counted.stock(ON), Counted.flow(date(2025, 1, 1), ON), SYSTEM, at=NOW, filter=AgreementFilter(examples=True)
    )
    assert any("Cara menghitung berbeda" in sentence for sentence in found.check.bases)


words = st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" %\"'<&"), max_size=20)
filters = st.builds(
    AgreementFilter,
    text=words,
    kind=st.sampled_from(["", *Kind.values]),
    level=st.sampled_from(["", *Level.values]),
    year=st.none() | st.integers(1945, 2200),
    standing=st.sampled_from(["", *Standing.values]),
    on=st.just(ON),
    signing=st.sampled_from(["", *Signing.values]),
    since=st.just(date(2025, 1, 1)),
    until=st.just(ON),
    provisional=st.booleans(),
    examples=st.booleans(),
)


@pytest.mark.django_db
@given(filters)
def test_a_saved_filter_comes_back_the_same(filter: AgreementFilter) -> None:
    kept = saving.save(filter, name="Punyaku", follows_today=False, by=user(), at=NOW)
    kept.refresh_from_db()
    back = saved.filter_of(kept, user(), on=ON)
    assert back == (filter if filter.standing else AgreementFilter(**{**_fields(filter), "on": None}))


def _fields(filter: AgreementFilter) -> dict[str, object]:
    return {name: getattr(filter, name) for name in AgreementFilter.__dataclass_fields__}


@pytest.mark.django_db
def test_a_standing_without_a_day_is_that_of_the_day_of_use() -> None:
    kept = saving.save(AgreementFilter(standing="certain", on=ON), name="Berlaku", by=user(), at=NOW)
    assert saved.filter_of(kept, user(), on=date(2030, 1, 1)).on == date(2030, 1, 1)


@pytest.mark.django_db
def test_a_filter_belongs_to_one_user_and_its_name_is_used_once() -> None:
    saving.save(AgreementFilter(kind=Kind.NK), name=" Nota ", by=user(), at=NOW)
    kept = saving.save(AgreementFilter(kind=Kind.PKS), name="Nota", by=user(), at=NOW)
    assert [row.filter for row in saved.saved_filters(user())] == [{"kind": "PKS"}]
    assert not saved.saved_filters(user("dua")).exists()
    assert saved.find_filter(kept.public_id, user("dua")) is None
    with pytest.raises(NotAllowed):
        saving.forget(kept, by=user("dua"))
    saving.forget(kept, by=user())
    assert not SavedFilter.objects.exists()


@pytest.mark.django_db
def test_saving_is_for_users_and_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "MOST_FILTERS", 1)
    saving.save(AgreementFilter(), name="Satu", by=user(), at=NOW)
    with pytest.raises(saving.TooMany):
        saving.save(AgreementFilter(), name="Dua", by=user(), at=NOW)
    with pytest.raises(NotAllowed):
        saving.save(AgreementFilter(), name="Satu", by=SYSTEM, at=NOW)
    with pytest.raises(Invalid):
        saving.save(AgreementFilter(), name=" ", by=user(), at=NOW)
