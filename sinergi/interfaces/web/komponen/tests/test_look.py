"""What the look promises: documented components, all of them shown, nothing inline, text that can be read in both modes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from sinergi.interfaces.web.komponen.catalogue import COMPONENTS, ICONS, component_names

WEB = COMPONENTS.parents[1]
TEMPLATES = sorted(COMPONENTS.parent.rglob("*.html"))
TOKENS = (WEB / "static/css/tokens.css").read_text(encoding="utf-8")
INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:|\sjs:|<style|<script(?![^>]*\ssrc=)""", re.IGNORECASE
)

READABLE = [
    *[
        (text, surface)
        for text in ("text", "muted", "link", "gold-strong")
        for surface in ("page", "surface", "raised")
    ],
    *[(tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "unknown", "neutral", "example")],
    *[(tone, "surface") for tone in ("good", "warn", "bad", "info", "unknown", "neutral", "example")],
    ("on-brand", "brand"),
    ("on-brand", "brand-hover"),
    ("on-brand-soft", "brand-soft"),
    ("on-danger", "danger"),
    ("on-danger", "danger-hover"),
    ("bar-text", "bar"),
    ("bar-muted", "bar"),
    ("bar-strong", "bar-raised"),
    ("bar-gold", "bar-raised"),
    ("muted", "neutral-soft"),
    ("surface", "example"),
]
VISIBLE = [
    *[(edge, "surface") for edge in ("focus", "line-strong", "brand", "gold", "bad-edge", "unknown-edge")],
    *[(f"chart-{number}", "surface") for number in range(1, 7)],
]


def _colour(name: str, mode: int) -> tuple[float, float, float]:
    """The token as linear RGB; `mode` 0 is light, 1 dark."""
    found = re.search(rf"--{name}: (?:light-dark\((#\w{{6}}), (#\w{{6}})\)|(#\w{{6}}));", TOKENS)
    assert found, f"tokens.css has no colour --{name}"
    code = found.group(3) or found.group(1 + mode)
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _contrast(one: str, other: str, mode: int) -> float:
    """Contrast ratio of two tokens, 1 to 21. Source: WCAG 2.2, definition of contrast ratio."""
    bright, dark = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (_colour(one, mode), _colour(other, mode))), reverse=True
    )
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "surface"), READABLE)
def test_text_can_be_read_on_its_surface(text: str, surface: str, mode: int) -> None:
    assert _contrast(text, surface, mode) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "surface"), VISIBLE)
def test_edges_that_mean_something_can_be_seen(edge: str, surface: str, mode: int) -> None:
    assert _contrast(edge, surface, mode) >= 3


@pytest.mark.parametrize("name", component_names())
def test_a_component_opens_with_a_comment_that_lists_its_variables(name: str) -> None:
    source = (COMPONENTS / f"{name.replace('-', '_')}.html").read_text(encoding="utf-8")
    assert source.startswith("{% comment %}\n")
    comment = source.partition("{% endcomment %}")[0]
    declared = re.search(r"<c-vars\s(.*?)/>", source, re.DOTALL)
    variables = re.findall(r"(?:^|\s):?([a-z_]+)(?=[\s=]|$)", declared.group(1)) if declared else []
    assert [name for name in variables if name != "class" and not re.search(rf"\b{name}\b", comment)] == []


@pytest.mark.parametrize("name", component_names())
def test_a_component_is_shown_on_the_living_page(name: str) -> None:
    page = (COMPONENTS.parent / "komponen/index.html").read_text(encoding="utf-8")
    assert re.search(rf"<c-{name}[\s/>]", page)


def test_templates_call_only_components_that_exist() -> None:
    known = {*component_names(), "vars", "slot"}
    calls = {
        (str(template.relative_to(COMPONENTS.parent)), name)
        for template in TEMPLATES
        for name in re.findall(r"<c-([a-z-]+)", template.read_text(encoding="utf-8"))
    }
    assert sorted(call for call in calls if call[1] not in known) == []


def test_templates_name_only_icons_that_exist() -> None:
    named = {
        (str(template.relative_to(COMPONENTS.parent)), name)
        for template in TEMPLATES
        for name in re.findall(r"""(?:<c-icon\s+name|\sicon)="([a-z-]+)\"""", template.read_text(encoding="utf-8"))
    }
    assert sorted(name for name in named if name[1] not in ICONS) == []


def test_templates_use_only_classes_that_the_style_sheets_know() -> None:
    styles = "".join(sheet.read_text(encoding="utf-8") for sheet in (WEB / "static/css").glob("*.css"))
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", styles))
    used = {
        (str(template.relative_to(COMPONENTS.parent)), name)
        for template in TEMPLATES
        for names in re.findall(
            r'class="([^"]*)"', re.sub(r"{%.*?%}|{{.*?}}", "…", template.read_text(encoding="utf-8"))
        )
        for name in names.split()
        if "…" not in name
    }
    assert sorted(use for use in used if use[1] not in known) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(COMPONENTS.parent)))
def test_nothing_inline_that_the_content_policy_would_refuse(template: Path) -> None:
    assert INLINE.findall(template.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("attribute", [' style="a"', " onclick=x", "<script>", ' hx-on:click="x"', "<style>"])
def test_the_check_for_inline_code_finds_it(attribute: str) -> None:
    assert INLINE.search(attribute)


def test_the_font_and_the_styles_are_served_from_here() -> None:
    assert finders.find("fonts/PlusJakartaSans[wght].ttf")
    for name in ("tokens", "base", "layout", "components", "print"):
        assert finders.find(f"css/{name}.css")
