"""The two kinds of world: the study's mix, and a harsh one with what the study left out."""

from __future__ import annotations

from dataclasses import dataclass

from synthetic.naming.drawing import Part
from synthetic.noise import STUDY as STUDY_NOISE
from synthetic.noise import Profile
from synthetic.population import Society


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of world. `noise` None means what `harsh` does; `foreigners` is a share of those who are not in the register."""

    name: str
    society: Society
    noise: Profile | None
    not_in_register: float
    readmitted: float
    foreigners: float


STUDY = Kind(
    name="study",
    society=Society(
        part=Part.SEEN,
        families=0.0,
        twins=0.0,
        namesakes=0.0,
        heaped=0.0,
        crooked_niks=0.0,
        without_mother=0.0,
        moved=0.2,
    ),
    noise=STUDY_NOISE,
    not_in_register=STUDY_NOISE.not_in_register,
    readmitted=STUDY_NOISE.readmitted,
    foreigners=0.0,
)
"""Everybody stands alone, and the noise is `noise.STUDY`."""


def harsh(part: Part) -> Kind:
    """Families, twins, sons called as their fathers, heaped birthdays, and the noise of `harsh`."""
    return Kind(
        name="harsh" if part is Part.ALL else "harsh, seen part",
        society=Society(
            part=part,
            families=0.6,
            twins=0.04,
            namesakes=0.03,
            heaped=0.12,
            crooked_niks=0.004,
            without_mother=0.02,
            moved=0.25,
        ),
        noise=None,
        not_in_register=0.12,
        readmitted=0.10,
        foreigners=0.06 if part is Part.ALL else 0.0,
    )


KINDS = {"study": STUDY, "harsh": harsh(Part.ALL), "harsh-seen": harsh(Part.SEEN)}
