"""Prepare a register once, so that runs and look-ups against it are fast.

REGISTER is Parquet or CSV by suffix, with the columns of `registers`. What comes out is a directory:

    manifest.json        written last: what is here, with checksums; without it nothing else counts
    vocabulary.parquet   words of names, places.parquet: places, statistics.json: how common values are
    rows.npy             one RECORD of 64 bytes per row of the register, in its order
    keys/*.parquet       NIK and keys of every row in the same order, for the engine `duckdb`
    index/*.npy          the same keys sorted, with their rows, for the engine `index` and for single look-ups

The register is read in parts; a part that is whole is not read again when a preparation that was stopped runs anew.
The directory holds personal data, as the register does.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from linkage import index, model
from linkage.columns import RECORD, Columns, TextNumbers
from linkage.faults import Fault, FileFault, saying_what_the_system_refused, sentence_for
from linkage.hashing import Hashes, mixed
from linkage.keys import KINDS, nik_key, register_keys
from linkage.notes import Notes
from linkage.reading import open_register, read_register
from linkage.statistics import Statistics, namesake_number
from linkage.tables import columns_of
from linkage.vocabulary import Vocabulary
from linkage.writing import mapped

LAYOUT = 2
PART_ROWS = 500_000
_SMALL_BYTES = 1 << 20

type Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many rows are done and how many there are (0: not known)."""


class PreparedError(Fault):
    """The directory is no whole prepared register; the text is an Indonesian sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a prepared directory holds."""

    layout: int
    rows: int
    model: str
    register_sha256: str
    has_index: bool
    files: dict[str, str] = field(default_factory=dict)
    """Path → sha256 of the small files, size in bytes of the large ones."""

    def write(self, folder: Path) -> None:
        """Whole or not at all."""
        scratch = folder / "manifest.json.new"
        scratch.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        scratch.replace(folder / "manifest.json")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises PreparedError when there is none, when it is of another layout, or when a file was changed."""
        try:
            found = cls(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise PreparedError(
                "Direktori ini bukan register yang selesai disiapkan; jalankan `prepare` dulu."
            ) from error
        if found.layout != LAYOUT:
            raise PreparedError("Register disiapkan oleh versi lain; siapkan ulang.")
        for name, wanted in found.files.items():
            if not _is_as_written(folder / name, wanted):
                raise PreparedError(f"Berkas {name} dalam direktori siap pakai berubah atau terpotong; siapkan ulang.")
        return found


@dataclass(frozen=True, slots=True)
class Prepared:
    """An opened prepared register."""

    folder: Path
    manifest: Manifest
    vocabulary: Vocabulary
    places: TextNumbers
    statistics: Statistics

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Raises PreparedError."""
        manifest = Manifest.read(folder)
        return cls(
            folder,
            manifest,
            Vocabulary.load(folder / "vocabulary.parquet"),
            TextNumbers(pq.read_table(folder / "places.parquet")["place"].to_pylist()),
            Statistics.load(folder / "statistics.json"),
        )

    @property
    def rows(self) -> int:
        return self.manifest.rows

    def records(self) -> "np.memmap[Any, np.dtype[np.void]]":
        """The rows, mapped into memory."""
        return np.load(self.folder / "rows.npy", mmap_mode="r")

    def sorted_keys(self) -> dict[str, index.SortedKeys]:
        """The index, by kind of key, mapped into memory. Raises PreparedError when it was prepared without one."""
        if not self.manifest.has_index:
            raise PreparedError(
                "Register ini disiapkan tanpa indeks; siapkan ulang dengan indeks, atau pakai mesin duckdb."
            )
        return {kind: index.SortedKeys.mapped_at(self.folder / "index" / kind) for kind in ("nik", *KINDS)}


def prepare(
    register: Path,
    out: Path,
    *,
    index: bool = False,
    progress: Progress | None = None,
    notes: Notes | None = None,
    part: int = PART_ROWS,
) -> Manifest:
    """Prepare `register` into the directory `out`, which is made when it is not there.

    Does nothing when `out` already holds this register (and the index, if it is asked for). Continues where it was
    stopped: `part` rows at most are read again. What is odd about the register's rows goes into `notes`.
    Raises FileFault for a register that cannot be read.
    """
    with saying_what_the_system_refused(out):
        return _Preparation(register, out, index, progress or (lambda *_: None), notes or Notes(), part).run()


