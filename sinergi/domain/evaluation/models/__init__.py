from sinergi.domain.evaluation.models.decision import Decision
from sinergi.domain.evaluation.models.evaluation import Evaluation, Locked

__all__ = ["Decision", "Evaluation", "Locked"]
