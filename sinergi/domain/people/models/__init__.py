from sinergi.domain.people.models.alias import Alias
from sinergi.domain.people.models.episode import Episode, EpisodeQuerySet
from sinergi.domain.people.models.erasure import Erasure, ErasureQuerySet
from sinergi.domain.people.models.merge import PersonMerge, PersonMergeQuerySet
from sinergi.domain.people.models.person import Person, PersonQuerySet
from sinergi.domain.people.models.population import PopulationImport, PopulationImportQuerySet, PopulationRow

__all__ = [
    "Alias",
    "Episode",
    "EpisodeQuerySet",
    "Erasure",
    "ErasureQuerySet",
    "Person",
    "PersonMerge",
    "PersonMergeQuerySet",
    "PersonQuerySet",
    "PopulationImport",
    "PopulationImportQuerySet",
    "PopulationRow",
]
