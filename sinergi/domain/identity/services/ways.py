"""The three ways of asking a register, behind one interface: the service, an extract, and the answers of a registry."""

from __future__ import annotations

from typing import Protocol, assert_never

from django.conf import settings

from linkage.held import SearchableExtract
from linkage.verify import verify_exact
from sinergi.domain.identity.choices import Halt, RunKind
from sinergi.domain.identity.gateway.access import Access
from sinergi.domain.identity.gateway.client import Client
from sinergi.domain.identity.models import VerificationRun
from sinergi.domain.identity.rules import asking, finding, told, weighing
from sinergi.domain.identity.rules.asking import Known
from sinergi.domain.identity.rules.told import Told
from sinergi.domain.identity.services import registry
from sinergi.domain.identity.services.loading import UNREADABLE, loaded
from sinergi.foundation.files.services import storing
from sinergi.foundation.kernel.errors import DomainError


class CannotAsk(DomainError):
    """The way cannot be gone now; `halt` says why."""

    code = "cannot_ask"

    def __init__(self, halt: Halt) -> None:
        super().__init__(str(halt.label))
        self.halt = halt


class Way(Protocol):
    """One way of asking about one person. `access` bounds it by quota and hours; None: nothing is sent anywhere."""

    @property
    def access(self) -> Access | None: ...

    def ask(self, person: Known) -> Told | None:
        """What is told about the person; None when nothing will ever be told (somebody the answers leave out)."""

    def close(self) -> None: ...


class GatewayWay:
    """The element-verification service, over HTTP."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._client = Client(access)

    @property
    def access(self) -> Access | None:
        return self._access

    def ask(self, person: Known) -> Told | None:
        return told.of_reply(self._client.ask(asking.question(person)), self._access.threshold)

    def close(self) -> None:
        self._client.close()


class ExtractWay:
    """An extract that the agreement allows to hold, read live. Where the NIK leads nowhere, others are looked for."""

    access = None

    def __init__(self, extract: SearchableExtract) -> None:
        self._extract = extract

    def ask(self, person: Known) -> Told:
        if person.is_foreign and not person.has_nik:
            return told.without_nik(is_foreign=True)
        asked = person.particulars
        answer = verify_exact(asked, self._extract.by_nik(asked.nik or ""))
        candidates = self._extract.find(asked, most=finding.MOST_CANDIDATES)
        found = finding.nik_for(asked, answer, candidates) if not person.is_foreign else None
        row = self._extract.by_row(found.row if found else answer.rows[0] if len(answer.rows) == 1 else 0)
        if row is None:
            return told.of_answer(answer, found)
        weighed = weighing.of_candidate(row.row, candidates) or weighing.against_row(asked, row, self._extract)
        return told.of_answer(answer, found, weighed)

    def close(self) -> None: ...


class AnswersWay:
    """What a registry answered in a sealed file, checked when it was received."""

    access = None

    def __init__(self, answers: dict[str, Told]) -> None:
        self._answers = answers

    def ask(self, person: Known) -> Told | None:
        return self._answers.get(person.key)

    def close(self) -> None: ...


def way_of(run: VerificationRun) -> Way:
    """The way this run goes. Raises CannotAsk when it cannot be gone: not set up, or its file is lost."""
    kind = RunKind(run.kind)
    match kind:
        case RunKind.GATEWAY:
            access = settings.POPULATION_REGISTER.of(is_example=run.is_example)
            if access is None:
                raise CannotAsk(Halt.NOT_SET_UP)
            return GatewayWay(access)
        case RunKind.EXTRACT:
            assert run.extract is not None, "by constraint"
            try:
                return ExtractWay(loaded(run.extract.file))
            except UNREADABLE:
                raise CannotAsk(Halt.FILE) from None
        case RunKind.REGISTRY:
            try:
                return AnswersWay(registry.answers_of(run))
            except storing.Gone:
                raise CannotAsk(Halt.FILE) from None
        case _:
            assert_never(kind)
