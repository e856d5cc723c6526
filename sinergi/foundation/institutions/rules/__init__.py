"""What can be said of names and lists without asking the database."""

from sinergi.foundation.institutions.rules.names import folded

__all__ = ["folded"]
