from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "sinergi.foundation.imports"
    label = "imports"
    verbose_name = "Impor"
