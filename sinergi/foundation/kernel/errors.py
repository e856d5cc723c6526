"""The ways in which a rule says no. The text is an Indonesian sentence for the person at the screen."""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A rule says no. `code` is for machines, `str(error)` for people, `field` names the input to mend, if there is one."""

    code: ClassVar[str] = "refused"

    def __init__(self, text: str, *, field: str | None = None) -> None:
        super().__init__(text)
        self.field = field


class Invalid(DomainError):
    """A value that cannot be what it is said to be."""

    code = "invalid"


class NotAllowed(DomainError):
    """This actor may not do this here."""

    code = "not_allowed"
