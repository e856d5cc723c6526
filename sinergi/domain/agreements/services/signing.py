from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sinergi.domain.agreements import policies
from sinergi.domain.agreements.choices import State
from sinergi.domain.agreements.models import Agreement, SigningWarning
from sinergi.domain.agreements.queries.regulation import deviation_of
from sinergi.domain.agreements.rules.completeness import ensure_complete
from sinergi.domain.agreements.rules.days import ensure_not_after
from sinergi.domain.agreements.services.days import today
from sinergi.foundation.audit.services import recording as audit
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.foundation.kernel.text import clean_text


class NotADraft(DomainError):
    """It was signed or withdrawn before."""

    code = "agreement_not_a_draft"


class AlreadyAnswered(DomainError):
    """Somebody answered the warning before; the first answer stays."""

    code = "signing_warning_already_answered"


@transaction.atomic
def sign(
    agreement: Agreement,
    *,
    signed_on: date,
    starts_on: date,
    ends_on: date | None,
    answer: str = "",
    by: Actor,
    at: datetime,
) -> Agreement:
    """Turn a complete draft into a concluded agreement, in force from `starts_on` to `ends_on` (None: no end agreed).

    `signed_on` is the day on the paper, `at` the moment of recording. A signature at a level that the table of authority
    does not name is warned of, never refused: warning and `answer` are kept; without an answer it waits for one.
    Raises policies.NotAllowed, NotADraft, Incomplete with what is missing, Invalid for days that cannot be.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    policies.ensure_can_sign(by, agreement)
    if agreement.state != State.DRAFT:
        raise NotADraft(
            _("%(agreement)s sudah %(state)s.")
            % {"agreement": agreement.title, "state": agreement.get_state_display().lower()}
        )
    ensure_complete(agreement.facts())
    ensure_not_after(signed_on, today(agreement, at), field="signed_on", label=_("Tanggal penandatanganan"))
    if ends_on is not None and ends_on < max(starts_on, signed_on):
        raise Invalid(_("Perjanjian tidak dapat berakhir sebelum mulai berlaku atau ditandatangani."), field="ends_on")
    agreement.state, agreement.stage = State.CONCLUDED, ""
    agreement.signed_on, agreement.starts_on, agreement.ends_on = signed_on, starts_on, ends_on
    agreement.save(update_fields=["state", "stage", "signed_on", "starts_on", "ends_on"])
    audit.record("agreement.signed", agreement, by=by, at=at, signed_on=signed_on, starts_on=starts_on, ends_on=ends_on)
    sentence = deviation_of(agreement.kind, agreement.level, signed_on, viewer=by)
    if sentence:
        warning = SigningWarning.objects.create(agreement=agreement, sentence=sentence, recorded_at=at)
        audit.record("agreement.signing_warned", agreement, by=by, at=at, sentence=sentence)
        if answer.strip():
            _answer(warning, answer, by=by, at=at)
    return agreement


@transaction.atomic
def answer(warning: SigningWarning, *, words: str, by: Actor, at: datetime) -> SigningWarning:
    """Answer the warning about a signature: why it stands as it does. Raises policies.NotAllowed, AlreadyAnswered, Invalid
    without words.
    """
    warning = SigningWarning.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=warning.pk)
    policies.ensure_can_sign(by, warning.agreement)
    if warning.answer:
        raise AlreadyAnswered(_("Peringatan ini sudah ditanggapi."))
    return _answer(warning, words, by=by, at=at)


def _answer(warning: SigningWarning, words: str, *, by: Actor, at: datetime) -> SigningWarning:
    warning.answer = clean_text(words, field="answer", label=_("Tanggapan"), most=2_000)
    warning.answered_at, warning.answered_by_key, warning.answered_by_label = at, by.key, by.label
    warning.save(update_fields=["answer", "answered_at", "answered_by_key", "answered_by_label"])
    audit.record("agreement.signing_warning_answered", warning.agreement, by=by, at=at)
    return warning
