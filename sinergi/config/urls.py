"""All addresses of the site. Each room's pages bring their own."""

from django.urls import URLPattern, URLResolver, include, path

PAGES = (
    "shell",
    "sign_in",
    "users",
    "dashboard",
    "stories",
    "agreements",
    "lifecycle",
    "catalogue",
    "obligations",
    "counting",
    "imports",
    "institutions",
    "people",
    "identity",
    "desk",
    "cases",
    "activities",
    "evaluation",
    "audit",
    "exports",
    "work",
    "komponen",
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path("", include(f"sinergi.interfaces.web.{page}.urls")) for page in PAGES),
    path("", include("sinergi.interfaces.api.urls")),
]

handler400 = "sinergi.interfaces.web.shell.views.bad_request"
handler403 = "sinergi.interfaces.web.shell.views.forbidden"
handler404 = "sinergi.interfaces.web.shell.views.not_found"
handler500 = "sinergi.interfaces.web.shell.views.failed"
