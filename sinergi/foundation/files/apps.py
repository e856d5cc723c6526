from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "sinergi.foundation.files"
    label = "files"
    verbose_name = "Berkas"
