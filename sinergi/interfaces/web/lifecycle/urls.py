from django.urls import path

from sinergi.interfaces.web.lifecycle import views

urlpatterns = [
    path("perjanjian/<uuid:agreement>/tahap/", views.stage, name="perjanjian-tahap"),
    path("perjanjian/<uuid:agreement>/ubah/", views.edit, name="perjanjian-ubah"),
    path("perjanjian/<uuid:agreement>/salin/", views.copy, name="perjanjian-salin"),
    path("perjanjian/<uuid:agreement>/koreksi/", views.correct, name="perjanjian-koreksi"),
    path("perjanjian/<uuid:agreement>/uraian/", views.describe, name="perjanjian-uraian"),
    path("perjanjian/<uuid:agreement>/sumber/", views.source, name="perjanjian-sumber"),
    path("perjanjian/<uuid:agreement>/tanggapan/", views.answer, name="perjanjian-tanggapan"),
    path("perjanjian/<uuid:agreement>/banding/<uuid:other>/", views.compare, name="perjanjian-banding"),
]
