from sinergi.domain.people.models.alias import Alias
from sinergi.domain.people.models.episode import Episode, EpisodeQuerySet
from sinergi.domain.people.models.person import Person, PersonQuerySet

__all__ = ["Alias", "Episode", "EpisodeQuerySet", "Person", "PersonQuerySet"]
