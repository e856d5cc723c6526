"""Data that migrations move, tried on the tables of their day."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from tests.support.factories import NOW

BEFORE, AFTER = ("agreements", "0002_draft_stages"), ("agreements", "0003_drafts_begin_at_the_first_stage")


def migrated_to(target: tuple[str, str]) -> StateApps:
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return executor.loader.project_state([target]).apps


@pytest.mark.django_db(transaction=True)
def test_drafts_from_before_there_were_stages_are_at_the_first_and_back_again() -> None:
    everything = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        agreements = migrated_to(BEFORE).get_model("agreements", "Agreement").objects
        others = {"recorded_at": NOW, "recorded_by_key": "system:test"}
        draft = agreements.create(state="draft", **others).pk
        signed = agreements.create(state="concluded", **others).pk
        agreements = migrated_to(AFTER).get_model("agreements", "Agreement").objects
        assert dict(agreements.values_list("pk", "stage")) == {draft: "penjajakan", signed: ""}
        agreements = migrated_to(BEFORE).get_model("agreements", "Agreement").objects
        assert set(agreements.values_list("stage", flat=True)) == {""}
    finally:
        MigrationExecutor(connection).migrate(everything)
