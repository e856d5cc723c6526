"""Fields for what is chosen from rows: institutions, and rows of the catalogue. What forms of every room share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from sinergi.foundation.institutions.models import Institution

type Choices = list[tuple[str, Any]]

UNKNOWN_CHOICE = gettext_lazy("Belum diketahui")
REQUIRED = {"required": gettext_lazy("Bagian ini wajib diisi.")}
NOT_OFFERED = {"invalid_choice": gettext_lazy("Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")}


def with_first(words: type[models.TextChoices], first: object) -> Choices:
    """The words of a choice below the one that says that nothing is chosen."""
    return [("", first), *words.choices]


def by_world(known: Mapping[str, Any], *, real: str) -> Choices:
    """The rows by key as choices; real ones and examples under headings of their own where there are both."""
    groups: dict[bool, Choices] = {False: [], True: []}
    for key, row in known.items():
        groups[row.is_example].append((key, str(row)))
    if not all(groups.values()):
        return [*groups[False], *groups[True]]
    return [(real, groups[False]), (_("CONTOH"), groups[True])]


class InstitutionField(forms.ChoiceField):
    """One of the institutions given; real ones and examples under headings of their own. Gives the institution."""

    def __init__(self, institutions: Iterable[Institution], *, first: object, **kwargs: Any) -> None:
        self.known = {str(institution.public_id): institution for institution in institutions}
        choices = [("", first), *by_world(self.known, real=_("Lembaga nyata"))]
        super().__init__(choices=choices, error_messages=NOT_OFFERED | REQUIRED, **kwargs)

    def clean(self, value: Any) -> Institution | None:
        return self.known.get(super().clean(value))


class InstitutionsField(forms.MultipleChoiceField):
    """Any number of the institutions given. Gives a tuple of institutions."""

    def __init__(self, institutions: Iterable[Institution], **kwargs: Any) -> None:
        self.known = {str(institution.public_id): institution for institution in institutions}
        choices = [(key, known.name) for key, known in self.known.items()]
        super().__init__(choices=choices, error_messages=NOT_OFFERED, **kwargs)

    def clean(self, value: Any) -> tuple[Institution, ...]:
        return tuple(self.known[key] for key in super().clean(value))


class RowField(forms.ChoiceField):
    """One of the rows given, by its public id. Gives the row. `real` heads the real rows where made-up ones are among them."""

    def __init__(self, rows: Iterable[Any], *, first: object, real: str = "", **kwargs: Any) -> None:
        self.known = {str(row.public_id): row for row in rows}
        plain = [(key, str(row)) for key, row in self.known.items()]
        choices = [("", first), *(by_world(self.known, real=real) if real else plain)]
        super().__init__(choices=choices, error_messages=NOT_OFFERED | REQUIRED, **kwargs)

    def keep(self, row: Any, label: str) -> None:
        """Offer one more row, under another name than its own."""
        self.known[str(row.public_id)] = row
        self.choices = [*self.choices, (str(row.public_id), label)]  # type: ignore[misc]

    def clean(self, value: Any) -> Any:
        return self.known.get(super().clean(value))


class RowsField(forms.MultipleChoiceField):
    """Any number of the rows given, by their public id; rows with a `group` stand below it. Gives a tuple of rows."""

    def __init__(self, rows: Iterable[Any], **kwargs: Any) -> None:
        self.known = {str(row.public_id): row for row in rows}
        choices = [(key, f"– {row}" if getattr(row, "group", None) else str(row)) for key, row in self.known.items()]
        super().__init__(choices=choices, error_messages=NOT_OFFERED, **kwargs)

    def clean(self, value: Any) -> tuple[Any, ...]:
        return tuple(self.known[key] for key in super().clean(value))
