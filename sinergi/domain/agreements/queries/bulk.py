"""What filling in the same facts would do to many agreements: what is unknown is filled, what is known stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import Kind, Level, Side
from sinergi.domain.agreements.models import Agreement, Programme, SubjectField
from sinergi.foundation.institutions.choices import PartnerCategory
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import Invalid

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Filling:
    """What to fill in: "" and None leave a fact alone. `category` is that of the partners.

    Raises Invalid for nothing at all, an unknown word, or what is no longer offered.
    """

    kind: str = ""
    level: str = ""
    category: str = ""
    programme: Programme | None = None
    field: SubjectField | None = None

    def __post_init__(self) -> None:
        for name, words in (("kind", Kind), ("level", Level), ("category", PartnerCategory)):
            if getattr(self, name) not in {"", *words.values}:
                raise Invalid(_("Pilihan ini tidak tersedia. Pilih salah satu dari daftar."), field=name)
        for name, row in (("programme", self.programme), ("field", self.field)):
            if row is not None and not row.is_offered:
                raise Invalid(_("%(name)s tidak lagi dipakai untuk pilihan baru.") % {"name": row.name}, field=name)
        if not any((self.kind, self.level, self.category, self.programme, self.field)):
            raise Invalid(_("Pilih paling sedikit satu fakta yang diisi."))


@dataclass(frozen=True, slots=True)
class FillingLine:
    """One agreement: labels of what would be filled in, and of what is known and therefore stays.

    `partners` are those whose category would become known.
    """

    agreement: Agreement
    fills: tuple[str, ...]
    stays: tuple[str, ...]
    columns: tuple[str, ...]
    partners: tuple[Institution, ...]


def previewed(public_ids: Collection[UUID | str], filling: Filling, viewer: Actor) -> tuple[FillingLine, ...]:
    """What would become of those of these agreements that the viewer sees, in the order of recording.

    Raises Invalid for none or more than 500.
    """
    ensure_few(public_ids, viewer)
    ids = {UUID(str(public_id)) for public_id in public_ids}
    rows = Agreement.objects.visible_to(viewer).filter(public_id__in=ids).with_parties()
    return lines(rows.prefetch_related("programmes", "fields").order_by("pk"), filling, viewer)


def ensure_few(public_ids: Collection[UUID | str], viewer: Actor) -> None:
    """Raises Invalid for no row at all, and for more than 500, whoever asks."""
    del viewer
    if not public_ids:
        raise Invalid(_("Pilih paling sedikit satu perjanjian."), field="agreements")
    if len(set(map(str, public_ids))) > MOST_ROWS:
        raise Invalid(
            _("Paling banyak %(most)s perjanjian sekaligus. Saring daftarnya dahulu.") % {"most": MOST_ROWS},
            field="agreements",
        )


def lines(agreements: Iterable[Agreement], filling: Filling, viewer: Actor) -> tuple[FillingLine, ...]:
    """The same for agreements in hand, with parties, programmes and fields."""
    del viewer  # he was given them
    return tuple(_line(agreement, filling) for agreement in agreements)


def _line(agreement: Agreement, filling: Filling) -> FillingLine:
    fills: list[str] = []
    stays: list[str] = []
    columns: list[str] = []
    for name, label, value in (("kind", _("jenis naskah"), filling.kind), ("level", _("tingkat"), filling.level)):
        if value:
            (stays if getattr(agreement, name) else fills).append(label)
            if not getattr(agreement, name):
                columns.append(name)
    for name, label, row in (
        ("programmes", _("program"), filling.programme),
        ("fields", _("bidang"), filling.field),
    ):
        if row is not None:
            known = row in getattr(agreement, name).all()
            (stays if known else fills).append(label)
            if not known:
                columns.append(name)
    unknown: tuple[Institution, ...] = ()
    if filling.category:
        partners = [party.institution for party in agreement.parties.all() if party.side == Side.PARTNER]
        unknown = tuple(partner for partner in partners if not _category(partner))
        (fills if unknown else stays).append(_("kategori mitra"))
    return FillingLine(agreement, tuple(fills), tuple(stays), tuple(columns), unknown)


def _category(partner: Institution) -> str:
    profile = getattr(partner, "partner_profile", None)
    return profile.category if profile else ""
