from django.urls import path

from sinergi.interfaces.web.catalogue import views

urlpatterns = [
    path("pengaturan/program/", views.programmes, name="program"),
    path("pengaturan/program/baru/", views.add_programme, name="program-baru"),
    path("pengaturan/program/<uuid:programme>/", views.change_programme, name="program-ubah"),
    path("pengaturan/bidang/", views.subject_fields, name="bidang"),
    path("pengaturan/bidang/baru/", views.add_field, name="bidang-baru"),
    path("pengaturan/bidang/<uuid:subject>/", views.change_field, name="bidang-ubah"),
    path("pengaturan/kewenangan/", views.authorities, name="kewenangan"),
    path("pengaturan/kewenangan/baru/", views.add_authority, name="kewenangan-baru"),
    path("pengaturan/kewenangan/<uuid:authority>/", views.change_authority, name="kewenangan-ubah"),
    path("pengaturan/syarat/", views.requirements, name="syarat"),
    path("pengaturan/syarat/baru/", views.add_requirement, name="syarat-baru"),
    path("pengaturan/syarat/<uuid:requirement>/", views.change_requirement, name="syarat-ubah"),
]
