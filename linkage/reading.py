"""Read PEOPLE and REGISTER: the columns linkage works on, tidied, some rows at a time.

A fault of the structure ends the reading (`linkage.sheets`; here an empty or repeated id, a person without a name).
What is only odd about one row, such as a NIK of fifteen digits or 30 February, is noted and taken as not known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from linkage import nik as niks
from linkage.compare import Particulars
from linkage.faults import FileFault
from linkage.notes import Notes
from linkage.registers import EARLIEST_BIRTH, LATEST_BIRTH
from linkage.sheets import BATCH, Batch, Sheet, open_sheet

_MAY_BE_ABSENT = ("sex", "birth_date", "birth_place", "mother_name", "address", "region_code")
PEOPLE_REQUIRED, PEOPLE_OPTIONAL = ("id", "name"), ("nik", "aliases", *_MAY_BE_ABSENT)
REGISTER_REQUIRED, REGISTER_OPTIONAL = ("nik", "name"), _MAY_BE_ABSENT

_FIELDS = {
    "nik": pa.string(),
    "name": pa.string(),
    "aliases": pa.string(),
    "sex": pa.string(),
    "birth_date": pa.date32(),
    "birth_place": pa.string(),
    "mother_name": pa.string(),
    "address": pa.string(),
    "region_code": pa.string(),
}
PEOPLE = pa.schema({"row": pa.int64(), "id": pa.string(), **_FIELDS, "notes": pa.string()})
"""PEOPLE as it is worked on: `nik` is digits, but perhaps not sixteen; `aliases` are separated by “;”; `notes` are
sentences about what was odd."""
REGISTER = pa.schema({"row": pa.int64(), **{name: kind for name, kind in _FIELDS.items() if name != "aliases"}})
"""REGISTER as it is worked on: `nik` is usable or null, a `name` that was empty is ""."""

MOST_LETTERS = 300
_NOTE = "Catatan isian"

_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00.*)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([-/. ])([0-9]{1,2})\2([0-9]{4})(?: 00:00.*)?")
_SEXES = dict.fromkeys(("L", "LAKI-LAKI", "LAKI LAKI", "LAKI", "PRIA"), "L") | dict.fromkeys(
    ("P", "PEREMPUAN", "WANITA"), "P"
)
_REGION = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10}")
_NEARLY_A_NIK = re.compile(r"[0-9]{12,18}")
_BETWEEN_ALIASES = re.compile(r"[;|/\n]+|@|\b(?:alias|als)\b\.?", re.IGNORECASE)
_NO_VALUE = pa.array(["-", "--", "NULL", "NONE", "NAN", "N/A", "#N/A"])


def open_people(path: Path) -> Sheet:
    """The PEOPLE file at `path`, its columns checked. Raises FileFault."""
    return open_sheet(path, required=PEOPLE_REQUIRED, optional=PEOPLE_OPTIONAL)


def open_register(path: Path) -> Sheet:
    """The REGISTER file at `path`, its columns checked. Raises FileFault."""
    return open_sheet(path, required=REGISTER_REQUIRED, optional=REGISTER_OPTIONAL)


def read_people(sheet: Sheet, notes: Notes, *, size: int = BATCH) -> Iterator[pa.Table]:
    """The people in the order of the file, as tables of PEOPLE; what is odd goes into `notes` and beside the person.

    Raises FileFault with the row: a damaged file, an empty or repeated id, an empty name.
    """
    notes.ignore(sheet.ignored)
    seen: set[int] = set()
    for batch in sheet.batches(size):
        _ensure_filled(batch, "id", "kolom id kosong; setiap orang harus punya id.")
        _ensure_filled(batch, "name", "kolom name kosong; setiap orang harus bernama.")
        _ensure_new(sheet, batch, seen)
        fields = _Fields(batch, notes, sentences=[""] * len(batch.rows))
        yield fields.table(PEOPLE)


def read_register(sheet: Sheet, notes: Notes, *, size: int = BATCH) -> Iterator[pa.Table]:
    """The register in the order of the file, as tables of REGISTER; what is odd goes into `notes`.

    Raises FileFault with the row when the file is damaged.
    """
    notes.ignore(sheet.ignored)
    for batch in sheet.batches(size):
        yield _Fields(batch, notes).table(REGISTER)


def particulars(people: pa.Table) -> list[Particulars]:
    """The rows of a table of PEOPLE, to be scored one by one."""
    names = [name for name in _FIELDS if name in people.column_names]
    columns = [people.column(name).to_pylist() for name in names]
    return [_particulars(dict(zip(names, cells, strict=True))) for cells in zip(*columns, strict=True)]


def person(**cells: str) -> Particulars:
    """One person as typed, by the columns of PEOPLE except id, read as a file is; what is odd is refused, not noted.

    Raises FileFault with the sentence: whoever types can mend it at once.
    """
    notes = Notes()
    columns = {name: pa.array([text.strip() or None], pa.string()) for name, text in cells.items()}
    batch = Batch(pa.array([1], pa.int64()), columns | {"id": pa.array(["1"], pa.string())})
    if not cells.get("name", "").strip():
        raise FileFault("Nama kosong; sebutkan nama orang yang dicari.")
    table = _Fields(batch, notes, sentences=[""]).table(PEOPLE)
    if said := table.column("notes")[0].as_py():
        raise FileFault(said)
    return particulars(table)[0]


def _particulars(cells: dict[str, Any]) -> Particulars:
    return Particulars(
        **cells | {"aliases": tuple((cells.get("aliases") or "").split(";")) if cells.get("aliases") else ()}
    )


def _ensure_filled(batch: Batch, column: str, sentence: str) -> None:
    if batch.columns[column].null_count:
        at = pc.index(batch.columns[column].is_null(), True).as_py()
        raise FileFault(sentence, row=batch.rows[at].as_py())


def _ensure_new(sheet: Sheet, batch: Batch, seen: set[int]) -> None:
    """`seen` holds hashes only, for memory; one that repeats is looked up in the file before it is called a repetition."""
    texts = batch.columns["id"].to_pylist()
    marks = set(map(hash, texts))
    if len(marks) == len(texts) and seen.isdisjoint(marks):
        seen |= marks
        return
    for at, text in enumerate(texts):
        mark = hash(text)
        if mark in seen:
            row = batch.rows[at].as_py()
            for first in _rows_with_id(sheet, text):
                if first < row:
                    raise FileFault(
                        f"id ini sudah dipakai di baris {first}; setiap orang harus punya id sendiri.", row=row
                    )
        seen.add(mark)


def _rows_with_id(sheet: Sheet, text: str) -> Iterator[int]:
    for batch in sheet.batches():
        yield from pc.filter(batch.rows, pc.equal(batch.columns["id"], text)).to_pylist()


class _Fields:
    """The columns of one batch, to be tidied one after the other."""

    def __init__(self, batch: Batch, notes: Notes, *, sentences: list[str] | None = None) -> None:
        self._batch = batch
        self._notes = notes
        self._sentences = sentences
        """One text per row that what is odd is said in; None where nobody asks for it."""

    def table(self, schema: pa.Schema) -> pa.Table:
        columns = {name: getattr(self, f"_{name}")() for name in schema.names if name != "notes"}
        if self._sentences is not None:
            columns["notes"] = pa.array(self._sentences, pa.string())
        return pa.table(columns, schema=schema)

    def _row(self) -> pa.Array:
        return self._batch.rows

    def _id(self) -> pa.Array:
        return self._batch.columns["id"]

    def _name(self) -> pa.Array:
        """The name is never null: a register may lack one, and its row keeps its place all the same."""
        names = self._text("name")
        self._note_where(names.is_null(), "name", "nama kosong; baris ini tidak dapat dikenali dari namanya.")
        letterless = pc.invert(pc.match_substring_regex(names, r"[A-Za-zÀ-ÿ]"))
        self._note_where(letterless, "name", "nama tidak memuat huruf Latin; tidak dapat dibandingkan.")
        return pc.fill_null(names, "")

    def _nik(self) -> pa.Array:
        """Digits only. People keep what is nearly a NIK, since one digit too few is evidence of a kind."""
        column = self._column("nik")
        is_right = pc.fill_null(pc.match_substring_regex(column, r"^[0-9]{16}$"), False)
        is_right = pc.and_(is_right, pc.fill_null(pc.not_equal(column, niks.PLACEHOLDER), False))
        is_odd = pc.and_(pc.invert(is_right), column.is_valid())
        if not pc.any(is_odd).as_py():
            return column
        odd_rows = pc.indices_nonzero(is_odd).to_pylist()
        read = [self._odd_nik(at, column[at].as_py()) for at in odd_rows]
        return pc.replace_with_mask(column, is_odd, pa.array(read, pa.string()))

    def _odd_nik(self, at: int, text: str) -> str | None:
        digits = niks.normalised(text)
        findings = niks.explain(text)
        if not digits:
            return None
        if niks.is_usable(text):
            is_lossy = findings and findings[0].code is niks.Oddity.SPREADSHEET_NUMBER and int(digits) >= 2**53
            if findings and findings[0].code is niks.Oddity.SPREADSHEET_NUMBER:
                self._note(at, "nik", findings[0].sentence)
            return None if is_lossy else digits
        self._note(at, "nik", findings[0].sentence)
        is_kept = self._sentences is not None and _NEARLY_A_NIK.fullmatch(digits) and digits.strip("0")
        return digits if is_kept else None

    def _aliases(self) -> pa.Array:
        column = self._column("aliases")
        if column.null_count == len(column):
            return column
        return pa.array([text and (";".join(_aliases(text)) or None) for text in column.to_pylist()], pa.string())

    def _sex(self) -> pa.Array:
        return self._by_value("sex", _sex, "jenis kelamin harus L atau P.")

    def _birth_date(self) -> pa.Array:
        sentence = "tanggal lahir tidak ada dalam kalender atau salah tulis; tulis seperti 1990-02-28."
        return self._by_value("birth_date", _birth_date, sentence)

    def _birth_place(self) -> pa.Array:
        return self._text("birth_place")

    def _mother_name(self) -> pa.Array:
        return self._text("mother_name")

    def _address(self) -> pa.Array:
        return self._text("address")

    def _region_code(self) -> pa.Array:
        return self._by_value("region_code", _region_code, "kode wilayah harus berupa angka, mis. 990101.")

    def _column(self, name: str) -> pa.Array:
        """The column as text, null where it says in words that there is nothing; all null when the file lacks it."""
        column = self._batch.columns.get(name)
        if column is None:
            return pa.nulls(len(self._batch.rows), pa.string())
        says_nothing = pc.is_in(pc.ascii_upper(column), _NO_VALUE)
        return (
            pc.if_else(says_nothing, pa.scalar(None, pa.string()), column) if pc.any(says_nothing).as_py() else column
        )

    def _text(self, name: str) -> pa.Array:
        column = self._column(name)
        is_long = pc.fill_null(pc.greater(pc.utf8_length(column), MOST_LETTERS), False)
        if not pc.any(is_long).as_py():
            return column
        self._note_where(is_long, name, f"isi lebih dari {MOST_LETTERS} huruf dan dipotong; periksa tanda pemisah.")
        return pc.utf8_slice_codeunits(column, 0, MOST_LETTERS)

    def _by_value(self, name: str, read: Callable[[str], Any], sentence: str) -> pa.Array:
        """A column with few different values, each read once; ValueError from `read` makes it odd and not known."""
        column = self._column(name)
        coded = column.dictionary_encode()
        values: list[Any] = []
        odd: list[int] = []
        for at, text in enumerate(coded.dictionary.to_pylist()):
            try:
                values.append(read(text))
            except ValueError:
                values.append(None)
                odd.append(at)
        if odd:
            self._note_where(pc.is_in(coded.indices, pa.array(odd, pa.int32())), name, sentence)
        return pa.array(values, _FIELDS[name]).take(coded.indices)

    def _note_where(self, mask: pa.Array, column: str, sentence: str) -> None:
        for at in pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist():
            self._note(at, column, sentence)

    def _note(self, at: int, column: str, sentence: str) -> None:
        self._notes.add(self._batch.rows[at].as_py(), column, sentence)
        if self._sentences is not None:
            said = f"{_NOTE} {column}: {sentence}"
            self._sentences[at] = f"{self._sentences[at]} {said}".strip()


@lru_cache(maxsize=200_000)
def _birth_date(text: str) -> date:
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
    else:
        raise ValueError("no form that dates have here")
    read = date(year, month, day)
    if not EARLIEST_BIRTH <= read <= LATEST_BIRTH:
        raise ValueError("nobody in a register was born then")
    return read


def _sex(text: str) -> str:
    try:
        return _SEXES[" ".join(text.upper().replace(" -", "-").replace("- ", "-").split())]
    except KeyError as error:
        raise ValueError("neither L nor P") from error


def _region_code(text: str) -> str:
    """Province, regency and district, as far as they are written: at most six digits."""
    digits = text.removesuffix(".0").replace(".", "").replace(" ", "")
    if not _REGION.fullmatch(digits):
        raise ValueError("no region code")
    return digits[:6]


def _aliases(text: str) -> list[str]:
    """Several aliases in one cell, parted by “;”, “|”, “/” or the word “alias”. Commas part name and degree: they stay."""
    return [piece[:MOST_LETTERS] for part in _BETWEEN_ALIASES.split(text) if (piece := part.strip(" ,."))]
