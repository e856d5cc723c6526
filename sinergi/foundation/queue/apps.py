from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "sinergi.foundation.queue"
    label = "queue"
    verbose_name = "Antrean"
