"""Asking over HTTP: pooled connections, TLS that is checked, one deadline for the whole answer, nothing repeated by itself."""

from __future__ import annotations

import json
import time
from types import TracebackType
from typing import Self

import urllib3

from sinergi.domain.identity.gateway import protocol
from sinergi.domain.identity.gateway.access import Access
from sinergi.domain.identity.gateway.protocol import Kind, Question, Reply

_CONNECT_SECONDS = 5.0


class TooLate(Exception):
    """The answer came drop by drop, beyond the deadline of the question."""


class TooLong(Exception):
    """The answer is longer than any the service gives."""


class Client:
    """Asks the service of one account. Use it in one thread, and close it: it keeps its connection open between questions.

    Whatever goes wrong on the way becomes a Reply: the caller has written down that it asks, and must learn how it went.
    Nothing of a question or an answer is logged, and no error that leaves here holds any of it.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        options: dict[str, object] = {"maxsize": 1, "retries": False}
        if access.base.startswith("https:"):
            options |= {"cert_reqs": "CERT_REQUIRED", "ca_certs": access.ca_file or None}
        self._pool = urllib3.connection_from_url(access.base, **options)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._pool.close()

    def ask(self, question: Question) -> Reply:
        """Ask once. A broken connection, a deadline passed or an answer without sense is a FAILED reply, TLS a SET_UP one."""
        deadline = time.monotonic() + self._access.seconds
        try:
            status, content = self._post(json.dumps(protocol.body(question, self._access)).encode(), deadline)
        except urllib3.exceptions.NewConnectionError:  # for the library a kind of time-out
            return Reply(Kind.FAILED, problem="connection")
        except (urllib3.exceptions.TimeoutError, TooLate):
            return Reply(Kind.FAILED, problem="timeout")
        except TooLong:
            return Reply(Kind.FAILED, problem="too_long")
        except urllib3.exceptions.SSLError:
            return Reply(Kind.SET_UP, problem="tls")
        except (urllib3.exceptions.HTTPError, OSError):
            return Reply(Kind.FAILED, problem="connection")
        return protocol.read(status, content, question)

    def _post(self, content: bytes, deadline: float) -> tuple[int, bytes]:
        wait = urllib3.Timeout(connect=min(_CONNECT_SECONDS, self._access.seconds), read=self._access.seconds)
        response = self._pool.urlopen(
            "POST",
            self._access.path,
            body=content,
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            timeout=wait,
            retries=False,
            redirect=False,
            preload_content=False,
        )
        try:
            received = _received(response, deadline)
        except BaseException:
            response.close()  # half an answer lies in this connection: nobody may read it as the next one
            raise
        response.release_conn()
        return response.status, received


def _received(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    received = b""
    # By single reads: a read of a fixed size would wait for all of it, however slowly it drips.
    while piece := response.read1(8192, decode_content=True):
        received += piece
        if len(received) > protocol.MOST_BYTES:
            raise TooLong
        if time.monotonic() > deadline:
            raise TooLate
    return received
