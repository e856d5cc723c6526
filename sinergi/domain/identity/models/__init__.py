from sinergi.domain.identity.models.gateway_call import GatewayCall, GatewayCallQuerySet, QuotaDay
from sinergi.domain.identity.models.nik_proposal import NikProposal, NikProposalQuerySet
from sinergi.domain.identity.models.register_extract import RegisterExtract, RegisterExtractQuerySet
from sinergi.domain.identity.models.run import RunPerson, RunPersonQuerySet, VerificationRun, VerificationRunQuerySet
from sinergi.domain.identity.models.usage_report import UsageReport, UsageReportQuerySet
from sinergi.domain.identity.models.verification import Verification, VerificationQuerySet

__all__ = [
    "GatewayCall",
    "GatewayCallQuerySet",
    "NikProposal",
    "NikProposalQuerySet",
    "QuotaDay",
    "RegisterExtract",
    "RegisterExtractQuerySet",
    "RunPerson",
    "RunPersonQuerySet",
    "UsageReport",
    "UsageReportQuerySet",
    "Verification",
    "VerificationQuerySet",
    "VerificationRun",
    "VerificationRunQuerySet",
]
