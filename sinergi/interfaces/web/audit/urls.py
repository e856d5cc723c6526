from django.urls import path

from sinergi.interfaces.web.audit import views

urlpatterns = [
    path("jejak/", views.trail, name="jejak"),
    path("jejak/pembacaan/", views.readings, name="jejak-pembacaan"),
]
