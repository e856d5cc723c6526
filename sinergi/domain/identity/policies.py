"""Who may receive an extract, ask it, and confirm somebody for a unit."""

from datetime import date, datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sinergi.domain.agreements.models import Agreement
from sinergi.domain.agreements.policies import own_paths
from sinergi.domain.identity.choices import CASES as CASES
from sinergi.domain.identity.choices import EXTRACT as EXTRACT
from sinergi.domain.identity.choices import REPORT as REPORT
from sinergi.domain.identity.choices import REVIEW as REVIEW
from sinergi.domain.identity.choices import SETTLE as SETTLE
from sinergi.domain.identity.choices import TUNE as TUNE
from sinergi.domain.identity.choices import VERIFY as VERIFY
from sinergi.domain.identity.models import NikCase, RecordingDay, RegisterExtract, ReviewCase, ReviewDecision
from sinergi.domain.identity.rules.register import above
from sinergi.domain.people.models import Episode, EpisodeQuerySet, Person
from sinergi.foundation.institutions.models import Institution
from sinergi.foundation.kernel.actors import Actor
from sinergi.foundation.kernel.errors import NotAllowed
from sinergi.foundation.kernel.queries import prefixed

CAPABILITIES = {
    VERIFY: _("Memeriksa identitas"),
    EXTRACT: _("Menerima ekstrak register kependudukan"),
    REVIEW: _("Membaca kasus di meja tinjau"),
    SETTLE: _("Memutuskan kasus yang diteruskan dan mencabut putusan"),
    TUNE: _("Menetapkan aturan meja tinjau"),
    REPORT: _("Melaporkan pemanfaatan data kependudukan"),
    CASES: _("Mengurus orang tanpa NIK"),
}


def can_receive(actor: Actor, agreement: Agreement) -> bool:
    """Whether the actor may receive an extract: at a party on our side, for that party answers for the data."""
    return any(actor.may(EXTRACT, path) for path in own_paths(agreement))


def ensure_can_receive(actor: Actor, agreement: Agreement) -> None:
    if not can_receive(actor, agreement):
        raise NotAllowed(gettext("Anda tidak berwenang menerima ekstrak register untuk perjanjian ini."))


def can_ask(actor: Actor, extract: RegisterExtract) -> bool:
    """Whether the extract is there for the actor's part of the tree."""
    return RegisterExtract.objects.visible_to(actor).filter(pk=extract.pk).exists()


def ensure_can_ask(actor: Actor, extract: RegisterExtract) -> None:
    if not can_ask(actor, extract):
        raise NotAllowed(gettext("Ekstrak register ini bukan untuk unit Anda; pilih ekstrak dari daftar."))


def can_verify(actor: Actor, person: Person, *, on: date, at: datetime) -> bool:
    """Whether the actor looks after the person both on the day of the check and now.

    Now, or an old unit could go on asking about those who left by dating its checks back.
    """
    here = _stays_within(actor, person)
    return here.on(on).exists() and here.lasting_at(at).exists()


def ensure_can_verify(actor: Actor, person: Person, *, on: date, at: datetime) -> None:
    if not can_verify(actor, person, on=on, at=at):
        raise NotAllowed(
            gettext(
                "Identitas hanya diperiksa petugas berwenang di unit tempat orang ini berada, pada hari itu dan sekarang."
            )
        )


def ensure_can_follow_runs(actor: Actor) -> None:
    if not (actor.may_somewhere(VERIFY) or actor.may_somewhere(REPORT)):
        raise NotAllowed(gettext("Halaman ini hanya terbuka bagi petugas yang memeriksa atau melaporkan identitas."))


def can_verify_at(actor: Actor, unit: Institution) -> bool:
    """Whether the actor may have everybody at the unit and below it checked."""
    return actor.may(VERIFY, unit.path)


def ensure_can_verify_at(actor: Actor, unit: Institution) -> None:
    if not can_verify_at(actor, unit):
        raise NotAllowed(gettext("Anda tidak berwenang memeriksa identitas orang di %(unit)s.") % {"unit": unit})


def is_still_there(person: Person, unit: Institution, *, on: date, at: datetime) -> bool:
    """Whether the person is at the unit or below it both on the day of the check and now: who left is not asked about."""
    here = Episode.objects.of_human(person.human_key).at(unit)
    return here.on(on).exists() and here.lasting_at(at).exists()


def serves(agreement: Agreement, unit: Institution) -> bool:
    """Whether the agreement covers the unit: it, or a unit above it, is our party or is named as covered."""
    over = {"place__path__in": above([unit.path])} if unit.path else {"pk__in": ()}
    ours = agreement.parties.ours().filter(**{f"institution__{name}": value for name, value in over.items()})
    return ours.exists() or agreement.covered_units.filter(**over).exists()


def ensure_serves(agreement: Agreement, unit: Institution) -> None:
    if not serves(agreement, unit):
        raise NotAllowed(
            gettext("Perjanjian ini tidak mencakup %(unit)s; pilih perjanjian yang mencakup unit itu.") % {"unit": unit}
        )


