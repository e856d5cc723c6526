"""`/komponen/`: every component in every state, with values made up for this page.

Nothing here reads a database, so the page can be opened by anyone who works on the look.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy

from sinergi.interfaces.web.komponen.catalogue import ICONS, TONES
from sinergi.interfaces.web.shell.doors import door
from sinergi.interfaces.web.shell.furniture import Chip


@dataclass(frozen=True)
class Link:
    """A place to go, as breadcrumbs and tabs want it."""

    label: str
    url: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Stage:
    """One of the seven stages as the trail wants it."""

    key: str
    state: str
    number: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Event:
    """A moment in a timeline; an empty `when` is an unknown day."""

    when: str
    what: str
    note: str = ""
    href: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Step:
    """A step of a task: done, current or todo."""

    label: str
    state: str


@dataclass(frozen=True)
class Message:
    """A message as django.contrib.messages hands it over."""

    level_tag: str
    text: str

    def __str__(self) -> str:
        return self.text


class SampleForm(forms.Form):
    """One field of each kind, shown once empty and once with errors."""

    title = forms.CharField(
        label=gettext_lazy("Judul kegiatan"), help_text=gettext_lazy("Seperti tertulis di surat tugas.")
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Unit"), choices=[("", "—"), ("3", "Lapas Contoh Tiga"), ("4", "Rutan Contoh Empat")]
    )
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    held_on = forms.DateField(label=gettext_lazy("Tanggal"), help_text=gettext_lazy("Tanggal menurut zona waktu unit."))
    way = forms.ChoiceField(
        label=gettext_lazy("Cara hadir"),
        widget=forms.RadioSelect,
        choices=[("tatap", gettext_lazy("Tatap muka")), ("daring", gettext_lazy("Daring"))],
    )
    agreed = forms.BooleanField(label=gettext_lazy("Saya sudah mencocokkan dengan dokumen asli"))
    paper = forms.FileField(label=gettext_lazy("Dokumen"), help_text=gettext_lazy("PDF, paling besar 10 MB."))


def _pages() -> Page[int]:
    return Paginator(range(134), 20).page(2)


def _whole_trail() -> tuple[Stage, ...]:
    return (
        Stage("signature", "done", "2 Okt 2025", href="#trail"),
        Stage("obligations", "partly", gettext("5 dari 7"), href="#trail"),
        Stage("activities", "done", "12", href="#trail"),
        Stage("participants", "partly", "318", gettext("291 terverifikasi"), "#trail"),
        Stage("outcomes", "none"),
        Stage("evaluation", "none"),
        Stage("decision", "none"),
    )


def _bare_trail() -> tuple[Stage, ...]:
    return (
        Stage("signature", "done", "2 Okt 2025"),
        Stage("obligations", "unknown", note=gettext("sumber tidak menyebut")),
        Stage("activities", "unknown"),
        Stage("participants", "unknown"),
        Stage("outcomes", "none"),
        Stage("evaluation", "none"),
        Stage("decision", "none"),
    )


@door()
def page(request: HttpRequest) -> HttpResponse:
    """Show the living page."""
    return render(
        request,
        "komponen/index.html",
        {
            "icons": ICONS,
            "tones": TONES,
            "is_example": True,
            "crumbs": (Link(gettext("Beranda"), "/"), Link(gettext("Perjanjian"), "#breadcrumb"), Link("PKS 12/2025")),
            "tabs": (
                Link(gettext("Kisah"), "#tabs", current=True),
                Link(gettext("Kewajiban"), "#tabs", count=7),
                Link(gettext("Kegiatan"), "#tabs", count=0),
                Link(gettext("Dokumen"), "#tabs"),
            ),
            "chips": (Chip(gettext("Tahun 2025"), "#filter-bar"), Chip("PKS", "#filter-bar")),
            "whole_trail": _whole_trail(),
            "bare_trail": _bare_trail(),
            "events": (
                Event(
                    "2 Oktober 2025", gettext("Ditandatangani"), gettext("Yayasan Contoh Delapan dan Lapas Contoh Tiga")
                ),
                Event("14 Januari 2026", gettext("Kegiatan pertama"), gettext("40 orang hadir"), "#timeline", "good"),
                Event("", gettext("Addendum disebut dalam laporan"), tone="unknown"),
            ),
            "room": range(3),
            "steps": (
                Step(gettext("Unggah"), "done"),
                Step(gettext("Pratinjau"), "current"),
                Step(gettext("Konfirmasi"), "todo"),
            ),
            "notes": (
                Message("success", gettext("Perjanjian ditandatangani.")),
                Message("info", gettext("Impor berjalan di latar belakang.")),
                Message("warning", gettext("Tiga baris perlu diperiksa.")),
                Message("error", gettext("Berkas ini bukan CSV. Simpan ulang sebagai CSV, lalu unggah lagi.")),
            ),
            "empty_form": SampleForm(prefix="kosong"),
            "wrong_form": SampleForm(
                {"isi-title": "", "isi-unit": "9", "isi-held_on": "", "isi-way": "", "isi-note": ""}, prefix="isi"
            ),
            "page": _pages(),
            "day": date(2026, 1, 14),
            "hours": Decimal("1250.50"),
        },
    )
