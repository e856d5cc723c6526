from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "sinergi.domain.agreements"
    label = "agreements"
    verbose_name = "Perjanjian"