def ensure_is_at_the_desk(actor: Actor) -> None:
    if not (actor.may_somewhere(REVIEW) or actor.may_somewhere(SETTLE)):
        raise NotAllowed(gettext("Meja tinjau hanya terbuka bagi petugas yang membaca atau memutuskan kasusnya."))


def ensure_can_read(actor: Actor, case: ReviewCase) -> None:
    """Raises NotAllowed for whoever has no say about these people, and for whoever asked for the NIK himself."""
    if case.proposal is not None and case.proposal.by_key == actor.key:
        raise NotAllowed(gettext("Usulan ini berasal dari pemeriksaan Anda sendiri; petugas kedua yang memutuskannya."))
    if not ReviewCase.objects.within_reach(actor, REVIEW).filter(pk=case.pk).exists():
        raise NotAllowed(gettext("Kasus ini hanya dibaca petugas berwenang di unit tempat orangnya berada."))


def ensure_can_rule(actor: Actor, case: ReviewCase) -> None:
    """A superior rules on what readers could not agree on; whoever was one of them is no superior of the case."""
    within = ReviewCase.objects.within_reach(actor, SETTLE).filter(pk=case.pk)
    if within.exclude(readings__reader_key=actor.key).exclude(proposal__by_key=actor.key).exists():
        return
    if within.exists():
        raise NotAllowed(gettext("Anda ikut membaca kasus ini atau mengusulkannya, jadi atasan lain yang memutuskan."))
    raise NotAllowed(gettext("Kasus yang diteruskan hanya diputuskan atasan yang berwenang atas unit orangnya."))


def can_revoke(actor: Actor, decision: ReviewDecision) -> bool:
    return ReviewCase.objects.within_reach(actor, SETTLE).filter(pk=decision.case_id).exists()


def ensure_can_revoke(actor: Actor, decision: ReviewDecision) -> None:
    if not can_revoke(actor, decision):
        raise NotAllowed(gettext("Putusan hanya dicabut atasan yang berwenang atas unit orangnya."))


def can_tune(actor: Actor) -> bool:
    """How the desk works is set for the whole country."""
    return actor.may(TUNE, None)


def ensure_can_tune(actor: Actor) -> None:
    if not can_tune(actor):
        raise NotAllowed(gettext("Aturan meja tinjau hanya ditetapkan petugas yang berwenang untuk seluruh unit."))


def ensure_can_search(actor: Actor) -> None:
    """Whether the actor may have everybody of ours searched for doubles: the search reads all of them."""
    if not actor.may(REVIEW, None):
        raise NotAllowed(gettext("Pencarian data ganda hanya dimulai petugas yang berwenang untuk seluruh unit."))


def can_report(actor: Actor, agreement: Agreement) -> bool:
    """Whether the actor may tell the other side what was done with the access: for a party on our side."""
    return agreement.parties.ours().within(actor.paths(REPORT)).exists()


def ensure_can_report(actor: Actor, agreement: Agreement) -> None:
    if not can_report(actor, agreement):
        raise NotAllowed(gettext("Anda tidak berwenang melaporkan pemanfaatan data menurut perjanjian ini."))


def ensure_can_see_quota(actor: Actor) -> None:
    if not (actor.may_somewhere(REPORT) or actor.may_somewhere(VERIFY)):
        raise NotAllowed(gettext("Kuota layanan hanya terbuka bagi petugas yang memeriksa atau melaporkan identitas."))


def can_confirm(actor: Actor, person: Person, *, on: date) -> bool:
    """Whether the actor may confirm for the unit where the person is on that day."""
    return _stays_within(actor, person).on(on).exists()


def ensure_can_confirm(actor: Actor, person: Person, *, on: date) -> None:
    if not can_confirm(actor, person, on=on):
        raise NotAllowed(
            gettext("Identitas hanya dipastikan oleh petugas berwenang di unit tempat orang ini berada pada hari itu.")
        )


def ensure_sees_to_cases(actor: Actor) -> None:
    if not actor.may_somewhere(CASES):
        raise NotAllowed(gettext("Halaman ini hanya terbuka bagi petugas yang mengurus orang tanpa NIK di unitnya."))


def can_see_to_cases_at(actor: Actor, unit: Institution) -> bool:
    """Whether the actor sees to people without a NIK at the unit and below it."""
    return actor.may(CASES, unit.path)


def ensure_can_see_to_cases_at(actor: Actor, unit: Institution) -> None:
    if not can_see_to_cases_at(actor, unit):
        raise NotAllowed(gettext("Anda tidak berwenang mengurus orang tanpa NIK di %(unit)s.") % {"unit": unit})


def ensure_can_see_to(actor: Actor, case: NikCase) -> None:
    """Raises NotAllowed, without naming the unit: where a person is held is not told to everybody."""
    if not can_see_to_cases_at(actor, case.unit):
        raise NotAllowed(gettext("Kasus ini diurus unit lain, tempat orangnya sekarang berada."))


def ensure_can_hold(actor: Actor, day: RecordingDay) -> None:
    ensure_can_see_to_cases_at(actor, day.unit)


def _stays_within(actor: Actor, person: Person) -> EpisodeQuerySet:
    return Episode.objects.of_human(person.human_key).filter(prefixed("unit__place__path", actor.paths(VERIFY)))
