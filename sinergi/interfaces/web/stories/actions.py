"""What somebody may do next about an agreement, as addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from sinergi.domain.activities import policies as activity_policies
from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.queries import lifecycle
from sinergi.domain.evaluation import policies as evaluation_policies
from sinergi.domain.identity import policies as identity_policies

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement
    from sinergi.foundation.kernel.actors import Actor


@dataclass(frozen=True)
class Actions:
    """Addresses of what this viewer may do next; "" where he may not."""

    sign: str = ""
    promise: str = ""
    plan: str = ""
    extract: str = ""
    evaluate: str = ""
    end: str = ""
    stage: str = ""
    edit: str = ""
    copy: str = ""
    correct: str = ""
    describe: str = ""
    source: str = ""
    answer: str = ""


def actions(agreement: Agreement, actor: Actor) -> Actions:
    """Asks nothing about an agreement that `find` gave. An activity serves an obligation: `plan` is for where there is one."""
    key = agreement.public_id
    promise = reverse("kewajiban-janji", args=[key]) if policies.can_promise(actor, agreement) else ""
    if agreement.state == State.DRAFT:
        sign = reverse("perjanjian-tanda-tangan", args=[key]) if policies.can_sign(actor, agreement) else ""
        return Actions(sign=sign, promise=promise, **_preparing(agreement, actor))
    if agreement.state == State.WITHDRAWN:
        return Actions(copy=_preparing(agreement, actor).get("copy", ""))
    may_end = agreement.ended_on is None and policies.can_amend(actor, agreement)
    may_plan = actor.may_somewhere(activity_policies.PLAN)
    return Actions(
        promise=promise,
        plan=f"{reverse('kegiatan-rencana')}?perjanjian={key}" if may_plan else "",
        extract=reverse("ekstrak", args=[key]) if identity_policies.can_receive(actor, agreement) else "",
        evaluate=reverse("evaluasi-buka", args=[key]) if evaluation_policies.can_review(actor, agreement) else "",
        end=reverse("perjanjian-akhiri", args=[key]) if may_end else "",
        correct=reverse("perjanjian-koreksi", args=[key]) if policies.can_correct(actor, agreement) else "",
        answer=reverse("perjanjian-tanggapan", args=[key]) if _may_answer(agreement, actor) else "",
        **_preparing(agreement, actor),
    )


def _preparing(agreement: Agreement, actor: Actor) -> dict[str, str]:
    """Addresses for those who record for one of our parties."""
    if not policies.can_prepare(actor, agreement):
        return {}
    names = {"copy": "perjanjian-salin", "describe": "perjanjian-uraian", "source": "perjanjian-sumber"}
    if agreement.state == State.DRAFT:
        names |= {"stage": "perjanjian-tahap", "edit": "perjanjian-ubah"}
    return {action: reverse(name, args=[agreement.public_id]) for action, name in names.items()}


def _may_answer(agreement: Agreement, actor: Actor) -> bool:
    warning = lifecycle.signing_warning(agreement, actor)
    return warning is not None and not warning.answer and policies.can_sign(actor, agreement)
