"""Take the example country away, and nothing else. What it did stays in the audit, which only grows."""

from __future__ import annotations

from django.db import transaction

from sinergi.domain.activities.models import Activity, Outcome, Output, Participation
from sinergi.domain.agreements.models import (
    Agreement,
    ClaimRecord,
    Delivery,
    Milestone,
    Obligation,
    Party,
    SavedFilter,
)
from sinergi.domain.evaluation.models import Decision, Evaluation
from sinergi.domain.identity.models import (
    GatewayCall,
    NikCase,
    NikProposal,
    QuotaDay,
    RecordingDay,
    RegisterExtract,
    ReviewCase,
    ReviewDecision,
    RunPerson,
    UsageReport,
    Verification,
    VerificationRun,
)
from sinergi.domain.people.models import Episode, Person
from sinergi.foundation.access.models import Grant, User
from sinergi.foundation.files.services import removing as files
from sinergi.foundation.institutions.models import Contact, Institution, Place, Succession
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.queue.models import Job


@transaction.atomic
def remove(*, by: Actor) -> int:
    """Delete every example row, later stages first; how many institutions were among them. All or nothing."""
    count = Institution.objects.filter(is_example=True).count()
    runs = [str(run) for run in VerificationRun.objects.filter(is_example=True).values_list("public_id", flat=True)]
    Job.objects.filter(name="identity.carry_out", args__0__in=runs).delete()
    Person.objects.filter(is_example=True).update(merged_into=None, merged_at=None)
    for rows in (
        Decision.objects.filter(evaluation__agreement__is_example=True),
        Evaluation.objects.filter(agreement__is_example=True),
        Outcome.objects.filter(participation__activity__is_example=True),
        Participation.objects.filter(activity__is_example=True),
        Output.objects.filter(activity__is_example=True),
        Activity.objects.filter(is_example=True),
        UsageReport.objects.filter(is_example=True),
        NikCase.objects.filter(is_example=True),
        RecordingDay.objects.filter(is_example=True),
        ReviewDecision.objects.filter(case__is_example=True),
        ReviewCase.objects.filter(is_example=True),
        NikProposal.objects.filter(person__is_example=True),
        GatewayCall.objects.filter(is_example=True),
        RunPerson.objects.filter(run__is_example=True),
        Verification.objects.filter(person__is_example=True),
        VerificationRun.objects.filter(is_example=True),
        QuotaDay.objects.filter(is_example=True),
        RegisterExtract.objects.filter(is_example=True),
        Episode.objects.filter(person__is_example=True),
        Person.objects.filter(is_example=True),
        Delivery.objects.filter(obligation__agreement__is_example=True, reverses__isnull=False),
        Delivery.objects.filter(obligation__agreement__is_example=True),
        Obligation.objects.filter(agreement__is_example=True),
        Milestone.objects.filter(agreement__is_example=True),
        Party.objects.filter(agreement__is_example=True),
    ):
        rows.delete()
    _youngest_first()
    _desks()
    Grant.objects.filter(user__is_example=True).delete()
    User.objects.filter(is_example=True).delete()
    Contact.objects.filter(kept_at__is_example=True).delete()
    Succession.objects.filter(predecessor__is_example=True).delete()
    Institution.objects.filter(is_example=True).update(merged_into=None)
    for place in Place.objects.filter(institution__is_example=True).order_by("-path"):
        # A child's path starts with its parent's, so the longer path goes first.
        place.delete()
    Institution.objects.filter(is_example=True).delete()
    files.remove_examples(by=by)
    return count


def _youngest_first() -> None:
    """Documents go before those they continue or carry out."""
    examples = Agreement.objects.filter(is_example=True, continued_by=None, carried_out_by=None)
    while leaves := list(examples.values_list("pk", flat=True)):
        Agreement.objects.filter(pk__in=leaves).delete()


def _desks() -> None:
    """What example users kept for themselves."""
    keys = [
        f"user:{public_id}" for public_id in User.objects.filter(is_example=True).values_list("public_id", flat=True)
    ]
    ClaimRecord.objects.filter(by_key__in=keys).delete()
    SavedFilter.objects.filter(owner_key__in=keys).delete()
