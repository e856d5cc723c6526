"""A made-up verification service over a made-up register: the protocol of the real one over real HTTP, faults included.

Written from the description of the protocol and not from the client, so that the two check each other. For demonstrations
and tests on one machine; it takes no real person's data and keeps what it was asked in memory only.

`GET /sandbox/tally` says how often it was asked and answered; `POST /sandbox/faults` with a JSON object switches faults.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from types import TracebackType
from typing import Any, Self

from linkage.compare import name_similarity
from linkage.nik import Sex
from linkage.registers import RegisterRow, Status

CUSTOMER, USER, PASSWORD, IP = "contoh", "contoh", "rahasia-contoh", "127.0.0.1"
ACCOUNT = {"CUSTOMER": CUSTOMER, "USER": USER, "PASSWORD": PASSWORD, "IP": IP}
_LONGEST_REQUEST = 64 * 1024
_SEX_WORDS = {Sex.MALE: "LAKI-LAKI", Sex.FEMALE: "PEREMPUAN"}
_KINDS_OF_FAULT = ("drop", "error", "html", "garbage", "somebody_else", "slow")
_WORDS = {
    "03": "Login Gagal",
    "04": "IP Address Tidak Sesuai",
    "05": "Kuota Akses Hari ini telah Habis",
    "06": "Akses di luar waktu yang diizinkan",
    "07": "Parameter tidak lengkap",
    "08": "NIK tidak dapat diproses",
    "09": "User, password, dan IP tidak boleh kosong",
    "11": "Data ditemukan, status meninggal dunia",
    "12": "Data ditemukan, status data ganda",
    "13": "Data Tidak Ditemukan",
    "14": "Data ditemukan, status non aktif, silahkan hubungi Dinas Dukcapil",
    "15": "Data tidak ditemukan, NIK tidak sesuai format Dukcapil",
    "16": "Instansi tidak aktif",
    "17": "User Id tidak aktif",
}


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong. `share` of the questions meets one of the faults named in `kinds`, drawn by chance.

    `quota` is how many questions are still answered (None: any number), `closed` is "outside the hours", `off` is "16" or
    "17" for an account that was switched off. `slow_seconds` is how long a slow answer takes, `pause_seconds` how long
    every answer takes. `words_only` answers in words without a code, as older installations do.
    """

    share: float = 0.0
    kinds: tuple[str, ...] = _KINDS_OF_FAULT
    quota: int | None = None
    closed: bool = False
    off: str = ""
    slow_seconds: float = 1.0
    pause_seconds: float = 0.0
    words_only: bool = False

    def __post_init__(self) -> None:
        """Raises ValueError for a share outside [0, 1], a fault nobody knows, or a code that switches nothing off."""
        if not 0 <= self.share <= 1:
            raise ValueError("the share of faults lies between 0 and 1")
        if unknown := set(self.kinds) - set(_KINDS_OF_FAULT):
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}; there are {', '.join(_KINDS_OF_FAULT)}")
        if self.off not in {"", "16", "17"}:
            raise ValueError("an account is switched off by 16 or 17")

    def changed(self, by_name: dict[str, Any]) -> Faults:
        """With some of them switched. Raises ValueError or TypeError for what is none."""
        known = {one.name for one in fields(self)}
        if unknown := by_name.keys() - known:
            raise ValueError(f"no such switch: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
        if "kinds" in by_name:
            by_name = by_name | {"kinds": tuple(by_name["kinds"])}
        return replace(self, **by_name)


@dataclass(slots=True)
class Tally:
    """How often the service was asked, and for each NIK how often a whole answer left it."""

    asked: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    answered: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, object]:
        """Numbers only: `repeats` counts answers beyond the first about one NIK."""
        return {
            "asked": self.asked,
            "persons": len(self.answered),
            "answers": self.answered.total(),
            "repeats": self.answered.total() - len(self.answered),
            "faults": dict(self.faults),
            "codes": dict(self.codes),
        }


