"""The client against the sandbox, over real HTTP: answers, and each way in which asking goes wrong."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from linkage.compare import FieldMark
from linkage.nik import Sex
from linkage.registers import RegisterRow, Status
from sinergi.domain.identity.gateway.access import Access
from sinergi.domain.identity.gateway.client import Client
from sinergi.domain.identity.gateway.protocol import Kind, Question, Reply
from sinergi.domain.identity.gateway.tests.test_protocol import NIK, QUESTION
from synthetic import sandbox as made_up
from synthetic.sandbox import Faults, Sandbox

ROW = RegisterRow(
    row=2,
    nik=NIK,
    name="CONTOH SATU",
    sex=Sex.FEMALE,
    birth_date=QUESTION.birth_date,
    birth_place="BANDUNG",
    mother_name="IBU RAHASIA",
)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    dead = replace(ROW, nik="9901014107900051", status=Status.DECEASED)
    off = replace(ROW, nik="9901014107900052", status=Status.INACTIVE)
    twice = [replace(ROW, nik="9901014107900053"), replace(ROW, nik="9901014107900053", name="CONTOH DUA")]
    with Sandbox([ROW, dead, off, *twice]) as running:
        yield running


def account(base: str, **changed: object) -> Access:
    known = Access(
        base=base,
        customer=made_up.CUSTOMER,
        user=made_up.USER,
        password=made_up.PASSWORD,
        ip=made_up.IP,
        seconds=2.0,
    )
    return replace(known, **changed)  # type: ignore[arg-type]


def ask(sandbox: Sandbox, question: Question = QUESTION, **changed: object) -> Reply:
    with Client(replace(account(sandbox.base), **changed)) as client:  # type: ignore[arg-type]
        return client.ask(question)


def test_a_match_comes_back_as_marks(sandbox: Sandbox) -> None:
    reply = ask(sandbox)
    assert reply.kind is Kind.ANSWERED
    assert set(dict(reply.marks).values()) == {FieldMark.AGREES}


def test_another_name_is_a_mismatch_with_a_score(sandbox: Sandbox) -> None:
    reply = ask(sandbox, replace(QUESTION, name="CONTOH DUA PULUH"))
    assert dict(reply.marks)["name"] is FieldMark.DIFFERS
    assert 0 < dict(reply.scores)["name"] < 90


@pytest.mark.parametrize(
    ("nik", "code"),
    [
        ("9901014107900099", "13"),
        ("9901014107900051", "11"),
        ("9901014107900052", "14"),
        ("9901014107900053", "12"),
        ("9901014107900000", "15"),
    ],
)
def test_what_the_register_says_of_the_entry_comes_as_a_code(sandbox: Sandbox, nik: str, code: str) -> None:
    assert ask(sandbox, replace(QUESTION, nik=nik)).code == code


@pytest.mark.parametrize(
    ("changed", "code"), [({"password": "x"}, "03"), ({"ip": "10.9.9.9"}, "04"), ({"user": " "}, "09")]
)
def test_a_wrong_account_is_a_matter_of_setting_up(sandbox: Sandbox, changed: dict[str, object], code: str) -> None:
    reply = ask(sandbox, **changed)
    assert (reply.kind, reply.code) == (Kind.SET_UP, code)


@pytest.mark.parametrize(
    ("faults", "kind", "said"),
    [
        (Faults(quota=0), Kind.LATER, "05"),
        (Faults(quota=0, words_only=True), Kind.LATER, "05"),
        (Faults(closed=True), Kind.LATER, "06"),
        (Faults(off="16"), Kind.SWITCHED_OFF, "16"),
        (Faults(off="17"), Kind.SWITCHED_OFF, "17"),
        (Faults(1, ("drop",)), Kind.FAILED, "connection"),
        (Faults(1, ("error",)), Kind.FAILED, "http_500"),
        (Faults(1, ("html",)), Kind.FAILED, "not_json"),
        (Faults(1, ("garbage",)), Kind.FAILED, "not_json"),
        (Faults(1, ("somebody_else",)), Kind.FAILED, "another_person"),
        (Faults(1, ("slow",), slow_seconds=1.5), Kind.FAILED, "timeout"),
    ],
)
def test_each_fault_is_told_apart(sandbox: Sandbox, faults: Faults, kind: Kind, said: str) -> None:
    sandbox.faults = faults
    reply = ask(sandbox, seconds=0.5)
    assert (reply.kind, said) == (kind, reply.code or reply.problem)


def test_nobody_there_is_a_failure_and_no_exception() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Client(account(f"http://127.0.0.1:{port}")) as client:
        assert client.ask(QUESTION).problem == "connection"


def test_an_answer_that_drips_ends_at_the_deadline() -> None:
    with (
        _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", drip=b"x") as base,
        Client(account(base, seconds=0.6)) as client,
    ):
        assert client.ask(QUESTION).problem == "timeout"


def test_an_answer_without_end_is_cut_off() -> None:
    with (
        _raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 200_000) as base,
        Client(account(base)) as client,
    ):
        assert client.ask(QUESTION).problem == "too_long"


def test_a_service_without_tls_where_tls_is_due_is_a_matter_of_setting_up(sandbox: Sandbox) -> None:
    reply = ask(sandbox, base=sandbox.base.replace("http:", "https:"))
    assert (reply.kind, reply.problem) == (Kind.SET_UP, "tls")


def test_nothing_of_a_question_or_an_answer_is_logged(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(sandbox)
        sandbox.faults = Faults(1, ("drop",))
        ask(sandbox)
    assert not [word for word in (NIK, "CONTOH SATU", made_up.PASSWORD, "Sesuai") if word in caplog.text]


class _raw:  # noqa: N801
    """A server that says these bytes to whoever comes, then drips until the other side is gone."""

    def __init__(self, said: bytes, *, drip: bytes = b"") -> None:
        self.said, self.drip = said, drip

    def __enter__(self) -> str:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        return f"http://127.0.0.1:{self.server.getsockname()[1]}"

    def _serve(self) -> None:
        connection, _ = self.server.accept()
        with connection:
            connection.recv(65536)
            try:
                connection.sendall(self.said)
                while self.drip and not self.ended.wait(0.1):
                    connection.sendall(self.drip)
            except OSError:
                pass

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join(5)
        self.server.close()
