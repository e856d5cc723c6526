"""The living page of the design system."""

from __future__ import annotations

from django.urls import path

from sinergi.interfaces.web.komponen import views

urlpatterns = [path("komponen/", views.page, name="komponen")]
