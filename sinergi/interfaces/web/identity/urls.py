from django.urls import path

from sinergi.interfaces.web.identity import runs, usage, views

urlpatterns = [
    path("orang/<uuid:person>/verifikasi/unit/", views.confirm, name="verifikasi-unit"),
    path("orang/<uuid:person>/verifikasi/register/", views.check, name="verifikasi-register"),
    path("perjanjian/<uuid:agreement>/ekstrak/", views.extracts, name="ekstrak"),
    path("pemeriksaan/", runs.listing, name="pemeriksaan"),
    path("pemeriksaan/baru/", runs.begin, name="pemeriksaan-baru"),
    path("pemeriksaan/cakupan/", runs.coverage, name="pemeriksaan-cakupan"),
    path("pemeriksaan/kuota/", runs.quota, name="pemeriksaan-kuota"),
    path("pemeriksaan/pemanfaatan/", usage.listing, name="pemanfaatan"),
    path("pemeriksaan/pemanfaatan/<uuid:usage_report>/", usage.report, name="pemanfaatan-lihat"),
    path("pemeriksaan/pemanfaatan/<uuid:usage_report>/pdf/", usage.as_pdf, name="pemanfaatan-pdf"),
    path("pemeriksaan/pemanfaatan/<uuid:usage_report>/xlsx/", usage.as_xlsx, name="pemanfaatan-xlsx"),
    path("pemeriksaan/data-balikan/", usage.give_back, name="data-balikan"),
    path("pemeriksaan/<uuid:verification_run>/", runs.watch, name="pemeriksaan-lihat"),
    path("pemeriksaan/<uuid:verification_run>/tindakan/", runs.act, name="pemeriksaan-tindakan"),
    path("pemeriksaan/<uuid:verification_run>/berkas/", runs.outgoing, name="pemeriksaan-berkas"),
    path("pemeriksaan/<uuid:verification_run>/pdf/", runs.as_pdf, name="pemeriksaan-pdf"),
]
