from django.urls import path

from sinergi.interfaces.web.institutions.views import changes, pairs, register, sheets, waiting

urlpatterns = [
    path("lembaga/", register.listing, name="lembaga"),
    path("lembaga/pohon/", register.tree, name="lembaga-pohon"),
    path("lembaga/sementara/", waiting.provisional, name="lembaga-sementara"),
    path("lembaga/sementara/<uuid:institution>/", waiting.settle, name="lembaga-tetapkan"),
    path("lembaga/sementara/<uuid:institution>/urus/", waiting.take_on, name="lembaga-urus"),
    path("lembaga/ganda/", pairs.listing, name="lembaga-ganda"),
    path("lembaga/ganda/<uuid:pair>/", pairs.decide, name="lembaga-ganda-putuskan"),
    path("lembaga/gabungan/<uuid:merge>/batalkan/", pairs.undo, name="lembaga-gabungan-batalkan"),
    path("lembaga/nama-gabungan/<uuid:listing>/", pairs.unfold, name="lembaga-uraikan"),
    path("lembaga/impor/", sheets.upload, name="lembaga-impor"),
    path("lembaga/impor/<uuid:units>/", sheets.preview, name="lembaga-impor-pratinjau"),
    path("lembaga/impor/<uuid:units>/sahkan/", sheets.confirm, name="lembaga-impor-sahkan"),
    path("lembaga/<uuid:institution>/", register.institution, name="lembaga-lihat"),
    path("lembaga/<uuid:institution>/nama/", changes.rename, name="lembaga-nama"),
    path("lembaga/<uuid:institution>/pindah/", changes.move, name="lembaga-pindah"),
    path("lembaga/<uuid:institution>/narahubung/", changes.add_contact, name="lembaga-narahubung"),
    path("narahubung/<uuid:contact>/akhiri/", changes.end_contact, name="narahubung-akhiri"),
]
