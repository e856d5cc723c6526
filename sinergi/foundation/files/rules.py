"""What a file is by its content, and a name that is safe to keep."""

from __future__ import annotations

import codecs
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sinergi.foundation.files.choices import FileKind

CHUNK_BYTES = 65_536
MOST_NAME_CHARACTERS = 120

_STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
)
_STRANGE_STARTS: tuple[tuple[bytes, Promise], ...] = (
    (b"PK\x03\x04", _("arsip ZIP atau dokumen Office lain")),
    (b"PK\x05\x06", _("arsip ZIP kosong")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _("dokumen Office lama (.xls atau .doc)")),
    (b"\xff\xfe", _("teks UTF-16")),
    (b"\xfe\xff", _("teks UTF-16")),
    (b"{\\rtf", _("dokumen RTF")),
    (b"\x1f\x8b", _("arsip GZIP")),
    (b"GIF8", _("gambar GIF")),
)
_MARKUP = re.compile(rb"\s*<[!?a-zA-Z]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Recognised:
    """What content turned out to be: one of our kinds, or None with `label` saying to the reader what else it is.

    `nul_line` is the number of the line that holds the first NUL byte of what is text otherwise.
    """

    kind: FileKind | None
    label: str
    nul_line: int | None = None


def recognise(stream: BinaryIO) -> Recognised:
    """Tell what a seekable stream holds by reading it from its start; its name and declared type are not asked.

    CSV is any text (UTF-8 with or without BOM, else Windows-1252) that has no control characters and does not start
    like markup.
    """
    stream.seek(0)
    head = stream.read(1_024)
    for start, kind in _STARTS:
        if head.startswith(start):
            return Recognised(kind, str(kind.label))
    if head.startswith(b"PK\x03\x04") and _is_workbook(stream):
        return Recognised(FileKind.XLSX, str(FileKind.XLSX.label))
    for start, label in _STRANGE_STARTS:
        if head.startswith(start):
            return Recognised(None, str(label))
    if _MARKUP.match(head.removeprefix(codecs.BOM_UTF8)):
        return Recognised(None, gettext("halaman web atau XML"))
    return _recognise_text(stream)


def _is_workbook(stream: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def _recognise_text(stream: BinaryIO) -> Recognised:
    """CSV when the whole content is text in one of the two encodings. Reads in pieces: memory stays bounded."""
    nul_line: int | None = None
    for encoding in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        line = 1
        stream.seek(0)
        try:
            while True:
                piece = stream.read(CHUNK_BYTES)
                text = decoder.decode(piece, final=not piece)
                if control := _CONTROL.search(text):
                    # A NUL below a clean first line is a damaged text, anything else is not text at all.
                    line += text.count("\n", 0, control.start())
                    nul_line = line if control.group() == "\0" and line > 1 else None
                    label = gettext("berkas biner") if nul_line is None else gettext("teks yang rusak")
                    return Recognised(None, label, nul_line)
                if not piece:
                    return Recognised(FileKind.CSV, str(FileKind.CSV.label))
                line += text.count("\n")
        except UnicodeDecodeError:
            continue
    return Recognised(None, gettext("berkas biner"))


def clean_name(name: str, kind: FileKind) -> str:
    """At most 120 characters without folders, invisible or reserved characters, ending as the content demands.

    "../../Laporan.PDF.exe" that holds a PDF becomes "Laporan.PDF.exe.pdf", "" becomes "berkas.pdf".
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in last)
    plain = " ".join(re.sub(r'[<>:"|?*]', " ", visible).split()).lstrip(". ")
    suffix = PurePosixPath(plain).suffix
    if suffix.lower() not in kind.suffixes:
        suffix = kind.suffixes[0]
        stem = plain
    else:
        stem = plain.removesuffix(suffix)
    stem = stem[: MOST_NAME_CHARACTERS - len(suffix)].rstrip(". ")
    return f"{stem or 'berkas'}{suffix}"


def size_text(size_bytes: int) -> str:
    """A size as people read it, in decimal units: 2_500_000 is "2,5 MB"."""
    for unit, bytes_each in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size_bytes >= bytes_each:
            return f"{size_bytes / bytes_each:.1f}".removesuffix(".0").replace(".", ",") + f" {unit}"
    return f"{size_bytes} byte"


def place_of(sha256: str) -> str:
    """Where content lies under the root: two levels of 256 folders each, so that no folder grows large."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
