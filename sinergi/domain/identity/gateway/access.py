"""Where the service stands and under which rules it may be asked, as the environment says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Jakarta")
"""The service counts its days and hours in WIB."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MOST_LANES = 16


class DateOrder(StrEnum):
    """How a birth date is written. Most clients write the day first; one sample in the wild does not."""

    DAY_FIRST = "DD-MM-YYYY"
    YEAR_FIRST = "YYYY-MM-DD"


class Unreadable(ValueError):
    """A setting that cannot be what it is said to be; the text is an Indonesian sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One account at the service. The password is not shown when the value is printed.

    `threshold` is the score in percent from which the service calls a text "Sesuai"; it is sent with each question and
    kept with each answer. `per_day` bounds the questions of a day (WIB). `opens` and `closes` bound the hours of a day in
    which questions are sent, closes not included; equal: all day. `seconds` bounds one question, its answer included.
    `lanes` is how many workers ask side by side.
    """

    base: str
    customer: str
    user: str
    password: str = field(repr=False)
    ip: str
    threshold: int = 90
    date_order: DateOrder = DateOrder.DAY_FIRST
    per_day: int = 1_000
    opens: time = time(0)
    closes: time = time(0)
    seconds: float = 20.0
    lanes: int = 2
    ca_file: str = ""

    @property
    def path(self) -> str:
        return f"{urlsplit(self.base).path.rstrip('/')}/dukcapil/get_json/{self.customer}/CALL_VERIFY_BY_ELEMEN"

    @property
    def claim(self) -> timedelta:
        """How long a question belongs to the worker that asks it: surely longer than asking and keeping can take."""
        return timedelta(seconds=2 * self.seconds + 3)

    def opening(self, at: datetime) -> datetime | None:
        """When the service may be asked next: None when it may be asked at `at`."""
        if self.opens == self.closes:
            return None
        here = at.astimezone(ZONE)
        now = here.time()
        is_open = (
            self.opens <= now < self.closes if self.opens < self.closes else now >= self.opens or now < self.closes
        )
        if is_open:
            return None
        opening = here.replace(hour=self.opens.hour, minute=self.opens.minute, second=0, microsecond=0)
        return opening if opening > here else opening + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Accesses:
    """One account for real people and one for made-up ones; None where there is none. They never meet."""

    real: Access | None = None
    example: Access | None = None

    def of(self, *, is_example: bool) -> Access | None:
        return self.example if is_example else self.real


def day_of(at: datetime) -> date:
    """The day of the service in which `at` lies."""
    return at.astimezone(ZONE).date()


def next_day(at: datetime) -> datetime:
    """When the day of the service after the one of `at` begins."""
    here = at.astimezone(ZONE)
    return (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def read(environment: Mapping[str, str], prefix: str) -> Access | None:
    """The account that `<prefix>URL`, `<prefix>CUSTOMER`, … describe; None without an address.

    Raises Unreadable with the name of the variable, never with its value. An address without TLS is taken for this machine
    only, or where `<prefix>PLAIN_HTTP` is 1: inside a tunnel that is encrypted itself.
    """
    base = environment.get(f"{prefix}URL", "").strip().rstrip("/")
    if not base:
        return None
    _ensure_address(base, prefix, plain_allowed=environment.get(f"{prefix}PLAIN_HTTP") == "1")
    missing = [
        name
        for name in (f"{prefix}CUSTOMER", f"{prefix}USER", f"{prefix}PASSWORD", f"{prefix}IP")
        if not environment.get(name)
    ]
    if missing:
        raise Unreadable(f"Akses data kependudukan belum lengkap: atur {', '.join(missing)}.")
    ca_file = environment.get(f"{prefix}CA_FILE", "")
    if ca_file and not Path(ca_file).is_file():
        raise Unreadable(f"{prefix}CA_FILE tidak menunjuk berkas yang ada.")
    opens, closes = _hours(environment.get(f"{prefix}HOURS", ""), f"{prefix}HOURS")
    return Access(
        base=base,
        customer=environment[f"{prefix}CUSTOMER"],
        user=environment[f"{prefix}USER"],
        password=environment[f"{prefix}PASSWORD"],
        ip=environment[f"{prefix}IP"],
        threshold=_number(environment, f"{prefix}THRESHOLD", 90, least=1, most=100),
        date_order=_date_order(environment.get(f"{prefix}DATE_ORDER", ""), f"{prefix}DATE_ORDER"),
        per_day=_number(environment, f"{prefix}PER_DAY", 1_000, least=1, most=10_000_000),
        opens=opens,
        closes=closes,
        seconds=float(_number(environment, f"{prefix}SECONDS", 20, least=1, most=120)),
        lanes=_number(environment, f"{prefix}LANES", 2, least=1, most=MOST_LANES),
        ca_file=ca_file,
    )


def _ensure_address(base: str, prefix: str, *, plain_allowed: bool) -> None:
    try:
        parts = urlsplit(base)
        known = parts.scheme in {"https", "http"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        known = False
    if not known:
        raise Unreadable(f"{prefix}URL tidak terbaca; tulis seperti https://alamat-layanan:8443.")
    if urlsplit(base).scheme == "http" and urlsplit(base).hostname not in LOOPBACK and not plain_allowed:
        raise Unreadable(
            f"{prefix}URL tanpa TLS; pakai https://, atau atur {prefix}PLAIN_HTTP=1 bila jalurnya sudah terenkripsi (VPN)."
        )


def _number(environment: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    text = environment.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and least <= int(text) <= most):
        raise Unreadable(f"{name} harus angka dari {least} sampai {most}.")
    return int(text)


def _date_order(text: str, name: str) -> DateOrder:
    try:
        return DateOrder(text or DateOrder.DAY_FIRST)
    except ValueError:
        raise Unreadable(f"{name} hanya mengenal {' atau '.join(DateOrder)}.") from None


def _hours(text: str, name: str) -> tuple[time, time]:
    """From "08:00-16:00"; "" is all day."""
    if not text:
        return time(0), time(0)
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise Unreadable(f"{name} harus seperti 08:00-16:00 (WIB).") from None
    if opens.tzinfo or closes.tzinfo:
        raise Unreadable(f"{name} harus seperti 08:00-16:00 (WIB).")
    return opens, closes
