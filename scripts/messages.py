"""Collect the texts of the interface, keep the English catalogue in step with them, and compile it.

    scripts/messages.py            collect into django.po, keep its translations, drop what nobody says any more, compile
    scripts/messages.py --compile  compile only: what `make setup` does
    scripts/messages.py --check    change nothing; one line for each problem, and exit 1 when there is one

The source texts are Indonesian. What is collected: `gettext` and its kin in sinergi/, and the translation tags of templates.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "sinergi"
CATALOGUE = SOURCES / "locale" / "en" / "LC_MESSAGES" / "django.po"
# Written by hand, so that collecting on another day or machine changes nothing but texts.
HEADER = r"""# English texts of Sinergi. docs/words.md says which word stands for which.
msgid ""
msgstr ""
"Language: en\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""
ONE, TWO, IN_CONTEXT = (1,), (1, 2), ((1, "c"), 2)
KEYWORDS = {
    "_": ONE, "gettext": ONE, "gettext_lazy": ONE, "gettext_noop": ONE,
    "ngettext": TWO, "ngettext_lazy": TWO, "pgettext": IN_CONTEXT, "pgettext_lazy": IN_CONTEXT,
}  # fmt: skip
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def collect() -> Catalog:
    """Everything the interface says, each text with the files that say it."""
    catalogue = Catalog(locale="en")
    for path in _files():
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            # Indentation means nothing in a template, but would to the reader of Python that comes next.
            text = "\n".join(line.lstrip() for line in templatize(text, origin=path.name).splitlines())
        for _line, texts, comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
            where = [(path.relative_to(ROOT).as_posix(), 0)]
            catalogue.add(texts, locations=where, auto_comments=comments, context=context)
    return catalogue


def _files() -> Iterator[Path]:
    for path in sorted(SOURCES.rglob("*")):
        if path.suffix in {".py", ".html"} and not {"tests", "migrations"} & set(path.relative_to(ROOT).parts):
            yield path


def stored() -> Catalog:
    """The catalogue as it lies in the repository; an empty one when there is none yet."""
    if not CATALOGUE.exists():
        return Catalog(locale="en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def update() -> None:
    """Bring the stored catalogue to what is said now; what is said no longer goes."""
    catalogue = stored()
    catalogue.update(collect(), no_fuzzy_matching=True)
    out = BytesIO()
    write_po(out, catalogue, width=120, omit_header=True, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
    CATALOGUE.write_text(HEADER + out.getvalue().decode().strip() + "\n", encoding="utf-8")


def compile_catalogue() -> None:
    """Write django.mo beside django.po. It is not kept in the repository."""
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, stored())


def problems() -> Iterator[str]:
    """What is wrong with the stored catalogue, one line each."""
    said, catalogue = collect(), stored()
    kept = {_key(message) for message in catalogue if message.id}
    for message in said:
        if message.id and _key(message) not in kept:
            yield f"not in the catalogue, run `make messages`: {_short(message)}"
    spoken = {_key(message) for message in said if message.id}
    for message in catalogue:
        if not message.id:
            continue
        if _key(message) not in spoken:
            yield f"nobody says this any more, run `make messages`: {_short(message)}"
        elif not all(_forms(message.string)) or len(_forms(message.string)) != len(_forms(message.id)):
            yield f"not translated: {_short(message)}"
        elif message.fuzzy:
            yield f"translation marked as uncertain: {_short(message)}"
        else:
            yield from _lost_placeholders(message)
    yield from _hidden_texts()


def _lost_placeholders(message: Message) -> Iterator[str]:
    wanted = {found for form in _forms(message.id) for found in PLACEHOLDER.findall(form)}
    for form in _forms(message.string):
        if differing := wanted ^ set(PLACEHOLDER.findall(form)):
            yield f"{', '.join(sorted(differing))} only on one side: {_short(message)}"


def _hidden_texts() -> Iterator[str]:
    """Texts that cannot be collected because the call holds something made at run time."""
    for path in _files():
        if path.suffix != ".py":
            continue
        source = path.read_text(encoding="utf-8")
        has_marked = "gettext_noop(" in source
        for node in ast.walk(ast.parse(source)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS):
                continue
            first = node.args[0] if node.args else None
            if isinstance(first, ast.JoinedStr) or not (isinstance(first, ast.Constant) or has_marked):
                where = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
                yield f"{where}: only a plain text can be collected; mark texts kept in a name with gettext_noop"


def _key(message: Message) -> tuple[str | None, str]:
    return message.context, _forms(message.id)[0]


def _forms(texts: object) -> list[str]:
    return [str(text) for text in texts] if isinstance(texts, list | tuple) else [str(texts)]


def _short(message: Message) -> str:
    text = _forms(message.id)[0]
    files = ", ".join(sorted({name for name, _line in message.locations}))
    return f"“{text[:70]}{'…' if len(text) > 70 else ''}”{f' ({files})' if files else ''}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, list the problems")
    parser.add_argument("--compile", action="store_true", help="compile only")
    chosen = parser.parse_args()
    if chosen.check:
        found = list(problems())
        sys.stdout.writelines(f"catalogue: {problem}\n" for problem in found)
        raise SystemExit(1 if found else 0)
    if not chosen.compile:
        update()
    compile_catalogue()


if __name__ == "__main__":
    main()
