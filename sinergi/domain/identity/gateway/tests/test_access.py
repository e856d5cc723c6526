"""What the environment says of an account, and when the service may be asked."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from sinergi.domain.identity.gateway import access
from sinergi.domain.identity.gateway.access import Access, DateOrder, Unreadable

WHOLE = {
    "D_URL": "https://layanan.example:8443/",
    "D_CUSTOMER": "c",
    "D_USER": "u",
    "D_PASSWORD": "sandi-rahasia",
    "D_IP": "10.0.0.1",
}


def read(**changed: str) -> Access:
    found = access.read(WHOLE | {f"D_{name}": value for name, value in changed.items()}, "D_")
    assert found is not None
    return found


def test_without_an_address_there_is_no_account() -> None:
    assert access.read({}, "D_") is None


def test_an_account_is_read_with_what_differs_from_the_usual() -> None:
    found = read(HOURS="08:00-16:30", DATE_ORDER="YYYY-MM-DD", PER_DAY="5000", THRESHOLD="80")
    assert found.path == "/dukcapil/get_json/c/CALL_VERIFY_BY_ELEMEN"
    assert (found.opens, found.closes, found.per_day, found.threshold) == (time(8), time(16, 30), 5000, 80)
    assert found.date_order is DateOrder.YEAR_FIRST


@pytest.mark.parametrize(
    "changed",
    [
        {"URL": "http://layanan.example"},
        {"URL": "layanan.example"},
        {"URL": "https://"},
        {"URL": "https://x.example:abc"},
        {"PASSWORD": ""},
        {"PER_DAY": "0"},
        {"PER_DAY": "-1"},
        {"PER_DAY": "١"},
        {"THRESHOLD": "101"},
        {"DATE_ORDER": "MM-DD-YYYY"},
        {"HOURS": "8"},
        {"HOURS": "08:00-25:00"},
        {"CA_FILE": "/tidak/ada.pem"},
        {"LANES": "99"},
    ],
)
def test_what_cannot_be_is_refused_by_name_and_without_its_value(changed: dict[str, str]) -> None:
    with pytest.raises(Unreadable) as refused:
        read(**changed)
    assert f"D_{next(iter(changed))}" in str(refused.value)
    assert "sandi-rahasia" not in str(refused.value)


def test_plain_http_is_for_this_machine_or_for_an_encrypted_tunnel() -> None:
    assert read(URL="http://127.0.0.1:9000").base == "http://127.0.0.1:9000"
    assert read(URL="http://10.1.2.3", PLAIN_HTTP="1").base == "http://10.1.2.3"


@pytest.mark.parametrize(
    ("hours", "at", "opening"),
    [
        ("", datetime(2026, 3, 2, 20, tzinfo=UTC), None),
        ("08:00-16:00", datetime(2026, 3, 2, 1, tzinfo=UTC), None),
        ("08:00-16:00", datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 1, tzinfo=UTC)),
        ("08:00-16:00", datetime(2026, 3, 2, 0, 59, tzinfo=UTC), datetime(2026, 3, 2, 1, tzinfo=UTC)),
        ("22:00-05:00", datetime(2026, 3, 2, 18, tzinfo=UTC), None),
        ("22:00-05:00", datetime(2026, 3, 2, 2, tzinfo=UTC), datetime(2026, 3, 2, 15, tzinfo=UTC)),
    ],
)
def test_outside_its_hours_the_next_opening_is_known(hours: str, at: datetime, opening: datetime | None) -> None:
    assert read(HOURS=hours).opening(at) == opening


def test_the_day_of_the_service_ends_at_midnight_wib() -> None:
    assert access.next_day(datetime(2026, 3, 2, 3, tzinfo=UTC)) == datetime(2026, 3, 2, 17, tzinfo=UTC)
