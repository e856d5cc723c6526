"""Evidence in Indonesian sentences for the person at the screen. No sentence contains a value of anybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from linkage.likeness import NameLevel
from linkage.model import LEVELS, AddressLevel, BirthLevel, NikLevel, PlaceLevel, RegionLevel, SexLevel


class Reason(StrEnum):
    """Why a person has to look, whatever the weight."""

    TWIN = "twin"
    OTHER_NAME = "other_name"
    FAINT_NAME = "faint_name"
    OTHER_SEX = "other_sex"
    GENERATION = "generation"
    PARENT = "parent"
    NAME_AND_BIRTH_ONLY = "name_and_birth_only"
    OTHER_NIK = "other_nik"
    OTHER_BIRTH = "other_birth"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says: its level, the bits that were counted, and a sentence without any value.

    `field` is one of `model.LEVELS`, or "guard" with a Reason as `level`.
    """

    field: str
    level: str
    bits: float
    sentence: str


# Said beside the evidence; the weight already knows it, or it asks for a look only together with others.
ONLY_TOLD = frozenset({Reason.OTHER_NIK, Reason.FAINT_NAME})

_NAMES = {
    NameLevel.EXACT: "sama",
    NameLevel.SOUNDS: "sama bunyinya, ejaan atau pemisahan katanya berbeda",
    NameLevel.PARTS: "sebagian: beberapa kata sama, yang lain tidak ditulis",
    NameLevel.PART: "sebagian: satu kata sama, yang lain tidak ditulis",
    NameLevel.NEAR: "mirip: ada kata yang sama, yang lain mirip atau disingkat",
    NameLevel.FAINT: "hanya mirip, tidak ada kata yang sama",
    NameLevel.SHARED: "berbeda, meskipun ada kata yang sama",
    NameLevel.DIFFERENT: "berbeda",
}
_SENTENCES: dict[str, Mapping[IntEnum, str]] = {
    "nik": {
        NikLevel.EXACT: "NIK sama persis.",
        NikLevel.NEAR: "NIK berbeda satu angka atau dua angka bertukar tempat.",
        NikLevel.DIFFERENT: "NIK berbeda.",
    },
    "name": {level: f"Nama {words}." for level, words in _NAMES.items()},
    "mother": {level: f"Nama ibu {words}." for level, words in _NAMES.items()},
    "sex": {SexLevel.EXACT: "Jenis kelamin sama.", SexLevel.DIFFERENT: "Jenis kelamin berbeda."},
    "birth": {
        BirthLevel.EXACT: "Tanggal lahir sama.",
        BirthLevel.EXCHANGED: "Tanggal dan bulan lahir tertukar.",
        BirthLevel.FIRST_OF_JANUARY: "Tahun lahir sama; satu pihak menulis 1 Januari, biasanya karena harinya tidak diketahui.",
        BirthLevel.TWO_PARTS: "Tanggal lahir berbeda pada salah satu dari tanggal, bulan, atau tahun.",
        BirthLevel.SAME_YEAR: "Hanya tahun lahir yang sama.",
        BirthLevel.NEAR_YEAR: "Tahun lahir berbeda paling banyak dua tahun.",
        BirthLevel.DIFFERENT: "Tanggal lahir berbeda.",
    },
    "place": {
        PlaceLevel.EXACT: "Tempat lahir sama.",
        PlaceLevel.NEAR: "Tempat lahir mirip atau bagian dari yang lain.",
        PlaceLevel.DIFFERENT: "Tempat lahir berbeda.",
    },
    "region": {
        RegionLevel.DISTRICT: "Kecamatan alamat sama.",
        RegionLevel.REGENCY: "Kabupaten atau kota alamat sama.",
        RegionLevel.PROVINCE: "Hanya provinsi alamat yang sama.",
        RegionLevel.DIFFERENT: "Provinsi alamat berbeda; orang dapat pindah.",
    },
    "address": {
        AddressLevel.EXACT: "Alamat sama.",
        AddressLevel.DIFFERENT: "Alamat berbeda; orang dapat pindah.",
    },
}
_LABELS = {
    "nik": "NIK",
    "name": "Nama",
    "mother": "Nama ibu",
    "sex": "Jenis kelamin",
    "birth": "Tanggal lahir",
    "place": "Tempat lahir",
    "region": "Wilayah alamat",
    "address": "Alamat",
}
IN_NIK = frozenset({"sex", "birth", "place", "region"})
_REASONS = {
    Reason.TWIN: "Tanggal lahir dan ibu atau alamat sama tetapi nama berbeda: mungkin saudara kembar.",
    Reason.OTHER_NAME: "Nama tidak cocok, jadi harus dilihat orang.",
    Reason.FAINT_NAME: "Kemiripan namanya lemah.",
    Reason.OTHER_SEX: "Jenis kelamin bertentangan, jadi harus dilihat orang.",
    Reason.GENERATION: "Tahun lahir terpaut satu generasi: mungkin orang tua dan anak.",
    Reason.PARENT: "Nama yang satu adalah nama orang tua yang lain: mungkin orang tua dan anak.",
    Reason.NAME_AND_BIRTH_ONLY: "Nama dan tanggal lahir saja tidak cukup untuk memastikan.",
    Reason.OTHER_NIK: "NIK yang berbeda perlu dijelaskan.",
    Reason.OTHER_BIRTH: "NIK sama tetapi tanggal lahir jauh berbeda: NIK mungkin milik orang lain.",
}
NO_CANDIDATE = "Tidak ada calon dalam register."
CLOSE_RUNNER_UP = "Ada calon lain yang hampir sama kuat, jadi harus dilihat orang."


