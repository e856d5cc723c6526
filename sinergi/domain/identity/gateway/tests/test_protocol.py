"""What is sent, and what each kind of answer means. No network."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.compare import FieldMark
from sinergi.domain.identity.gateway import protocol
from sinergi.domain.identity.gateway.access import Access, DateOrder
from sinergi.domain.identity.gateway.protocol import Kind, Question, Reply

NIK = "9901014107900042"
ACCESS = Access(base="https://layanan.example", customer="c", user="u", password="rahasia", ip="10.0.0.1")
QUESTION = Question(nik=NIK, name="CONTOH SATU", sex="P", birth_date=date(1990, 7, 1), birth_place="BANDUNG")


def read(element: object, *, status: int = 200, question: Question = QUESTION, **envelope: Any) -> Reply:
    content = {"content": [element], "quotaLimiter": 1523, **envelope}
    return protocol.read(status, json.dumps(content).encode(), question)


class TestWhatIsSent:
    def test_every_field_is_a_text_and_what_is_not_asked_is_empty(self) -> None:
        sent = protocol.body(QUESTION, ACCESS)
        assert all(isinstance(value, str) for value in sent.values())
        assert (sent["NIK"], sent["TRESHOLD"], sent["JENIS_KLMIN"]) == (NIK, "90", "Perempuan")
        assert (sent["NO_KK"], sent["NAMA_LGKP_IBU"], sent["KEL_NAME"]) == ("", "", "")

    def test_the_order_of_a_date_is_a_setting(self) -> None:
        other = Access(
            base="https://x.example", customer="c", user="u", password="p", ip="i", date_order=DateOrder.YEAR_FIRST
        )
        assert protocol.body(QUESTION, ACCESS)["TGL_LHR"] == "01-07-1990"
        assert protocol.body(QUESTION, other)["TGL_LHR"] == "1990-07-01"

    def test_what_is_not_known_is_not_made_up(self) -> None:
        sent = protocol.body(Question(nik=NIK, name="CONTOH"), ACCESS)
        assert (sent["TGL_LHR"], sent["JENIS_KLMIN"], sent["TMPT_LHR"]) == ("", "", "")

    def test_a_printed_account_shows_no_password(self) -> None:
        assert "rahasia" not in repr(ACCESS)


class TestMarks:
    def test_a_match_is_read_with_its_scores(self) -> None:
        reply = read({"NIK": "Sesuai", "NAMA_LGKP": "Sesuai (100)", "TGL_LHR": "Sesuai", "JENIS_KLMIN": "Sesuai"})
        marks = dict(reply.marks)
        assert (reply.kind, reply.code, reply.quota_left) == (Kind.ANSWERED, "", 1523)
        assert marks["name"] is marks["birth_date"] is FieldMark.AGREES
        assert dict(reply.scores) == {"name": 100}

    def test_a_mismatch_contains_the_word_for_a_match_and_has_a_score(self) -> None:
        reply = read({"NIK": "Sesuai", "NAMA_LGKP": "Tidak Sesuai (59)", "TGL_LHR": " TIDAK  sesuai "})
        assert dict(reply.marks)["name"] is dict(reply.marks)["birth_date"] is FieldMark.DIFFERS
        assert dict(reply.scores) == {"name": 59}

    def test_a_missing_field_is_no_mismatch(self) -> None:
        assert dict(read({"NIK": "Sesuai"}).marks)["name"] is FieldMark.MISSING

    @pytest.mark.parametrize("echo", [int(NIK), NIK, float(NIK)])
    def test_a_nik_that_comes_back_as_a_number_agrees(self, echo: object) -> None:
        assert dict(read({"NIK": echo, "NAMA_LGKP": "Sesuai (95)"}).marks)["nik"] is FieldMark.AGREES

    def test_an_answer_about_somebody_else_is_a_failure(self) -> None:
        reply = read({"NIK": 9_901_014_107_900_043, "NAMA_LGKP": "Sesuai (100)"})
        assert (reply.kind, reply.problem, reply.marks) == (Kind.FAILED, "another_person", ())

    def test_an_unknown_word_is_dropped_for_it_could_be_data(self) -> None:
        reply = read({"NIK": "Sesuai", "NAMA_LGKP": "IBU RAHASIA", "TMPT_LHR": "KOTA RAHASIA"})
        assert dict(reply.marks)["name"] is FieldMark.MISSING
        assert "RAHASIA" not in repr(reply)

    def test_an_answer_without_any_mark_is_a_failure(self) -> None:
        assert read({}).problem == read({"NAMA": "X"}).problem == "no_marks"


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [(code, Kind.SET_UP) for code in ("03", "04", "07", "09", "10")]
        + [(code, Kind.LATER) for code in ("05", "06")]
        + [(code, Kind.ANSWERED) for code in ("08", "11", "12", "13", "14", "15")]
        + [(code, Kind.SWITCHED_OFF) for code in ("16", "17")]
        + [(code, Kind.FAILED) for code in ("02", "18", "99")],
    )
    def test_each_code_has_its_class_however_it_is_written(self, code: str, kind: Kind) -> None:
        for written in (code, int(code), code.lstrip("0"), f" {code} "):
            reply = read({"RESPONSE_CODE": written, "RESPONSE_DESC": "…"})
            assert (reply.kind, reply.code) == (kind, code)

    @pytest.mark.parametrize("code", ["00", "01", 1])
    def test_a_code_for_found_leaves_the_answer_to_the_marks(self, code: object) -> None:
        reply = read({"RESPONSE_CODE": code, "NIK": "Sesuai", "NAMA_LGKP": "Tidak Sesuai (10)"})
        assert reply.kind is Kind.ANSWERED
        assert dict(reply.marks)["name"] is FieldMark.DIFFERS

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("Data Tidak Ditemukan", "13"),
            ("data  tidak ditemukan", "13"),
            ("Login Gagal", "03"),
            ("IP Address Tidak Sesuai", "04"),
            ("IP Client  Tidak terdaftar", "10"),
            ("Kuota Akses Hari ini telah Habis", "05"),
            ("KUOTA AKSES HARI INI TELAH HABIS", "05"),
            ("Kuota akses hari ini telah habis", "05"),
        ],
    )
    def test_words_are_compared_without_capitals_and_blanks(self, words: str, code: str) -> None:
        for name in ("RESPON", "RESPONSE", "RESPONSE_DESC"):
            assert read({name: words}).code == code

    def test_words_nobody_knows_are_a_failure_and_are_not_kept(self) -> None:
        reply = read({"RESPON": "Budi Rahasia"})
        assert (reply.kind, reply.problem) == (Kind.FAILED, "unknown_words")
        assert "Rahasia" not in repr(reply)


class TestNonsense:
    @pytest.mark.parametrize(
        "content",
        [b"", b"<html>Maintenance</html>", b"\xff\xfe", b"[]", b'{"content": []}', b'{"content": [{}, {}]}', b'{"content"',
         b'{"content": "x"}', b"[" * 100_000, b"null"],
    )  # fmt: skip
    def test_whatever_cannot_be_understood_is_a_failure(self, content: bytes) -> None:
        assert protocol.read(200, content, QUESTION).kind is Kind.FAILED

    @pytest.mark.parametrize(
        ("status", "kind"), [(500, Kind.FAILED), (302, Kind.FAILED), (404, Kind.SET_UP), (429, Kind.LATER)]
    )
    def test_another_status_is_no_answer(self, status: int, kind: Kind) -> None:
        assert read({"NIK": "Sesuai", "NAMA_LGKP": "Sesuai"}, status=status).kind is kind

    @given(st.binary(max_size=300))
    def test_no_bytes_raise(self, content: bytes) -> None:
        assert protocol.read(200, content, QUESTION).kind in Kind

    @given(st.dictionaries(st.sampled_from([*protocol.NAMES.values(), "RESPONSE_CODE", "RESPON"]), st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=20), st.lists(st.none(), max_size=2),
        st.floats(allow_nan=False, allow_infinity=False),
    )))  # fmt: skip
    def test_no_element_raises_and_no_text_of_it_is_kept(self, element: dict[str, object]) -> None:
        reply = read(element)
        assert reply.kind in Kind
        assert all(mark in FieldMark for _field, mark in reply.marks)
