from sinergi.foundation.audit.models.browsing_alarm import BrowsingAlarm
from sinergi.foundation.audit.models.entry import Entry
from sinergi.foundation.audit.models.reading import Reading
from sinergi.foundation.audit.models.seal import Link, Seal, Verification

__all__ = ["BrowsingAlarm", "Entry", "Link", "Reading", "Seal", "Verification"]
