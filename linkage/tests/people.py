"""Random people for the properties of linkage: few words and numbers, so that they meet each other."""

from datetime import date

from hypothesis import strategies as st

from linkage.compare import Particulars
from linkage.nik import Sex

WORDS = "Budi Budhi Santoso Santosa Budisantoso Setiawan Muh. Muhammad Siti Aminah S bin alias Karto Drs. É"
names = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=5).map(" ".join)
people = st.builds(
    Particulars,
    name=names,
    nik=st.sampled_from(
        [None, "9901021708900001", "9901021708900002", "990102170890002", "9901021707900001", "99", "0" * 16]
    ),
    sex=st.sampled_from([None, *Sex]),
    birth_date=st.none() | st.dates(date(1970, 1, 1), date(1970, 3, 5)) | st.dates(date(1990, 1, 1), date(1990, 3, 5)),
    birth_place=st.sampled_from([None, "Kab. Contoh", "Contoh", "Kota Misal", "Misal Timur"]),
    mother_name=st.none() | names,
    aliases=st.lists(names, max_size=2).map(tuple),
    address=st.sampled_from([None, "Jl. Contoh No. 1", "JALAN CONTOH 1", "Desa"]),
    region_code=st.sampled_from([None, "99", "9901", "990102", "990103", "980102"]),
)
