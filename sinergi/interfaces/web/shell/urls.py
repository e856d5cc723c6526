from django.urls import path

from sinergi.interfaces.web.shell import views

urlpatterns = [
    path("masuk/", views.sign_in, name="masuk"),
    path("keluar/", views.sign_out, name="keluar"),
    path("kata-sandi/", views.own_password, name="kata-sandi"),
    path("bahasa/", views.language, name="bahasa"),
    path("tampilan/", views.theme, name="tampilan"),
    path("health", views.health, name="health"),
]
