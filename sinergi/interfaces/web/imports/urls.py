from django.urls import path

from sinergi.interfaces.web.imports import views

urlpatterns = [
    path("impor/", views.upload, name="impor"),
    path("impor/<uuid:run>/", views.preview, name="impor-pratinjau"),
    path("impor/<uuid:run>/sahkan/", views.confirm, name="impor-sahkan"),
]
