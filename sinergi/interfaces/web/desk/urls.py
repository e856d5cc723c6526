from django.urls import path

from sinergi.interfaces.web.desk import decisions, figures, reading, tuning, views

urlpatterns = [
    path("meja-tinjau/", views.listing, name="meja-tinjau"),
    path("meja-tinjau/mulai/", reading.begin, name="meja-tinjau-mulai"),
    path("meja-tinjau/lepas/", reading.leave, name="meja-tinjau-lepas"),
    path("meja-tinjau/diteruskan/", views.referred, name="meja-tinjau-diteruskan"),
    path("meja-tinjau/diteruskan/<uuid:referred_case>/", reading.rule, name="meja-tinjau-putus"),
    path("meja-tinjau/putusan/", decisions.listing, name="meja-tinjau-putusan"),
    path("meja-tinjau/putusan/<uuid:review_decision>/", decisions.revoke, name="meja-tinjau-cabut"),
    path("meja-tinjau/cari-ganda/", tuning.search, name="meja-tinjau-cari"),
    path("meja-tinjau/angka/", figures.show, name="meja-tinjau-angka"),
    path("meja-tinjau/aturan/", tuning.tune, name="meja-tinjau-aturan"),
    path("meja-tinjau/<uuid:review_case>/", reading.read, name="meja-tinjau-baca"),
    path("meja-tinjau/<uuid:review_case>/sebelum/", reading.before, name="meja-tinjau-sebelum"),
    path("meja-tinjau/<uuid:review_case>/sesudah/", reading.after, name="meja-tinjau-sesudah"),
]
