"""Whom the rows of a list are about, and what each would do: looked up for a whole chunk at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from linkage import compare
from linkage import nik as nik_rules
from sinergi.domain.people import rules
from sinergi.domain.people.choices import DatePrecision, Proposal, RowOutcome
from sinergi.domain.people.models import Episode, EpisodeQuerySet, Person, PopulationImport, PopulationRow
from sinergi.domain.people.models.person import of_humans
from sinergi.domain.people.rules.arriving import Arrived
from sinergi.domain.people.rules.merging import births_differ

_LABELS = {
    "name": gettext_lazy("nama"),
    "sex": gettext_lazy("jenis kelamin"),
    "born": gettext_lazy("tanggal lahir"),
    "birth_place": gettext_lazy("tempat lahir"),
    "nik": gettext_lazy("NIK"),
    "nationality": gettext_lazy("kewarganegaraan"),
    "region_code": gettext_lazy("wilayah alamat"),
    "mother_name": gettext_lazy("nama ibu"),
    "family_card_number": gettext_lazy("nomor KK"),
    "aliases": gettext_lazy("nama lain"),
    "nip": gettext_lazy("NIP"),
    "employment": gettext_lazy("kepegawaian"),
    "ends_on": gettext_lazy("tanggal keluar"),
}
OF_EPISODES = frozenset({"nip", "employment", "ends_on"})
"""Fields of a row that change an episode and not a person."""


@dataclass(frozen=True, slots=True)
class Matched:
    """What a row does: `why` are sentences without values; `fields` what it would change of a person or an episode."""

    outcome: RowOutcome
    why: tuple[str, ...] = ()
    proposal: Proposal = Proposal.NONE
    person: Person | None = None
    episode: Episode | None = None
    fields: tuple[str, ...] = ()


class Known:
    """What is recorded already about the people whom these rows may be about. Asks five times, however many they are."""

    def __init__(self, run: PopulationImport, rows: Sequence[Arrived]) -> None:
        self.run = run
        numbers = {row.registration_number for row in rows}
        at_unit = Episode.objects.filter(unit=run.unit_id, registration_number__in=numbers)
        self.by_number = {
            (episode.category, episode.registration_number): episode
            for episode in at_unit.select_related("person__merged_into").prefetch_related("person__aliases")
        }
        self.people: dict[int, Person] = {}
        self.by_nik: dict[str, list[Person]] = defaultdict(list)
        self.by_name: dict[tuple[str, date], list[Person]] = defaultdict(list)
        usable = [row.nik for row in rows if nik_rules.is_usable(row.nik)]
        indexes = {index: rules.nik_index(nik) for nik in usable for index in rules.nik_indexes(nik)}
        same = Person.objects.filter(is_example=run.unit.is_example).select_related("merged_into")
        same = same.prefetch_related("aliases")
        for person in same.filter(nik_index__in=indexes):
            self.by_nik[indexes[person.nik_index]].append(self._remember(person))
        keys = {rules.name_key(row.name) for row in rows if row.born.on}
        days = {row.born.on for row in rows if row.born.on}
        for person in same.filter(name_key__in=keys, birth_date__in=days):
            if person.birth_date is not None:
                self.by_name[person.name_key, person.birth_date].append(self._remember(person))
        self.stays: dict[int, list[Episode]] = defaultdict(list)
        about = Episode.objects.filter(of_humans(self.people.values())).select_related("unit__place", "person")
        for episode in about:
            self.stays[episode.person.human_key].append(episode)

    def _remember(self, person: Person) -> Person:
        """The row that stands for the human being: who was merged away is found, and recorded as the survivor."""
        survivor = person.merged_into or person
        return self.people.setdefault(survivor.pk, survivor)

    def match(self, row: Arrived) -> Matched:
        """What this row does, as things stand."""
        if row.born.on and (row.starts_on or self.run.as_of) < row.born.on:
            return Matched(RowOutcome.REFUSED, (_("Tanggal masuk mendahului tanggal lahir."),))
        episode = self.by_number.get((row.category, row.registration_number))
        if episode is not None:
            return self._known(row, episode)
        if row.ends_on is not None and row.starts_on is None:
            return Matched(
                RowOutcome.REFUSED,
                (_("Baris ini tentang orang yang keluar, tetapi nomornya tidak tercatat di unit ini."),),
            )
        candidates = self._candidates(row)
        if not candidates:
            return Matched(RowOutcome.NEW, self._about_new(row))
        return self._likely(row, candidates)

    def _about_new(self, row: Arrived) -> tuple[str, ...]:
        if row.starts_on is None:
            return (_("Tanggal masuk tidak disebut; dicatat ada sejak tanggal keadaan berkas."),)
        return ()

    def _known(self, row: Arrived, episode: Episode) -> Matched:
        person = episode.person.merged_into or episode.person
        doubts = tuple(_doubts(row, episode.person))
        if doubts and (person is episode.person or tuple(_doubts(row, person))):
            return Matched(
                RowOutcome.DOUBTFUL, doubts, Proposal.SAME, person, episode, tuple(_changes(row, person, episode))
            )
        if episode.ends_on is not None and episode.ends_on < self.run.as_of and row.ends_on is None:
            why = _("Tercatat sudah keluar dari unit ini, tetapi berkas menyebutnya masih ada.")
            return Matched(RowOutcome.DOUBTFUL, (why,), Proposal.NONE, person, episode)
        fields = tuple(_changes(row, person, episode))
        if person is not episode.person:
            # Somebody settled what is known of the two rows; the list of one unit does not undo it.
            fields = tuple(field for field in fields if field in OF_EPISODES)
        if not fields:
            return Matched(RowOutcome.UNCHANGED, (), person=person, episode=episode)
        named = ", ".join(str(_LABELS[field]) for field in fields)
        return Matched(
            RowOutcome.CHANGED,
            (_("Melengkapi atau mengubah: %(fields)s.") % {"fields": named},),
            person=person,
            episode=episode,
            fields=fields,
        )

    def _candidates(self, row: Arrived) -> list[Person]:
        found: dict[int, Person] = {}
        if nik_rules.is_usable(row.nik):
            found |= {person.pk: person for person in self.by_nik.get(rules.nik_index(row.nik), ())}
        key = rules.name_key(row.name)
        # One word and a year say little: half of a large unit would look like somebody.
        if row.born.on and (row.born.precision is DatePrecision.DAY or len(key.split()) > 1):
            for person in self.by_name.get((key, row.born.on), ()):
                if not _niks_differ(row, person):
                    found[person.pk] = person
        return list(found.values())

    def _likely(self, row: Arrived, candidates: list[Person]) -> Matched:
        """The first candidate by how near the person is: at this unit, elsewhere now, recorded once."""
        ranked = sorted(candidates, key=lambda person: (self._distance(person), person.pk))
        person = ranked[0]
        same_nik = bool(row.nik) and person in self.by_nik.get(rules.nik_index(row.nik), ())
        shown = {"evidence": _("NIK yang sama") if same_nik else _("nama dan tanggal lahir yang sama")}
        others = len(ranked) - 1
        more = ngettext("Ada %(count)s calon lain.", "Ada %(count)s calon lain.", others) % {"count": others}
        also = f" {more}" if others else ""
        here = [
            episode
            for episode in self.stays[person.pk]
            if episode.ends_on is None and episode.unit_id == self.run.unit_id
        ]
        if here:
            why = _("Orang dengan %(evidence)s sudah ada di unit ini dengan nomor atau status lain.") % shown
            return Matched(RowOutcome.DOUBTFUL, (why + also,), Proposal.STATUS, person, here[0])
        if self._distance(person) == 1:
            why = _("Orang dengan %(evidence)s tercatat di unit lain.") % shown
            return Matched(RowOutcome.DOUBTFUL, (why + also,), Proposal.TRANSFER, person)
        why = _("Orang dengan %(evidence)s pernah tercatat.") % shown
        return Matched(RowOutcome.DOUBTFUL, (why + also,), Proposal.RETURN, person)

    def _distance(self, person: Person) -> int:
        running = [episode.unit_id for episode in self.stays[person.pk] if episode.ends_on is None]
        return 0 if self.run.unit_id in running else 1 if running else 2


def _doubts(row: Arrived, person: Person) -> Iterator[str]:
    """Why the row may be about somebody else than the person who bears its number, or contradicts what is known."""
    if not _same_name(row.name, person.name) and not _same_nik(row, person):
        yield _("Nomor ini tercatat atas nama yang lain sekali.")
    if _niks_differ(row, person):
        yield _("NIK di berkas berbeda dengan yang tercatat.")
    if row.sex and person.sex and row.sex != person.sex:
        yield _("Jenis kelamin di berkas berbeda dengan yang tercatat.")
    if row.born.on and person.birth_date and births_differ(row.born, person.born):
        yield _("Tanggal lahir di berkas berbeda dengan yang tercatat.")


def _same_name(one: str, other: str) -> bool:
    return rules.name_key(one) == rules.name_key(other) or compare.mark_names(one, other) != compare.FieldMark.DIFFERS


def _same_nik(row: Arrived, person: Person) -> bool:
    return bool(row.nik) and person.nik_index in rules.nik_indexes(row.nik)


def _niks_differ(row: Arrived, person: Person) -> bool:
    return bool(row.nik and person.nik_index) and person.nik_index not in rules.nik_indexes(row.nik)


_PRECISION = (DatePrecision.UNKNOWN, DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)


def _changes(row: Arrived, person: Person, episode: Episode) -> Iterator[str]:
    """Which fields the row would fill or change; letter case alone changes nothing, and "" says nothing."""
    if rules.name_key(row.name) != person.name_key:
        yield "name"
    if row.sex and row.sex != person.sex:
        yield "sex"
    more = _PRECISION.index(row.born.precision) - _PRECISION.index(DatePrecision(person.birth_precision))
    if row.born.on and (more > 0 or births_differ(row.born, person.born)):
        yield "born"
    for field in ("birth_place", "mother_name", "nationality", "region_code", "family_card_number"):
        said = getattr(row, field)
        if said and said.casefold() != getattr(person, field).casefold():
            yield field
    if row.nik and not _same_nik(row, person):
        yield "nik"
    held = {(alias.kind, alias.name.casefold()) for alias in person.aliases.all()}
    if any((alias.kind, alias.name.casefold()) not in held for alias in row.aliases):
        yield "aliases"
    for field in ("nip", "employment"):
        said = getattr(row, field)
        if said and said != getattr(episode, field):
            yield field
    if row.ends_on and episode.ends_on is None and row.ends_on >= episode.starts_on:
        yield "ends_on"


def unseen(run: PopulationImport, episodes: EpisodeQuerySet) -> EpisodeQuerySet:
    """Those that no row of the list names, nor their persons under another number."""
    rows = PopulationRow.objects.filter(run=run).exclude(outcome__in=[RowOutcome.REFUSED, RowOutcome.MISSING])
    named, known = (
        rows.filter(episode=OuterRef("pk")),
        rows.filter(Q(person=OuterRef("person")) | Q(person=OuterRef("person__merged_into"))),
    )
    return episodes.filter(~Exists(named), ~Exists(known))
