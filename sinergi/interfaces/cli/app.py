"""The `sinergi` command: one file per noun; this one holds the root and how a refusal is said.

Every command first makes sure that there is a database; an empty data folder is initialised on the way.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError

app = typer.Typer(
    name="sinergi",
    help="Sinergi: setiap perjanjian kerja sama, dari tanda tangan sampai manfaat.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

OPERATOR = Actor.system("cli")
AS_JSON = typer.Option(False, "--json", help="Cetak hasil sebagai JSON.")


@contextmanager
def saying_no(as_json: bool = False) -> Iterator[None]:
    """A refusal becomes its sentence and exit status 1: on standard error, or as JSON on standard output."""
    try:
        yield
    except DomainError as error:
        if as_json:
            print_json({"error": error.code, "text": str(error), "field": error.field})
        else:
            typer.echo(f"sinergi: {error}", err=True)
        raise typer.Exit(1) from None


def print_json(value: object) -> None:
    """One JSON document on standard output; letters stay letters."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
