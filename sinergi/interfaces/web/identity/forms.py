"""What people fill in about identity. The rules live in the domain; here typed words become its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sinergi.domain.identity.choices import RunKind
from sinergi.domain.identity.services.runs import MOST_CHOSEN
from sinergi.interfaces.web.agreements.fields import NOT_OFFERED, REQUIRED, InstitutionField
from sinergi.interfaces.web.agreements.words import day
from sinergi.interfaces.web.shell.forms import DateField, Form

if TYPE_CHECKING:
    from datetime import date

    from sinergi.domain.agreements.models import Agreement, Obligation
    from sinergi.domain.identity.models import RegisterExtract
    from sinergi.domain.people.models import Person
    from sinergi.foundation.institutions.models import Institution

FILE = REQUIRED | dict.fromkeys(
    ("empty", "missing", "invalid"), gettext_lazy("Berkas ini kosong. Pilih berkas yang ada isinya.")
)
PURPOSE = gettext_lazy("Misalnya “laporan semester ke Dukcapil”. Tercatat bersama setiap orang yang diperiksa.")


class ConfirmForm(Form):
    """The unit's word: a number from its own book, and an officer who answers for it."""

    registration_number = forms.CharField(
        label=gettext_lazy("Nomor registrasi"), error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Salin dari buku register unit, bukan dari layar ini."),
    )  # fmt: skip
    officer_name = forms.CharField(
        label=gettext_lazy("Petugas yang memastikan"), error_messages=REQUIRED,
        help_text=gettext_lazy("Nama lengkap petugas yang bertanggung jawab atas jawaban ini."),
    )  # fmt: skip
    on = DateField(label=gettext_lazy("Tanggal pemeriksaan"), error_messages=REQUIRED)


class ExtractField(forms.ChoiceField):
    """One of the extracts given. Gives the extract."""

    def __init__(self, extracts: Iterable[RegisterExtract], *, named: bool, **kwargs: Any) -> None:
        self.known = {str(extract.public_id): extract for extract in extracts}
        choices = [(key, self._words(extract, named=named)) for key, extract in self.known.items()]
        first = choices[0][0] if len(choices) == 1 else None
        super().__init__(
            label=_("Ekstrak register"), choices=[("", _("Pilih ekstrak …")), *choices], initial=first,
            error_messages=NOT_OFFERED | REQUIRED, **kwargs,
        )  # fmt: skip

    @staticmethod
    def _words(extract: RegisterExtract, *, named: bool) -> str:
        words = _("%(label)s, diambil %(day)s") % {"label": extract.label, "day": day(extract.taken_on)}
        return f"{words} · {extract.agreement.title}" if named else words

    def clean(self, value: Any) -> RegisterExtract | None:
        return self.known.get(super().clean(value))


class CheckForm(Form):
    """Ask an extract about one person."""

    on = DateField(label=gettext_lazy("Tanggal pemeriksaan"), error_messages=REQUIRED)
    purpose = forms.CharField(label=gettext_lazy("Tujuan pemeriksaan"), error_messages=REQUIRED, help_text=PURPOSE)

    def __init__(
        self,
        extracts: Iterable[RegisterExtract],
        today: date,
        data: Mapping[str, Any] | None = None,
        *,
        named: bool = True,
    ) -> None:
        super().__init__(data, initial={"on": today})
        self.fields = {"extract": ExtractField(extracts, named=named)} | self.fields


