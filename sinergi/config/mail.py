"""How mail leaves: one address in the environment, or not at all."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mailers(address: str) -> dict[str, dict[str, Any]]:
    """Django's MAILERS for `smtp+tls://user:password@host:port` (or smtp://, smtps://); "" is no mailer at all.

    Raises SystemExit with an Indonesian sentence for an address that is none.
    """
    if not address:
        return {}
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise SystemExit("SINERGI_MAIL tidak terbaca; tulis smtp+tls://pengguna:sandi@tuan-rumah:587.") from None
    if not parts.hostname:
        raise SystemExit("SINERGI_MAIL tidak menyebut tuan rumahnya; tulis smtp+tls://pengguna:sandi@tuan-rumah:587.")
    options = {
        "host": parts.hostname,
        "port": port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
        "timeout": 20,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}
