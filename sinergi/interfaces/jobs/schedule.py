"""What is done every day without being asked, and from which hour (WIB). Different hours keep the load apart."""

from sinergi.foundation.queue.services.scheduling import Daily

SCHEDULE = (
    Daily("files.recheck", hour=2),
    Daily("access.forget_sessions", hour=4),
)
