from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "sinergi.domain.activities"
    label = "activities"
    verbose_name = "Kegiatan"
