from django.urls import path

from sinergi.interfaces.web.exports import views

urlpatterns = [
    path("perjanjian/ekspor/", views.agreements, name="perjanjian-ekspor"),
    path("perjanjian/buku/", views.book, name="perjanjian-buku"),
    path("kewajiban/ekspor/", views.obligation_list, name="kewajiban-ekspor"),
    path("kegiatan/ekspor/", views.activity_list, name="kegiatan-ekspor"),
    path("orang/ekspor/", views.person_list, name="orang-ekspor"),
    path("lembaga/ekspor/", views.institution_list, name="lembaga-ekspor"),
    path("impor/<uuid:run>/ekspor/", views.import_rows, name="impor-ekspor"),
    path("jejak/ekspor/", views.entries, name="jejak-ekspor"),
]
