"""What people fill in about those without a NIK. The rules live in the domain; here typed words become its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.identity.choices import BY_HAND, AgeBand, Attendance, CaseState, StepKind
from sinergi.domain.identity.queries.cases import CaseFilter
from sinergi.domain.identity.rules.cases import may_follow
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, InstitutionField
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.people.forms import UnitFilterForm
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from sinergi.domain.identity.models import NikCase, RecordingDay
    from sinergi.foundation.institutions.models import Institution

NO_NUMBERS = gettext_lazy("Jangan menuliskan NIK di sini. Catatan ini tersimpan tersandi.")
BY_PAGE = (
    StepKind.TRY, StepKind.EVIDENCE, StepKind.UNBOOKED, StepKind.RECORDED, StepKind.ISSUED, StepKind.RETURNED,
    StepKind.CLOSED, StepKind.REOPENED,
)  # fmt: skip
"""The steps that are written down on the page of a case; a place on a day is taken beside."""


class FilterForm(UnitFilterForm):
    """What narrows the list of cases."""

    keadaan = forms.ChoiceField(
        label=gettext_lazy("Keadaan"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Yang belum selesai")), *CaseState.choices],
    )  # fmt: skip
    umur = forms.ChoiceField(
        label=gettext_lazy("Umur kasus"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Semua")), *AgeBand.choices],
    )  # fmt: skip
    macet = forms.BooleanField(label=gettext_lazy("Hanya yang sebulan tanpa langkah"), required=False)

    def __init__(self, data: Mapping[str, Any], units: Iterable[Institution]) -> None:
        super().__init__(data, units)
        self.fields["cari"].help_text = _("Sebagian nama")

    def filter(self, on: date) -> CaseFilter:
        """The filter as typed; call after `is_valid`."""
        values = self.cleaned_data
        return CaseFilter(
            on=on,
            text=values["cari"],
            unit=values["unit"],
            state=values["keadaan"],
            band=values["umur"],
            stuck=values["macet"],
            examples=self.examples(values["unit"]),
        )


class UnitForm(Form):
    """For which unit cases are opened."""

    def __init__(self, units: Iterable[Institution], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        units = list(units)
        only = units[0].public_id if len(units) == 1 else None
        self.fields["unit"] = InstitutionField(units, first=_("Pilih unit …"), label=_("Unit"), initial=only)


class OpenForm(Form):
    """What is known when the case of one person is opened."""

    note = forms.CharField(
        label=gettext_lazy("Apa yang sudah diketahui"), required=False, help_text=NO_NUMBERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class StepForm(Form):
    """The next step of a case, with its paper. Only what can follow on where the case stands is offered."""

    kind = forms.ChoiceField(label=gettext_lazy("Langkah"), error_messages=NOT_OFFERED | REQUIRED)
    on = DateField(label=gettext_lazy("Hari"), error_messages=REQUIRED)
    note = forms.CharField(
        label=gettext_lazy("Catatan"), required=False, help_text=NO_NUMBERS, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.ChoiceField(
        label=gettext_lazy("Alasan menutup"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Pilih bila kasus ditutup …")), *((each.value, each.label) for each in BY_HAND)],
    )  # fmt: skip
    evidence = forms.FileField(
        label=gettext_lazy("Berkas bukti"), required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=gettext_lazy("PDF atau foto, paling besar 10 MB: akta, ijazah, surat keterangan."),
        error_messages={"empty": gettext_lazy("Berkas ini kosong. Pilih berkas yang ada isinya.")},
    )  # fmt: skip

    def __init__(
        self,
        case: NikCase,
        today: date,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial={"on": today})
        offered = [kind for kind in BY_PAGE if may_follow(case.state, kind)]
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("Pilih langkah …")), *((each.value, each.label) for each in offered)]
        if case.is_over:
            del self.fields["reason"], self.fields["evidence"]


class BookForm(Form):
    """On which recording day somebody is to be recorded."""

    def __init__(self, days: Iterable[RecordingDay], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.known = {str(one.public_id): one for one in days}
        words = [
            (key, _("%(day)s · %(office)s · %(room)d tempat") % {
                "day": day(one.on), "office": one.office.name, "room": one.room})
            for key, one in self.known.items()
        ]  # fmt: skip
        self.fields["day"] = forms.ChoiceField(
            label=_("Hari perekaman"), choices=[("", _("Pilih hari …")), *words], error_messages=NOT_OFFERED | REQUIRED
        )

    def day(self) -> RecordingDay:
        return self.known[self.cleaned_data["day"]]


class DayForm(Form):
    """A recording day to come."""

    on = DateField(label=gettext_lazy("Tanggal"), error_messages=REQUIRED)
    capacity = forms.IntegerField(
        label=gettext_lazy("Kapasitas"), error_messages=REQUIRED | {"invalid": gettext_lazy("Tulis angka bulat.")},
        help_text=gettext_lazy("Berapa orang yang sanggup direkam dinas pada hari itu."),
        widget=forms.NumberInput(attrs={"min": 1, "max": 500}),
    )  # fmt: skip

    def __init__(
        self, units: Iterable[Institution], offices: Iterable[Institution], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        units = list(units)
        only = units[0].public_id if len(units) == 1 else None
        office = InstitutionField(offices, first=_("Pilih dinas …"), label=_("Dinas Dukcapil"))
        office.help_text = _("Bila belum ada dalam daftar, tambahkan dahulu di halaman Lembaga.")
        self.fields = {
            "unit": InstitutionField(units, first=_("Pilih unit …"), label=_("Unit"), initial=only),
            "office": office,
        } | self.fields


class QueueForm(Form):
    """Who of the queue is booked for a day."""

    def __init__(self, waiting: Iterable[tuple[NikCase, str]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        offered = list(waiting)
        self.known = {str(case.public_id): case for case, _words in offered}
        self.fields["cases"] = forms.MultipleChoiceField(
            label=_("Antrean, yang paling lama menunggu di atas"), widget=forms.CheckboxSelectMultiple,
            choices=[(str(case.public_id), words) for case, words in offered],
            error_messages={
                "required": _("Pilih sedikitnya satu orang untuk dijadwalkan."),
                "invalid_choice": _("Ada yang tidak dapat dijadwalkan lagi. Muat ulang halamannya, lalu pilih."),
            },
        )  # fmt: skip

    def chosen(self) -> list[NikCase]:
        return [self.known[key] for key in self.cleaned_data["cases"]]


class AttendedForm(Form):
    """What became of everybody who was booked: one answer a person, in one form."""

    def __init__(self, booked: Iterable[NikCase], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.cases = {f"hadir-{case.public_id}": case for case in booked}
        for name, case in self.cases.items():
            self.fields[name] = forms.ChoiceField(
                label=case.person.name, choices=[("", _("Belum ditandai")), *Attendance.choices],
                error_messages=NOT_OFFERED | {"required": _("Tandai orang ini.")},
            )  # fmt: skip

    def attended(self) -> dict[UUID, str]:
        return {case.public_id: self.cleaned_data[name] for name, case in self.cases.items()}


class ReasonForm(Form):
    """Why a recording day is called off."""

    reason = forms.CharField(label=gettext_lazy("Alasan"), error_messages=REQUIRED)


class ListForm(Form):
    """The list for the office: in which form, with the mother's name or without, and what for."""

    bentuk = forms.ChoiceField(
        label=gettext_lazy("Bentuk"), error_messages=NOT_OFFERED | REQUIRED,
        choices=[("pdf", gettext_lazy("PDF untuk dicetak dan ditandatangani")), ("xlsx", "XLSX")],
    )  # fmt: skip
    purpose = forms.CharField(
        label=gettext_lazy("Untuk siapa dan untuk apa"), error_messages=REQUIRED,
        help_text=gettext_lazy("Misalnya “surat pengantar ke Dinas Dukcapil”. Tercatat bersama setiap orang dalam daftar."),
    )  # fmt: skip
    with_mother = forms.BooleanField(
        label=gettext_lazy("Sertakan nama ibu"), required=False,
        help_text=gettext_lazy("Hanya bila dinas memintanya: data tersamar ini terbuka dalam berkas, dan itu tercatat."),
    )  # fmt: skip

    def __init__(self, *, may_open: bool, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        if not may_open:
            del self.fields["with_mother"]
