"""Made-up Indonesians with known truth: one seed, one world. Nobody in it exists; every NIK is impossible."""

from synthetic.noise import STUDY, NikKind, Profile
from synthetic.worlds import Inmate, World, world

__all__ = ["STUDY", "Inmate", "NikKind", "Profile", "World", "world"]
