"""Chance that nobody can steer: what is drawn hangs on a secret key and on the thing alone."""

from __future__ import annotations

from sinergi.foundation.kernel.encryption import blind_index

SAMPLED_MORE = {"0.999": 1.0, "0.99": 2.0, "0.95": 4.0}
"""How many times the share of the sample a stratum gets, by where it begins: errors are sought where they are likelier.
Every other stratum gets the most of these."""

_DIGITS = 13  # 52 bits: as many as a float holds
_PARTS = 16.0**_DIGITS


def drawn(key: str, *, lot: str, share: float) -> bool:
    """Whether `key` is among the `share` of things drawn in this `lot`. The same for as long as the index key stays.

    Keyed, so that who knows the key of a case cannot reckon whether it is read twice. `share` 0 draws nobody, 1 everybody.
    """
    return position(key, lot=lot) < share


def position(key: str, *, lot: str) -> float:
    """Where the key lies between 0 (included) and 1 (excluded); evenly spread."""
    digest = blind_index(key, context=f"identity.desk.{lot}")
    return int(digest[:_DIGITS], 16) / _PARTS


def sampled(band: str, base: float) -> float:
    """The chance with which a sure answer of this stratum comes before a reader; `base` is what the desk has set."""
    return min(1.0, base * SAMPLED_MORE.get(band, max(SAMPLED_MORE.values())))
