"""An own stable 64-bit hash: the same on every machine, in every version and process, so that an index may be kept.

Texts go through BLAKE2b (RFC 7693); numbers are mixed by the finaliser of SplitMix64 (Steele, Lea & Flood 2014, Fast
Splittable Pseudorandom Number Generators, OOPSLA). Not for secrets: the hashes are short and carry no key.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

type Hashes = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def of_text(text: str) -> int:
    """The hash of one text, in [0, 2⁶⁴)."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def mixed(kind: int, *parts: NDArray[np.generic]) -> Hashes:
    """One hash per row over `parts` of whole numbers, in their order; `kind` keeps keys of different kinds apart."""
    total = np.full(len(parts[0]), kind, np.uint64)
    with np.errstate(over="ignore"):
        for part in parts:
            total += _GOLDEN
            total += part.astype(np.uint64)
            _scramble(total)
    return total


def nearly_ascending(keys: Hashes) -> NDArray[np.int64]:
    """An order of `keys` in which they ascend but for their last bits, which is enough to look them up page by page.

    Sorting numbers is several times faster than sorting their places, so the places stand in for the last bits.
    """
    places = np.uint64((1 << len(keys).bit_length()) - 1)
    ordered = np.sort(keys & ~places | np.arange(len(keys), dtype=np.uint64))
    return (ordered & places).astype(np.int64)


def _scramble(values: Hashes) -> None:
    values ^= values >> np.uint64(30)
    values *= _FIRST
    values ^= values >> np.uint64(27)
    values *= _SECOND
    values ^= values >> np.uint64(31)
