from django.urls import path

from sinergi.interfaces.web.work import bulk, gaps, saved, views

urlpatterns = [
    path("pekerjaan/", views.mine, name="pekerjaan"),
    path("lengkapi/", gaps.listing, name="lengkapi"),
    path("perjanjian/isi-sekaligus/", bulk.fill, name="perjanjian-isi"),
    path("perjanjian/saringan/", saved.save, name="saringan-simpan"),
    path("saringan/<uuid:saved>/", saved.use, name="saringan"),
    path("saringan/<uuid:saved>/hapus/", saved.forget, name="saringan-hapus"),
]
