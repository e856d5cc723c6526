"""English has every text Indonesian has, and the check that says so can fail."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_english_catalogue_is_complete(messages: ModuleType) -> None:
    assert list(messages.problems()) == []


@pytest.mark.parametrize(
    ("written", "changed", "problem"),
    [
        ('msgstr "Home"', 'msgstr ""', "not translated: “Beranda”"),
        ('msgid "Beranda"', 'msgid "Berandah"', "not in the catalogue"),
        ('msgid "Beranda"', 'msgid "Berandah"', "nobody says this any more"),
        ('msgstr "%(name)s was recorded."', 'msgstr "It was recorded."', "%(name)s only on one side"),
    ],
)
def test_the_check_finds_what_it_is_for(
    messages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, changed: str, problem: str
) -> None:
    text = messages.CATALOGUE.read_text()
    assert written in text
    (tmp_path / "django.po").write_text(text.replace(written, changed))
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "django.po")
    assert any(problem in line for line in messages.problems())


def test_texts_of_python_and_templates_are_collected_with_their_plurals(
    messages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_text(
        "<c-card title=\"{% translate 'Judul' %}\">\n"
        "    {% blocktranslate trimmed count n=rows|length %}\n      {{ n }} baris\n    {% plural %}\n      {{ n }} baris\n"
        "    {% endblocktranslate %}\n  {% blocktranslate asvar note with on=day %}Pada {{ on }}{% endblocktranslate %}\n"
    )
    (tmp_path / "words.py").write_text('LABEL = gettext_lazy("Kata")\nHIDDEN = _(f"Hari {LABEL}")\n')
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCES", tmp_path)
    assert {message.id for message in messages.collect() if message.id} == {
        "Judul",
        ("%(n)s baris", "%(n)s baris"),
        "Pada %(on)s",
        "Kata",
    }
    assert any("words.py:2" in line for line in messages.problems())
