from django.urls import path

from sinergi.interfaces.web.sign_in import api_keys, views

PROVIDER = {"provider_id": "penyedia"}

# Addresses and words are ours; the names with underscores are those by which allauth finds its own pages.
urlpatterns = [
    path("masuk/", views.sign_in, name="masuk"),
    path("masuk/", views.sign_in, name="account_login"),
    path("masuk/faktor-kedua/", views.second_factor, name="mfa_authenticate"),
    path("masuk/kunci-sandi/", views.passkey_sign_in, name="mfa_login_webauthn"),
    path("masuk/penyedia/", views.to_provider, PROVIDER, name="openid_connect_login"),
    path("masuk/penyedia/kembali/", views.from_provider, PROVIDER, name="openid_connect_callback"),
    path("masuk/penyedia/batal/", views.provider_cancelled, name="socialaccount_login_cancelled"),
    path("masuk/penyedia/gagal/", views.provider_failed, name="socialaccount_login_error"),
    path("masuk/lupa/", views.forgotten, name="kata-sandi-lupa"),
    path("masuk/pulihkan/", views.restored, name="kata-sandi-pulih"),
    path("keluar/", views.sign_out, name="keluar"),
    path("keluar/semua/", views.sign_out_everywhere, name="keluar-semua"),
    path("kata-sandi/", views.own_password, name="kata-sandi"),
    path("keamanan/", views.security, name="mfa_index"),
    path("keamanan/", views.security, name="mfa_list_webauthn"),
    path("keamanan/aplikasi/", views.activate_app, name="mfa_activate_totp"),
    path("keamanan/aplikasi/lepas/", views.deactivate_app, name="mfa_deactivate_totp"),
    path("keamanan/kode-pemulihan/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("keamanan/kode-pemulihan/baru/", views.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("keamanan/kunci-sandi/", views.add_passkey, name="mfa_add_webauthn"),
    path("keamanan/kunci-sandi/hapus/", views.remove_passkey, name="mfa_remove_webauthn"),
    path("keamanan/kunci-sandi/nama/", views.rename_passkey, name="kunci-sandi-nama"),
    path("keamanan/sesi/", views.own_sessions, name="sesi"),
    path("keamanan/sesi/akhiri/", views.end_session, name="sesi-akhiri"),
    path("keamanan/kunci-api/", api_keys.listing, name="kunci-api"),
    path("keamanan/kunci-api/baru/", api_keys.make, name="kunci-api-baru"),
    path("keamanan/kunci-api/akhiri/", api_keys.end, name="kunci-api-akhiri"),
    path("keamanan/ulang/", views.password_again, name="account_reauthenticate"),
    path("keamanan/ulang/kode/", views.code_again, name="mfa_reauthenticate"),
    path("keamanan/ulang/kunci-sandi/", views.passkey_again, name="mfa_reauthenticate_webauthn"),
]
