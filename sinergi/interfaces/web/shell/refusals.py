"""What a refusal becomes where there is no form to say it at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages

from sinergi.foundation.kernel.errors import DomainError, NotAllowed
from sinergi.interfaces.web.shell.requests import Request


@contextmanager
def told_above(request: Request) -> Iterator[None]:
    """What the domain refuses inside is said above the next page. NotAllowed goes through: `@door` answers it."""
    try:
        yield
    except NotAllowed:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
