"""Fields that hold personal data: AES-256-GCM with a key ring, and a keyed blind index for exact look-up.

The stored value is `key id.nonce.ciphertext`, the last two in URL-safe base64. The associated data binds it to its model,
field and row (`public_id`), so that a value copied into another row does not decrypt. The first key of the ring encrypts,
every key decrypts (ADR 0005). Method: NIST SP 800-38D; nonces are 96 random bits, a fresh one for every write.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models


class Undecipherable(Exception):
    """A stored value that no key of the ring opens in this row: a lost key, or a value moved from elsewhere."""


def encrypt(value: str, *, context: str) -> str:
    """The value sealed with the newest key; `context` must be given again to open it."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(12)
    sealed = AESGCM(key).encrypt(nonce, value.encode(), context.encode())
    return f"{key_id}.{_text(nonce)}.{_text(sealed)}"


def decrypt(stored: str, *, context: str) -> str:
    """The value that `encrypt` sealed in the same context. Raises Undecipherable."""
    try:
        key_id, nonce, sealed = stored.split(".")
        opened = AESGCM(settings.FIELD_KEYS[key_id]).decrypt(_bytes(nonce), _bytes(sealed), context.encode())
    except (KeyError, ValueError, InvalidTag):
        raise Undecipherable(context.split(":")[0]) from None
    return opened.decode()


def blind_index(value: str, *, context: str) -> str:
    """64 hexadecimal digits that are equal for equal values of one context and tell nothing else without the key."""
    return _keyed(settings.INDEX_KEY, value, context)


def blind_indexes(value: str, *, context: str) -> tuple[str, ...]:
    """All under which the value may be stored: that of `blind_index` first, then those of keys that are being replaced."""
    keys = (settings.INDEX_KEY, *settings.OLD_INDEX_KEYS)
    return tuple(_keyed(key, value, context) for key in keys)


def _keyed(key: bytes, value: str, context: str) -> str:
    return hmac.new(key, f"{context}\0{value}".encode(), hashlib.sha256).hexdigest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text)


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that lies encrypted in the database and is plain in Python; "" stays "" (there is nothing to hide).

    The model needs a `public_id`, set before saving; queries on the field itself make no sense and are refused.
    """

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        if not cls._meta.abstract:
            setattr(cls, name, _Sealed(self))

    def from_db_value(self, value: str | None, expression: object, connection: object) -> str | None:
        return None if value is None else _FromDatabase(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value: str = getattr(model_instance, self.attname)
        return encrypt(value, context=self.context(model_instance)) if value else ""

    def context(self, instance: models.Model) -> str:
        return f"{instance._meta.label_lower}.{self.name}:{instance.public_id}"  # type: ignore[attr-defined]

    def context_of(self, public_id: object) -> str:
        """What binds a value to this field of the row with this public id."""
        return f"{self.model._meta.label_lower}.{self.name}:{public_id}"

    def get_lookup(self, lookup_name: str) -> Any:
        raise TypeError(f"{self.name} is encrypted: look it up by its blind index")


class _FromDatabase(str):
    """A value as it was read: still sealed. Opened on first use, when the row (and so its context) is complete."""


class _Sealed:
    """Descriptor that opens the stored value on first reading."""

    def __init__(self, field: EncryptedTextField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        if self.field.attname not in instance.__dict__:
            instance.refresh_from_db(fields=[self.field.attname])
        value = instance.__dict__[self.field.attname]
        if isinstance(value, _FromDatabase):
            value = decrypt(str(value), context=self.field.context(instance)) if value else ""
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: str) -> None:
        instance.__dict__[self.field.attname] = value