class _Preparation:
    def __init__(
        self, register: Path, out: Path, with_index: bool, progress: Progress, notes: Notes, part: int
    ) -> None:
        self.register, self.out, self.with_index, self.progress = register, out, with_index, progress
        self.notes = notes
        self.part = part
        self.parts = out / "parts"

    def run(self) -> Manifest:
        checksum = _sha256(self.register)
        try:
            done = Manifest.read(self.out)
        except PreparedError:
            done = None
        if done and done.register_sha256 == checksum:
            if self.with_index and not done.has_index:
                done = self._finish(checksum, done.rows)
            return done
        self._start(checksum)
        rows = self._read_parts()
        self._merge()
        self._write_rows(rows)
        self._write_keys(rows)
        made = self._finish(checksum, rows)
        shutil.rmtree(self.parts)
        return made

    def _start(self, checksum: str) -> None:
        """Parts of another register, or of another version, are thrown away."""
        (self.out / "manifest.json").unlink(missing_ok=True)
        mark = self.parts / "source"
        wanted = f"{checksum} {LAYOUT} {self.part}"
        if not (mark.exists() and mark.read_text(encoding="utf-8") == wanted):
            shutil.rmtree(self.parts, ignore_errors=True)
            self.parts.mkdir(parents=True)
            mark.write_text(wanted, encoding="utf-8")

    def _read_parts(self) -> int:
        """Each part alone: its rows as records with its own numbers of words and places."""
        rows = 0
        for number, table in enumerate(_regrouped(read_register(open_register(self.register), self.notes), self.part)):
            if not (self.parts / f"{number:05}.json").exists():
                self._read_part(number, table)
            rows += table.num_rows
            self.progress("membaca", rows, 0)
        if not rows:
            raise FileFault("Register tidak memuat satu baris pun; periksa berkasnya.")
        (self.parts / "count").write_text(str(number + 1), encoding="utf-8")
        return rows

    def _read_part(self, number: int, table: pa.Table) -> None:
        words, places = TextNumbers(), TextNumbers()
        columns = columns_of(table, words, places)
        size = len(words.texts)
        counts = np.bincount(once_per_row(columns.name), minlength=size)
        mother_counts = np.bincount(once_per_row(columns.mother), minlength=size)
        stem = self.parts / f"{number:05}"
        np.save(stem.with_suffix(".npy"), columns.records())
        pq.write_table(pa.table({"word": words.texts, "count": counts, "mother_count": mother_counts}), f"{stem}.words")
        pq.write_table(pa.table({"place": places.texts}), f"{stem}.places")
        (self.parts / f"{number:05}.json").write_text(json.dumps({"rows": table.num_rows}), encoding="utf-8")

    def _numbers(self) -> range:
        return range(int((self.parts / "count").read_text(encoding="utf-8")))

    def _merge(self) -> None:
        """One vocabulary and one list of places for all parts; neither depends on the order of the rows."""
        words: dict[str, list[int]] = {}
        places: set[str] = set()
        people = 0
        for number in self._numbers():
            table = pq.read_table(self.parts / f"{number:05}.words")
            for word, count, mother_count in zip(*(column.to_pylist() for column in table.columns), strict=True):
                total = words.setdefault(word, [0, 0])
                total[0] += count
                total[1] += mother_count
            places.update(pq.read_table(self.parts / f"{number:05}.places")["place"].to_pylist())
            people += json.loads((self.parts / f"{number:05}.json").read_text(encoding="utf-8"))["rows"]
        words.pop("", None)
        places.discard("")
        counts = np.array(list(words.values()), np.int64).reshape(-1, 2)
        Vocabulary.build(list(words), counts[:, 0], counts[:, 1], people=people).save(self.out / "vocabulary.parquet")
        pq.write_table(pa.table({"place": pa.array(sorted(places), pa.string())}), self.out / "places.parquet")

    def _write_rows(self, rows: int) -> None:
        """All parts in the register's order, with common numbers and the count of namesakes."""
        vocabulary = Vocabulary.load(self.out / "vocabulary.parquet")
        places = TextNumbers(pq.read_table(self.out / "places.parquet")["place"].to_pylist())
        records = mapped(self.out / "rows.npy", RECORD, rows)
        names = index.Sorter(self.parts / "names", rows)
        statistics = Statistics.unknown()
        at = 0
        for number in self._numbers():
            part = np.load(self.parts / f"{number:05}.npy")
            words = vocabulary.numbers(pq.read_table(self.parts / f"{number:05}.words")["word"].to_pylist())
            part["name"], part["mother"] = words[part["name"]], words[part["mother"]]
            part["place"] = places.numbers(pq.read_table(self.parts / f"{number:05}.places")["place"].to_pylist())[
                part["place"]
            ]
            records[at : at + len(part)] = part
            statistics += Statistics.of(
                birth=part["birth"], region=part["region"], place=part["place"], places=len(places.texts)
            )
            names.add(whole_name(part["name"]), at)
            at += len(part)
            self.progress("menyusun", at, rows)
        for sorted_names, owners in names.sorted():
            starts = np.flatnonzero(np.append(True, sorted_names[1:] != sorted_names[:-1]))
            counts = np.diff(np.append(starts, len(sorted_names)))
            records["namesakes"][owners] = namesake_number(np.repeat(counts, counts))
        records.flush()
        statistics.save(self.out / "statistics.json")

    def _write_keys(self, rows: int) -> None:
        """NIK and keys in the register's order."""
        vocabulary = Vocabulary.load(self.out / "vocabulary.parquet")
        folder = self.out / "keys"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        records = np.load(self.out / "rows.npy", mmap_mode="r")
        for number, start in enumerate(range(0, rows, self.part)):
            columns = Columns.of_records(np.asarray(records[start : start + self.part]))
            found = {
                "nik": np.where(columns.nik_length == 16, columns.nik, 0),
                **register_keys(columns, vocabulary),
                "row": np.arange(start, start + len(columns), dtype=np.uint32),
            }
            # Hashes do not compress, and trying costs time at every reading.
            pq.write_table(pa.table(found), folder / f"{number:05}.parquet", compression="none", use_dictionary=False)
            self.progress("menghitung kunci", start + len(columns), rows)

    def _finish(self, checksum: str, rows: int) -> Manifest:
        shutil.rmtree(self.out / "index", ignore_errors=True)
        if self.with_index:
            self._write_index(rows)
        files = sorted(
            str(path.relative_to(self.out))
            for path in self.out.rglob("*")
            if path.is_file() and self.parts not in path.parents and path.name != "manifest.json"
        )
        made = Manifest(
            layout=LAYOUT,
            rows=rows,
            model=model.load().name,
            register_sha256=checksum,
            has_index=self.with_index,
            files={name: _fingerprint(self.out / name) for name in files},
        )
        made.write(self.out)
        return made

    def _write_index(self, rows: int) -> None:
        folder = self.out / "index"
        folder.mkdir()
        for done, kind in enumerate(("nik", *KINDS)):
            sorter = index.Sorter(self.parts / kind, rows)
            at = 0
            for path in sorted((self.out / "keys").glob("*.parquet")):
                keys = pq.read_table(path, columns=[kind])[kind].to_numpy()
                sorter.add(nik_key(keys) if kind == "nik" else keys, at)
                at += len(keys)
            index.write(folder / kind, sorter)
            self.progress("mengurutkan kunci", done + 1, len(KINDS) + 1)


