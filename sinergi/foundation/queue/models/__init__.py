from sinergi.foundation.queue.models.job import Job

__all__ = ["Job"]
