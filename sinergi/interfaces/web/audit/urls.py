from django.urls import path

from sinergi.interfaces.web.audit import views

urlpatterns = [path("jejak/", views.trail, name="jejak")]
