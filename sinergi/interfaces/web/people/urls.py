from django.urls import path

from sinergi.interfaces.web.people import arrivals, keeping, merging, oversight, views

urlpatterns = [
    path("pelindungan-data/", oversight.overview, name="pelindungan"),
    path("orang/", views.listing, name="orang"),
    path("orang/daftar/", views.register, name="orang-daftar"),
    path("orang/impor/", arrivals.listing, name="orang-impor"),
    path("orang/impor/<uuid:population>/", arrivals.show, name="orang-impor-lihat"),
    path("orang/impor/<uuid:population>/sahkan/", arrivals.confirm, name="orang-impor-sahkan"),
    path("orang/impor/<uuid:population>/batalkan/", arrivals.set_aside, name="orang-impor-batalkan"),
    path("orang/impor/<uuid:population>/putuskan/", arrivals.decide, name="orang-impor-putuskan"),
    path("orang/masa-simpan/", keeping.due, name="orang-masa-simpan"),
    path("orang/masa-simpan/<uuid:erasure>/", keeping.settle, name="orang-masa-simpan-putuskan"),
    path("orang/<uuid:person>/salinan/", keeping.extract, name="orang-salinan"),
    path("orang/<uuid:person>/", views.person, name="orang-lihat"),
    path("orang/<uuid:person>/nik/", views.reveal, name="orang-nik"),
    path("orang/<uuid:person>/perbaiki/", views.correct, name="orang-perbaiki"),
    path("orang/<uuid:person>/masa/", views.begin, name="orang-masa"),
    path("orang/<uuid:person>/gabungan/", merging.listing, name="orang-gabungan"),
    path("orang/<uuid:person>/gabungan/<uuid:twin>/", merging.merge, name="orang-gabung"),
    path("penggabungan/<uuid:person_merge>/batalkan/", merging.undo, name="penggabungan-batal"),
    path("penggabungan/<uuid:person_merge>/pisahkan/", merging.split, name="penggabungan-pisah"),
    path("masa/<uuid:episode>/akhiri/", views.end, name="masa-akhiri"),
]
