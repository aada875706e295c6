"""What is known around a form when it is shown: scale, objectives, profile, colleagues, readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.definition.conversation import Development, Peers
from domain.definition.rating import GoalRules, RatingScale
from domain.expectations.profile import RoleProfile
from domain.goals import Goal
from domain.ids import PersonId
from domain.progress.measured import Measured


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody a field may name: `word` is the address or number by which they are found."""

    person: PersonId
    name: str
    word: str


@dataclass(frozen=True)
class FieldFacts:
    """What the fields of a form are drawn from beside the form and its answers.

    Attributes:
        scale: the levels of a rating.
        goals: the objectives that stand, which scores, readings and changes are about.
        latest: the latest reading of each of them, by the id of the objective.
        goal_rules: how many objectives there may be, and whether they serve one above.
        above: the objectives above that may be served, title by key; None where none are asked for.
        profile: what the role of the reviewee asks for, with the pictures of its levels.
        development: the rhythms of plans, and how many aims one may have.
        peers: how many colleagues may be named.
        people: those who are suggested where somebody is named, and whoever is named already.
        today: the day of the cycle.
        readers: by id of the field, the sentence that says who will read the answer.
    """

    scale: RatingScale | None = None
    goals: Sequence[Goal] = ()
    latest: Mapping[str, Measured] = field(default_factory=dict)
    goal_rules: GoalRules = GoalRules()  # noqa: RUF009 - a frozen value
    above: Mapping[str, str] | None = None
    profile: RoleProfile | None = None
    development: Development = Development()  # noqa: RUF009 - a frozen value
    peers: Peers = Peers()  # noqa: RUF009 - a frozen value
    people: Sequence[Colleague] = ()
    today: date = date.max
    readers: Mapping[str, str] = field(default_factory=dict)

    def word_for(self, typed: str) -> str:
        """Give the address or number for an id or for a name that only one of them has."""
        wanted = _folded(typed)
        if not wanted:
            return typed
        for each in self.people:
            if wanted == str(each.person):
                return each.word
        called = [each.word for each in self.people if _folded(each.name) == wanted]
        return called[0] if len(called) == 1 else typed

    def name_for(self, typed: str) -> str:
        """Give the name of whom an id, an address or a number means, if they are known here."""
        wanted = _folded(typed)
        for each in self.people:
            if wanted in (str(each.person), _folded(each.word)):
                return each.name
        return typed


def _folded(words: str) -> str:
    return " ".join(words.split()).casefold()
