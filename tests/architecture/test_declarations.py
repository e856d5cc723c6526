"""Every field that is about somebody is declared: what it is, what for, on what legal basis, for how long."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from sinergi.foundation.kernel import personal
from sinergi.foundation.kernel.encryption import EncryptedTextField
from sinergi.foundation.kernel.personal import Kind

ROOT = Path(__file__).resolve().parents[2]
ROOMS = personal.rooms()
DECLARED = {each.name: each for room in ROOMS for each in room.fields}
NAMED = {model for room in ROOMS for model in room.models}
MODELS = {model._meta.label_lower: model for model in apps.get_models() if model.__module__.startswith("sinergi.")}


@pytest.mark.parametrize(
    "name", sorted(name for name, model in MODELS.items() if model.__module__.startswith("sinergi.domain."))
)
def test_every_model_of_the_domain_is_declared_or_said_to_be_about_nobody(name: str) -> None:
    room = name.split(".")[0]
    assert name in NAMED, (
        f"add {name} to sinergi/domain/{room}/personal.toml: with its fields, or to harmless_models when none is about a person"
    )


@pytest.mark.parametrize("name", sorted(name for name in NAMED if name in MODELS))
def test_every_field_of_a_declared_model_is_declared(name: str) -> None:
    if not any(each.model == name for each in DECLARED.values()):
        return
    missing = [f.name for f in MODELS[name]._meta.concrete_fields if f"{name}.{f.name}" not in DECLARED]
    assert missing == [], f"declare these fields of {name} in its personal.toml, or as harmless"


def test_nothing_is_declared_that_is_not_there() -> None:
    fields = {f"{name}.{field.name}" for name, model in MODELS.items() for field in model._meta.concrete_fields}
    assert [
        name for name in DECLARED if name not in fields and not name.endswith(".id") and not name.endswith(".public_id")
    ] == []


def test_what_is_encrypted_or_points_at_a_person_is_never_harmless() -> None:
    for name, model in MODELS.items():
        for field in model._meta.concrete_fields:
            about = isinstance(field, EncryptedTextField) or (
                isinstance(field, models.ForeignKey) and field.related_model._meta.label_lower == "people.person"
            )
            declared = DECLARED.get(f"{name}.{field.name}")
            if about and name not in {"people.alias", "people.episode"}:
                assert declared is not None, f"{name}.{field.name} is about somebody and not declared"
                assert declared.kind is not Kind.HARMLESS, f"{name}.{field.name} is about somebody"


def test_every_declaration_says_why_on_what_basis_and_for_how_long() -> None:
    for each in DECLARED.values():
        if each.kind is not Kind.HARMLESS:
            assert each.label, each.name
            assert each.why, each.name
            assert each.basis, each.name
            assert each.retention, each.name


def test_the_generated_parts_of_the_documents_are_in_step() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "privacy.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
