"""What was merged away shows what its survivor shows, so that nobody who reads a name or a category needs to know of merges."""

from __future__ import annotations

from sinergi.foundation.institutions.models import Institution, PartnerProfile


def repeat_names(institution: Institution) -> None:
    """Write the dated names into the row itself, and into what was merged into it. Call it whenever `names` changes."""
    rows = institution.names.exclude(starts_on=None, ends_on=None).order_by("starts_on", "pk")
    institution.dated_names = [
        [name, *(day and day.isoformat() for day in days)]
        for name, *days in rows.values_list("name", "starts_on", "ends_on")
    ]
    institution.save(update_fields=["dated_names"])
    mirror(institution)


def mirror(survivor: Institution) -> None:
    """Give everything merged into `survivor` its name and its partner's profile. Call it whenever either changes."""
    absorbed = list(Institution.objects.filter(merged_into=survivor))
    if not absorbed:
        return
    Institution.objects.filter(merged_into=survivor).update(name=survivor.name, dated_names=survivor.dated_names)
    profile = PartnerProfile.objects.filter(institution=survivor).first()
    if profile is None:
        PartnerProfile.objects.filter(institution__in=absorbed).delete()
        return
    for each in absorbed:
        PartnerProfile.objects.update_or_create(institution=each, defaults={"category": profile.category})
