"""Say more about an agreement that its paper does not fix: what it is sorted by, where it reaches, how sure a fact is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import Confidence, Stated
from sinergi.domain.agreements.models import Agreement, FactSource, Programme, SubjectField
from sinergi.domain.agreements.services.recording import each_once, ensure_alike, ensure_not_withdrawn
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid
from sinergi.foundation.kernel.text import clean_line, clean_text


@transaction.atomic
def classify(
    agreement: Agreement,
    *,
    programmes: Collection[Programme],
    fields: Collection[SubjectField],
    by: Actor,
    at: datetime,
) -> Agreement:
    """Say which programmes it supports and which fields it is about, these and no others.

    Raises policies.NotAllowed, Withdrawn, Invalid for one that is no longer offered and was not chosen before.
    """
    agreement = _locked(agreement, by)
    _ensure_offered(set(programmes) - set(agreement.programmes.all()), field="programmes")
    _ensure_offered(set(fields) - set(agreement.fields.all()), field="fields")
    agreement.programmes.set(programmes)
    agreement.fields.set(fields)
    audit.record(
        "agreement.classified", agreement, by=by, at=at,
        programmes=_named(programmes), fields=_named(fields),
    )  # fmt: skip
    return agreement


@transaction.atomic
def cover(agreement: Agreement, *, units: Collection[Institution], by: Actor, at: datetime) -> Agreement:
    """Say which units it covers, these and no others; they see it once it is concluded.

    Raises policies.NotAllowed, Withdrawn, Mixed, Invalid for an institution without a place in the tree.
    """
    agreement = _locked(agreement, by)
    ensure_alike(agreement, units)
    if any(unit.path is None for unit in units):
        raise Invalid(_("Hanya unit pemasyarakatan yang dapat tercakup. Pilih dari daftar unit."), field="units")
    before = list(agreement.covered_units.all())
    gone, new = each_once(before, but=units), each_once(units, but=before)
    agreement.covered_units.remove(*gone)
    agreement.covered_units.add(*new)
    audit.record("agreement.covered", agreement, by=by, at=at, added=_named(new), removed=_named(gone))
    return agreement


@transaction.atomic
def describe(
    agreement: Agreement,
    *,
    programmes: Collection[Programme],
    fields: Collection[SubjectField],
    units: Collection[Institution],
    by: Actor,
    at: datetime,
) -> Agreement:
    """Classify it and say which units it covers, both or neither. Raises what `classify` and `cover` raise."""
    classify(agreement, programmes=programmes, fields=fields, by=by, at=at)
    return cover(agreement, units=units, by=by, at=at)


@transaction.atomic
def note_source(
    agreement: Agreement, *, fact: str, url: str = "", text: str = "", confidence: str, by: Actor, at: datetime
) -> FactSource:
    """Note where a fact is stated and how sure that makes it. Earlier notes stay; the latest one counts.

    Raises policies.NotAllowed, Withdrawn, Invalid for a fact or confidence nobody knows, or without address and words.
    """
    agreement = _locked(agreement, by)
    if fact not in Stated.values:
        raise Invalid(_("Fakta ini tidak dikenal. Pilih salah satu dari daftar."), field="fact")
    if confidence not in Confidence.values:
        raise Invalid(_("Tingkat keyakinan tidak dikenal. Pilih tinggi, sedang, atau rendah."), field="confidence")
    url = clean_line(url, field="url", label=_("Alamat sumber"), most=1000, required=False)
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc):
        raise Invalid(_("Alamat sumber harus lengkap dengan https:// di depannya."), field="url")
    text = clean_text(text, field="text", label=_("Kata-kata sumber"), required=False)
    if not url and not text:
        raise Invalid(_("Sebutkan sumbernya: alamat halaman, atau kata-kata dari naskahnya."), field="text")
    source = FactSource.objects.create(
        agreement=agreement, fact=fact, url=url, text=text, confidence=confidence,
        noted_at=at, noted_by_key=by.key, noted_by_label=by.label,
    )  # fmt: skip
    audit.record("agreement.source_noted", agreement, by=by, at=at, fact=fact, confidence=confidence)
    return source


def _locked(agreement: Agreement, by: Actor) -> Agreement:
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_prepare(by, agreement)
    ensure_not_withdrawn(agreement)
    return agreement


def _ensure_offered(chosen: Collection[Programme] | Collection[SubjectField], *, field: str) -> None:
    if any(not row.is_offered for row in chosen):
        raise Invalid(_("Pilihan ini tidak ditawarkan lagi. Pilih yang lain dari daftar."), field=field)


def _named(rows: Collection[Programme] | Collection[SubjectField] | Collection[Institution]) -> str:
    return ", ".join(sorted(str(row.public_id) for row in rows))
