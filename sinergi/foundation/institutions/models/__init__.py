from sinergi.foundation.institutions.models.contact import Contact
from sinergi.foundation.institutions.models.institution import Institution
from sinergi.foundation.institutions.models.institution_name import InstitutionName
from sinergi.foundation.institutions.models.likely_pair import LikelyPair, NameGram
from sinergi.foundation.institutions.models.listing import Listing
from sinergi.foundation.institutions.models.merge import Merge
from sinergi.foundation.institutions.models.partner_profile import PartnerProfile
from sinergi.foundation.institutions.models.place import Place
from sinergi.foundation.institutions.models.succession import Succession

__all__ = [
    "Contact",
    "Institution",
    "InstitutionName",
    "LikelyPair",
    "Listing",
    "Merge",
    "NameGram",
    "PartnerProfile",
    "Place",
    "Succession",
]
