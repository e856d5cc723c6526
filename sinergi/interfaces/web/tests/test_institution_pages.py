"""The pages of institutions: list, tree, one of them, pairs, and what changes them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sinergi.foundation.access.services import roles
from sinergi.foundation.audit.models import Reading
from sinergi.foundation.imports.models import ImportRun
from sinergi.foundation.institutions.models import Contact, Institution, LikelyPair, Listing, Merge, Place
from sinergi.foundation.institutions.services import contacting, founding, merging, naming
from tests.support.factories import NOW, SYSTEM, institution, partner
from tests.support.world import NATIONAL_ROLES, UNIT_ROLES, user

pytestmark = pytest.mark.django_db
NOT_AN_ADDRESS = "00000000-0000-4000-8000-000000000000"


def signed_in(name: str, held: tuple[str, ...], at: Institution | None) -> Client:
    roles.deliver()
    client = Client()
    client.force_login(user(name, held, at))
    return client


@pytest.fixture
def national() -> Client:
    return signed_in("dewi", NATIONAL_ROLES, None)


def page(client: Client, name: str, *args: object, query: str = "", status: int = 200) -> str:
    answer = client.get(reverse(name, args=args) + query)
    assert answer.status_code == status
    return answer.content.decode()


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as questions:
        assert client.get(url).status_code == 200
    return len(questions)


class TestTheList:
    def test_it_is_searched_by_former_names_and_filtered(self, national: Client) -> None:
        school, mitra = institution("Akademi Contoh"), partner("Yayasan Contoh Delapan")
        naming.rename(school, "Politeknik Contoh", starts_on=date(2024, 8, 8), source="", by=SYSTEM, at=NOW)
        for query, there, absent in (
            ("?contoh=ya", "Politeknik Contoh", "Akademi Contoh</a>"),
            ("?contoh=ya&cari=akademi", "Politeknik Contoh", mitra.name),
            ("?contoh=ya&yang=mitra", mitra.name, "Politeknik Contoh"),
            ("?contoh=ya&yang=unit&jenis=lapas", "Politeknik Contoh", mitra.name),
            ("?contoh=ya&kategori=pemerintah", "Tidak ada lembaga yang cocok", mitra.name),
            ("", "Belum ada lembaga", mitra.name),
        ):
            content = page(national, "lembaga", query=query)
            assert there in content
            assert absent not in content

    def test_a_filter_is_taken_away_by_its_own_link(self, national: Client) -> None:
        content = page(national, "lembaga", query="?contoh=ya&cari=akademi")
        assert f'<a href="{reverse("lembaga")}?contoh=ya">' in content

    @pytest.mark.parametrize(
        "query", ["?yang=semua", "?jenis=gudang", "?cari=a%00b", "?kategori=x", "?cari=" + "x" * 500]
    )
    def test_a_filter_that_cannot_be_says_so(self, national: Client, query: str) -> None:
        assert "Saringan ini belum dapat dipakai" in page(national, "lembaga", query=query, status=422)

    @pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999"])
    def test_any_page_number_leads_to_a_page(self, national: Client, number: str) -> None:
        partner("Yayasan Contoh Delapan")
        assert "Yayasan Contoh Delapan" in page(national, "lembaga", query=f"?contoh=ya&halaman={number}")

    def test_list_and_tree_ask_as_often_for_many_as_for_few(self, national: Client) -> None:
        urls = [f"{reverse(name)}?contoh=ya" for name in ("lembaga", "lembaga-pohon")]
        root = institution("Kanwil Contoh", kind="kanwil")
        institution(parent=root)
        few = [asked(national, url) for url in urls]
        for _n in range(20):
            institution(parent=root)
            partner()
        assert [asked(national, url) for url in urls] == few
        assert max(few) <= 12

    def test_the_tree_shows_who_stands_below_whom(self, national: Client) -> None:
        root = institution("Kanwil Contoh", kind="kanwil")
        institution("Lapas Contoh Satu", parent=root)
        content = page(national, "lembaga-pohon", query="?contoh=ya")
        assert content.index("Kanwil Contoh") < content.index("– </span>") < content.index("Lapas Contoh Satu")
        assert "Belum ada unit" in page(national, "lembaga-pohon")

    def test_strangers_sign_in_first(self) -> None:
        for name in ("lembaga", "lembaga-pohon", "lembaga-ganda", "lembaga-impor", "lembaga-sementara"):
            assert Client().get(reverse(name)).status_code == 302


class TestOneInstitution:
    def test_it_tells_its_names_place_and_use(self, national: Client) -> None:
        root = institution("Kanwil Contoh", kind="kanwil")
        school = institution("Akademi Contoh", parent=root)
        naming.rename(
            school, "Politeknik Contoh", starts_on=date(2024, 8, 8), source="Perpres Contoh", by=SYSTEM, at=NOW
        )
        content = page(national, "lembaga-lihat", school.public_id)
        for words in (
            "sejak 8 Agustus 2024",
            "sampai 7 Agustus 2024",
            "Akademi Contoh",
            "Perpres Contoh",
            "Kanwil Contoh",
        ):
            assert words in content
        assert "bukan mitra" in content

    def test_what_was_merged_away_leads_to_its_survivor(self, national: Client) -> None:
        wrong, right = partner("Yys Contoh"), partner("Yayasan Contoh Delapan")
        merging.merge(wrong, right, reason="Ejaan", by=SYSTEM, at=NOW)
        answer = national.get(reverse("lembaga-lihat", args=[wrong.public_id]))
        assert answer["Location"] == reverse("lembaga-lihat", args=[right.public_id])
        assert "Yys Contoh" in page(national, "lembaga-lihat", right.public_id)

    def test_it_is_not_there_when_it_is_not(self, national: Client) -> None:
        institution()
        for name in ("lembaga-lihat", "lembaga-nama", "lembaga-narahubung"):
            page(national, name, NOT_AN_ADDRESS, status=404)
        page(national, "lembaga-pindah", partner().public_id, status=404)

    def test_it_asks_as_often_however_much_hangs_on_it(self, national: Client) -> None:
        root, mitra = institution(kind="kanwil"), partner()
        counts = []
        for size in (1, 15):
            for _n in range(size):
                institution(parent=root)
                contacting.add(root, kept_at=root, name="Orang", phone="021 5550100", by=SYSTEM, at=NOW)
                merging.merge(institution(), root, reason="Ejaan", by=SYSTEM, at=NOW)
            counts.append(asked(national, reverse("lembaga-lihat", args=[root.public_id])))
        assert counts[0] == counts[1]
        assert max(*counts, asked(national, reverse("lembaga-lihat", args=[mitra.public_id]))) <= 12

    def test_contacts_are_shown_where_they_are_kept_and_the_showing_is_noted(self) -> None:
        lapas, other, mitra = institution(), institution(), partner()
        contact = contacting.add(mitra, kept_at=lapas, name="Orang Contoh", phone="021 5550100", by=SYSTEM, at=NOW)
        owner, colleague = signed_in("andi", UNIT_ROLES, lapas), signed_in("budi", UNIT_ROLES, other)
        assert "021 5550100" not in page(colleague, "lembaga-lihat", mitra.public_id)
        assert not Reading.objects.exists()
        assert "021 5550100" in page(owner, "lembaga-lihat", mitra.public_id)
        assert Reading.objects.get().fields == ["contacts"]
        url = reverse("narahubung-akhiri", args=[contact.public_id])
        assert colleague.post(url).status_code == 404
        assert Client().post(url).status_code == 302
        assert owner.post(url).status_code == 302
        contact.refresh_from_db()
        assert contact.ends_on is not None

    def test_a_contact_is_added_at_ones_own_unit_only(self) -> None:
        lapas, other, mitra = institution(), institution(), partner()
        owner = signed_in("andi", UNIT_ROLES, lapas)
        url = reverse("lembaga-narahubung", args=[mitra.public_id])
        sent = {"kept_at": lapas.public_id, "name": "Orang Contoh", "phone": "021 5550100", "position": "Sekretaris"}
        for wrong in ({"kept_at": other.public_id}, {"name": ""}, {"name": "a\0b"}, {"name": "x" * 10_000}, {"phone": "abc"},
                      {"phone": ""}, {"email": "x"}, {"starts_on": "31-02-2026"}):  # fmt: skip
            answer = owner.post(url, sent | wrong)
            assert answer.status_code == 422
            assert "Sekretaris" in answer.content.decode()
        assert not Contact.objects.exists()
        assert owner.post(url, sent)["Location"] == reverse("lembaga-lihat", args=[mitra.public_id])
        assert Contact.objects.get().name == "Orang Contoh"


class TestChanging:
    def test_renaming_keeps_the_old_name_for_its_day(self, national: Client) -> None:
        school = institution("Akademi Contoh")
        url = reverse("lembaga-nama", args=[school.public_id])
        for wrong in ({"name": ""}, {"name": "a\0b"}, {"name": "x" * 10_000}, {"name": "…"}, {"name": "Akademi Contoh"},
                      {"name": "Baru", "starts_on": "31-02-2026"}, {"name": "Baru", "starts_on": "1-1-2199"}):  # fmt: skip
            assert national.post(url, wrong).status_code == 422
        assert Institution.objects.get().name == "Akademi Contoh"
        assert national.post(url, {"name": "Politeknik Contoh", "starts_on": "2024-08-08"}).status_code == 302
        assert Institution.objects.get().name_on(date(2024, 8, 7)) == "Akademi Contoh"

    def test_moving_takes_the_subtree_along_and_not_below_itself(self, national: Client) -> None:
        unit, new = institution(), institution(kind="kanwil")
        below = institution(parent=unit)
        url = reverse("lembaga-pindah", args=[unit.public_id])
        sent = {"parent": new.public_id, "kind": "lapas", "zone": "Asia/Jayapura"}
        places = ({"parent": parent} for parent in (below.public_id, unit.public_id, "x"))
        for wrong in (*places, {"kind": "gudang"}, {"zone": "x"}):
            assert national.post(url, sent | wrong).status_code == 422
        assert national.post(url, sent).status_code == 302
        path = Place.objects.get(institution=new).path
        assert Place.objects.get(institution=below).path.startswith(path)

    def test_colleagues_neither_rename_nor_move(self) -> None:
        unit = institution()
        colleague = signed_in("budi", UNIT_ROLES, unit)
        for name in ("lembaga-nama", "lembaga-pindah"):
            url = reverse(name, args=[unit.public_id])
            assert colleague.get(url).status_code == 403
            assert colleague.post(url, {"name": "Baru"}).status_code == 403
            assert Client().get(url).status_code == 302


class TestPairs:
    @pytest.fixture
    def pair(self) -> LikelyPair:
        partner("Yayasan Bina Tunas")
        partner("Bina Tunas (Yayasan)")
        return LikelyPair.objects.get()

    def test_both_sides_are_shown_and_the_same_are_merged_and_parted_again(
        self, national: Client, pair: LikelyPair
    ) -> None:
        content = page(national, "lembaga-ganda")
        assert "Yayasan Bina Tunas" in content
        assert "100%" in content
        url = reverse("lembaga-ganda-putuskan", args=[pair.public_id])
        assert "Lihat lembaganya" in page(national, "lembaga-ganda-putuskan", pair.public_id)
        sent = {"decision": "sama", "survivor": pair.first.public_id, "reason": "Alamatnya sama"}
        assert national.post(url, sent).status_code == 302
        assert Institution.objects.get(pk=pair.second_id).merged_into == pair.first
        assert "Alamatnya sama" in page(national, "lembaga-ganda")
        undo = reverse("lembaga-gabungan-batalkan", args=[Merge.objects.get().public_id])
        assert national.post(undo).status_code == 302
        assert Institution.objects.get(pk=pair.second_id).merged_into is None
        assert national.post(undo).status_code == 404

    def test_the_different_are_not_proposed_again(self, national: Client, pair: LikelyPair) -> None:
        url = reverse("lembaga-ganda-putuskan", args=[pair.public_id])
        assert national.post(url, {"decision": "beda"}).status_code == 302
        assert national.get(url).status_code == 404
        assert "Tidak ada yang menunggu" in page(national, "lembaga-ganda")

    def test_what_is_missing_or_cannot_be_is_said(self, national: Client, pair: LikelyPair) -> None:
        url = reverse("lembaga-ganda-putuskan", args=[pair.public_id])
        for wrong in ({}, {"decision": "entah"}, {"decision": "sama", "reason": "x"}, {"decision": "sama", "survivor": "x"},
                      {"decision": "sama", "survivor": pair.first.public_id},
                      {"decision": "sama", "survivor": pair.first.public_id, "reason": "a\0b"}):  # fmt: skip
            assert national.post(url, wrong).status_code == 422
        assert not Merge.objects.exists()

    def test_a_name_that_lists_several_is_unfolded_or_kept(self, national: Client) -> None:
        partner("Dua Griya Contoh (Melati; Mawar)")
        url = reverse("lembaga-uraikan", args=[Listing.objects.get().public_id])
        assert "Melati" in page(national, "lembaga-uraikan", Listing.objects.get().public_id)
        for wrong in ({}, {"decision": "banyak", "names": "Melati"}, {"decision": "banyak", "names": "a\0b\nc"}):
            assert national.post(url, wrong).status_code == 422
        assert national.post(url, {"decision": "banyak", "names": "Melati\nMawar"}).status_code == 302
        assert Institution.objects.filter(name__in=["Melati", "Mawar"]).count() == 2
        assert national.get(url).status_code == 404

    def test_colleagues_decide_nothing(self, pair: LikelyPair) -> None:
        colleague = signed_in("budi", UNIT_ROLES, institution())
        merged = merging.merge(partner(), partner(), reason="Ejaan", by=SYSTEM, at=NOW)
        assert colleague.get(reverse("lembaga-ganda")).status_code == 403
        for url in (
            reverse("lembaga-ganda-putuskan", args=[pair.public_id]),
            reverse("lembaga-gabungan-batalkan", args=[merged.public_id]),
        ):
            assert colleague.post(url, {"decision": "beda"}).status_code == 403
            assert Client().post(url).status_code == 302

    def test_the_list_of_pairs_asks_as_often_for_many_as_for_few(self, national: Client, pair: LikelyPair) -> None:
        few = asked(national, reverse("lembaga-ganda"))
        for number in range(15):
            partner(f"Yayasan Karya {'ABCDEFGHIJKLMNO'[number] * 4}")
            partner(f"Karya {'ABCDEFGHIJKLMNO'[number] * 4} (Yayasan)")
        assert asked(national, reverse("lembaga-ganda")) == few


class TestWaiting:
    def test_a_provisional_one_shows_its_age_and_who_takes_care(self, national: Client) -> None:
        found = founding.found("Lapas Bayangan", kind="lapas", provisional=True, by=SYSTEM, at=NOW)
        assert "belum ada" in page(national, "lembaga-sementara")
        url = reverse("lembaga-urus", args=[found.public_id])
        assert national.post(url).status_code == 302
        assert "Anda" in page(national, "lembaga-sementara")
        assert signed_in("budi", UNIT_ROLES, institution()).post(url).status_code == 403

    def test_what_resembles_it_is_said_before_it_is_settled(self, national: Client) -> None:
        founding.found("Yayasan Bina Tunas", category="", by=SYSTEM, at=NOW)
        found = founding.found("Bina Tunas (Yayasan)", category="", provisional=True, by=SYSTEM, at=NOW)
        assert "Mungkin sudah ada" in page(national, "lembaga-tetapkan", found.public_id)


class TestImport:
    LIST = b"name,kind,category\nYayasan Bayangan,,masyarakat_sipil\nLapas Bayangan,gudang,\n"

    def test_a_list_is_previewed_and_then_done(self, national: Client) -> None:
        file = SimpleUploadedFile("unit.csv", self.LIST, "text/csv")
        preview = national.post(reverse("lembaga-impor"), {"file": file})["Location"]
        content = national.get(preview).content.decode()
        assert "Ini pratinjau" in content
        assert "gudang" in content
        assert not Institution.objects.exists()
        assert national.post(f"{preview}sahkan/")["Location"] == preview
        assert "Impor selesai: 1 baru" in national.get(preview).content.decode()
        assert national.post(f"{preview}sahkan/").status_code == 422
        assert "unit.csv" in page(national, "lembaga-impor")

    def test_what_is_no_list_is_refused_whole(self, national: Client) -> None:
        for content in (b"", b"%PDF-1.7\n", b"nama\nX\n"):
            answer = national.post(reverse("lembaga-impor"), {"file": SimpleUploadedFile("unit.csv", content)})
            assert answer.status_code == 422
        assert not ImportRun.objects.exists()

    def test_colleagues_stay_outside(self) -> None:
        assert signed_in("budi", UNIT_ROLES, institution()).get(reverse("lembaga-impor")).status_code == 403
