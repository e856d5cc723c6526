from sinergi.domain.identity.models.register_extract import RegisterExtract, RegisterExtractQuerySet
from sinergi.domain.identity.models.verification import Verification, VerificationQuerySet

__all__ = ["RegisterExtract", "RegisterExtractQuerySet", "Verification", "VerificationQuerySet"]
