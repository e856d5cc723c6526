"""A second maker of worlds, which shares nothing with `synthetic` but the columns: linkage must not know its own noise only.

Written without a look at how `linkage` reads names. What is different here: the register has mistakes of its own and writes
names in mixed case with titles; serials of NIKs are high; each prison has a clerk, and a bad one spoils all fields of an entry
at once (fields do not err independently); slips follow the keyboard, the ear and the scanner; names come from other lists,
and two thirds of the words are invented from syllables.

`python -m benchmarks.linkage.elsewhere FOLDER --rows N --people M --seed S` writes register, people, truth and the
opponent's columns.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from synthetic.entries import FIRST_ROW, PEOPLE, TRUTH

_MEN = """
Agung Abdi Adrian Afif Ahyar Akhmad Alif Amran Andika Aprizal Arfan Arjuna Asnan Aswin Azis Bachtiar Baharudin Bagja
Basuki Beni Bintang Bonar Burhanudin Cakra Charles Damar Darto Dasuki Dede Derry Dion Djamal Doddy Dwiki Effendi Eman
Endro Erfan Fadil Fahrul Faturrahman Fredi Gatot Gani Giman Giyono Guruh Habibi Hamzani Hanafi Harsono Hasanudin Haryo
Hermawan Husin Idham Ikbal Ilyas Irawan Iskak Jamhari Jarot Jayadi Juhari Jumari Junaidi Kadir Kasman Kasiyan
Khoirudin Komar Kurnain Kusnan Ladi Lasmono Lutfi Madi Mahendra Mardi Marwan Masrukin Mawardi Mijan Misbah Mukhlas
Munasir Musthofa Nanang Nasikun Ngatno Nurcholis Nurrohman Oki Pandi Parman Ponidi Pujo Purwadi Qomar Raharjo Rajiman
Ramlan Rasiman Ridwan Rofii Rohmat Rusman Sabarudin Sadikin Saefudin Sahid Salman Samsul Sanusi Sardi Sarwoto Sholeh
Sobari Solikin Suhaimi Sukardi Sulaeman Sumadi Supri Suroso Suyono Syahrul Syamsuri Tarsono Taufan Tohir Triyono Udin
Ujang Usep Wahid Warsito Wijaya Yadi Yasir Yatno Yudistira Yusran Zaenudin Zainuri Zulham
"""
_WOMEN = """
Aminatun Anita Annisa Aprilia Asiyah Astri Atikah Barokah Chotimah Daliyem Darwati Dewi Dinar Diyah Eko Elok Endah
Erlina Esti Fadhilah Farida Fatonah Fitria Gina Giyarti Hamidah Hanik Hartini Hasnah Heni Herlina Husnul Iis Imroatun
Indarti Ismiyati Jamilah Janatun Jumirah Juwariyah Kasiyem Khasanah Komsatun Kurniati Kusmiyati Laila Lasini Lestari
Lilik Mahmudah Marfuah Mariyam Marsih Masriah Maysaroh Muflikhah Mujiyem Munawaroh Murtini Musrifah Nafsiyah Ngatemi
Nining Novi Nurlaela Nuryati Oktaviana Parwati Poniti Purwanti Qoriah Rahayu Ratih Rodiyah Rohayati Rubiyah Rukmini
Rumiyati Saadah Salamah Samsiyah Sarinem Sariyah Septi Siti Solikhah Sri Suharni Sulistiyani Sumarsih Sunarti Suparmi
Suratinah Susanti Suwarti Tasmiyah Tugiyah Tursini Ulfah Umayah Uswatun Wagiyem Wahyuningsih Wartini Winarni Yatimah
Yuliati Yuniati Zaenab Zuhriyah
"""
_LATER = """
Abidin Adinata Afandi Akbar Aliansyah Alfarisi Anggoro Ansori Apriliawan Ardiyanto Asmoro Atmojo Bachri Baskoro
Budiharjo Budiyanto Cahyo Dahlan Darmadi Dermawan Dharma Fahrizal Fathoni Febrianto Firdaus Gozali Gumilang Habibullah
Hafidz Halomoan Hamdani Handoyo Harahap Haryadi Hasbi Hendrawan Hidayatullah Hutasoit Indrajaya Irianto Iskandar
Jauhari Kamaludin Kartiko Kembaren Kosasih Kurniadi Lumbanraja Mahardika Manik Marpaung Martono Masduki Mubarok
Mulyana Munandar Mustakim Nainggolan Natanegara Nugraha Nurdiyanto Oktavianto Pambudi Panggabean Permadi Prabowo
Pramono Priyatno Purnama Rahmatullah Ramadhani Rangkuti Rianto Romadhoni Rustandi Sagala Saleh Sampurna Sanjaya
Santosa Saptaji Sarumpaet Satrio Sembiring Septiawan Setiaji Sihite Simatupang Sitinjak Solihin Subagja Sudirman
Sugiharto Suhada Sujana Sukmana Sulistyo Sumantri Suprayogi Suryanto Susetyo Sutanto Syahputra Tampubolon Tanujaya
Triatmojo Tumanggor Utomo Wahyudin Wardhana Wibawa Widianto Wiratama Wirayuda Yulianto Yusuf Zakaria Zamzami
"""
_PLACES = """
Purwodadi|Kota Bekasi|Kab. Bandung|Jakarta Timur|Jakarta Barat|Tanjung Karang|Rantau Prapat|Padang Sidempuan|
Kab. Malang|Lubuk Pakam|Teluk Betung|Kab. Tangerang|Jakarta Utara|Banyuwangi|Sragen|Wonosobo|Kuningan|Bangil|
Sungai Penuh|Pangkalan Bun|Tanah Grogot|Watampone|Ujung Pandang|Bandar Lampung|Kota Agung|Tebing Tinggi|Kab. Bogor|
Kota Cirebon|Indramayu|Pasuruan|Jember|Kendal|Tegal|Brebes|Cilacap|Sleman|Bantul|Wates|Surakarta|Klaten|Boyolali|
Magelang|Salatiga|Pati|Rembang|Tuban|Gresik|Lamongan|Nganjuk|Blitar|Pacitan|Sampang|Kraksaan|Singaraja|Amlapura|
Praya|Raba|Ende|Ruteng|Waikabubak|Kefamenanu|Sintang|Sanggau|Kandangan|Kuala Kapuas|Tenggarong|Bontang|Toli-Toli|
Poso|Luwuk|Baubau|Kolaka|Majene|Sengkang|Bulukumba|Limboto|Tobelo|Masohi|Dobo|Fakfak|Serui|Nabire|Tual|Kotamobagu|
Tahuna|Tondano|Meulaboh|Sigli|Kutacane|Sibolga|Kabanjahe|Bukittinggi|Solok|Painan|Bangkinang|Tembilahan|Muara Bungo|
Kuala Tungkal|Baturaja|Kayu Agung|Muntok|Manna|Curup|Kotabumi|Liwa
"""
_ONSETS = tuple("bdghjklmnprstwy")
_RIMES = ("a", "i", "u", "o", "e", "an", "in", "un", "ar", "as", "ah", "im")
_NEXT_TO = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wqeryuiopoaasdfghjkzxcvbn", strict=False))
_HEARD = (
    *(("dh", "d"), ("kh", "h"), ("sy", "sh"), ("z", "s"), ("f", "v")),
    *(("y", "j"), ("au", "o"), ("oe", "u"), ("th", "t"), ("ee", "i")),
)
_NICKNAMES = ("Bejo", "Gopal", "Ompong", "Kancil", "Jangkung")
_SCANNED = (("rn", "m"), ("l", "i"), ("h", "b"), ("u", "v"), ("m", "nn"), ("o", "0"), ("i", "1"))
_TITLES = ("H.", "Hj.", "Drs.", "Ir.", "Kh.", "Rd.", "Dr.")
_FIRST, _DAYS = date(1948, 1, 1), 57 * 365
_CHUNK = 200_000


@dataclass(frozen=True)
class _Lists:
    men: list[str]
    women: list[str]
    later: list[str]


def _lists(rng: np.random.Generator) -> _Lists:
    """The written words, each followed by two invented ones."""

    def mixed(text: str) -> list[str]:
        known = text.split()
        found: list[str] = []
        for word in known:
            found.append(word)
            for _ in range(2):
                parts = [rng.choice(_ONSETS) + rng.choice(_RIMES) for _ in range(int(rng.integers(2, 5)))]
                found.append("".join(parts).capitalize())
        return list(dict.fromkeys(found))

    return _Lists(mixed(_MEN), mixed(_WOMEN), mixed(_LATER))


def _zipf(rng: np.random.Generator, count: int, size: int) -> np.ndarray:
    weights = 1 / (np.arange(count) + 8.0) ** 0.8
    return rng.choice(count, size, p=weights / weights.sum())


def _names(rng: np.random.Generator, lists: _Lists, is_woman: np.ndarray) -> list[str]:
    """One to four words; one in six has one, women marry no name of their husband."""
    size = len(is_woman)
    first = [lists.women, lists.men]
    chosen = [_zipf(rng, len(words), size) for words in first]
    second, later, third = (_zipf(rng, len(each), size) for each in (lists.men, lists.later, lists.later))
    kinds = rng.random(size)
    religious = rng.random(size)
    names = []
    for at in range(size):
        words = [lists.women[chosen[0][at]] if is_woman[at] else lists.men[chosen[1][at]]]
        if kinds[at] > 0.18:
            words.append(lists.later[later[at]])
        if kinds[at] > 0.75:
            words.insert(1, lists.women[second[at] % len(lists.women)] if is_woman[at] else lists.men[second[at]])
        if kinds[at] > 0.97:
            words.append(lists.later[third[at]])
        if religious[at] < 0.10:
            words.insert(0, "Siti" if is_woman[at] else "Muhammad")
        elif religious[at] < 0.16:
            words.insert(0, "Nur" if is_woman[at] else "Moh.")
        names.append(" ".join(dict.fromkeys(words)))
    return names


@dataclass(slots=True)
class _Person:
    row: int | None
    nik: str
    name: str
    sex: str
    born: date
    place: str
    mother: str
    address: str
    region: str


class _Country:
    """People in chunks. Every second household of three shares mother, address and birthplace."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng([seed, 2])
        self.lists = _lists(self.rng)
        self.places = [place.strip() for place in _PLACES.replace("\n", "").split("|") if place.strip()]
        self.niks: set[int] = set()

    def chunk(self, size: int) -> list[_Person]:
        rng = self.rng
        woman = rng.random(size) < 0.5
        names = _names(rng, self.lists, woman)
        mothers = _names(rng, self.lists, np.ones(size, bool))
        born = rng.integers(0, _DAYS, size)
        place = _zipf(rng, len(self.places), size)
        region = 990_000 + (place % 60 + 1) * 100 + rng.integers(1, 30, size)
        house, number = rng.integers(0, 10**6, size), rng.integers(1, 150, size)
        mistaken = rng.random(size)
        people = []
        for at in range(size):
            kin = at - at % 3 if (at // 3) % 2 else at
            day = _FIRST + timedelta(days=int(born[at]))
            nik = self._nik(int(region[kin]), day, bool(woman[at]))
            name = names[at]
            if mistaken[at] < 0.02:
                name = f"{_TITLES[int(house[at]) % len(_TITLES)]} {name}"
            elif mistaken[at] < 0.035:
                name = name[: len(name) // 2] + name[len(name) // 2 + 1 :]
            elif mistaken[at] < 0.045:
                day = day.replace(month=1, day=1)
            people.append(
                _Person(
                    row=None,
                    nik=nik,
                    name=name,
                    sex="P" if woman[at] else "L",
                    born=day,
                    place=self.places[place[kin]],
                    mother=mothers[kin],
                    address=f"Kp. {self.places[house[kin] % len(self.places)]} RT {house[kin] % 12:02} No. {number[kin]}",
                    region=str(region[kin]),
                )
            )
        return people

    def _nik(self, region: int, day: date, is_woman: bool) -> str:
        stem = region * 10**10 + (day.day + 40 * is_woman) * 10**8 + day.month * 10**6 + day.year % 100 * 10**4
        nik = stem + int(self.rng.integers(1, 300))
        while nik in self.niks:
            nik += 1
        self.niks.add(nik)
        return str(nik)


class _Clerk:
    """One entry at a desk. `care` multiplies how often anything goes wrong: 0.4 for most, 1.5 or 4 for some."""

    def __init__(self, random: Random, care: float) -> None:
        self.random, self.care = random, care

    def errs(self, share: float) -> bool:
        return self.random.random() < min(share * self.care, 0.95)

    def word(self, word: str) -> str:
        random = self.random
        if len(word) < 3:
            return word
        at = random.randrange(len(word))
        kind = random.random()
        if kind < 0.3:
            return word[:at] + _NEXT_TO.get(word[at].lower(), "a") + word[at + 1 :]
        if kind < 0.45:
            return word[:at] + word[at + 1 :]
        if kind < 0.55:
            return word[:at] + word[at] + word[at:]
        if kind < 0.85:
            old, new = random.choice(_HEARD)
            return word.lower().replace(old, new, 1)
        old, new = random.choice(_SCANNED)
        return word.lower().replace(old, new, 1)

    def name(self, name: str) -> str:
        random, words = self.random, name.split()
        if self.errs(0.10):
            at = random.randrange(len(words))
            words[at] = self.word(words[at])
        if len(words) > 1 and self.errs(0.10):
            words.pop(random.randrange(len(words)))
        if len(words) > 2 and self.errs(0.08):
            words[1] = words[1][0]
        if len(words) > 1 and self.errs(0.02):
            words.reverse()
        if len(words) > 1 and self.errs(0.02):
            words[:2] = [words[0] + words[1].lower()]
        if words[0] == "Muhammad" and self.errs(0.6):
            words[0] = random.choice(("M", "Moh", "Muh.", "Mhd", "Mochammad", "Mohamad"))
        if self.errs(0.015):
            words = [words[-1][-5:].capitalize()]
        text = " ".join(words)
        if self.errs(0.05):
            text += random.choice((" als ", " alias ", " Als. ")) + random.choice((*_NICKNAMES, words[0][:3]))
        if self.errs(0.05):
            text += random.choice((" bin ", " Bin ")) + random.choice(_MEN.split())
        if self.errs(0.02):
            text = random.choice(_TITLES) + " " + text
        return random.choice((text, text.upper(), text.title()))

    def nik(self, nik: str, relatives: str) -> str | None:
        random = self.random
        if self.errs(0.30):
            return random.choice((None, None, None, "-", "0000000000000000"))
        if self.errs(0.12):
            at = random.randrange(2, 16)
            kind = random.random()
            if kind < 0.5:
                return nik[:at] + str(random.randrange(10)) + nik[at + 1 :]
            if kind < 0.75 and at < 15:
                return nik[:at] + nik[at + 1] + nik[at] + nik[at + 2 :]
            return nik[:at] + nik[at + 1 :]
        if self.errs(0.008):
            return relatives
        return nik

    def born(self, born: date) -> date | None:
        random = self.random
        if self.errs(0.05):
            return None
        if self.errs(0.06):
            return born.replace(month=1, day=1)
        if self.errs(0.03) and born.day <= 12:
            return born.replace(day=born.month, month=born.day)
        if self.errs(0.03):
            return born + timedelta(days=random.choice((-365, 365, -31, 30, 1, -1, 3653)))
        return born


def write(folder: Path, *, seed: int, rows: int, people: int) -> None:
    """Write such a world. The same arguments give the same files with the same version of numpy."""
    folder.mkdir(parents=True, exist_ok=True)
    country, random = _Country(seed), Random(seed)
    wanted = set(random.sample(range(rows), min(rows, int(people * 0.86))))
    inside: list[tuple[_Person, str]] = []
    writer: pq.ParquetWriter | None = None
    for first in range(0, rows, _CHUNK):
        chunk = country.chunk(min(_CHUNK, rows - first))
        table = _register(chunk)
        writer = writer or pq.ParquetWriter(folder / "register.parquet", table.schema, compression="zstd")
        writer.write_table(table)
        for at in range(len(chunk)):
            if first + at in wanted:
                chunk[at].row = first + at
                inside.append((chunk[at], chunk[at - at % 3].nik))
    assert writer
    writer.close()
    inside += [(person, person.nik) for person in country.chunk(max(1, people - len(inside)) + 9)]
    random.shuffle(inside)
    entries, truth = _entries(random, inside, people)
    pq.write_table(entries, folder / "people.parquet")
    pq.write_table(truth, folder / "truth.parquet")
    about = {"seed": seed, "rows": rows, "people": people, "kind": "elsewhere"}
    (folder / "world.json").write_text(json.dumps(about) + "\n")


def _register(people: list[_Person]) -> pa.Table:
    return pa.table(
        {
            "nik": [person.nik for person in people],
            "name": [person.name for person in people],
            "sex": [person.sex for person in people],
            "birth_date": pa.array([person.born for person in people], pa.date32()),
            "birth_place": [person.place for person in people],
            "mother_name": [person.mother for person in people],
            "address": [person.address for person in people],
            "region_code": [person.region for person in people],
        }
    )


def _entries(random: Random, inside: list[tuple[_Person, str]], count: int) -> tuple[pa.Table, pa.Table]:
    entries, truths = [], []
    known: list[int] = []
    for number in range(1, count + 1):
        if known and (random.random() < 0.07 or len(known) == len(inside)):
            who = random.choice(known)
        else:
            who = len(known)
            known.append(who)
        person, relatives = inside[who]
        clerk = _Clerk(random, random.choices((0.4, 1.5, 4.0), (0.7, 0.25, 0.05))[0])
        nik = clerk.nik(person.nik, relatives)
        kind = (
            "right"
            if nik == person.nik
            else "absent"
            if nik in (None, "-")
            else "zeros"
            if nik == "0" * 16
            else "damaged"
        )
        place = clerk.word(person.place) if clerk.errs(0.06) else person.place.removeprefix("Kab. ")
        entries.append(
            {
                "id": f"P{number}",
                "nik": nik,
                "name": clerk.name(person.name),
                "aliases": None,
                "sex": {"L": "P", "P": "L"}[person.sex] if clerk.errs(0.005) else person.sex,
                "birth_date": clerk.born(person.born),
                "birth_place": None if clerk.errs(0.08) else place,
                "mother_name": None if clerk.errs(0.6) else clerk.name(person.mother),
                "address": person.address if random.random() < 0.3 else None,
                "region_code": person.region if random.random() < 0.6 else None,
            }
        )
        truths.append(
            {
                "id": f"P{number}",
                "person": who + 1,
                "register_row": None if person.row is None else person.row + FIRST_ROW,
                "register_nik": None if person.row is None else person.nik,
                "nik_kind": kind,
                "is_woman": person.sex == "P",
                "is_one_word": " " not in person.name,
                "is_twin": False,
                "is_namesake": False,
                "naming": "elsewhere",
                "is_held_out": True,
                "noise": f"care {clerk.care}",
            }
        )
    return pa.Table.from_pylist(entries, PEOPLE), pa.Table.from_pylist(truths, TRUTH)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage.elsewhere", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=100_000)
    asked = parser.parse_args()
    write(asked.folder, seed=asked.seed, rows=asked.rows, people=asked.people)


if __name__ == "__main__":
    main()
