from django.urls import path

from sinergi.interfaces.web.evaluation import views

urlpatterns = [
    path("evaluasi/", views.listing, name="evaluasi"),
    path("perjanjian/<uuid:agreement>/evaluasi/", views.begin, name="evaluasi-buka"),
    path("evaluasi/<uuid:evaluation>/", views.evaluation, name="evaluasi-lihat"),
    path("evaluasi/<uuid:evaluation>/hitung-ulang/", views.refresh, name="evaluasi-hitung-ulang"),
    path("evaluasi/<uuid:evaluation>/nilai/", views.judge, name="evaluasi-nilai"),
    path("evaluasi/<uuid:evaluation>/kunci/", views.lock, name="evaluasi-kunci"),
    path("evaluasi/<uuid:evaluation>/putuskan/", views.decide, name="evaluasi-putuskan"),
]
