from django.urls import path

from sinergi.interfaces.web.activities import participants, views

urlpatterns = [
    path("kegiatan/", views.listing, name="kegiatan"),
    path("kegiatan/rencana/", views.plan, name="kegiatan-rencana"),
    path("kegiatan/<uuid:activity>/", views.activity, name="kegiatan-lihat"),
    path("kegiatan/<uuid:activity>/laksanakan/", views.carry_out, name="kegiatan-laksanakan"),
    path("kegiatan/<uuid:activity>/batal/", views.cancel, name="kegiatan-batal"),
    path("kegiatan/<uuid:activity>/keluaran/", views.post_output, name="keluaran-catat"),
    path("keluaran/<uuid:output>/cabut/", views.withdraw_output, name="keluaran-cabut"),
    path("kegiatan/<uuid:activity>/peserta/", participants.enrol, name="peserta-daftar"),
    path("peserta/<uuid:participation>/hadir/", participants.attend, name="peserta-hadir"),
    path("peserta/<uuid:participation>/verifikasi/", participants.rely_on, name="peserta-verifikasi"),
    path("peserta/<uuid:participation>/perubahan/", participants.record_outcome, name="perubahan-catat"),
    path("perubahan/<uuid:outcome>/cabut/", participants.withdraw_outcome, name="perubahan-cabut"),
    path("peserta/<uuid:participation>/cabut/", participants.withdraw, name="peserta-cabut"),
]
