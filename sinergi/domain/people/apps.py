from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sinergi.domain.people"
    label = "people"
    verbose_name = "Orang"
