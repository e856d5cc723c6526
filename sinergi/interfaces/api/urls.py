from django.urls import path

from sinergi.interfaces.api.v1.site import api

urlpatterns = [path("api/v1/", api.urls)]