def _regrouped(tables: Iterator[pa.Table], part: int) -> Iterator[pa.Table]:
    """Tables of `part` rows each, the last with what is left, however the file was cut."""
    held: list[pa.Table] = []
    size = 0
    for table in tables:
        held.append(table)
        size += table.num_rows
        while size >= part:
            whole = pa.concat_tables(held)
            yield whole.slice(0, part)
            held = [whole.slice(part)]
            size -= part
    if size:
        yield pa.concat_tables(held)


def once_per_row(words: NDArray[np.int32]) -> NDArray[np.int32]:
    """The words of all rows, a word that stands twice in a row once."""
    ordered = np.sort(words, axis=1)
    repeated = np.zeros(ordered.shape, np.bool_)
    repeated[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
    return ordered[(ordered > 0) & ~repeated]


def whole_name(words: NDArray[np.int32]) -> Hashes:
    """One number per name, whatever the order of its words."""
    return mixed(0, *np.sort(words, axis=1).T)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            digest = sha256()
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as error:
        raise FileFault(sentence_for(error, path)) from error
    return digest.hexdigest()


def _fingerprint(path: Path) -> str:
    """The checksum of a small file, the size of a large one: every command that opens a register reads them all."""
    size = path.stat().st_size
    return f"{size} bytes" if size > _SMALL_BYTES else _sha256(path)


def _is_as_written(path: Path, wanted: str) -> bool:
    if not path.exists():
        return False
    return f"{path.stat().st_size} bytes" == wanted if wanted.endswith(" bytes") else _sha256(path) == wanted
