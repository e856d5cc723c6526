from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinergi.foundation.files import rules
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.files.tests import samples

kinds = st.sampled_from(list(FileKind))


def recognise(content: bytes) -> rules.Recognised:
    return rules.recognise(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.PDF, FileKind.PDF),
        (samples.PNG, FileKind.PNG),
        (samples.JPEG, FileKind.JPEG),
        (samples.XLSX, FileKind.XLSX),
        (samples.CSV, FileKind.CSV),
        (b"\xef\xbb\xbf" + samples.CSV, FileKind.CSV),
        ("mitra;lingkup\nCafé Contoh;pelatihan – dasar\n".encode("cp1252"), FileKind.CSV),
    ],
)
def test_each_kind_is_recognised_by_its_content(content: bytes, kind: FileKind) -> None:
    assert recognise(content).kind == kind


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (samples.DOCX, "arsip ZIP atau dokumen Office lain"),
        (samples.archive("catatan.txt"), "arsip ZIP atau dokumen Office lain"),
        (samples.XLSX[:60], "arsip ZIP atau dokumen Office lain"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "dokumen Office lama (.xls atau .doc)"),
        ("tanggal,mitra\n".encode("utf-16"), "teks UTF-16"),
        (b"  <!DOCTYPE html><title>Galat</title>", "halaman web atau XML"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "halaman web atau XML"),
        (bytes(range(256)), "berkas biner"),
        (b"\x7fELF\x02\x01", "berkas biner"),
        (b"a\x81b\n", "berkas biner"),
    ],
    # An archive carries its time of making: two workers must name one test alike.
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_content_is_named_and_is_none_of_our_kinds(content: bytes, label: str) -> None:
    assert recognise(content) == rules.Recognised(None, label)


def test_a_nul_byte_in_a_table_is_found_with_its_line() -> None:
    assert recognise(b"a,b\n1,2\n3,\x004\n").nul_line == 3


def test_a_nul_byte_far_into_a_long_table_is_found_with_its_line() -> None:
    assert recognise(b"a,b\n" * 30_000 + b"\x00").nul_line == 30_001


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_any_printable_text_that_is_no_markup_is_csv(text: str, encoding: str) -> None:
    content = f"kolom,{text}\n".encode(encoding)
    assert recognise(content).kind == FileKind.CSV


@given(st.binary(max_size=300))
def test_no_content_breaks_the_recogniser(content: bytes) -> None:
    found = recognise(content)
    assert found.label
    assert found.kind is None or found.kind in FileKind


@given(st.text(max_size=300), kinds)
def test_a_cleaned_name_is_short_visible_and_stays_in_its_folder(name: str, kind: FileKind) -> None:
    clean = rules.clean_name(name, kind)
    assert 0 < len(clean) <= rules.MOST_NAME_CHARACTERS
    assert clean.lower().endswith(kind.suffixes)
    assert not clean.startswith((".", " "))
    assert "/" not in clean
    assert "\\" not in clean
    assert clean.isprintable()
    assert rules.clean_name(clean, kind) == clean


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Berkas\\PKS 12.PDF", "PKS 12.PDF"),
        ("laporan.pdf.exe", "laporan.pdf.exe.pdf"),
        ("gaji\u202efdp.exe", "gaji fdp.exe.pdf"),
        ("", "berkas.pdf"),
        ("a\x00b\n.pdf", "a b.pdf"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert rules.clean_name(name, FileKind.PDF) == clean


@pytest.mark.parametrize(
    ("size", "text"), [(999, "999 byte"), (2_500_000, "2,5 MB"), (10**7, "10 MB"), (3 * 10**9, "3 GB")]
)
def test_sizes_are_written_the_indonesian_way(size: int, text: str) -> None:
    assert rules.size_text(size) == text
