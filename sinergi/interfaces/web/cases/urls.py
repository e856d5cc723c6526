from django.urls import path

from sinergi.interfaces.web.cases import days, listing, views

urlpatterns = [
    path("tanpa-nik/", listing.listing, name="kasus"),
    path("tanpa-nik/ekspor/", listing.export, name="kasus-ekspor"),
    path("tanpa-nik/unit/", listing.per_unit, name="kasus-unit"),
    path("tanpa-nik/unit/ekspor/", listing.export_units, name="kasus-unit-ekspor"),
    path("tanpa-nik/buka/", listing.open_unit, name="kasus-buka"),
    path("tanpa-nik/perekaman/", days.listing, name="perekaman"),
    path("tanpa-nik/perekaman/<uuid:recording_day>/", days.show, name="perekaman-lihat"),
    path("tanpa-nik/perekaman/<uuid:recording_day>/hasil/", days.outcomes, name="perekaman-hasil"),
    path("tanpa-nik/perekaman/<uuid:recording_day>/daftar/", days.list_out, name="perekaman-daftar"),
    path("tanpa-nik/perekaman/<uuid:recording_day>/batal/", days.cancel, name="perekaman-batal"),
    path("tanpa-nik/bukti/<uuid:case_step>/", views.evidence, name="kasus-bukti"),
    path("tanpa-nik/<uuid:nik_case>/", views.show, name="kasus-lihat"),
    path("tanpa-nik/<uuid:nik_case>/jadwal/", views.book, name="kasus-jadwal"),
    path("orang/<uuid:person>/tanpa-nik/", views.open_one, name="orang-kasus"),
    path("pemeriksaan/<uuid:verification_run>/kasus/", listing.open_run, name="pemeriksaan-kasus"),
]
