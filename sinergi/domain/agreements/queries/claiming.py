"""Claims of growth: about counts of the system itself, and those that were kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import Level
from sinergi.domain.agreements.models import ClaimRecord
from sinergi.domain.agreements.models.claim_record import ClaimRecordQuerySet
from sinergi.domain.agreements.queries import AgreementFilter, Basis, counting
from sinergi.domain.agreements.queries.counting import Counted, CountTable
from sinergi.domain.agreements.rules.bases import Measure
from sinergi.domain.agreements.rules.claims import ClaimCheck
from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class CountedClaim:
    """A claim checked against two counts of the system: their certain numbers, and the tables they are from."""

    check: ClaimCheck
    before: CountTable
    after: CountTable
    before_basis: Basis
    after_basis: Basis

    @property
    def origins(self) -> tuple[str, str]:
        """What was counted, in a sentence each; says also what the certain number leaves open."""
        return _origin(self.before), _origin(self.after)


def counted(
    before: Counted,
    after: Counted,
    viewer: Actor,
    *,
    at: datetime,
    filter: AgreementFilter | None = None,
    stated: str = "",
) -> CountedClaim:
    """Compare what the viewer certainly counts, before and after. Two queries. Raises Invalid as `queries.claim`."""
    asked = filter or AgreementFilter()
    tables = [counting.table(each, viewer, at=at, filter=asked) for each in (before, after)]
    bases = [_basis(each, asked, at) for each in (before, after)]
    check = queries.claim(
        tables[0].total.certain, tables[1].total.certain, stated=stated,
        before_basis=bases[0], after_basis=bases[1], viewer=viewer,
    )  # fmt: skip
    return CountedClaim(check, tables[0], tables[1], bases[0], bases[1])


def kept(viewer: Actor) -> ClaimRecordQuerySet:
    """The claims that were checked and kept and that the viewer may see, latest first."""
    return ClaimRecord.objects.visible_to(viewer)


def find_claim(public_id: UUID | str, viewer: Actor) -> ClaimRecord | None:
    return kept(viewer).filter(public_id=public_id).first()


def _origin(table: CountTable) -> str:
    words = {
        "title": table.counted.title,
        "certain": table.total.certain,
        "possible": table.total.possible,
        "unknown": table.total.unknown,
        "base": table.base,
        "at": date_format(localtime(table.at), "j F Y, H.i T"),
    }
    return (
        _(
            "%(title)s: pasti %(certain)d, mungkin %(possible)d, tidak diketahui %(unknown)d. Dasar: %(base)s "
            "Menurut catatan pada %(at)s."
        )
        % words
    )


def _basis(asked: Counted, filter: AgreementFilter, at: datetime) -> Basis:
    """A stock is that of a day: two days are no unlike periods. A flow reaches to its last day, or to now."""
    known_until = localtime(at).date()
    is_flow = asked.measure == Measure.FLOW
    return Basis(
        document_kinds=(filter.kind,) if filter.kind else (),
        period_start=asked.start if is_flow else None,
        period_end=asked.end if is_flow else None,
        stock_or_flow=asked.measure,
        level=str(Level(filter.level).label) if filter.level else "",
        cutoff=known_until if is_flow and asked.start <= known_until else None,
    )
