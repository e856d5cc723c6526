"""Text that people typed, made safe to keep: no invisible characters, no surprise in length."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from sinergi.foundation.kernel.errors import Invalid


def clean_line(value: str, *, field: str, label: str, most: int = 300, required: bool = True) -> str:
    """One line of text, runs of spaces folded. `most` counts characters. Raises Invalid naming `label`."""
    return _checked(" ".join(value.split()), value, field=field, label=label, most=most, required=required, allowed="")


def clean_text(value: str, *, field: str, label: str, most: int = 5_000, required: bool = True) -> str:
    """Text of several lines. Line ends become \\n. Raises Invalid naming `label`."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    return _checked(lines, lines, field=field, label=label, most=most, required=required, allowed="\n\t")


def _checked(text: str, raw: str, *, field: str, label: str, most: int, required: bool, allowed: str) -> str:
    # Cc are control characters (NUL breaks PostgreSQL), Cs lone surrogates (cannot be encoded), Cf can turn text around.
    if any(unicodedata.category(c) in {"Cc", "Cs", "Cf"} and c not in f"{allowed}\n\r\t" for c in raw):
        raise Invalid(
            _("%(label)s memuat karakter yang tidak terlihat. Ketik ulang bagian itu.") % {"label": label}, field=field
        )
    if required and not text:
        raise Invalid(_("%(label)s wajib diisi.") % {"label": label}, field=field)
    if len(text) > most:
        raise Invalid(
            _("%(label)s terlalu panjang: %(count)s karakter, paling banyak %(most)s.")
            % {"label": label, "count": len(text), "most": most},
            field=field,
        )
    return unicodedata.normalize("NFC", text)