def pattern(levels: Mapping[str, NDArray[np.uint8]], reasons: Mapping[Reason, NDArray[np.bool_]]) -> NDArray[np.int64]:
    """Levels and reasons of each pair packed into one number, so that equal evidence is told once."""
    packed = sum((levels[field].astype(np.int64) << 4 * at for at, field in enumerate(LEVELS)), np.int64(0))
    for at, reason in enumerate(Reason):
        packed = packed | reasons[reason].astype(np.int64) << 40 + at
    return np.asarray(packed, np.int64)


def sentences(patterns: NDArray[np.int64], is_close: NDArray[np.bool_]) -> pa.Array:
    """What `tell` says, in one text per pattern; “no candidate” for a negative one."""
    distinct, place = np.unique(np.where(patterns < 0, -1, patterns << 1 | is_close), return_inverse=True)
    texts = [NO_CANDIDATE if number < 0 else _told(number >> 1, bool(number & 1)) for number in distinct.tolist()]
    return pa.array(texts, pa.string()).take(pa.array(place))


def _told(packed: int, is_close: bool) -> str:
    levels = {field: packed >> 4 * at & 15 for at, field in enumerate(LEVELS)}
    reasons = [reason for at, reason in enumerate(Reason) if packed >> 40 + at & 1]
    told = [found.sentence for found in tell(levels, dict.fromkeys(LEVELS, 0.0), reasons)]
    return " ".join([*told, *([CLOSE_RUNNER_UP] if is_close else [])])


def tell(levels: Mapping[str, int], bits: Mapping[str, float], reasons: Iterable[Reason]) -> tuple[Evidence, ...]:
    """Evidence per field in the order of `LEVELS`, then the reasons to look."""
    nik_agrees = levels["nik"] in (NikLevel.EXACT, NikLevel.NEAR)
    told = []
    for field, kind in LEVELS.items():
        level = kind(levels[field])
        sentence = _sentence(field, level, nik_agrees)
        told.append(Evidence(field, level.name.lower(), bits[field], sentence))
    told.extend(Evidence("guard", reason.value, 0.0, _REASONS[reason]) for reason in reasons)
    return tuple(told)


def _sentence(field: str, level: IntEnum, nik_agrees: bool) -> str:
    if level == 0:
        return f"{_LABELS[field]} tidak tersedia untuk dibandingkan, jadi tidak dinilai."
    sentence = _SENTENCES[field][level]
    if nik_agrees and field in IN_NIK and level == 1:
        return f"{sentence[:-1]}; ini termuat dalam NIK dan tidak dihitung dua kali."
    return sentence
