"""What people fill in about obligations, their deliveries and the work plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.agreements import queries
from sinergi.domain.agreements.choices import CountedUnit, ObligationState, Side
from sinergi.domain.agreements.queries import ObligationFilter
from sinergi.domain.agreements.rules.repetition import MOST_OCCURRENCES
from sinergi.foundation.files.choices import FileKind
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import DomainError, Invalid
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, InstitutionsField
from sinergi.interfaces.web.shell.forms import DateField, DecimalField, Form

if TYPE_CHECKING:
    from sinergi.domain.agreements.models import Agreement, Milestone, Obligation
    from sinergi.foundation.access.models import User
    from sinergi.foundation.institutions.models import Institution

EVIDENCE_KINDS = (FileKind.PDF, FileKind.PNG, FileKind.JPEG)
EVIDENCE_BYTES = 10_000_000
PEOPLE = {CountedUnit.PERSON, CountedUnit.PARTICIPATION}


def counts_from_attendance(obligation: Obligation) -> bool:
    """Whether progress comes from participants alone, so that nobody is counted twice by hand."""
    return obligation.requires_verification or obligation.unit in PEOPLE


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": 3}), error_messages=REQUIRED, help_text=help_text
    )


def _document() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Nomor dokumen pihak yang berhak"), required=False, max_length=120,
        help_text=gettext_lazy("Berita acara atau suratnya. Bila yang berhak adalah mitra, isi ini atau lampirkan buktinya."),
    )  # fmt: skip


def _file(label: Any) -> forms.FileField:
    return forms.FileField(
        label=label, required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=gettext_lazy("PDF, PNG, atau JPEG, paling besar 10 MB; terbuka hanya bagi yang boleh melihat perjanjian."),
        error_messages=dict.fromkeys(
            ("empty", "missing", "invalid"), gettext_lazy("Berkas ini kosong. Pilih berkas yang ada isinya.")
        ),
    )  # fmt: skip


class ListForm(Form):
    """What narrows the list of what is owed. Names are those of the address."""

    use_required_attribute = False

    cari = forms.CharField(
        label=gettext_lazy("Cari"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Janji, pihak, unit")}),
    )  # fmt: skip
    mitra = forms.CharField(label=gettext_lazy("Nama mitra"), required=False, max_length=200)
    keadaan = forms.ChoiceField(label=gettext_lazy("Keadaan"), required=False, error_messages=NOT_OFFERED)
    pihak = forms.ChoiceField(label=gettext_lazy("Yang berkewajiban"), required=False, error_messages=NOT_OFFERED)
    satuan = forms.ChoiceField(label=gettext_lazy("Dihitung dalam"), required=False, error_messages=NOT_OFFERED)
    contoh = forms.ChoiceField(
        label=gettext_lazy("Data"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Nyata")), ("ya", gettext_lazy("Contoh"))],
    )  # fmt: skip
    saya = forms.BooleanField(label=gettext_lazy("Hanya urusan saya dan unit saya"), required=False)
    menunggu = forms.BooleanField(label=gettext_lazy("Hanya yang menunggu penerimaan"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        every = _("Semua")
        self.fields["keadaan"].choices = [("", _("Belum selesai")), *ObligationState.choices]  # type: ignore[attr-defined]
        self.fields["pihak"].choices = [("", every), *Side.choices]  # type: ignore[attr-defined]
        self.fields["satuan"].choices = [("", every), *CountedUnit.choices]  # type: ignore[attr-defined]

    def filter(self, on: date) -> ObligationFilter | None:
        """The filter as typed, or None when something in it cannot be; call after `is_valid`."""
        values = self.cleaned_data
        return self.submit(
            _filter,
            text=values["cari"],
            partner=values["mitra"],
            state=values["keadaan"],
            on=on,
            side=values["pihak"],
            unit=values["satuan"],
            mine=values["saya"],
            awaiting=values["menunggu"],
            examples=values["contoh"] == "ya",
        )


def _filter(**values: Any) -> ObligationFilter:
    """The domain names its own fields; the list shows its sentence at the field of the same meaning."""
    try:
        return ObligationFilter(**values)
    except DomainError as error:
        raise Invalid(str(error), field={"text": "cari", "partner": "mitra"}.get(error.field or "")) from None


class MilestoneField(forms.ChoiceField):
    """One of the steps given, or none. Gives the step."""

    def __init__(self, steps: list[Milestone], **kwargs: Any) -> None:
        self.known = {str(step.public_id): step for step in steps}
        choices = [("", _("Tidak terkait langkah")), *((key, step.title) for key, step in self.known.items())]
        super().__init__(choices=choices, required=False, error_messages=NOT_OFFERED, **kwargs)

    def clean(self, value: Any) -> Milestone | None:
        return self.known.get(super().clean(value))


class PromiseForm(Form):
    owed_by = forms.ChoiceField(label=gettext_lazy("Siapa yang berkewajiban"), error_messages=NOT_OFFERED | REQUIRED)
    description = forms.CharField(
        label=gettext_lazy("Apa yang dijanjikan"), widget=forms.Textarea(attrs={"rows": 3}), error_messages=REQUIRED,
        help_text=gettext_lazy("Satu kewajiban per catatan, misalnya “Melatih menjahit warga binaan perempuan”."),
    )  # fmt: skip
    quantity = DecimalField(
        label=gettext_lazy("Banyaknya"), required=False,
        help_text=gettext_lazy(
            "Bila berulang: banyaknya setiap kali. Kosongkan bila naskah tidak menyebut jumlah; kewajiban lalu tetap terbuka."
        ),
    )  # fmt: skip
    unit = forms.ChoiceField(
        label=gettext_lazy("Dihitung dalam"), choices=CountedUnit.choices, error_messages=NOT_OFFERED | REQUIRED
    )
    due_on = DateField(
        label=gettext_lazy("Tenggat"), required=False,
        help_text=gettext_lazy("Bila berulang: hari terakhirnya; kosong berarti sampai perjanjian berakhir."),
    )  # fmt: skip
    every_months = forms.IntegerField(
        label=gettext_lazy("Berulang tiap berapa bulan"), required=False, min_value=1, max_value=MOST_OCCURRENCES,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "narrow"}),
        help_text=gettext_lazy("Kosongkan bila hanya sekali."),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Tulis bilangan bulat dari 1 sampai 1200, misalnya 3.")
        ),
    )  # fmt: skip
    repeats_from = DateField(label=gettext_lazy("Berulang sejak"), required=False)
    requires_verification = forms.BooleanField(
        label=gettext_lazy("Hanya orang yang identitasnya terverifikasi yang dihitung"), required=False
    )
    in_kind_rupiah = DecimalField(
        label=gettext_lazy("Nilai setara rupiah"), required=False, decimal_places=0, max_digits=15,
        help_text=gettext_lazy("Bila yang dijanjikan berupa barang atau jasa yang dapat dinilai."),
        error_messages={"max_decimal_places": gettext_lazy("Tulis rupiah utuh, tanpa sen.")},
    )  # fmt: skip
    in_kind_basis = forms.CharField(
        label=gettext_lazy("Dasar penilaian"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Misalnya lampiran perjanjian, harga pasar, atau tarif."),
    )  # fmt: skip

    def __init__(self, agreement: Agreement, steps: list[Milestone], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.parties = {str(party.pk): party for party in agreement.parties.all()}
        names = [(key, party.institution.name) for key, party in self.parties.items()]
        self.fields["owed_by"].choices = [("", _("Pilih pihak …")), *names]  # type: ignore[attr-defined]
        ours = [party.institution for party in self.parties.values() if party.side == Side.OURS]
        units = {unit.survivor_key: unit for unit in [*ours, *agreement.covered_units.all()]}
        self.fields["units"] = InstitutionsField(
            units.values(), label=_("Di unit mana"), required=False, widget=forms.CheckboxSelectMultiple(),
            help_text=_("Kosongkan bila naskah tidak menyebutnya."),
        )  # fmt: skip
        self.fields["milestone"] = MilestoneField(steps, label=_("Langkah rencana kerja"))

    def promised(self) -> dict[str, Any]:
        values, rupiah = self.cleaned_data, self.cleaned_data["in_kind_rupiah"]
        return values | {
            "owed_by": self.parties[values["owed_by"]],
            "in_kind_rupiah": None if rupiah is None else int(rupiah),
        }


class CreditForm(Form):
    """What was given of an obligation. `token` makes sure that sending twice counts once."""

    quantity = DecimalField(label=gettext_lazy("Banyaknya"), error_messages=REQUIRED)
    on = DateField(label=gettext_lazy("Tanggal diserahkan"), error_messages=REQUIRED)
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    file = _file(gettext_lazy("Bukti"))
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, error_messages=dict.fromkeys(
        ("required", "invalid"), gettext_lazy("Formulir ini tidak lengkap. Muat ulang halaman, lalu isi kembali.")
    ))  # fmt: skip

    def __init__(self, obligation: Obligation, *args: Any) -> None:
        super().__init__(*args)
        self.obligation = obligation
        unit = CountedUnit(obligation.unit).label
        self.fields["quantity"].label = _("Banyaknya (%(unit)s)") % {"unit": unit}

    def clean(self) -> dict[str, Any]:
        if counts_from_attendance(self.obligation):
            raise forms.ValidationError(
                _("Kewajiban ini dihitung dari kehadiran peserta. Catat kehadirannya di kegiatan.")
            )
        return self.cleaned_data


class ReverseForm(Form):
    on = DateField(label=gettext_lazy("Dibatalkan per tanggal"), error_messages=REQUIRED)
    reason = _reason(
        gettext_lazy("Alasan"), gettext_lazy("Catatan lama tetap tersimpan; pembatalan dicatat di sampingnya.")
    )


class AcceptForm(Form):
    """That the side that was owed accepts, and the paper that says so."""

    on = DateField(label=gettext_lazy("Diterima pada"), error_messages=REQUIRED)
    document = _document()
    file = _file(gettext_lazy("Bukti penerimaan"))


class AcceptAllForm(AcceptForm):
    until = DateField(
        label=gettext_lazy("Semua yang diserahkan sampai"), error_messages=REQUIRED,
        help_text=gettext_lazy("Yang disengketakan tidak ikut diterima."),
    )  # fmt: skip
    field_order = ("until", "on", "document", "file")


class DisputeForm(Form):
    on = DateField(label=gettext_lazy("Disengketakan pada"), error_messages=REQUIRED)
    reason = _reason(
        gettext_lazy("Alasan"), gettext_lazy("Apa yang tidak sesuai, sehingga pihak yang menyerahkan dapat menjawab.")
    )


class ResolveForm(Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Hasilnya"), widget=forms.RadioSelect, error_messages=NOT_OFFERED | REQUIRED,
        choices=[
            ("terima", gettext_lazy("Diterima: pemenuhan ini tetap dihitung")),
            ("tolak", gettext_lazy("Tidak diterima: pemenuhan ini dibatalkan dan tidak dihitung")),
        ],
    )  # fmt: skip
    on = DateField(label=gettext_lazy("Diselesaikan pada"), error_messages=REQUIRED)
    reason = _reason(gettext_lazy("Alasan"), gettext_lazy("Bagaimana kedua pihak sampai pada hasil ini."))
    document = _document()
    file = _file(gettext_lazy("Bukti penerimaan"))

    def said(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return values | {"accepted": values.pop("outcome") == "terima"}


class WaiveForm(Form):
    on = DateField(label=gettext_lazy("Dihapuskan per tanggal"), error_messages=REQUIRED)
    reason = _reason(gettext_lazy("Alasan"), gettext_lazy("Yang sudah diserahkan tetap tercatat dan dihitung."))
    document = forms.CharField(
        label=gettext_lazy("Nomor surat persetujuan"), required=False, max_length=120,
        help_text=gettext_lazy("Wajib bila kewajiban ini milik pihak kita: mitra harus menyetujuinya."),
    )  # fmt: skip


class ReinstateForm(Form):
    on = DateField(label=gettext_lazy("Ditagih lagi mulai"), error_messages=REQUIRED)
    reason = _reason(gettext_lazy("Alasan"), gettext_lazy("Penghapusan yang lama tetap tercatat."))


class HangForm(Form):
    def __init__(self, steps: list[Milestone], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["milestone"] = MilestoneField(steps, label=_("Langkah rencana kerja"))


class StepForm(Form):
    """A step of the work plan as it is said; its day is asked for once and then only moved."""

    title = forms.CharField(label=gettext_lazy("Langkah"), max_length=200, error_messages=REQUIRED)
    owner = forms.ChoiceField(label=gettext_lazy("Penanggung jawab"), error_messages=NOT_OFFERED | REQUIRED)
    note = forms.CharField(label=gettext_lazy("Catatan"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, agreement: Agreement, actor: Actor, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institutions = queries.owning_institutions(agreement, actor)
        users = queries.owning_users(agreement, actor, on=today)
        self.owners: dict[str, Institution | User] = {f"l:{found.public_id}": found for found in institutions}
        self.owners.update({f"o:{found.public_id}": found for found in users})
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("Pilih penanggung jawab …")),
            (_("Lembaga"), [(key, found.name) for key, found in self.owners.items() if key.startswith("l:")]),
            (_("Orang"), [(key, found.name) for key, found in self.owners.items() if key.startswith("o:")]),
        ]

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"owner": self.owners[self.cleaned_data["owner"]]}


class NewStepForm(StepForm):
    due_on = DateField(label=gettext_lazy("Tenggat"), error_messages=REQUIRED)
    field_order = ("title", "owner", "due_on", "note")


class MoveForm(Form):
    to = DateField(label=gettext_lazy("Tenggat baru"), error_messages=REQUIRED)
    reason = _reason(gettext_lazy("Alasan"), gettext_lazy("Tenggat yang lama tetap tercatat."))


class FinishForm(Form):
    on = DateField(label=gettext_lazy("Selesai pada"), error_messages=REQUIRED)


class ReopenForm(Form):
    reason = _reason(gettext_lazy("Mengapa belum selesai"))
