"""What every page shows around its content."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sinergi.foundation.kernel.actors import NOBODY, Actor

VERSION = version("sinergi")
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Item:
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Group:
    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Shell:
    """The frame of a page: navigation of what this actor may open, theme, who is signed in and from where."""

    navigation: tuple[Group, ...]
    theme: str
    user_name: str
    initials: str
    unit: str
    search_url: str
    password_url: str
    version: str


# (group, label, URL name, icon, capability or None for everybody)
ENTRIES = (
    ("", gettext_noop("Beranda"), "beranda", "home", None),
    ("", gettext_noop("Pekerjaan saya"), "pekerjaan", "check", None),
    (gettext_noop("Perjalanan"), gettext_noop("Perjanjian"), "perjanjian", "agreement", "agreements.view"),
    (gettext_noop("Perjalanan"), gettext_noop("Kewajiban"), "kewajiban-daftar", "obligation", "agreements.view"),
    (gettext_noop("Perjalanan"), gettext_noop("Kegiatan"), "kegiatan", "activity", "activities.view"),
    (gettext_noop("Perjalanan"), gettext_noop("Orang"), "orang", "person", "people.view"),
    (gettext_noop("Perjalanan"), gettext_noop("Pemeriksaan identitas"), "pemeriksaan", "verify", "identity.verify"),
    (gettext_noop("Perjalanan"), gettext_noop("Meja tinjau"), "meja-tinjau", "search", "identity.review"),
    (gettext_noop("Perjalanan"), gettext_noop("Tanpa NIK"), "kasus", "unknown", "identity.cases"),
    (gettext_noop("Perjalanan"), gettext_noop("Evaluasi"), "evaluasi", "evaluation", "evaluation.view"),
    (gettext_noop("Angka"), gettext_noop("Hitungan"), "hitungan", "calendar", "agreements.view"),
    (gettext_noop("Angka"), gettext_noop("Periksa klaim"), "klaim", "claim", "agreements.view"),
    (gettext_noop("Data"), gettext_noop("Data belum lengkap"), "lengkapi", "unknown", "agreements.view"),
    (gettext_noop("Data"), gettext_noop("Impor"), "impor", "import", "agreements.import"),
    (gettext_noop("Data"), gettext_noop("Lembaga"), "lembaga", "institution", None),
    (gettext_noop("Data"), gettext_noop("Pengguna"), "pengguna", "people", "access.manage"),
    (gettext_noop("Data"), gettext_noop("Program dan aturan"), "program", "edit", "agreements.catalog"),
    (gettext_noop("Data"), gettext_noop("Jejak audit"), "jejak", "lock", "audit.view"),
    (gettext_noop("Data"), gettext_noop("Pelindungan data"), "pelindungan", "key", "people.oversee"),
)


def shell(request: HttpRequest) -> dict[str, object]:
    """Context processor: `shell` for base.html. Signed out, or before the middleware ran, it is the bare frame."""
    theme = request.COOKIES.get("tampilan", "auto")
    actor: Actor = getattr(request, "actor", NOBODY)
    signed_in = actor.user_id is not None
    return {
        "shell": Shell(
            navigation=_navigation(request, actor) if signed_in else (),
            theme=theme if theme in THEMES else "auto",
            user_name=actor.label if signed_in else "",
            initials="".join(word[0] for word in actor.label.split()[:2]).upper() if signed_in else "",
            unit=request.standing.home if signed_in else "",  # type: ignore[attr-defined]
            search_url=reverse("perjanjian") if actor.may_somewhere("agreements.view") else "",
            password_url=reverse("kata-sandi"),
            version=VERSION,
        )
    }


def _navigation(request: HttpRequest, actor: Actor) -> tuple[Group, ...]:
    groups: dict[str, list[Item]] = {}
    for group, label, name, icon, capability in ENTRIES:
        if capability is None or actor.may_somewhere(capability):
            url = reverse(name)
            current = request.path == url if url == "/" else request.path.startswith(url)
            groups.setdefault(group, []).append(Item(_(label), url, icon, current))
    return tuple(Group(_(name) if name else "", tuple(items)) for name, items in groups.items())
