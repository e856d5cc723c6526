from sinergi.domain.agreements.models.agreement import Agreement
from sinergi.domain.agreements.models.assignment import Assignment
from sinergi.domain.agreements.models.catalogue import Programme, SubjectField
from sinergi.domain.agreements.models.claim_record import ClaimRecord
from sinergi.domain.agreements.models.correction import Correction
from sinergi.domain.agreements.models.delivery import Delivery
from sinergi.domain.agreements.models.fact_source import FactSource
from sinergi.domain.agreements.models.milestone import Milestone, MilestoneMove
from sinergi.domain.agreements.models.obligation import Obligation
from sinergi.domain.agreements.models.party import Party
from sinergi.domain.agreements.models.regulation import Authority, Requirement
from sinergi.domain.agreements.models.saved_filter import SavedFilter
from sinergi.domain.agreements.models.signing_warning import SigningWarning
from sinergi.domain.agreements.models.step import Step
from sinergi.domain.agreements.models.waiver import Waiver

__all__ = [
    "Agreement",
    "Assignment",
    "Authority",
    "ClaimRecord",
    "Correction",
    "Delivery",
    "FactSource",
    "Milestone",
    "MilestoneMove",
    "Obligation",
    "Party",
    "Programme",
    "Requirement",
    "SavedFilter",
    "SigningWarning",
    "Step",
    "SubjectField",
    "Waiver",
]
