"""Replacing the key of encrypted fields: every value is sealed anew with the newest key, while all keys are still read.

Work goes in chunks by key of the row, each in a transaction of its own. What is done stays done: whoever begins again,
after a kill too, finds only what is left. A value that somebody writes meanwhile is under the newest key by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps  # noqa: TID251  (walks all fields of a kind; no model is asked for by name)
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Count, F, Value
from django.db.models.functions import Cast, StrIndex, Substr

from sinergi.foundation.kernel.encryption import EncryptedTextField, Undecipherable, decrypt, encrypt
from sinergi.foundation.kernel.turns import Turns

AT_ONCE = 500

type Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Rotated:
    """How many values were sealed anew, and how many no key of the ring opens; those stay as they are."""

    values: int
    unreadable: int


def newest() -> str:
    """The id of the key that encrypts."""
    return str(next(iter(settings.FIELD_KEYS)))


def encrypted_fields() -> tuple[EncryptedTextField, ...]:
    """Every field of every model that lies encrypted."""
    return tuple(
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    )


def held() -> dict[str, int]:
    """How many values lie under each key, by its id; the ring may lack keys that are named here."""
    found: Counter[str] = Counter()
    for field in encrypted_fields():
        per_key = _sealed(field).annotate(key=Substr("sealed", 1, StrIndex("sealed", Value(".")) - 1))
        for key, count in per_key.order_by().values_list("key").annotate(Count("pk")):
            found[key] += count
    return dict(found)


def rotate(*, progress: Progress = lambda done, of: None, at_once: int = AT_ONCE) -> Rotated:
    """Seal with the newest key what lies under another. `progress` hears how many values are done, of how many."""
    of = sum(count for key, count in held().items() if key != newest())
    done = unreadable = 0
    turns = Turns()
    for field in encrypted_fields():
        for chunk in _stale(field, at_once):
            lost = _seal_anew(field, chunk)
            unreadable += lost
            done += len(chunk) - lost
            progress(done + unreadable, of)
            turns.pause()
    return Rotated(done, unreadable)


def _sealed(field: EncryptedTextField) -> models.QuerySet[models.Model]:
    """The rows with a value, as it lies there: `sealed`."""
    rows = field.model._base_manager.annotate(sealed=Cast(F(field.name), models.TextField()))
    return rows.exclude(sealed="")


def _stale(field: EncryptedTextField, at_once: int) -> Iterator[list[tuple[int, object, str]]]:
    """Key, public id and sealed value of the rows under another key than the newest, in chunks."""
    rows = _sealed(field).exclude(sealed__startswith=f"{newest()}.").order_by("pk")
    last = 0
    while chunk := list(rows.filter(pk__gt=last).values_list("pk", "public_id", "sealed")[:at_once]):
        yield chunk
        last = chunk[-1][0]


def _seal_anew(field: EncryptedTextField, chunk: list[tuple[int, object, str]]) -> int:
    """Write the chunk, leaving alone what changed since it was read; how many values could not be opened."""
    changes: list[tuple[str, int, str]] = []
    for pk, public_id, sealed in chunk:
        context = field.context_of(public_id)
        try:
            changes.append((encrypt(decrypt(sealed, context=context), context=context), pk, sealed))
        except Undecipherable:
            continue
    quote = connection.ops.quote_name
    meta = field.model._meta
    column, key = quote(str(field.column)), quote(str(meta.pk.column))
    statement = f"UPDATE {quote(meta.db_table)} SET {column} = %s WHERE {key} = %s AND {column} = %s"  # noqa: S608  (names of our own tables)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, changes)
    return len(chunk) - len(changes)
