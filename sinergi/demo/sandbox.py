"""The example country's population register: a sandbox over the example extract, asked over real HTTP like the real one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.conf import settings

from linkage.registers import read_rows
from sinergi.domain.identity.gateway import access
from sinergi.domain.identity.models import RegisterExtract
from sinergi.foundation.files.services import storing
from synthetic.sandbox import ACCOUNT, Sandbox

PREFIX = "SINERGI_SANDBOX_"
PER_DAY = 100_000


@contextmanager
def standing_by() -> Iterator[None]:
    """Serve the sandbox while the block runs, for this process and those it starts. Nothing where one is named already,
    or where there is no example country."""
    extract = RegisterExtract.objects.filter(is_example=True).select_related("file").first()
    if extract is None or settings.POPULATION_REGISTER.example is not None:
        yield
        return
    with storing.open_file(extract.file) as register, Sandbox(read_rows(register)) as sandbox:
        named = {f"{PREFIX}{name}": value for name, value in {"URL": sandbox.base, **ACCOUNT}.items()}
        named[f"{PREFIX}PER_DAY"] = str(PER_DAY)
        before = settings.POPULATION_REGISTER
        os.environ.update(named)
        settings.POPULATION_REGISTER = replace(before, example=access.read(os.environ, PREFIX))
        try:
            yield
        finally:
            settings.POPULATION_REGISTER = before
            for name in named:
                os.environ.pop(name, None)
