from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "sinergi.foundation.access"
    label = "access"
    verbose_name = "Akses"
