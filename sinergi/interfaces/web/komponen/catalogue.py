"""What the design system consists of, read from its own files so that nothing can be forgotten on the living page."""

from __future__ import annotations

import re
from pathlib import Path

COMPONENTS = Path(__file__).resolve().parents[1] / "templates" / "components"
TONES = ("brand", "gold", "good", "warn", "bad", "info", "unknown", "neutral", "example")
ICONS = tuple(re.findall(r"{% partialdef (\S+) %}", (COMPONENTS / "icons.html").read_text(encoding="utf-8")))


def component_names() -> tuple[str, ...]:
    """Names as written in templates after `c-`, sorted."""
    return tuple(sorted(path.stem.replace("_", "-") for path in COMPONENTS.glob("*.html") if path.stem != "icons"))
