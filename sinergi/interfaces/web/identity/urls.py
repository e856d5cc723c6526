from django.urls import path

from sinergi.interfaces.web.identity import views

urlpatterns = [
    path("orang/<uuid:person>/verifikasi/unit/", views.confirm, name="verifikasi-unit"),
    path("orang/<uuid:person>/verifikasi/register/", views.check, name="verifikasi-register"),
    path("perjanjian/<uuid:agreement>/ekstrak/", views.extracts, name="ekstrak"),
]
