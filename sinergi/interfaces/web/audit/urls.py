from django.urls import path

from sinergi.interfaces.web.audit import views

urlpatterns = [
    path("jejak/", views.trail, name="jejak"),
    path("jejak/pembacaan/", views.readings, name="jejak-pembacaan"),
    path("jejak/kewaspadaan/", views.alarms, name="jejak-kewaspadaan"),
    path("jejak/kewaspadaan/<uuid:alarm>/", views.answer, name="jejak-kewaspadaan-jawab"),
]
