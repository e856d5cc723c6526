"""The review desk: what waits for the caller, and how far readers and the machine can be relied on. It names nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninja import Field, Router, Schema

from sinergi.domain.identity import policies
from sinergi.domain.identity.choices import CaseKind
from sinergi.domain.identity.queries import desk as queries
from sinergi.domain.identity.queries import reliability
from sinergi.interfaces.api.v1.callers import Request
from sinergi.interfaces.api.v1.errors import answers

if TYPE_CHECKING:
    from sinergi.domain.identity.rules.reliability import Share

router = Router(tags=["desk"])


class WaitingOut(Schema):
    rows: int = Field(description="Rows of a register to read")
    pairs: int = Field(description="Pairs of our own people to read")
    referred: int = Field(description="Cases that wait for a ruling of the caller")


class ShareOut(Schema):
    """An estimated share with its 95 % interval; `read` is how many were looked at. Null where nobody looked at any."""

    value: float
    low: float
    high: float
    read: int


class JudgedOut(Schema):
    kind: CaseKind
    settled: int
    precision: ShareOut | None
    recall: ShareOut | None
    proposed_threshold: float | None


class DeskOut(Schema):
    waiting: WaitingOut
    settled: int
    referred: int
    agreed: ShareOut | None = Field(description="How often the first two readers agree")
    kappa: ShareOut | None = Field(description="Agreement beyond chance (Cohen)")
    judged: list[JudgedOut]


@router.get("/desk", response=answers(DeskOut))
def desk(request: Request, examples: bool = False) -> dict[str, object]:
    """What waits for the caller, and the figures of the whole desk."""
    caller = request.auth
    policies.ensure_is_at_the_desk(caller.actor)
    waiting = queries.waiting(caller.actor, examples=examples)
    found = reliability.reliability_of_desk(caller.actor, examples=examples)
    return {
        "waiting": {"rows": waiting.rows, "pairs": waiting.pairs, "referred": waiting.referred},
        "settled": found.settled,
        "referred": found.referred,
        "agreed": _share(found.agreement.agreed) if found.agreement else None,
        "kappa": _share(found.agreement.kappa) if found.agreement else None,
        "judged": [
            {
                "kind": judged.kind,
                "settled": judged.settled,
                "precision": _share(judged.precision),
                "recall": _share(judged.recall),
                "proposed_threshold": judged.threshold.probability if judged.threshold else None,
            }
            for judged in found.judged
        ],
    }


def _share(share: Share | None) -> dict[str, object] | None:
    if share is None or not share.read:
        return None
    return {"value": share.value, "low": share.low, "high": share.high, "read": share.read}
