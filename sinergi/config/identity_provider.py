"""Sign-in through one identity provider (OpenID Connect), as the environment names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

# What becomes of somebody whom the provider knows and Sinergi does not: refused, or a user without any grant.
POLICIES = ("none", "create")


@dataclass(frozen=True)
class IdentityProvider:
    """`origins` are where a form may be sent on to: the provider's own, or those the environment names."""

    name: str
    policy: str
    origins: tuple[str, ...]
    providers: dict[str, Any]


def read(environment: Mapping[str, str]) -> IdentityProvider:
    """From SINERGI_OIDC_*; without SINERGI_OIDC_SERVER nobody signs in that way. Raises SystemExit for half a setting."""
    server = environment.get("SINERGI_OIDC_SERVER", "").rstrip("/")
    policy = environment.get("SINERGI_OIDC_USERS", "none")
    if policy not in POLICIES:
        raise SystemExit("SINERGI_OIDC_USERS hanya mengenal none atau create.")
    if not server:
        return IdentityProvider("", policy, (), {})
    missing = [f"SINERGI_OIDC_{key}" for key in ("CLIENT", "SECRET") if not environment.get(f"SINERGI_OIDC_{key}")]
    if missing:
        raise SystemExit(f"Penyedia identitas belum lengkap: atur {' dan '.join(missing)}.")
    named = environment.get("SINERGI_OIDC_ORIGINS", "")
    parts = urlsplit(server)
    name = environment.get("SINERGI_OIDC_NAME", "penyedia identitas")
    app = {
        "provider_id": "penyedia",
        "name": name,
        "client_id": environment["SINERGI_OIDC_CLIENT"],
        "secret": environment["SINERGI_OIDC_SECRET"],
        "settings": {"server_url": server},
    }
    return IdentityProvider(
        name=name,
        policy=policy,
        origins=tuple(origin for origin in named.split(",") if origin) or (f"{parts.scheme}://{parts.netloc}",),
        providers={"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}},
    )
