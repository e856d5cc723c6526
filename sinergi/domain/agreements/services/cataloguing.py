"""Keep the lists that agreements are sorted by, and what regulations ask for. Nothing in use is ever thrown away."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Confidence, Kind, Level, Stage, Stated
from sinergi.domain.agreements.models import Authority, Programme, Requirement, SubjectField
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_line, clean_text

DELIVERED = Path(__file__).resolve().parents[1] / "catalogue.toml"


class NameTaken(DomainError):
    """Another row of the list bears this name."""

    code = "name_taken"


class TwoLevelsOnly(DomainError):
    """Fields stand in groups, and groups in nothing."""

    code = "two_levels_only"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a rule comes from, how sure that is, and the days from which to which it holds, both included; None is open."""

    legal_basis: str
    confidence: str
    source: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def values(self) -> dict[str, Any]:
        """By field of a regulation. Raises Invalid."""
        if self.confidence not in Confidence.values:
            raise Invalid(_("Tingkat keyakinan tidak dikenal. Pilih tinggi, sedang, atau rendah."), field="confidence")
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise Invalid(_("Aturan tidak dapat berakhir sebelum mulai berlaku."), field="ends_on")
        return {
            "legal_basis": clean_text(self.legal_basis, field="legal_basis", label=_("Dasar hukum"), most=1_000),
            "confidence": self.confidence,
            "source": clean_text(self.source, field="source", label=_("Sumber"), most=2_000, required=False),
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }


@transaction.atomic
def deliver() -> None:
    """Make the rows that Sinergi is delivered with, where they do not exist. A row that was changed stays as it is."""
    lists = tomllib.loads(DELIVERED.read_text(encoding="utf-8"))
    for code, row in lists["programme"].items():
        Programme.objects.get_or_create(code=code, defaults=row)
    for heading, members in lists["field"].items():
        group, _made = SubjectField.objects.get_or_create(code=heading, defaults={"name": heading})
        for name in members:
            SubjectField.objects.get_or_create(code=f"{heading}/{name}"[:60], defaults={"name": name, "group": group})
    for model, rows in ((Authority, lists["authority"]), (Requirement, lists["requirement"])):
        for code, row in rows.items():
            source = lists["source"].get(row.get("source", ""), "")
            model.objects.get_or_create(code=code, defaults=row | {"source": source})


@transaction.atomic
def keep_programme(
    programme: Programme | None, *, name: str, legal_basis: str = "", is_offered: bool = True, by: Actor, at: datetime
) -> Programme:
    """Add a programme (None), or change one. Raises policies.NotAllowed, NameTaken, Invalid without a name."""
    policies.ensure_can_edit_catalogue(by)
    values = {
        "name": clean_line(name, field="name", label=_("Nama program"), most=200),
        "legal_basis": clean_text(legal_basis, field="legal_basis", label=_("Dasar hukum"), most=1_000, required=False),
        "is_offered": is_offered,
    }
    return _keep(programme or Programme(), values, by=by, at=at)


@transaction.atomic
def keep_field(
    field: SubjectField | None,
    *,
    name: str,
    group: SubjectField | None = None,
    is_offered: bool = True,
    by: Actor,
    at: datetime,
) -> SubjectField:
    """Add a field (None), or change one; without `group` it is a group itself.

    Raises policies.NotAllowed, NameTaken, TwoLevelsOnly, Invalid without a name.
    """
    policies.ensure_can_edit_catalogue(by)
    if group is not None and (group.group_id is not None or group == field):
        raise TwoLevelsOnly(_("Bidang hanya bertingkat dua. Pilih kelompok yang berdiri sendiri."), field="group")
    if group is not None and field is not None and field.members.exists():
        raise TwoLevelsOnly(
            _("%(field)s memuat bidang lain, jadi tidak dapat masuk ke suatu kelompok.") % {"field": field},
            field="group",
        )
    values = {
        "name": clean_line(name, field="name", label=_("Nama bidang"), most=200),
        "group": group,
        "is_offered": is_offered,
    }
    return _keep(field or SubjectField(), values, by=by, at=at)


@transaction.atomic
def keep_authority(
    authority: Authority | None,
    *,
    kind: str,
    level: str,
    position: str,
    may_sign: bool,
    basis: Basis,
    by: Actor,
    at: datetime,
) -> Authority:
    """Add a row to the table of who may sign (None), or change one. Raises policies.NotAllowed, Invalid."""
    policies.ensure_can_edit_catalogue(by)
    if kind not in Kind.values:
        raise Invalid(_("Jenis naskah tidak dikenal. Pilih salah satu yang tersedia."), field="kind")
    if level not in Level.values:
        raise Invalid(_("Tingkat tidak dikenal. Pilih salah satu yang tersedia."), field="level")
    values = {
        "kind": kind,
        "level": level,
        "position": clean_line(position, field="position", label=_("Jabatan"), most=200),
        "may_sign": may_sign,
        **basis.values(),
    }
    return _keep(authority or Authority(), values, by=by, at=at)


@transaction.atomic
def keep_requirement(
    requirement: Requirement | None, *, stage: str, fact: str, basis: Basis, by: Actor, at: datetime
) -> Requirement:
    """Add something a draft must state before it leaves a stage (None), or change it. Raises policies.NotAllowed, Invalid."""
    policies.ensure_can_edit_catalogue(by)
    if stage not in Stage.values:
        raise Invalid(_("Tahap tidak dikenal. Pilih salah satu yang tersedia."), field="stage")
    if fact not in Stated.values:
        raise Invalid(_("Fakta ini tidak dikenal. Pilih salah satu dari daftar."), field="fact")
    return _keep(requirement or Requirement(), {"stage": stage, "fact": fact, **basis.values()}, by=by, at=at)


def _keep[M: (Programme, SubjectField, Authority, Requirement)](
    row: M, values: dict[str, Any], *, by: Actor, at: datetime
) -> M:
    is_new = row.pk is None
    before = {} if is_new else {name: str(getattr(row, name)) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise NameTaken(
            _("“%(name)s” sudah ada dalam daftar ini. Pilih nama lain.") % {"name": values.get("name")},
            field="name",
        ) from None
    changed = {name: str(value) for name, value in values.items() if before.get(name) != str(value)}
    audit.record(f"{row._meta.model_name}.{'added' if is_new else 'changed'}", row, by=by, at=at, **changed)
    return row
