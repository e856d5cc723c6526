"""What was merged away shows what its survivor shows, so that nobody who reads a name or a category needs to know of merges."""

from __future__ import annotations

from sinergi.foundation.institutions.models import Institution, PartnerProfile


def mirror(survivor: Institution) -> None:
    """Give everything merged into `survivor` its name and its partner's profile. Call it whenever either changes."""
    absorbed = list(Institution.objects.filter(merged_into=survivor))
    if not absorbed:
        return
    Institution.objects.filter(merged_into=survivor).update(name=survivor.name)
    profile = PartnerProfile.objects.filter(institution=survivor).first()
    if profile is None:
        PartnerProfile.objects.filter(institution__in=absorbed).delete()
        return
    for each in absorbed:
        PartnerProfile.objects.update_or_create(institution=each, defaults={"category": profile.category})
