"""`sinergi linkage …`: people and registers as files, without site or database, so that it runs where a register is.

Exit status: 0 done; 1 refused, with one Indonesian sentence; 2 a command that cannot be understood; 130 interrupted.
What `linkage` itself imports takes a second to load, so each command does it when it runs.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from sinergi.interfaces.cli.app import AS_JSON, print_json
from sinergi.interfaces.cli.patience import Meter, refusing

linkage = typer.Typer(
    help="Pencocokan data penduduk dari berkas, tanpa situs dan tanpa basis data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


class Engine(StrEnum):
    """Where candidates come from, as it is typed."""

    DUCKDB = "duckdb"
    INDEX = "index"
    SPARK = "spark"


class Sealed(StrEnum):
    """What a sealed file holds, as it is typed."""

    PEOPLE = "people"
    ANSWERS = "answers"


Register = Annotated[Path, typer.Argument(metavar="DIR", help="Folder register yang sudah disiapkan.")]
People = Annotated[Path, typer.Argument(metavar="PEOPLE", help="Berkas orang (CSV atau Parquet): id, name, …")]
ModelFile = Annotated[Path | None, typer.Option("--model", help="Berkas model; tanpa ini model bawaan terbaru.")]
Answers = Annotated[Path, typer.Argument(metavar="ANSWERS", help="Berkas jawaban (CSV atau Parquet).")]
Truth = Annotated[
    Path, typer.Argument(metavar="TRUTH", help="Berkas kebenaran: id, register_nik atau register_row, kelompok.")
]


@linkage.command("prepare")
def prepare(
    register: Annotated[Path, typer.Argument(metavar="REGISTER", help="Berkas register (CSV atau Parquet).")],
    out: Annotated[Path, typer.Option("--out", help="Folder untuk hasilnya; memuat data pribadi.")],
    index: Annotated[
        bool, typer.Option("--index", help="Susun juga indeks: untuk `find` dan `--engine index`.")
    ] = False,
    as_json: bool = AS_JSON,
) -> None:
    """Siapkan register sekali, agar pencocokan dengannya cepat. Bila terhenti, ulangi perintahnya: yang selesai dipakai."""
    with refusing(as_json), Meter() as meter:
        from linkage.notes import Notes
        from linkage.preparing import prepare as prepared

        notes = Notes()
        made = prepared(register, out, index=index, progress=meter, notes=notes)
    _say_notes(notes)
    if as_json:
        print_json({"rows": made.rows, "index": made.has_index, "notes": notes.sentences()})
    else:
        typer.echo(f"{made.rows} baris disiapkan di {out}{', dengan indeks' if made.has_index else ''}.")


@linkage.command("match")
def match(
    people: People,
    register: Register,
    out: Annotated[Path, typer.Option("--out", help="Berkas jawaban yang akan ditulis (CSV atau Parquet).")],
    engine: Annotated[
        Engine, typer.Option("--engine", help="duckdb tanpa indeks, index dengan indeks, spark pada banyak mesin.")
    ] = Engine.DUCKDB,
    answers_only: Annotated[
        bool, typer.Option("--answers-only", help="Tanpa satu pun isi register: hanya nomor baris, bukan NIK.")
    ] = False,
    model: ModelFile = None,
    as_json: bool = AS_JSON,
) -> None:
    """Cocokkan orang dengan register. Bila terhenti, ulangi perintahnya: ia melanjutkan dari bagian yang selesai."""
    with refusing(as_json), Meter() as meter:
        from linkage.matching import match as matched
        from linkage.running import look_through

        asked = look_through(people)
        tally = matched(
            asked, register, out, engine=engine, answers_only=answers_only, model=_model(model), progress=meter
        )
    _say_notes(asked.notes)
    counts = {"same": tally.same, "look": tally.look, "different": tally.different}
    if as_json:
        print_json({"people": tally.people, **counts, "answers_only": answers_only, "notes": asked.notes.sentences()})
    else:
        typer.echo(f"{tally.people} orang: sama {tally.same}, perlu dilihat {tally.look}, berbeda {tally.different}.")


@linkage.command("find")
def find(
    register: Register,
    name: Annotated[str, typer.Option("--name", help="Nama, boleh dengan “alias …” dan “bin …”.")],
    born: Annotated[str, typer.Option("--born", help="Tanggal lahir, 1990-02-28 atau 28-02-1990.")] = "",
    nik: Annotated[str, typer.Option("--nik")] = "",
    sex: Annotated[str, typer.Option("--sex", help="L atau P.")] = "",
    place: Annotated[str, typer.Option("--place", help="Tempat lahir.")] = "",
    mother: Annotated[str, typer.Option("--mother", help="Nama ibu.")] = "",
    address: Annotated[str, typer.Option("--address", help="Alamat.")] = "",
    region: Annotated[str, typer.Option("--region", help="Kode wilayah alamat, mis. 990101.")] = "",
    alias: Annotated[list[str] | None, typer.Option("--alias", help="Nama lain; boleh beberapa kali.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=100, help="Calon sebanyak-banyaknya.")] = 5,
    model: ModelFile = None,
    as_json: bool = AS_JSON,
) -> None:
    """Cari satu orang dalam register yang disiapkan dengan indeks. Yang tampil nomor baris dan bukti, bukan isi register."""
    with refusing(as_json):
        from linkage.finding import Finder
        from linkage.preparing import Prepared
        from linkage.reading import person

        asked = person(
            name=name,
            birth_date=born,
            nik=nik,
            sex=sex,
            birth_place=place,
            mother_name=mother,
            address=address,
            region_code=region,
            aliases=";".join(alias or ()),
        )
        found = Finder(Prepared.open(register), model=_model(model)).find(asked, most=most)
    if as_json:
        print_json({"found": [_found_as_json(one) for one in found]})
        return
    if not found:
        typer.echo("Tidak ada calon dalam register.")
    for one in found:
        typer.echo(f"Baris {one.register_row}: {_WORDS[one.verdict.name]}, peluang {one.probability:.4f}")
        for evidence in one.evidence:
            typer.echo(f"  {evidence.sentence}")


@linkage.command("dedupe")
def dedupe(
    people: People,
    out: Annotated[Path, typer.Option("--out", help="Berkas pasangan yang akan ditulis (CSV atau Parquet).")],
    answers: Annotated[
        Path | None, typer.Option("--answers", help="Jawaban `match` tentang orang yang sama, sebagai jangkar.")
    ] = None,
    model: ModelFile = None,
    as_json: bool = AS_JSON,
) -> None:
    """Temukan entri yang sebenarnya satu orang: residivis, alias, dan yang tercatat dua kali."""
    with refusing(as_json), Meter() as meter:
        from linkage.dedupe import dedupe as deduped
        from linkage.running import look_through

        asked = look_through(people)
        found = deduped(asked, out, _model(model), answers=answers, progress=meter)
    _say_notes(asked.notes)
    if as_json:
        counts = {"entries": found.entries, "people": found.people, "same": found.same, "look": found.look}
        print_json({**counts, "expected_pairs": found.expected_pairs, "notes": asked.notes.sentences()})
    else:
        typer.echo(
            f"{found.entries} entri, {found.people} orang: {found.same} pasangan sama, {found.look} perlu dilihat."
        )


@linkage.command("train")
def train(
    people: People,
    register: Register,
    out: Annotated[Path, typer.Option("--out", help="Berkas model yang akan ditulis (JSON).")],
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", help="Isian yang peluangnya tetap seperti model awal; boleh beberapa kali."),
    ] = None,
    model: ModelFile = None,
    as_json: bool = AS_JSON,
) -> None:
    """Latih model dari orang dan register yang disiapkan, tanpa tahu siapa siapa. Mulainya dari model bawaan atau --model."""
    with refusing(as_json), Meter() as meter:
        from linkage.running import look_through
        from linkage.training import train as trained

        asked = look_through(people)
        name = datetime.now(UTC).date().isoformat()
        made = trained(asked.sheet, register, name=name, base=_model(model), keep=keep or (), progress=meter)
        made.model.write(out)
    _say_notes(asked.notes)
    if as_json:
        print_json({"model": made.model.name, "pairs": made.pairs, "one_person": made.one_person})
    else:
        typer.echo(
            f"Model {made.model.name} ditulis di {out}, dari {made.pairs} pasangan dengan NIK sama; "
            f"{made.one_person:.1%} di antaranya dinilai satu orang."
        )


@linkage.command("quality")
def quality(answers: Answers, truth: Truth, as_json: bool = AS_JSON) -> None:
    """Nilai jawaban terhadap kebenaran: presisi, kelengkapan, F1, kalibrasi, dan per kelompok."""
    with refusing(as_json):
        from linkage.quality import measure

        report = measure(answers, truth)
    if as_json:
        print_json(report.as_json())
        return
    typer.echo("Selang kepercayaan 95 % (Wilson).")
    _say_quality("Semua", report.total)
    for column, values in report.groups.items():
        for value, one in values.items():
            _say_quality(f"{column} = {value or '(kosong)'}", one)
    typer.echo("Peluang yang dinyatakan dan yang benar:")
    for step in report.bins:
        typer.echo(f"  {step.low:.3f}–{step.high:.3f}: dinyatakan {step.stated:.4f}, benar {_share(step.came_true)}")
    if report.unjudged:
        typer.echo(f"{report.unjudged} jawaban tidak dinilai: orangnya tidak ada di berkas kebenaran.")


@linkage.command("key")
def key(
    path: Annotated[Path, typer.Argument(metavar="KEY", help="Nama berkas kunci rahasia; kunci publiknya KEY.pub.")],
    as_json: bool = AS_JSON,
) -> None:
    """Buat sepasang kunci untuk menyegel berkas."""
    with refusing(as_json):
        from linkage.sealing import fingerprint, make_key

        public = make_key(path)
        mark = fingerprint(public)
    if as_json:
        print_json({"secret": str(path), "public": str(public), "fingerprint": mark})
        return
    typer.echo(f"Kunci rahasia: {path} (simpan, jangan kirim)")
    typer.echo(f"Kunci publik: {public} (kirim kepada pihak lain)")
    typer.echo(f"Sidik kunci: {mark} (bacakan lewat telepon)")


@linkage.command("seal")
def seal(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Berkas yang akan dikirim (CSV atau Parquet).")],
    key: Annotated[Path, typer.Option("--key", help="Kunci rahasia pengirim.")],
    answers_to: Annotated[
        Path | None, typer.Option("--answers-to", help="Untuk berkas jawaban: berkas yang dijawab.")
    ] = None,
    as_json: bool = AS_JSON,
) -> None:
    """Segel berkas yang akan dikirim; segelnya FILE.seal.json dikirim bersamanya."""
    with refusing(as_json):
        from linkage import sealing
        from linkage.answers import check_answers

        if answers_to is not None:
            check_answers(file, answers_to)
        kind = sealing.SealKind.PEOPLE if answers_to is None else sealing.SealKind.ANSWERS
        made = sealing.seal(file, key, kind=kind, at=datetime.now(UTC), answers_to=answers_to)
    if as_json:
        print_json({"file": str(file), "seal": str(made), "kind": kind})
    else:
        typer.echo(f"Disegel: kirim {file.name} bersama {made.name}.")


@linkage.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Berkas yang diterima, bersama segelnya.")],
    key: Annotated[Path, typer.Option("--key", help="Kunci publik pengirim.")],
    answers_to: Annotated[
        Path | None, typer.Option("--answers-to", help="Berkas yang dahulu dikirim dan kini dijawab.")
    ] = None,
    kind: Annotated[Sealed | None, typer.Option("--kind", help="Isi yang diharapkan.")] = None,
    as_json: bool = AS_JSON,
) -> None:
    """Periksa berkas yang diterima: dari siapa, utuh, dan menjawab berkas yang benar."""
    with refusing(as_json):
        from linkage import sealing
        from linkage.answers import check_answers

        wanted = None if kind is None else sealing.SealKind(kind)
        said = sealing.check(file, key, kind=wanted, answers_to=answers_to)
        tally = check_answers(file, answers_to) if answers_to is not None else None
    if as_json:
        counts = {} if tally is None else {"same": tally.same, "look": tally.look, "different": tally.different}
        print_json({"file": str(file), **said.as_json(), **counts})
        return
    typer.echo(f"{file.name}: {said.rows} baris, disegel {said.sealed_at.isoformat()} dengan kunci {said.key}; utuh.")
    if tally is not None:
        typer.echo(f"Sama {tally.same}, perlu dilihat {tally.look}, berbeda {tally.different}.")


_WORDS = {"SAME": "sama", "LOOK": "perlu dilihat", "DIFFERENT": "berbeda"}


def _found_as_json(one: Any) -> dict[str, Any]:
    return {
        "register_row": one.register_row,
        "answer": one.verdict.name.lower(),
        "probability": one.probability,
        "weight_bits": one.weight_bits,
        "margin_bits": one.margin_bits,
        "why": [evidence.sentence for evidence in one.evidence],
    }


def _model(path: Path | None) -> Any:
    from linkage.model import Model, load

    return load() if path is None else Model.read(path)


def _say_notes(notes: Any) -> None:
    """What was odd about the rows goes to standard error, also beside JSON."""
    for sentence in notes.sentences():
        typer.echo(f"Catatan: {sentence}", err=True)


def _say_quality(label: str, one: Any) -> None:
    f1, low, high = one.f1
    middle = "–" if f1 is None else f"{f1:.4f} ({low:.4f}–{high:.4f})"
    typer.echo(f"{label}: {one.judged} dinilai, {one.looks} perlu dilihat")
    typer.echo(f"  presisi {_share(one.precision)}, kelengkapan {_share(one.recall)}, F1 {middle}")


def _share(share: Any) -> str:
    if share.share is None:
        return "– (0)"
    return f"{share.share:.4f} ({share.low:.4f}–{share.high:.4f}; {share.hits}/{share.of})"
