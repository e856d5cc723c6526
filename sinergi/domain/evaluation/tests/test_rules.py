from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.domain.activities.rules import CategoryCount, OutcomeSum, OutputSum, TrunkFacts
from sinergi.domain.agreements.choices import Fact
from sinergi.domain.evaluation import rules
from sinergi.domain.evaluation.rules import EvaluationFacts, ObligationFacts
from sinergi.foundation.kernel.errors import Invalid

quantities = st.decimals(min_value=0, max_value="999999999999.99", places=2)
NONE = Decimal(0)
counts = st.integers(0, 10**9)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)
days = st.dates()
obligation_facts = st.builds(
    ObligationFacts,
    description=texts,
    owed_by=texts,
    side=texts,
    unit=texts,
    due_on=st.none() | days,
    promised=st.none() | quantities,
    delivered_in_period=quantities,
    delivered_to_date=quantities,
    accepted=quantities,
    disputed=quantities,
    is_waived=st.booleans(),
)
trunks = st.builds(
    TrunkFacts,
    activities=counts,
    persons=counts,
    persons_verified=counts,
    children=counts,
    participations=counts,
    categories=st.tuples(st.builds(CategoryCount, category=texts, persons=counts, participations=counts)),
    outputs=st.lists(st.builds(OutputSum, unit=texts, outputs=counts, quantity=quantities), max_size=2).map(tuple),
    outcomes=st.tuples(
        st.builds(
            OutcomeSum,
            measure=texts,
            unit=texts,
            measured=counts,
            compared=counts,
            mean_before=st.none() | quantities,
            mean_after=st.none() | quantities,
            higher=counts,
            same=counts,
            lower=counts,
        )
    ),
)
all_facts = st.builds(
    EvaluationFacts,
    title=texts,
    period_start=days,
    period_end=days,
    cut_off_at=st.integers(0, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    obligations=st.lists(obligation_facts, max_size=2).map(tuple),
    trunk=trunks,
    unknowns=st.lists(st.sampled_from(Fact), max_size=3).map(tuple),
)


def some_facts() -> EvaluationFacts:
    return EvaluationFacts(
        agreement=uuid.UUID(int=1),
        title="PKS Lapas Contoh – Yayasan Contoh",
        period_start=date(2026, 1, 1),
        period_end=date(2026, 6, 30),
        cut_off_at=datetime(2026, 7, 1, tzinfo=UTC),
        obligations=(),
        trunk=TrunkFacts(1, 2, 1, 0, 3, (), (), ()),
        unknowns=(Fact.SCOPE,),
    )


@given(all_facts)
def test_facts_come_out_of_json_as_they_went_in(facts: EvaluationFacts) -> None:
    assert EvaluationFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


@given(all_facts)
def test_facts_hold_no_floating_point(facts: EvaluationFacts) -> None:
    def leaves(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [leaf for item in value.values() for leaf in leaves(item)]
        return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]

    assert not [leaf for leaf in leaves(facts.to_json()) if not isinstance(leaf, str | int | None)]


def test_what_has_no_place_in_facts_is_not_written() -> None:
    with pytest.raises(TypeError):
        replace(some_facts(), title=1.5).to_json()  # type: ignore[arg-type]


@given(all_facts)
def test_facts_of_version_1_come_out_as_they_went_in_and_say_so(facts: EvaluationFacts) -> None:
    lines = tuple(replace(line, accepted=None, disputed=None, is_waived=None) for line in facts.obligations)
    facts = replace(facts, obligations=lines, version=1)
    written = json.loads(json.dumps(facts.to_json()))
    assert all("accepted" not in line for line in written["obligations"])
    read = EvaluationFacts.from_json(written)
    assert (read, read.version) == (facts, 1)
    assert rules.canonical(read.to_json()) == rules.canonical(written)


@pytest.mark.parametrize("version", [0, 3, None, "1"])
def test_facts_of_another_version_are_not_read(version: object) -> None:
    with pytest.raises(rules.UnknownVersion, match="tidak dapat dibaca"):
        EvaluationFacts.from_json({**some_facts().to_json(), "version": version})


def test_canonical_json_does_not_depend_on_the_order_of_keys() -> None:
    assert rules.canonical({"b": 1, "a": ["é", None]}) == rules.canonical({"a": ["é", None], "b": 1})
    assert rules.canonical({"b": 1, "a": ["é", None]}) == '{"a":["é",null],"b":1}'


def test_the_seal_is_over_facts_rating_and_judgement() -> None:
    facts = some_facts().to_json()
    seals = {
        rules.seal(facts, rating="berhasil", judgement="Baik"),
        rules.seal(facts, rating="belum", judgement="Baik"),
        rules.seal(facts, rating="berhasil", judgement="Buruk"),
        rules.seal({**facts, "title": "Lain"}, rating="berhasil", judgement="Baik"),
    }
    assert len(seals) == 4
    assert rules.seal(facts, rating="berhasil", judgement="Baik") in seals


def owed(
    promised: Decimal | None, delivered: Decimal, *, disputed: Decimal | None = NONE, is_waived: bool | None = False
) -> ObligationFacts:
    return ObligationFacts(
        uuid.UUID(int=1), "", "", "", "", False, None, promised, NONE, delivered, NONE, disputed, is_waived
    )


@given(quantities, quantities)
def test_what_remains_is_never_below_zero(promised: Decimal, delivered: Decimal) -> None:
    facts = owed(promised, delivered)
    assert facts.remaining == max(NONE, promised - delivered)
    assert facts.is_open == (delivered < promised)
    assert facts.waived == 0


def test_where_no_quantity_was_promised_nothing_but_a_waiver_says_that_it_is_done() -> None:
    assert owed(None, Decimal(99)).remaining is None
    assert owed(None, Decimal(99)).is_open
    waived = owed(None, Decimal(99), is_waived=True)
    assert (waived.remaining, waived.waived, waived.is_open) == (0, None, False)


@given(quantities, quantities)
def test_a_waived_remainder_is_not_open_and_keeps_its_amount(promised: Decimal, delivered: Decimal) -> None:
    facts = owed(promised, delivered, is_waived=True)
    assert (facts.remaining, facts.is_open) == (0, False)
    assert facts.waived == max(NONE, promised - delivered)


def test_what_is_in_dispute_is_open_though_all_was_given_or_waived() -> None:
    assert owed(Decimal(4), Decimal(4), disputed=Decimal(1)).is_open
    assert owed(Decimal(4), Decimal(1), disputed=Decimal(1), is_waived=True).is_open


def test_version_1_knew_nothing_of_waivers() -> None:
    facts = owed(Decimal(4), Decimal(1), disputed=None, is_waived=None)
    assert (facts.remaining, facts.waived, facts.is_open) == (3, None, True)


NOTHING: dict[str, Any] = {"starts_on": None, "ends_on": None, "scope": "", "ended_on": None}
DAY = date(2027, 1, 1)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("extend", {}, "starts_on"),
        ("extend", {"starts_on": DAY}, "ends_on"),
        ("extend", {"starts_on": DAY, "ends_on": DAY, "scope": "Lain"}, "scope"),
        ("extend", {"starts_on": DAY, "ends_on": DAY, "ended_on": DAY}, "ended_on"),
        ("amend", {}, "scope"),
        ("amend", {"scope": "  "}, "scope"),
        ("amend", {"scope": "Lain", "starts_on": DAY}, "starts_on"),
        ("end", {}, "ended_on"),
        ("end", {"ended_on": DAY, "ends_on": DAY}, "ends_on"),
        ("pause", {}, "kind"),
    ],
)
def test_a_decision_needs_exactly_its_own_inputs(kind: str, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.order(kind, **(NOTHING | given))
    assert refusal.value.field == field


def test_a_decision_with_its_inputs_is_an_order() -> None:
    assert rules.order("extend", **(NOTHING | {"starts_on": DAY, "ends_on": DAY})) == rules.Extend(DAY, DAY)
    assert rules.order("amend", **(NOTHING | {"scope": " Lain "})) == rules.Amend("Lain")
    assert rules.order("end", **(NOTHING | {"ended_on": DAY})) == rules.End(DAY)
