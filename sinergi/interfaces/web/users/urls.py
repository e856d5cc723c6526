from django.urls import path

from sinergi.interfaces.web.users.views import grants, members, roles, sheet

urlpatterns = [
    path("pengguna/", members.listing, name="pengguna"),
    path("pengguna/undang/", members.invite, name="pengguna-undang"),
    path("pengguna/impor/", sheet.upload, name="pengguna-impor"),
    path("pengguna/impor/<uuid:sheet>/", sheet.preview, name="pengguna-impor-pratinjau"),
    path("pengguna/impor/<uuid:sheet>/sahkan/", sheet.confirm, name="pengguna-impor-sahkan"),
    path("pengguna/tinjauan/", grants.due, name="peran-tinjauan"),
    path("pengguna/<uuid:member>/", members.member, name="pengguna-lihat"),
    path("pengguna/<uuid:member>/peran/", grants.give, name="pengguna-peran"),
    path("pengguna/<uuid:member>/mutasi/", grants.transfer, name="pengguna-mutasi"),
    path("pengguna/<uuid:member>/cuti/", grants.rest, name="pengguna-cuti"),
    path("pengguna/<uuid:member>/kata-sandi/", members.renew, name="pengguna-kata-sandi"),
    path("pengguna/<uuid:member>/tautan/", members.send_link, name="pengguna-tautan"),
    path("pengguna/<uuid:member>/buka-kunci/", members.unlock, name="pengguna-buka-kunci"),
    path("pengguna/<uuid:member>/keluarkan/", members.sign_out, name="pengguna-keluarkan"),
    path("pengguna/<uuid:member>/faktor/lepas/", members.forget_factors, name="pengguna-faktor-lepas"),
    path("pengguna/<uuid:member>/tutup/", members.close, name="pengguna-tutup"),
    path("pengguna/<uuid:member>/buka/", members.reopen, name="pengguna-buka"),
    path("peran/", roles.listing, name="peran"),
    path("peran/baru/", roles.create, name="peran-baru"),
    path("peran/<uuid:role>/", roles.change, name="peran-ubah"),
    path("peran/<uuid:role>/usulan/", roles.answer, name="peran-usulan"),
    path("pemberian/<uuid:grant>/akhiri/", grants.end, name="peran-akhiri"),
    path("pemberian/<uuid:grant>/tinjau/", grants.confirm, name="peran-tinjau"),
    path("cuti/<uuid:leave>/kembali/", grants.return_from, name="cuti-kembali"),
]
