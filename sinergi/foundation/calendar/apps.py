from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "sinergi.foundation.calendar"
    label = "calendar"
    verbose_name = "Kalender"
