from django.urls import path

from sinergi.interfaces.web.people import views

urlpatterns = [
    path("orang/", views.listing, name="orang"),
    path("orang/daftar/", views.register, name="orang-daftar"),
    path("orang/<uuid:person>/", views.person, name="orang-lihat"),
    path("orang/<uuid:person>/nik/", views.reveal, name="orang-nik"),
    path("orang/<uuid:person>/masa/", views.begin, name="orang-masa"),
    path("masa/<uuid:episode>/akhiri/", views.end, name="masa-akhiri"),
]
