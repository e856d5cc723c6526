from django.urls import path

from sinergi.interfaces.web.stories import views

urlpatterns = [
    path("perjanjian/<uuid:agreement>/", views.agreement_story, name="perjanjian-kisah"),
]
