from sinergi.domain.activities.models.activity import Activity
from sinergi.domain.activities.models.outcome import Outcome
from sinergi.domain.activities.models.output import Output
from sinergi.domain.activities.models.participation import Participation

__all__ = ["Activity", "Outcome", "Output", "Participation"]
