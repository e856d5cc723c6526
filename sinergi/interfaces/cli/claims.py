"""`sinergi claim-check`: what two counts really say, next to the figure that was stated about them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated

import typer

from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import Kind
from sinergi.foundation.kernel.errors import Invalid
from sinergi.interfaces.cli import installation
from sinergi.interfaces.cli.app import AS_JSON, OPERATOR, app, print_json, saying_no
from sinergi.interfaces.cli.days import day

KINDS = "Jenis naskah yang dihitung, dipisah koma: NK,PKS."
PERIOD = "Masa yang dihitung: 2025-01-01..2025-12-31."
MEASURE = "stock: yang ada pada satu hari; flow: yang dibuat selama satu masa."


@app.command("claim-check")
def claim_check(
    before: Annotated[str, typer.Option("--before", help="Angka awal; kosong bila tidak diketahui.")] = "",
    after: Annotated[str, typer.Option("--after", help="Angka akhir; kosong bila tidak diketahui.")] = "",
    stated: Annotated[
        str, typer.Option("--stated", help="Angka yang disebut: “250%”, “naik 250 persen”, “2,5 kali”.")
    ] = "",
    before_kinds: Annotated[str, typer.Option("--before-kinds", help=KINDS)] = "",
    before_period: Annotated[str, typer.Option("--before-period", help=PERIOD)] = "",
    before_measure: Annotated[str, typer.Option("--before-measure", help=MEASURE)] = "",
    after_kinds: Annotated[str, typer.Option("--after-kinds", help=KINDS)] = "",
    after_period: Annotated[str, typer.Option("--after-period", help=PERIOD)] = "",
    after_measure: Annotated[str, typer.Option("--after-measure", help=MEASURE)] = "",
    as_json: bool = AS_JSON,
) -> None:
    """Periksa pernyataan kenaikan: dari 17 menjadi 43, benarkah 250%?"""
    with saying_no(as_json):
        installation.make_ready()
        check = queries.claim(
            _count(before, "before", "Angka awal"),
            _count(after, "after", "Angka akhir"),
            stated=stated,
            before_basis=_basis("before", before_kinds, before_period, before_measure),
            after_basis=_basis("after", after_kinds, after_period, after_measure),
            viewer=OPERATOR,
        )
    if as_json:
        print_json(queries.claim_as_json(check))
        return
    for sentence in (*check.sentences, *check.bases):
        typer.echo(sentence)


def _count(text: str, field: str, label: str) -> Decimal | None:
    """A count as it was typed; None when nothing was. Raises Invalid for what is no number, or could be two."""
    text = text.strip()
    if not text:
        return None
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", text):
        raise Invalid(f"{label} “{text}” dapat dibaca dengan dua cara. Tulis tanpa pemisah ribuan.", field=field)
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,6})?", text):
        raise Invalid(
            f"{label} “{text[:40]}” tidak terbaca. Tulis bilangan 0 atau lebih, misalnya 17 atau 17.5.", field=field
        )
    return Decimal(text)


def _basis(side: str, kinds: str, period: str, measure: str) -> queries.Basis | None:
    """What a count rests on, as far as it was said; None when nothing was. Raises Invalid."""
    if not (kinds or period or measure):
        return None
    start, _dots, end = period.partition("..")
    return queries.Basis(
        document_kinds=tuple(_kind(word, f"{side}_kinds") for word in kinds.split(",") if word.strip()),
        period_start=day(start, field=f"{side}_period") if period else None,
        period_end=day(end, field=f"{side}_period") if period else None,
        stock_or_flow=_measure(measure, f"{side}_measure"),
    )


def _kind(word: str, field: str) -> str:
    kind = word.strip().upper()
    if kind not in Kind.values:
        raise Invalid(f"Jenis naskah “{word.strip()[:40]}” tidak dikenal. Pakai {', '.join(Kind.values)}.", field=field)
    return kind


def _measure(word: str, field: str) -> queries.Measure | None:
    try:
        return queries.Measure(word.strip()) if word.strip() else None
    except ValueError:
        raise Invalid(f"Cara menghitung “{word[:40]}” tidak dikenal. Pakai stock atau flow.", field=field) from None
