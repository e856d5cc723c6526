from sinergi.foundation.institutions.models.institution import Institution
from sinergi.foundation.institutions.models.partner_profile import PartnerProfile
from sinergi.foundation.institutions.models.place import Place

__all__ = ["Institution", "PartnerProfile", "Place"]
