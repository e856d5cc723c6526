from django.urls import path

from sinergi.interfaces.web.shell import views

urlpatterns = [
    path("bahasa/", views.language, name="bahasa"),
    path("tampilan/", views.theme, name="tampilan"),
    path("health", views.health, name="health"),
]