class Sandbox:
    """The service, on a port of this machine (0: any free one). A context manager; `base` is its address."""

    def __init__(
        self, register: Iterable[RegisterRow], *, port: int = 0, seed: int = 1, faults: Faults = Faults()
    ) -> None:
        self._register: dict[str, list[RegisterRow]] = {}
        for row in register:
            if row.nik:
                self._register.setdefault(row.nik, []).append(row)
        self._random = Random(f"{seed} sandbox")
        self._lock = threading.Lock()
        self.faults = faults
        self.tally = Tally()
        self._server = _Server(("127.0.0.1", port), _handler(self))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, name="sandbox", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve_forever(self) -> None:
        """Serve in this thread, until it is interrupted."""
        with self._server, suppress(KeyboardInterrupt):
            self._server.serve_forever()

    def answer(self, asked: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """The element of the answer, and the code it stands for ("01" where the answer has none)."""
        refused = self._refused(asked)
        if refused:
            return self._said(refused), refused
        nik = str(asked.get("NIK", "")).strip()
        if not (nik.isascii() and nik.isdigit()):
            return self._said("08"), "08"
        if len(nik) != 16 or nik.endswith("0000"):
            return self._said("15"), "15"
        rows = self._register.get(nik, [])
        if not rows:
            return self._said("13"), "13"
        status = rows[0].status or Status.ACTIVE
        code = "12" if len(rows) > 1 else {Status.DECEASED: "11", Status.INACTIVE: "14"}.get(status, "01")
        if code != "01":
            return self._said(code), code
        return _marks(rows[0], asked), code

    def _refused(self, asked: dict[str, Any]) -> str:
        account = [str(asked.get(name, "")).strip() for name in ("USER_ID", "PASSWORD", "IP_USER")]
        if not all(account):
            return "09"
        if account[:2] != [USER, PASSWORD]:
            return "03"
        if account[2] != IP:
            return "04"
        if self.faults.off:
            return self.faults.off
        if self.faults.closed:
            return "06"
        if self.faults.quota is not None and self.faults.quota <= 0:
            return "05"
        return "" if "NIK" in asked and str(asked.get("TRESHOLD", "")).strip().isdigit() else "07"

    def _said(self, code: str) -> dict[str, Any]:
        words = _WORDS[code]
        if self.faults.words_only and code in {"03", "04", "05", "13"}:
            return {"RESPON": words.upper() if code == "05" else words}
        return {"RESPONSE_CODE": code, "RESPONSE_DESC": words, "RESPONSE": words}

    def asked(self, question: dict[str, Any]) -> tuple[str, bytes]:
        """What becomes of a question: how it goes wrong ("" when it does not), and the answer."""
        with self._lock:
            self.tally.asked += 1
            element, code = self.answer(question)
            self.tally.codes[code] += 1
            if (
                self.faults.quota is not None
                and self.faults.quota > 0
                and code not in {"03", "04", "06", "09", "16", "17"}
            ):
                self.faults = replace(self.faults, quota=self.faults.quota - 1)
            fault = ""
            if self.faults.kinds and self._random.random() < self.faults.share:
                fault = self._random.choice(self.faults.kinds)
                self.tally.faults[fault] += 1
            left = self.faults.quota if self.faults.quota is not None else 999_999
        if fault == "somebody_else" and "NAMA_LGKP" in element:
            element = element | {"NIK": 9_900_000_000_000_000}
        envelope = {
            "content": [element], "lastPage": True, "numberOfElements": 1, "sort": None, "totalElements": 1,
            "firstPage": True, "number": 0, "size": 1, "quotaLimiter": left,
        }  # fmt: skip
        return fault, json.dumps(envelope).encode()

    def left(self, question: dict[str, Any]) -> None:
        """A whole answer left."""
        with self._lock:
            self.tally.answered[str(question.get("NIK", ""))] += 1


def _marks(row: RegisterRow, asked: dict[str, Any]) -> dict[str, Any]:
    """One word for each field that was asked; texts with a score, the NIK sometimes as the number itself."""
    threshold = int(str(asked["TRESHOLD"]).strip())
    nik = str(row.nik)
    found: dict[str, Any] = {"NIK": int(nik) if int(nik) % 3 == 0 and not nik.startswith("0") else "Sesuai"}
    for theirs, known in (("NAMA_LGKP", row.name), ("TMPT_LHR", row.birth_place), ("NAMA_LGKP_IBU", row.mother_name)):
        if (said := _told(asked, theirs)) and known:
            score = round(100 * name_similarity(said, known))
            found[theirs] = f"{'Sesuai' if score >= threshold else 'Tidak Sesuai'} ({score})"
    if said := _told(asked, "TGL_LHR"):
        found["TGL_LHR"] = _exactly(row.birth_date is not None and said == _day_first(row.birth_date))
    if said := _told(asked, "JENIS_KLMIN"):
        found["JENIS_KLMIN"] = _exactly(row.sex is not None and said.upper() == _SEX_WORDS[row.sex])
    return found


def _day_first(day: date) -> str:
    return f"{day:%d-%m}-{day.year:04}"


def _exactly(same: bool) -> str:
    return "Sesuai" if same else "Tidak Sesuai"


def _told(asked: dict[str, Any], name: str) -> str:
    return str(asked.get(name, "")).strip()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked went away: nothing to tell, least of all with what was asked."""


def _handler(sandbox: Sandbox) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60
        # Each answer leaves at once: waiting for more to send would cost 40 ms a question.
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: what was asked is not written anywhere."""

        def do_GET(self) -> None:
            if self.path == "/sandbox/tally":
                self._send(200, json.dumps(sandbox.tally.as_json()).encode())
            else:
                self._send(404, b"{}")

        def do_POST(self) -> None:
            sent = self._received()
            if self.path == "/sandbox/faults":
                self._switch(sent)
            elif self.path == f"/dukcapil/get_json/{CUSTOMER}/CALL_VERIFY_BY_ELEMEN":
                self._verify(sent)
            else:
                self._send(404, b"<html><body>404</body></html>", kind="text/html")

        def _switch(self, sent: object) -> None:
            try:
                sandbox.faults = sandbox.faults.changed(sent if isinstance(sent, dict) else {"": sent})
            except (ValueError, TypeError) as error:
                self._send(400, json.dumps({"error": str(error)}).encode())
            else:
                self._send(200, b"{}")

        def _verify(self, sent: object) -> None:
            question = sent if isinstance(sent, dict) else {}
            fault, answer = sandbox.asked(question)
            time.sleep(sandbox.faults.pause_seconds + (sandbox.faults.slow_seconds if fault == "slow" else 0))
            match fault:
                case "drop":
                    self.close_connection = True
                    self.connection.close()
                case "error":
                    self._send(500, b"Internal Server Error", kind="text/plain")
                case "html":
                    self._send(200, b"<html><body><h1>Layanan sedang dipelihara</h1></body></html>", kind="text/html")
                case "garbage":
                    self._send(200, answer[: len(answer) // 2])
                case _:
                    self._send(200, answer)
                    if fault != "somebody_else":
                        sandbox.left(question)

        def _received(self) -> object:
            length = int(self.headers.get("Content-Length") or 0)
            try:
                return json.loads(self.rfile.read(min(length, _LONGEST_REQUEST)))
            except ValueError:
                return None

        def _send(self, status: int, content: bytes, *, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler
