from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "sinergi.foundation.institutions"
    label = "institutions"
    verbose_name = "Lembaga"
