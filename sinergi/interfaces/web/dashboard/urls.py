from django.urls import path

from sinergi.interfaces.web.dashboard import views

urlpatterns = [path("", views.dashboard, name="beranda")]
