"""Questions about who is confirmed. Each is answered from what the viewer may see."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _

from sinergi.domain.agreements.choices import Standing
from sinergi.domain.agreements.models import Agreement, Party
from sinergi.domain.identity.choices import EXTRACT, Confirmation, Method, Result
from sinergi.domain.identity.models import RegisterExtract, RegisterExtractQuerySet, Verification, VerificationQuerySet
from sinergi.domain.people.choices import VIEW as SEE_PEOPLE
from sinergi.domain.people.models import Person
from sinergi.domain.people.models.person import SURVIVOR_KEY
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of those present are confirmed, and by what. The three parts are disjoint and add up to `present`.

    `confirmed_by_unit` are those confirmed by their unit and not by a register. Who attended what is another question.
    """

    present: int
    confirmed_by_register: int
    confirmed_by_unit: int
    unconfirmed: int


def coverage(unit: Institution, on: date, viewer: Actor) -> Coverage:
    """The persons at the unit and below it on `on`, by what was known of them that day. Raises NotAllowed.

    Of several register checks the newest by then counts: a later mismatch undoes a match. Rows that were merged are one
    person, with all that was found of any of them.
    """
    counts = covered(unit, on, viewer).aggregate(
        **{confirmation.value: Count("pk", filter=Q(confirmation=confirmation)) for confirmation in Confirmation}
    )
    return Coverage(sum(counts.values()), *(counts[part.value] for part in Confirmation))


def covered(unit: Institution, on: date, viewer: Actor, part: Confirmation | None = None) -> QuerySet[Person]:
    """The persons behind `coverage`, each with `confirmation`; one part of them when asked. Raises NotAllowed."""
    if not viewer.may(SEE_PEOPLE, unit.path):
        raise NotAllowed(_("Anda tidak berwenang melihat isi %(unit)s.") % {"unit": unit})
    made = Verification.objects.of_outer_human("human").filter(checked_on__lte=on)
    asked = made.filter(method=Method.REGISTER).newest_first()
    present = Person.objects.present_at(unit, on)
    each = present.one_each(present).annotate(human=SURVIVOR_KEY).order_by("name", "pk")
    persons = each.annotate(answer=Subquery(asked.values("result")[:1])).annotate(
        confirmation=Case(
            When(answer=Result.SESUAI, then=Value(Confirmation.REGISTER.value)),
            When(Exists(made.filter(method=Method.UNIT).confirming()), then=Value(Confirmation.UNIT.value)),
            default=Value(Confirmation.NONE.value),
            output_field=CharField(),
        )
    )
    return persons if part is None else persons.filter(confirmation=part)


def history(person: Person, viewer: Actor) -> VerificationQuerySet:
    """What the viewer may see of the person's verifications, newest first."""
    found = Verification.objects.visible_to(viewer).of_human(person.human_key).newest_first()
    return found.select_related("extract", "agreement")


def result_of(person: Person, viewer: Actor) -> Result:
    """The newest result about the person that the viewer may see; BELUM when there is none."""
    latest = history(person, viewer).first()
    return Result(latest.result) if latest else Result.BELUM


def extracts(viewer: Actor, *, examples: bool = False) -> RegisterExtractQuerySet:
    """The extracts there are for the viewer's part of the tree, newest first; the example ones instead when asked."""
    return RegisterExtract.objects.visible_to(viewer).filter(is_example=examples).select_related("agreement", "file")


def extract_by_id(public_id: uuid.UUID, viewer: Actor) -> RegisterExtract:
    """One extract; raises RegisterExtract.DoesNotExist when it is not there for the viewer."""
    return RegisterExtract.objects.visible_to(viewer).select_related("agreement", "file").get(public_id=public_id)


def receiving(viewer: Actor, *, examples: bool = False) -> QuerySet[Agreement]:
    """The concluded agreements under which the viewer may receive an extract."""
    ours = Party.objects.ours().within(viewer.paths(EXTRACT))
    concluded = Agreement.objects.concluded().filter(is_example=examples)
    return concluded.filter(Exists(ours.filter(agreement=OuterRef("pk")))).with_parties()


def extracts_of(agreement: Agreement, viewer: Actor) -> RegisterExtractQuerySet:
    """The extracts received under one agreement that are there for the viewer, newest first."""
    return RegisterExtract.objects.visible_to(viewer).filter(agreement=agreement).select_related("agreement", "file")


def usable_extracts(on: date, viewer: Actor, *, examples: bool = False) -> tuple[RegisterExtract, ...]:
    """Those of `extracts` whose agreement is not surely out of force on `on`, ready for the title of the agreement."""
    found = extracts(viewer, examples=examples).prefetch_related("agreement__parties__institution")
    return tuple(extract for extract in found if extract.agreement.standing(on) != Standing.NOT)
