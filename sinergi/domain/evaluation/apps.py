from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "sinergi.domain.evaluation"
    label = "evaluation"
    verbose_name = "Evaluasi"
