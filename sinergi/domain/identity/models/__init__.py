from sinergi.domain.identity.models.desk_rule import DeskRule
from sinergi.domain.identity.models.gateway_call import GatewayCall, GatewayCallQuerySet, QuotaDay
from sinergi.domain.identity.models.nik_case import NikCase, NikCaseQuerySet, NikCaseStep
from sinergi.domain.identity.models.nik_proposal import NikProposal, NikProposalQuerySet
from sinergi.domain.identity.models.recording_day import MOST_PLACES, RecordingDay, RecordingDayQuerySet
from sinergi.domain.identity.models.register_extract import RegisterExtract, RegisterExtractQuerySet
from sinergi.domain.identity.models.review_case import ReviewCase, ReviewCaseQuerySet
from sinergi.domain.identity.models.review_decision import ReviewDecision, ReviewDecisionQuerySet
from sinergi.domain.identity.models.review_reading import ReviewReading
from sinergi.domain.identity.models.run import RunPerson, RunPersonQuerySet, VerificationRun, VerificationRunQuerySet
from sinergi.domain.identity.models.usage_report import UsageReport, UsageReportQuerySet
from sinergi.domain.identity.models.verification import Verification, VerificationQuerySet

__all__ = [
    "MOST_PLACES",
    "DeskRule",
    "GatewayCall",
    "GatewayCallQuerySet",
    "NikCase",
    "NikCaseQuerySet",
    "NikCaseStep",
    "NikProposal",
    "NikProposalQuerySet",
    "QuotaDay",
    "RecordingDay",
    "RecordingDayQuerySet",
    "RegisterExtract",
    "RegisterExtractQuerySet",
    "ReviewCase",
    "ReviewCaseQuerySet",
    "ReviewDecision",
    "ReviewDecisionQuerySet",
    "ReviewReading",
    "RunPerson",
    "RunPersonQuerySet",
    "UsageReport",
    "UsageReportQuerySet",
    "Verification",
    "VerificationQuerySet",
    "VerificationRun",
    "VerificationRunQuerySet",
]
