from sinergi.foundation.audit.models.entry import Entry
from sinergi.foundation.audit.models.reading import Reading

__all__ = ["Entry", "Reading"]
