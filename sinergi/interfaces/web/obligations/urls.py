from django.urls import path

from sinergi.interfaces.web.obligations import answers, listing, plans, views

urlpatterns = [
    path("kewajiban/", listing.listing, name="kewajiban-daftar"),
    path("perjanjian/<uuid:agreement>/kewajiban/", views.promise, name="kewajiban-janji"),
    path("kewajiban/<uuid:obligation>/", views.obligation, name="kewajiban"),
    path("kewajiban/<uuid:obligation>/serahkan/", views.credit, name="kewajiban-serahkan"),
    path("penyerahan/<uuid:delivery>/batalkan/", views.reverse_delivery, name="penyerahan-batalkan"),
    path("penyerahan/<uuid:delivery>/bukti/", views.evidence, name="penyerahan-bukti"),
    path("kewajiban/<uuid:obligation>/terima/", answers.accept_all, name="kewajiban-terima"),
    path("kewajiban/<uuid:obligation>/hapuskan/", answers.waive, name="kewajiban-hapuskan"),
    path("penyerahan/<uuid:delivery>/terima/", answers.accept, name="penyerahan-terima"),
    path("penyerahan/<uuid:delivery>/sengketa/", answers.dispute, name="penyerahan-sengketa"),
    path("penyerahan/<uuid:delivery>/selesaikan/", answers.resolve, name="penyerahan-selesaikan"),
    path("penyerahan/<uuid:delivery>/bukti-terima/", answers.acceptance_evidence, name="penyerahan-bukti-terima"),
    path("perjanjian/<uuid:agreement>/rencana/", plans.plan, name="rencana"),
    path("langkah/<uuid:milestone>/", plans.edit, name="langkah"),
    path("langkah/<uuid:milestone>/geser/", plans.move, name="langkah-geser"),
    path("langkah/<uuid:milestone>/selesai/", plans.finish, name="langkah-selesai"),
    path("kewajiban/<uuid:obligation>/langkah/", plans.hang, name="kewajiban-langkah"),
]
