from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sinergi.interfaces.web"
    label = "web"
    verbose_name = "Situs"
