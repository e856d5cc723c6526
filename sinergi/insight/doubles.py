"""What hangs on two records being one person: how often both were counted in what was promised."""

from __future__ import annotations

from django.db.models import Count

from sinergi.domain.activities.models import Participation
from sinergi.domain.identity.choices import CaseKind
from sinergi.domain.identity.models import ReviewCase
from sinergi.domain.people.models.person import human
from sinergi.foundation.kernel.actors import Actor


def counted_on_both_sides(viewer: Actor) -> dict[int, int]:
    """For each pair that waits at the review desk and that the viewer may see, by its key: how many participations that
    count towards an obligation both sides have, the smaller number of the two. Pairs with none are left out. Two queries.
    """
    waiting = ReviewCase.objects.visible_to(viewer).open().filter(kind=CaseKind.PAIR).order_by()
    pairs = list(waiting.values_list("pk", "person", "other"))
    people = {key for _case, one, other in pairs for key in (one, other)}
    counted = Participation.objects.counted().filter(activity__obligations__isnull=False).annotate(human=human())
    rows = counted.filter(human__in=people).order_by().values_list("human").annotate(number=Count("pk", distinct=True))
    held = dict(rows)
    shared = {case: min(held.get(one, 0), held.get(other or 0, 0)) for case, one, other in pairs}
    return {case: number for case, number in shared.items() if number}
