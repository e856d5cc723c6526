from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "sinergi.domain.identity"
    label = "identity"
    verbose_name = "Identitas"
