from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "sinergi.foundation.audit"
    label = "audit"
    verbose_name = "Jejak audit"
