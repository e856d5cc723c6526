"""What people fill in about activities. The rules live in the domain; here typed words become its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.activities.choices import ActivityState
from sinergi.domain.activities.queries import ActivityFilter
from sinergi.domain.activities.rules import PEOPLE
from sinergi.domain.agreements.choices import CountedUnit
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, InstitutionField
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.people.forms import UnitFilterForm
from sinergi.interfaces.web.shell.forms import DateField, DecimalField, Form

if TYPE_CHECKING:
    from sinergi.domain.activities.models import Activity, Participation
    from sinergi.domain.agreements.models import Agreement, Obligation
    from sinergi.domain.identity.models import Verification
    from sinergi.domain.people.models import Person
    from sinergi.foundation.institutions.models import Institution

REASON = forms.Textarea(attrs={"rows": 3})


class FilterForm(UnitFilterForm):
    """What narrows the list of activities."""

    keadaan = forms.ChoiceField(
        label=gettext_lazy("Keadaan"), required=False, error_messages=NOT_OFFERED,
        choices=[("", gettext_lazy("Semua")), *ActivityState.choices],
    )  # fmt: skip
    sejak = DateField(label=gettext_lazy("Sejak"), required=False)
    sampai = DateField(label=gettext_lazy("Sampai"), required=False)
    perjanjian = forms.UUIDField(
        label=gettext_lazy("Perjanjian"), required=False, widget=forms.HiddenInput(),
        error_messages={"invalid": gettext_lazy("Alamat perjanjian ini tidak utuh. Buka lagi dari halamannya.")},
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], units: Iterable[Institution]) -> None:
        super().__init__(data, units)
        self.fields["cari"].help_text = _("Judul atau tempat")

    def filter(self, agreement: Agreement | None) -> ActivityFilter:
        """The filter as typed; call after `is_valid`."""
        values = self.cleaned_data
        return ActivityFilter(
            text=values["cari"],
            state=values["keadaan"],
            unit=values["unit"],
            agreement=agreement,
            since=values["sejak"],
            until=values["sampai"],
            examples=self.examples(agreement or values["unit"]),
        )


class ObligationsField(forms.MultipleChoiceField):
    """Any number of the obligations given, under the titles of their agreements. Gives a tuple of obligations."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, offered: Iterable[Obligation], **kwargs: Any) -> None:
        obligations = list(offered)
        self.known = {str(obligation.public_id): obligation for obligation in obligations}
        choices = [
            (title, [(str(obligation.public_id), _promise(obligation)) for obligation in group])
            for title, group in groupby(obligations, lambda obligation: _title(obligation))
        ]
        super().__init__(choices=choices, error_messages=NOT_OFFERED | REQUIRED, **kwargs)

    def clean(self, value: Any) -> tuple[Obligation, ...]:
        return tuple(self.known[key] for key in super().clean(value))


def _title(obligation: Obligation) -> str:
    mark = _("CONTOH · ") if obligation.agreement.is_example else ""
    return f"{mark}{obligation.agreement.title}"


def _promise(obligation: Obligation) -> str:
    unit = obligation.get_unit_display()
    done = DecimalField().prepare_value(obligation.delivered)
    if obligation.quantity is None:
        counted = _("%(done)s %(unit)s, sasaran belum diketahui") % {"done": done, "unit": unit}
    else:
        total = DecimalField().prepare_value(obligation.quantity)
        counted = _("%(done)s dari %(total)s %(unit)s") % {"done": done, "total": total, "unit": unit}
    return f"{obligation.description} ({counted})"


@dataclass(frozen=True)
class Promises:
    """The boxes of one agreement's obligations, under its title."""

    title: str
    choices: tuple[BoundWidget, ...]


class PlanForm(Form):
    title = forms.CharField(
        label=gettext_lazy("Judul kegiatan"), error_messages=REQUIRED,
        help_text=gettext_lazy("Misalnya “Pelatihan menjahit, angkatan kedua”."),
    )  # fmt: skip
    starts_on = DateField(label=gettext_lazy("Mulai"), error_messages=REQUIRED)
    ends_on = DateField(
        label=gettext_lazy("Hari terakhir"), required=False, help_text=gettext_lazy("Kosongkan bila hanya sehari.")
    )
    place_text = forms.CharField(label=gettext_lazy("Tempat"), required=False)

    def __init__(
        self, units: Iterable[Institution], offered: Iterable[Obligation], data: Mapping[str, Any] | None = None
    ) -> None:
        obligations = ObligationsField(offered, label=_("Kewajiban yang dilayani"))
        only = list(obligations.known) if len(obligations.known) == 1 else []
        super().__init__(data, initial={"obligations": only})
        units = list(units)
        initial = units[0].public_id if len(units) == 1 else None
        self.fields["unit"] = InstitutionField(units, first=_("Pilih unit …"), label=_("Unit"), initial=initial)
        self.fields["obligations"] = obligations

    @property
    def promises(self) -> list[Promises]:
        boxes = {str(box.data["value"]): box for box in self["obligations"]}
        groups = self.fields["obligations"].choices  # type: ignore[attr-defined]
        return [Promises(title, tuple(boxes[key] for key, _words in group)) for title, group in groups]


class DayForm(Form):
    """The one day something took place."""

    on = DateField(label=gettext_lazy("Tanggal"), error_messages=REQUIRED)

    def __init__(self, label: str, on: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"on": on})
        self.fields["on"].label = label


class CancelForm(Form):
    reason = forms.CharField(label=gettext_lazy("Alasan"), widget=REASON, error_messages=REQUIRED)


