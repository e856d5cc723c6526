from django.urls import path

from sinergi.interfaces.web.counting import claims, views

urlpatterns = [
    path("hitungan/", views.counts, name="hitungan"),
    path("klaim/", views.claim, name="klaim"),
    path("klaim/simpan/", claims.keep, name="klaim-simpan"),
    path("klaim/hitungan/", claims.counted, name="klaim-hitungan"),
    path("klaim/tersimpan/", claims.listing_kept, name="klaim-tersimpan"),
    path("klaim/<uuid:claim>/", claims.show, name="klaim-lihat"),
    path("klaim/<uuid:claim>/lembar/", claims.sheet, name="klaim-lembar"),
]
