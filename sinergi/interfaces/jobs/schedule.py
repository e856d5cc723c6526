"""What is done without being asked: daily from an hour (WIB) on, or every few seconds. Different hours keep the load apart."""

from sinergi.foundation.queue.services.scheduling import Daily, Every

SCHEDULE = (
    Every("audit.seal", seconds=5),
    Every("identity.tend_runs", seconds=60),
    Every("identity.tend_cases", seconds=600),
    Daily("audit.verify", hour=1),
    Daily("audit.watch", hour=3),
    Daily("files.recheck", hour=2),
    Daily("people.let_go", hour=3),
    Daily("access.forget_sessions", hour=4),
    Daily("identity.tend_desk", hour=4),
)
