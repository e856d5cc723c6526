from django.urls import path

from sinergi.interfaces.web.counting import views

urlpatterns = [
    path("hitungan/", views.counts, name="hitungan"),
    path("klaim/", views.claim, name="klaim"),
]
