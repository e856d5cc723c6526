from django.urls import path

from sinergi.interfaces.web.agreements import views

urlpatterns = [
    path("perjanjian/", views.listing, name="perjanjian"),
    path("perjanjian/catat/", views.record, name="perjanjian-catat"),
    path("perjanjian/rancang/", views.draft, name="perjanjian-rancang"),
    path("perjanjian/<uuid:agreement>/tanda-tangan/", views.sign, name="perjanjian-tanda-tangan"),
    path("perjanjian/<uuid:agreement>/kewajiban/", views.promise, name="kewajiban-janji"),
    path("perjanjian/<uuid:agreement>/akhiri/", views.end, name="perjanjian-akhiri"),
    path("kewajiban/<uuid:obligation>/", views.obligation, name="kewajiban"),
    path("kewajiban/<uuid:obligation>/serahkan/", views.credit, name="kewajiban-serahkan"),
    path("penyerahan/<uuid:delivery>/batalkan/", views.reverse_delivery, name="penyerahan-batalkan"),
    path("penyerahan/<uuid:delivery>/bukti/", views.evidence, name="penyerahan-bukti"),
]
