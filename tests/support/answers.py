"""What an answer of the site says."""

from __future__ import annotations


def text(response: object) -> str:
    """The page as it was sent."""
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]
