from django.urls import path

from sinergi.interfaces.web.agreements import likeness, views

urlpatterns = [
    path("perjanjian/", views.listing, name="perjanjian"),
    path("perjanjian/catat/", views.record, name="perjanjian-catat"),
    path("perjanjian/rancang/", views.draft, name="perjanjian-rancang"),
    path("perjanjian/mitra-mirip/", likeness.alike, name="mitra-mirip"),
    path("perjanjian/<uuid:agreement>/tanda-tangan/", views.sign, name="perjanjian-tanda-tangan"),
    path("perjanjian/<uuid:agreement>/akhiri/", views.end, name="perjanjian-akhiri"),
]
