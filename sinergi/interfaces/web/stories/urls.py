from django.urls import path

from sinergi.interfaces.web.stories import views

urlpatterns = [
    path("perjanjian/<uuid:agreement>/", views.agreement_story, name="perjanjian-kisah"),
    path("perjanjian/<uuid:agreement>/kisah/lengkap/", views.whole_story, name="kisah-lengkap"),
    path("perjanjian/<uuid:agreement>/kisah/kewajiban/", views.obligations, name="kisah-kewajiban"),
    path("perjanjian/<uuid:agreement>/kisah/kegiatan/", views.activities, name="kisah-kegiatan"),
    path("perjanjian/<uuid:agreement>/kisah/manfaat/", views.benefit, name="kisah-manfaat"),
    path("perjanjian/<uuid:agreement>/kisah/evaluasi/", views.evaluations, name="kisah-evaluasi"),
    path("perjanjian/<uuid:agreement>/kisah/rincian/", views.details, name="kisah-rincian"),
    path("perjanjian/<uuid:agreement>/kisah/silsilah/", views.lineage, name="kisah-silsilah"),
    path("perjanjian/<uuid:agreement>/kisah/riwayat/", views.history, name="kisah-riwayat"),
]
