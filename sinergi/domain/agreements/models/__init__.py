from sinergi.domain.agreements.models.agreement import Agreement
from sinergi.domain.agreements.models.delivery import Delivery
from sinergi.domain.agreements.models.obligation import Obligation
from sinergi.domain.agreements.models.party import Party

__all__ = ["Agreement", "Delivery", "Obligation", "Party"]
