"""A person known to corrections."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from sinergi.domain.people import rules
from sinergi.domain.people.choices import BirthSource, DatePrecision, Nationality, Sex
from sinergi.domain.people.models.episode import Episode
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.encryption import EncryptedTextField

SURVIVOR_KEY = Coalesce("merged_into_id", "pk")
"""The key of the human being behind a row of persons: rows that were merged have one. See `human` for rows about persons."""


def human(of: str = "person") -> Coalesce:
    """`SURVIVOR_KEY` of the person whom the key `of` of another model points at, to count and to group human beings by."""
    return Coalesce(f"{of}__merged_into_id", f"{of}_id")


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, viewer: Actor) -> Self:
        """Rows with an episode of their own, past or present, at a unit of the viewer's subtree.

        A merge does not widen this: who sees one row of a human being does not thereby see the others.
        """
        return self.with_an_episode_in(Episode.objects.visible_to(viewer))

    def present_at(self, unit: Institution, on: date) -> Self:
        """Persons who on `on` are at the unit or at a unit below it."""
        return self.with_an_episode_in(Episode.objects.at(unit).on(on))

    def survivors(self) -> Self:
        """Rows that were not merged away: one for each human being."""
        return self.filter(merged_into=None)

    def of_human(self, key: Any) -> Self:
        """The rows of one human being: `key` is SURVIVOR_KEY of one of them, a number or an expression."""
        return self.filter(Q(pk=key) | Q(merged_into=key))

    def with_a_row(self, fits: Q, among: "PersonQuerySet") -> Self:
        """Persons of whom one row fits: their own, or one merged with it that is among `among`."""
        return self.filter(fits | _merged(among.filter(fits)))

    def survivor_first(self) -> Self:
        return self.order_by(F("merged_into").asc(nulls_first=True), "pk")

    def one_each(self, among: "PersonQuerySet") -> Self:
        """Of several rows of one human being among `among` the first: the survivor, else the oldest merged with it."""
        survivor = Exists(among.filter(pk=OuterRef("merged_into")))
        older = Exists(among.filter(merged_into=OuterRef("merged_into"), pk__lt=OuterRef("pk")))
        return self.exclude(Q(merged_into__isnull=False) & (survivor | older))

    def real(self) -> Self:
        return self.filter(is_example=False)

    def examples(self) -> Self:
        return self.filter(is_example=True)

    def with_an_episode_in(self, episodes: models.QuerySet[Episode]) -> Self:
        """Rows that have at least one of these episodes themselves."""
        return self.filter(Exists(episodes.filter(person=OuterRef("pk"))))

    def having(self, episodes: models.QuerySet[Episode]) -> Self:
        """Persons who have at least one of these episodes, whichever of their rows it stands at."""
        return self.filter(has_one_of(episodes))


def of_humans(persons: Iterable["Person"], of: str = "person") -> Q:
    """Whether a row points, by its key `of`, at one of these human beings, whichever of their rows it is."""
    keys = [person.human_key for person in persons]
    # Their rows first: an OR over a join would make the database look at every row that points at anybody.
    rows = Person.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys))
    return Q(**{f"{of}__in": rows.values("pk")})


def has_one_of(episodes: models.QuerySet[Episode]) -> Q:
    """Whether a person has one of these episodes at the own row, or at one merged with it: a condition on persons."""
    own = Q(Exists(episodes.filter(person=OuterRef("pk"))))
    return own | _merged(Person.objects.with_an_episode_in(episodes))


def _merged(rows: PersonQuerySet) -> Q:
    """Whether one of these rows was merged into a person, or into the one whom the person was merged into."""
    humans = rows.filter(merged_into__isnull=False).values("merged_into")
    return Q(pk__in=humans) | Q(merged_into__isnull=False, merged_into__in=humans)


class Person(models.Model):
    """A detainee, Warga Binaan, officer or cadet: one row per human being as far as corrections knows.

    NIK, mother's name and family-card number are encrypted; the index beside each is a keyed hash of its normalised value
    that finds equal ones and cannot be read back. Two persons may carry one NIK: that is a hint for whoever looks after
    the data, not an error. `name` is as written, other writings are `aliases`; `name_key` is the name without order, case
    and signs, to find it by. `region_code` is that of the address in the Ministry of Home Affairs' list, 2, 4, 6 or 10
    digits; it may be one that was split since. Of whom was erased (`erased_at`) only the episodes remain, to be counted.

    Two rows may turn out to be one human being: then one stands for the other (`merged_into`, always one step; ADR 0018) and
    keeps everything that points at it. `changes` counts what rooms above recorded about the row.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nama"), max_length=200)
    sex = models.CharField(_("jenis kelamin"), max_length=1, choices=Sex, blank=True, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("tanggal lahir"), null=True)
    birth_precision = models.CharField(max_length=8, choices=DatePrecision, default=DatePrecision.UNKNOWN)
    birth_source = models.CharField(max_length=16, choices=BirthSource, blank=True, default=BirthSource.UNKNOWN)
    birth_place = models.CharField(_("tempat lahir"), max_length=120, blank=True, default="")
    nationality = models.CharField(
        _("kewarganegaraan"), max_length=3, choices=Nationality, blank=True, default=Nationality.UNKNOWN
    )
    region_code = models.CharField(_("wilayah alamat"), max_length=10, blank=True, default="")
    name_key = models.CharField(max_length=200, blank=True, default="", editable=False)
    nik = EncryptedTextField(_("NIK"), blank=True, default="")
    nik_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    mother_name = EncryptedTextField(_("nama ibu"), blank=True, default="")
    mother_name_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    family_card_number = EncryptedTextField(_("nomor kartu keluarga"), blank=True, default="")
    family_card_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    is_example = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.RESTRICT, related_name="absorbed", null=True)
    merged_at = models.DateTimeField(null=True)
    changes = models.PositiveIntegerField(default=0)

    has_merges: bool
    """Only on who comes from `revealing.opened`."""

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_birth_date_is_known_exactly_when_its_precision_is",
                condition=Q(birth_date=None, birth_precision=DatePrecision.UNKNOWN)
                | (Q(birth_date__isnull=False) & ~Q(birth_precision=DatePrecision.UNKNOWN)),
            ),
            models.CheckConstraint(
                name="nobody_here_was_born_before_1900",
                condition=Q(birth_date=None) | Q(birth_date__gte=date(rules.FIRST_YEAR, 1, 1)),
            ),
            models.CheckConstraint(name="a_person_has_a_known_word_for_sex", condition=Q(sex__in=list(Sex.values))),
            models.CheckConstraint(name="a_person_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="a_person_has_a_known_word_for_nationality",
                condition=Q(nationality__in=list(Nationality.values)),
            ),
            models.CheckConstraint(
                name="a_birth_date_comes_from_a_known_source", condition=Q(birth_source__in=list(BirthSource.values))
            ),
            models.CheckConstraint(
                name="a_person_is_not_merged_into_itself", condition=Q(merged_into=None) | ~Q(merged_into=F("pk"))
            ),
            models.CheckConstraint(
                name="who_is_merged_away_is_so_since_a_moment",
                condition=Q(merged_into=None, merged_at=None) | Q(merged_into__isnull=False, merged_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "birth_date"], name="persons_by_key_and_birth"),
            models.Index(fields=["mother_name_index"], name="persons_by_mother", condition=~Q(mother_name_index="")),
            models.Index(
                fields=["family_card_index"], name="persons_by_family_card", condition=~Q(family_card_index="")
            ),
            models.Index(fields=["name"], name="persons_by_name"),
            models.Index(fields=["nik_index"], name="persons_by_nik", condition=~Q(nik_index="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def human_key(self) -> int:
        """SURVIVOR_KEY of this row."""
        return self.merged_into_id or self.pk

    @property
    def shown_episodes(self) -> list[Episode]:
        """Of who comes from `queries.listed`: the episodes of the human being that the viewer may see, newest first."""
        # `own_episodes` and `merged_rows` are prefetched by the query.
        rows: list[Person] = [self, *self.merged_rows]  # type: ignore[attr-defined]
        if self.merged_into is not None:
            rows += [row for row in self.merged_into.merged_rows if row.pk != self.pk]  # type: ignore[attr-defined]
        episodes: list[Episode] = [one for row in rows for one in row.own_episodes]  # type: ignore[attr-defined]
        return sorted(episodes, key=lambda episode: (episode.starts_on, episode.pk), reverse=True)

    def telling_episode(self, on: date) -> Episode:
        """Of `shown_episodes` the one a list shows: that of the category that counts on the day, else the newest."""
        shown = self.shown_episodes
        category = rules.category_on([episode.stay for episode in shown], on)
        there = [episode for episode in shown if episode.category == category and episode.stay.contains(on)]
        return (there or shown)[0]

    @property
    def born(self) -> rules.Born:
        return rules.Born(self.birth_date, DatePrecision(self.birth_precision))

    @property
    def masked_nik(self) -> str:
        """The NIK as it may be shown to anybody who sees the person; "" when there is none."""
        return rules.masked(self.nik)

    @property
    def masked_mother_name(self) -> str:
        """The first letter of each word; "" when there is none."""
        return rules.masked_words(self.mother_name)

    @property
    def masked_family_card_number(self) -> str:
        return rules.masked(self.family_card_number)
