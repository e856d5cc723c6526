"""The cache in which tries of codes are counted: one for all processes of the site, in the database (ADR 0019)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.utils import timezone

from sinergi.foundation.access.services import remembering


class SharedCache(BaseCache):
    """Values are JSON: Django's own database cache unpickles what it finds, so whoever writes its table runs code."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        named = self.make_and_validate_key(key, version=version)
        return remembering.add(named, value, until=self._until(timeout), at=timezone.now())

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        found = remembering.recall(self.make_and_validate_key(key, version=version), at=timezone.now())
        return default if found is None else found.value

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        remembering.put(self.make_and_validate_key(key, version=version), value, until=self._until(timeout))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        named = self.make_and_validate_key(key, version=version)
        found = remembering.recall(named, at=timezone.now())
        if found is not None:
            remembering.put(named, found.value, until=self._until(timeout))
        return found is not None

    def delete(self, key: str, version: int | None = None) -> bool:
        return remembering.forget(self.make_and_validate_key(key, version=version))

    def clear(self) -> None:
        remembering.forget_all()

    def _until(self, timeout: Any) -> datetime | None:
        """The moment after which the value is gone; None is never."""
        seconds = self.get_backend_timeout(timeout)
        return None if seconds is None else datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
