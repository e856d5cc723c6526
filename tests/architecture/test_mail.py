"""How mail leaves, by one address in the environment."""

from __future__ import annotations

import pytest

from sinergi.config import mail


def test_an_address_says_host_port_secret_and_encryption() -> None:
    options = mail.mailers("smtp+tls://surat%40contoh:rahasia%3A1@surat.example")["default"]["OPTIONS"]
    assert (options["host"], options["port"], options["use_tls"]) == ("surat.example", 587, True)
    assert (options["username"], options["password"]) == ("surat@contoh", "rahasia:1")
    assert mail.mailers("smtps://surat.example:4650")["default"]["OPTIONS"]["port"] == 4650


def test_without_an_address_there_is_no_mailer() -> None:
    assert mail.mailers("") == {}


@pytest.mark.parametrize("address", ["surat.example", "http://surat.example", "smtp://", "smtp://surat.example:abc"])
def test_an_address_that_is_none_does_not_start(address: str) -> None:
    with pytest.raises(SystemExit):
        mail.mailers(address)