class WithdrawForm(Form):
    """Taking something back: it stays as history."""

    on = DateField(label=gettext_lazy("Dicabut per tanggal"), error_messages=REQUIRED)
    reason = forms.CharField(
        label=gettext_lazy("Alasan"), widget=REASON, error_messages=REQUIRED,
        help_text=gettext_lazy("Catatan lama tetap tersimpan; yang sudah dihitung darinya dibatalkan."),
    )  # fmt: skip


class OutputForm(Form):
    """Something the activity produced, in a unit that is not people."""

    measure = forms.CharField(
        label=gettext_lazy("Apa yang dihasilkan"), error_messages=REQUIRED,
        help_text=gettext_lazy("Misalnya “sesi pelatihan” atau “panen lele”."),
    )  # fmt: skip
    quantity = DecimalField(label=gettext_lazy("Banyaknya"), error_messages=REQUIRED)
    unit = forms.ChoiceField(
        label=gettext_lazy("Dihitung dalam"), error_messages=NOT_OFFERED | REQUIRED,
        choices=[choice for choice in CountedUnit.choices if choice[0] not in PEOPLE],
        help_text=gettext_lazy("Orang dan keikutsertaan dihitung sendiri dari kehadiran."),
    )  # fmt: skip
    on = DateField(label=gettext_lazy("Tanggal"), error_messages=REQUIRED)
    obligation = forms.ChoiceField(
        label=gettext_lazy("Memenuhi kewajiban"), required=False, error_messages=NOT_OFFERED,
        help_text=gettext_lazy("Satu keluaran memenuhi paling banyak satu kewajiban, dalam satuan yang sama."),
    )  # fmt: skip

    def __init__(self, served: Iterable[Obligation], on: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"on": on})
        self.known = {str(row.public_id): row for row in served if row.unit not in PEOPLE}
        choices = [(key, _promise(row)) for key, row in self.known.items()]
        self.fields["obligation"].choices = [("", _("Tidak satu pun")), *choices]  # type: ignore[attr-defined]
        if len(self.known) == 1:
            [key, row] = next(iter(self.known.items()))
            self.initial.update(obligation=key, unit=row.unit)

    def posted(self) -> dict[str, Any]:
        return self.cleaned_data | {"obligation": self.known.get(self.cleaned_data["obligation"])}


class EnrolForm(Form):
    """Those chosen from the people found, to be enrolled on one day."""

    on = DateField(label=gettext_lazy("Tanggal pendaftaran"), error_messages=REQUIRED)

    def __init__(self, persons: Iterable[tuple[Person, str]], on: date, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"on": on})
        offered = list(persons)
        self.known = {str(person.public_id): person for person, _words in offered}
        self.fields["persons"] = forms.MultipleChoiceField(
            label=_("Peserta"), widget=forms.CheckboxSelectMultiple,
            choices=[(str(person.public_id), words) for person, words in offered],
            error_messages={
                "required": _("Pilih paling sedikit satu orang."),
                "invalid_choice": _("Ada yang tidak dapat didaftarkan lagi. Cari sekali lagi, lalu pilih."),
            },
        )  # fmt: skip

    def chosen(self) -> tuple[Person, ...]:
        return tuple(self.known[key] for key in self.cleaned_data["persons"])


class SearchForm(Form):
    """Looks for people at the unit on a day."""

    use_required_attribute = False

    cari = forms.CharField(
        label=gettext_lazy("Cari nama atau nomor registrasi"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    pada = DateField(label=gettext_lazy("Yang ada di unit pada"), required=False)


class VerificationForm(Form):
    """One of the verifications that confirm the participant."""

    def __init__(self, confirming: Iterable[Verification], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.known = {str(row.public_id): row for row in confirming}
        words = [(key, f"{day(row.checked_on)} · {row.get_method_display()}") for key, row in self.known.items()]
        self.fields["verification"] = forms.ChoiceField(
            label=_("Verifikasi yang dipakai"), widget=forms.RadioSelect, choices=words,
            initial=words[0][0] if words else None, error_messages=NOT_OFFERED | REQUIRED,
        )  # fmt: skip

    def chosen(self) -> Verification:
        return self.known[self.cleaned_data["verification"]]


class OutcomeForm(Form):
    """One measure of one participant. Without a value before, no change can be told."""

    measure = forms.CharField(
        label=gettext_lazy("Apa yang diukur"), error_messages=REQUIRED,
        help_text=gettext_lazy("Pakai kata yang sama untuk semua peserta, misalnya “Nilai tes menjahit”."),
    )  # fmt: skip
    unit = forms.CharField(
        label=gettext_lazy("Satuan"),
        error_messages=REQUIRED,
        help_text=gettext_lazy("Misalnya “0–100” atau “jahitan/jam”."),
    )
    before = DecimalField(
        label=gettext_lazy("Sebelum"), required=False, help_text=gettext_lazy("Kosongkan bila tidak diukur sebelumnya.")
    )
    after = DecimalField(label=gettext_lazy("Sesudah"), error_messages=REQUIRED)
    on = DateField(label=gettext_lazy("Diukur pada"), error_messages=REQUIRED)


def measured_like(participations: Iterable[Participation]) -> tuple[str, str]:
    """Measure and unit last used in this activity, so that the next participant is measured alike."""
    used = [outcome for participation in participations for outcome in participation.outcomes.all()]
    latest = max(used, key=lambda outcome: outcome.pk, default=None)
    return (latest.measure, latest.unit) if latest else ("", "")


def enrolment_day(activity: Activity, today: date) -> date:
    """The day proposed for enrolling: today, or the last day of an activity that is over."""
    return min(today, activity.last_day) if activity.is_carried_out else today