class RunForm(Form):
    """Begin a run: which way, under which agreement, over which unit or people ticked there, on which day, what for."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Cara"), choices=RunKind.choices, initial=RunKind.GATEWAY, error_messages=NOT_OFFERED | REQUIRED,
        help_text=gettext_lazy(
            "Layanan verifikasi menjawab per isian; di tempat register berkas disegel dan dijawab di sana; ekstrak dibaca "
            "dari berkas yang diterima."
        ),
    )  # fmt: skip
    on = DateField(
        label=gettext_lazy("Hari pemeriksaan"), error_messages=REQUIRED,
        help_text=gettext_lazy("Yang hari itu dan hari ini ada di unit yang diperiksa."),
    )  # fmt: skip
    purpose = forms.CharField(label=gettext_lazy("Tujuan pemeriksaan"), error_messages=REQUIRED, help_text=PURPOSE)

    def __init__(
        self,
        agreements: Iterable[Agreement],
        units: Iterable[Institution],
        extracts: Iterable[RegisterExtract],
        today: date,
        data: Mapping[str, Any] | None = None,
        *,
        find: Callable[[list[UUID]], Iterable[Person]],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"on": today} | dict(initial or {}))
        units = list(units)
        only = units[0].public_id if len(units) == 1 else None
        extract = ExtractField(extracts, named=True, required=False)
        extract.initial = None  # even of a single one: most runs ask none
        extract.help_text = _("Hanya untuk cara “Ekstrak register”.")
        self.fields = {
            "agreement": AgreementField(agreements),
            "unit": InstitutionField(units, first=_("Pilih unit …"), label=_("Unit"), initial=only),
            "kind": self.fields["kind"],
            "extract": extract,
            "on": self.fields["on"],
            "purpose": self.fields["purpose"],
            "persons": ChosenField(find),
        }


class ChosenField(forms.MultipleChoiceField):
    """People ticked in a list, as their public ids: none, or all of them known to the viewer. Gives the persons."""

    def __init__(self, find: Callable[[list[UUID]], Iterable[Person]], **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.MultipleHiddenInput, **kwargs)
        self._find = find

    def valid_value(self, value: str) -> bool:
        return True  # `clean` asks for all of them at once

    def clean(self, value: Any) -> tuple[Person, ...]:
        typed = set(super().clean(value))
        try:
            keys = [UUID(each) for each in typed]
        except ValueError:
            keys = []
        found = tuple(self._find(keys)) if len(keys) <= MOST_CHOSEN else ()
        # Never fewer than were ticked: an empty choice would mean the whole unit.
        if len(found) != len(typed):
            raise forms.ValidationError(
                _(
                    "Sebagian orang yang dipilih tidak ada di unit Anda, atau terlalu banyak. Pilih lagi dari daftar orang."
                )
            )
        return found


class AgreementField(forms.ChoiceField):
    """One of the agreements given. Gives the agreement."""

    def __init__(self, agreements: Iterable[Agreement], **kwargs: Any) -> None:
        self.known = {str(agreement.public_id): agreement for agreement in agreements}
        choices = [(key, agreement.title) for key, agreement in self.known.items()]
        super().__init__(
            label=_("Perjanjian"), choices=[("", _("Pilih perjanjian …")), *choices],
            initial=choices[0][0] if len(choices) == 1 else None, error_messages=NOT_OFFERED | REQUIRED, **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> Agreement | None:
        return self.known.get(super().clean(value))


class AnswersForm(Form):
    """The registry's answers and their seal."""

    file = forms.FileField(
        label=gettext_lazy("Berkas jawaban (CSV)"),
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        error_messages=FILE,
    )
    seal = forms.FileField(
        label=gettext_lazy("Segelnya (.seal.json)"),
        widget=forms.FileInput(attrs={"accept": ".json"}),
        error_messages=FILE,
    )


class PeriodForm(Form):
    """Which agreement and period to report."""

    starts_on = DateField(label=gettext_lazy("Dari"), error_messages=REQUIRED)
    ends_on = DateField(label=gettext_lazy("Sampai"), error_messages=REQUIRED)

    def __init__(
        self, agreements: Iterable[Agreement], period: tuple[date, date], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"starts_on": period[0], "ends_on": period[1]})
        self.fields = {"agreement": AgreementField(agreements)} | self.fields


class SendForm(Form):
    """The report left, with a letter."""

    sent_on = DateField(label=gettext_lazy("Dikirim pada"), error_messages=REQUIRED)
    letter_number = forms.CharField(label=gettext_lazy("Nomor surat"), error_messages=REQUIRED)


class AcceptForm(Form):
    """The other side took the report: what it is credited to."""

    accepted_on = DateField(label=gettext_lazy("Diterima pada"), error_messages=REQUIRED)
    receipt_number = forms.CharField(label=gettext_lazy("Nomor tanda terima"), error_messages=REQUIRED)

    def __init__(self, obligations: Iterable[Obligation], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.known = {str(obligation.public_id): obligation for obligation in obligations}
        choices = [(key, obligation.description) for key, obligation in self.known.items()]
        self.fields["obligation"] = forms.ChoiceField(
            label=_("Kewajiban yang dipenuhi"), choices=[("", _("Pilih kewajiban …")), *choices],
            initial=choices[0][0] if len(choices) == 1 else None, error_messages=NOT_OFFERED | REQUIRED,
        )  # fmt: skip

    def obligation(self) -> Obligation:
        return self.known[self.cleaned_data["obligation"]]


class ReturnForm(Form):
    """Give data back: under which agreement and what for."""

    purpose = forms.CharField(
        label=gettext_lazy("Tujuan"), error_messages=REQUIRED,
        help_text=gettext_lazy("Misalnya “data balikan semester I”. Tercatat bersama setiap orang dalam berkas."),
    )  # fmt: skip

    def __init__(self, agreements: Iterable[Agreement], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.fields = {"agreement": AgreementField(agreements)} | self.fields


class ReceiveForm(Form):
    """A CSV file of the register, and when it was taken."""

    file = forms.FileField(
        label=gettext_lazy("Berkas ekstrak"), widget=forms.FileInput(attrs={"accept": ".csv"}),
        help_text=gettext_lazy(
            "CSV UTF-8 dengan kolom nik, name, sex, birth_date, birth_place, mother_name, address, region_code; boleh "
            "ditambah status. Isinya tinggal di berkas tertutup, tidak masuk basis data."
        ),
        error_messages=REQUIRED | dict.fromkeys(
            ("empty", "missing", "invalid"), gettext_lazy("Berkas ini kosong. Pilih berkas CSV yang ada isinya.")
        ),
    )  # fmt: skip
    label = forms.CharField(
        label=gettext_lazy("Nama ekstrak"), error_messages=REQUIRED,
        help_text=gettext_lazy("Misalnya “Semester I 2026, Lapas Contoh Satu”."),
    )  # fmt: skip
    taken_on = DateField(label=gettext_lazy("Diambil dari register pada"), error_messages=REQUIRED)
