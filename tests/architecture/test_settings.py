"""What the product is set to, as opposed to what the tests relax."""

from __future__ import annotations

from django.utils.csp import CSP

from sinergi.config import settings as product


def test_passwords_are_kept_as_argon2_only() -> None:
    assert product.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_the_content_policy_lets_nothing_inline_run() -> None:
    assert product.SECURE_CSP["default-src"] == [CSP.NONE]
    assert product.SECURE_CSP["script-src"] == product.SECURE_CSP["style-src"] == [CSP.SELF]
    allowed = {source for sources in product.SECURE_CSP.values() for source in sources}
    assert not {CSP.UNSAFE_INLINE, CSP.UNSAFE_EVAL, "*"} & allowed


def test_debug_is_off() -> None:
    assert product.DEBUG is False
