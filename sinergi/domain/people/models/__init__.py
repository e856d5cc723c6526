from sinergi.domain.people.models.episode import Episode, EpisodeQuerySet
from sinergi.domain.people.models.person import Person, PersonQuerySet

__all__ = ["Episode", "EpisodeQuerySet", "Person", "PersonQuerySet"]
