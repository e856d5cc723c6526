"""The ways of naming, each with its patterns. Written from general knowledge; the shares follow the peoples' sizes roughly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Era(StrEnum):
    """Names followed the village until about 1980, and the country since."""

    OLD = "old"
    NEW = "new"


NEW_SINCE = 1980


@dataclass(frozen=True, slots=True)
class Pattern:
    """Slots to be filled in order: a table of words, or a word of its own when in capitals."""

    weight: float
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One way of naming.

    `has_clan`: the last word is the father's last word. `is_held_out`: no model may have seen it in training.
    `patterns[is_woman, era]` are the ways to build a name; their weights need not sum to 1.
    """

    name: str
    share: float
    patterns: dict[tuple[bool, Era], tuple[Pattern, ...]]
    has_clan: bool = False
    is_held_out: bool = False


MOST_SLOTS = 4

_SYSTEMS = """
javanese 0.390
  m old 14 java_m | 20 made_m | 20 old_m | 36 java_m java_m2 | 5 muslim_m java_m2 | 5 muhammad java_m
  m new 22 java_m java_m2 | 24 modern_m modern_m2 | 14 muhammad modern_m modern_m2 | 12 modern_m java_m2 |
    4 java_m | 6 made_m | 10 modern_m modern_m java_m2 | 5 old_m | 3 AHMAD muslim_m java_m2
  w old 14 java_w | 22 made_w | 22 old_w | 34 java_w java_w2 | 4 SITI muslim_w | 4 SRI made_w
  w new 26 modern_w modern_w2 | 20 java_w java_w2 | 4 java_w | 8 made_w | 12 modern_w java_w2 |
    14 modern_w modern_w modern_w2 | 5 SITI muslim_w | 6 old_w | 5 SITI modern_w modern_w2
sundanese 0.155
  m old 48 sunda_m sunda_m2 | 8 sunda_m | 16 made_sunda | 6 sunda_m2 | 12 sunda_m din | 10 old_m
  m new 34 sunda_m sunda_m2 | 24 modern_m modern_m2 | 15 muhammad modern_m modern_m2 | 12 sunda_m modern_m2 |
    3 sunda_m | 8 sunda_m din | 4 made_sunda
  w old 10 sunda_w | 48 sunda_w sunda_w2 | 24 made_sunda | 10 sunda_w made_sunda | 8 old_w
  w new 38 sunda_w sunda_w2 | 28 modern_w modern_w2 | 18 sunda_w modern_w2 | 8 SITI muslim_w2 muslim_w |
    8 made_sunda
malay 0.175
  m old 9 muslim_m | 8 ABDUL servant | 8 ABDUL servant muslim_m2 | 18 muhammad muslim_m | 9 din |
    28 muslim_m muslim_m2 | 8 M muslim_m | 12 old_m
  m new 26 muhammad muslim_m muslim_m2 | 16 muhammad modern_m | 20 modern_m modern_m2 | 18 muslim_m muslim_m2 |
    4 ABDUL servant | 3 muslim_m | 7 muhammad din | 6 AHMAD muslim_m muslim_m2
  w old 8 muslim_w | 14 SITI muslim_w | 8 NUR muslim_w2 | 48 muslim_w muslim_w2 | 22 old_w
  w new 28 modern_w modern_w2 | 24 muslim_w muslim_w2 | 16 SITI muslim_w muslim_w2 | 8 SITI muslim_w |
    5 NUR muslim_w2 | 15 modern_w muslim_w2 | 4 modern_w muslim_w muslim_w2
madurese 0.030
  m old 15 madura_m | 30 madura_m muslim_m2 | 20 ABDUL servant | 20 muslim_m | 15 muhammad madura_m
  m new 25 muhammad muslim_m | 25 muhammad modern_m modern_m2 | 20 ABDUL servant | 15 AHMAD muslim_m |
    15 madura_m modern_m2
  w old 20 madura_w | 40 madura_w muslim_w2 | 25 SITI muslim_w | 15 muslim_w
  w new 35 SITI muslim_w | 25 modern_w modern_w2 | 20 muslim_w muslim_w2 | 20 madura_w modern_w2
minang 0.026
  m old 20 minang_m | 25 minang_m muslim_m2 | 20 muslim_m | 15 muslim_m minang_clan | 20 din
  m new 30 modern_m modern_m2 | 10 minang_m | 15 minang_m muslim_m2 | 20 muhammad muslim_m muslim_m2 |
    15 minang_m modern_m2 | 10 modern_m minang_clan
  w old 25 minang_w | 45 muslim_w minang_w | 30 muslim_w
  w new 35 modern_w modern_w2 | 10 minang_w | 20 minang_w modern_w2 | 20 muslim_w muslim_w2 |
    15 modern_w minang_w
batak 0.036 clan
  m old 75 batak_m batak_clan | 25 christian_m batak_clan
  m new 40 batak_m batak_clan | 25 christian_m batak_m batak_clan | 25 modern_m batak_clan |
    10 muhammad modern_m batak_clan
  w old 75 batak_w batak_clan | 25 christian_w batak_clan
  w new 40 batak_w batak_clan | 25 christian_w batak_w batak_clan | 35 modern_w batak_clan
bugis 0.040
  m old 12 bugis_m | 28 muhammad bugis_m | 25 bugis_m bugis_tail | 20 din | 15 ABDUL servant
  m new 30 muhammad bugis_m | 25 modern_m modern_m2 | 5 bugis_m | 15 bugis_m muslim_m2 |
    15 ANDI muslim_m bugis_tail | 10 bugis_m bugis_tail
  w old 15 bugis_w | 45 bugis_w muslim_w2 | 25 bugis_w bugis_w | 15 SITTI muslim_w
  w new 8 bugis_w | 27 bugis_w modern_w2 | 30 modern_w modern_w2 | 20 NUR muslim_w2 | 15 ANDI bugis_w bugis_tail
acehnese 0.016
  m old 20 aceh_m | 30 aceh_m muslim_m2 | 25 ABDUL servant | 15 TEUKU aceh_m | 10 muslim_m
  m new 35 muhammad aceh_m | 5 aceh_m | 20 aceh_m modern_m2 | 20 TEUKU muhammad modern_m | 20 muslim_m muslim_m2
  w old 20 aceh_w | 40 aceh_w muslim_w2 | 20 CUT aceh_w | 20 muslim_w
  w new 40 CUT aceh_w modern_w2 | 30 aceh_w muslim_w2 | 30 modern_w muslim_w2
balinese 0.018
  m old 60 I bali_birth_m bali_m | 20 IDA BAGUS bali_m | 20 I GUSTI bali_birth_m bali_m
  m new 55 I bali_birth_m bali_m | 25 I bali_birth_m modern_m bali_m | 10 I GUSTI bali_birth_m bali_m |
    10 IDA BAGUS bali_m
  w old 70 NI bali_birth_w bali_w | 15 IDA AYU bali_w | 15 NI bali_birth_w LUH bali_w
  w new 65 NI bali_birth_w bali_w | 20 NI bali_birth_w modern_w bali_w | 15 IDA AYU bali_w
sasak 0.013
  m old 20 sasak_m | 30 sasak_m muslim_m2 | 20 LALU sasak_m | 15 AMAQ sasak_m | 15 din
  m new 35 sasak_m modern_m2 | 25 muhammad sasak_m | 20 LALU sasak_m modern_m2 | 20 sasak_m muslim_m2
  w old 20 sasak_w | 30 sasak_w muslim_w2 | 20 BAIQ sasak_w | 30 INAQ sasak_w
  w new 50 sasak_w modern_w2 | 25 BAIQ sasak_w modern_w2 | 25 sasak_w muslim_w2
chinese 0.018 clan
  m old 60 chinese_clan chinese_name chinese_name | 40 chinese_new_m chinese_new_clan
  m new 75 chinese_new_m chinese_new_clan | 15 chinese_new_m chinese_new_m chinese_new_clan |
    10 chinese_clan chinese_name chinese_name
  w old 60 chinese_clan chinese_name chinese_name | 40 chinese_new_w chinese_new_clan
  w new 75 chinese_new_w chinese_new_clan | 15 chinese_new_w chinese_new_w chinese_new_clan |
    10 chinese_clan chinese_name chinese_name
moluccan 0.012 clan
  m old 80 christian_m moluccan_clan | 20 christian_m christian_m moluccan_clan
  m new 60 christian_m moluccan_clan | 20 modern_m moluccan_clan | 20 christian_m christian_m moluccan_clan
  w old 80 christian_w moluccan_clan | 20 christian_w christian_w moluccan_clan
  w new 60 christian_w moluccan_clan | 40 modern_w moluccan_clan
timorese 0.025 clan
  m old 70 christian_m timor_clan | 30 christian_m christian_m timor_clan
  m new 55 christian_m timor_clan | 25 christian_m christian_m timor_clan | 20 modern_m timor_clan
  w old 70 christian_w timor_clan | 30 christian_w christian_w timor_clan
  w new 55 christian_w timor_clan | 25 christian_w christian_w timor_clan | 20 modern_w timor_clan
dayak 0.013
  m old 50 dayak_m | 30 dayak_m dayak_clan | 20 christian_m dayak_m
  m new 40 christian_m dayak_clan | 30 modern_m modern_m2 | 30 christian_m dayak_m
  w old 50 dayak_w | 30 dayak_w dayak_clan | 20 christian_w dayak_w
  w new 50 christian_w dayak_clan | 30 modern_w modern_w2 | 20 christian_w dayak_w
arab 0.004 clan
  m old 60 arab_m BIN arab_m arab_clan | 40 arab_m arab_clan
  m new 30 arab_m BIN arab_m arab_clan | 70 muhammad arab_m arab_clan
  w old 60 arab_w BINTI arab_m arab_clan | 40 arab_w arab_clan
  w new 30 arab_w BINTI arab_m arab_clan | 70 arab_w muslim_w2 arab_clan
minahasan 0.010 clan held
  m old 80 christian_m minahasa_clan | 20 christian_m christian_m minahasa_clan
  m new 60 christian_m minahasa_clan | 40 modern_m christian_m minahasa_clan
  w old 80 christian_w minahasa_clan | 20 christian_w christian_w minahasa_clan
  w new 60 christian_w minahasa_clan | 40 modern_w christian_w minahasa_clan
papuan 0.016 clan held
  m old 90 christian_m papua_clan | 10 papua_clan papua_clan
  m new 80 christian_m papua_clan | 20 christian_m christian_m papua_clan
  w old 90 christian_w papua_clan | 10 papua_clan papua_clan
  w new 80 christian_w papua_clan | 20 christian_w christian_w papua_clan
niasan 0.003 clan held
  m old 100 nias_m nias_clan
  m new 60 nias_m nias_clan | 40 christian_m nias_clan
  w old 100 nias_w nias_clan
  w new 60 nias_w nias_clan | 40 christian_w nias_clan
foreign 0 clan
  m old 100 foreign_m foreign_clan
  m new 80 foreign_m foreign_clan | 20 foreign_m foreign_m foreign_clan
  w old 100 foreign_w foreign_clan
  w new 80 foreign_w foreign_clan | 20 foreign_w foreign_w foreign_clan
"""


def _read(text: str) -> tuple[System, ...]:
    found: list[System] = []
    for line in text.strip().replace("|\n", "|").splitlines():
        if not line.startswith(" "):
            name, share, *marks = line.split()
            found.append(
                System(
                    name=name,
                    share=float(share),
                    patterns={},
                    has_clan="clan" in marks,
                    is_held_out="held" in marks,
                )
            )
            continue
        sex, era, rest = line.strip().split(" ", 2)
        found[-1].patterns[sex == "w", Era(era)] = tuple(
            Pattern(float(weight), tuple(slots)) for weight, *slots in (each.split() for each in rest.split("|"))
        )
    return tuple(found)


SYSTEMS = _read(_SYSTEMS)
FOREIGN = next(place for place, system in enumerate(SYSTEMS) if system.name == "foreign")
BALINESE = next(place for place, system in enumerate(SYSTEMS) if system.name == "balinese")
