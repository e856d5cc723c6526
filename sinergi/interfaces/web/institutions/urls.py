from django.urls import path

from sinergi.interfaces.web.institutions import views

urlpatterns = [
    path("lembaga/sementara/", views.provisional, name="lembaga-sementara"),
    path("lembaga/sementara/<uuid:institution>/", views.settle, name="lembaga-tetapkan"),
]
