"""What a wrong answer about a case would cost, in points: the order of the queue, and who gets a second reader.

A point has no currency; only the order and the ratios matter. The table below was set with the consequences in mind: a false
"same" lets a stranger's record speak for a person and is found late, a false "different" only asks again or counts twice.

| | false "same" | false "different" |
|---|---|---|
| a person and a row of a register | 10 | 3 |
| … and a NIK would be written | +20 | +5 |
| two persons of ours | 15 | 4 |
| … each credited delivery that both sides hold (at most five) | +2 | +2 |
| a child | +10 | +5 |
| somebody who is held and not released yet | +5 | +2 |

- False "same" of a row: services and papers go out in another's name. With a NIK written, that NIK leaves the house.
- False "same" of two persons: two lives in one record; the wrong one may be released or kept.
- False "different" of two persons: one human being counts twice in what was delivered.
- Children and those who are held cannot easily object, so both errors weigh more.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_DELIVERIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stakes:
    """What hangs on the answer. `deliveries` counts credited deliveries that rest on both sides of a pair."""

    is_pair: bool
    writes_nik: bool = False
    has_child: bool = False
    is_held: bool = False
    deliveries: int = 0


def of_false_same(stakes: Stakes) -> float:
    """Points lost when two are called one."""
    points = 15.0 if stakes.is_pair else 10.0
    points += 20.0 * stakes.writes_nik
    return points + 10.0 * stakes.has_child + 5.0 * stakes.is_held + _delivered(stakes)


def of_false_different(stakes: Stakes) -> float:
    """Points lost when one is called two."""
    points = 4.0 if stakes.is_pair else 3.0
    points += 5.0 * stakes.writes_nik
    return points + 5.0 * stakes.has_child + 2.0 * stakes.is_held + _delivered(stakes)


def stake(stakes: Stakes) -> float:
    """What the dearer wrong answer costs, however unlikely it is."""
    return max(of_false_same(stakes), of_false_different(stakes))


def expected(probability: float, stakes: Stakes) -> float:
    """What is left at risk when nobody looks and the answer that is expected to cost less is taken.

    "Same" is wrong with 1 − p and then costs a false merge, "different" is wrong with p and costs a false split; the smaller of
    the two products is what a reading saves. 0 when the answer is certain. `probability` in [0, 1], else ValueError.
    """
    if not 0 <= probability <= 1:
        raise ValueError("a probability lies between 0 and 1")
    return min((1 - probability) * of_false_same(stakes), probability * of_false_different(stakes))


def _delivered(stakes: Stakes) -> float:
    return 2.0 * min(stakes.deliveries, MOST_DELIVERIES) if stakes.is_pair else 0.0
