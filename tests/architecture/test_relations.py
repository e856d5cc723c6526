"""What import contracts cannot see: a foreign key given as text may point upwards. No relation does."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]


def layers() -> dict[str, int]:
    """Height of each room, read from the same contracts that import-linter checks: domain above foundation."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rows: list[str] = []
    for name in ("the ground", "the trip"):
        [contract] = [contract for contract in contracts if contract["name"] == name]
        rows += reversed(contract["layers"])
    return {room.strip(" ()"): height for height, row in enumerate(rows) for room in row.split("|")}


HEIGHT = layers()
MODELS = [model for model in apps.get_models() if model.__module__.startswith("sinergi.")]


def crossing(model: type[models.Model]) -> list[models.Field]:
    """The relations of a model to models of other rooms of Sinergi."""
    return [
        field
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation
        and field.related_model.__module__.startswith("sinergi.")
        and field.related_model._meta.app_label != model._meta.app_label
    ]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_rows_point_back_along_the_trip(model: type[models.Model]) -> None:
    for field in crossing(model):
        target = field.related_model._meta.app_label
        assert HEIGHT[target] < HEIGHT[model._meta.app_label], f"{model._meta.label}.{field.name} points up to {target}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_keys_that_cross_rooms_leave_no_way_back(model: type[models.Model]) -> None:
    for field in crossing(model):
        assert field.remote_field.related_name.endswith("+"), (
            f"{model._meta.label}.{field.name} can be followed forwards"
        )


def test_every_room_with_models_has_a_height() -> None:
    assert {model._meta.app_label for model in MODELS} <= HEIGHT.keys()
    assert HEIGHT["kernel"] < HEIGHT["audit"] < HEIGHT["access"] < HEIGHT["agreements"] < HEIGHT["evaluation"]
