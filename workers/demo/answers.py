"""What the people of the demonstration write: objectives, ratings, sentences; the same by seed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Final, assert_never

from pydantic import JsonValue

from domain.alignment.tree import ObjectiveTree
from domain.definition.conversation import Development
from domain.definition.cycle import CycleDefinition, Step
from domain.definition.forms import FormField
from domain.definition.rating import RatingScale
from domain.definition.words import FieldKind
from domain.expectations.profile import ExpectedSkill, ProfileSet, RoleProfile, profile_of
from domain.expectations.scores import titles_of
from domain.ids import PersonId
from domain.people import Organisation, Person
from domain.reporting_line import chain
from domain.review.verdict import Verdict
from workers.demo.objectives import Objective, ObjectiveWriter
from workers.demo.plans import PlanWriter
from workers.demo.script import Number, Words

SPREAD: Final = (2, 13, 45, 31, 9)
"""Of a hundred people so many deserve each fifth of the scale, in the eyes of their managers."""

DIFFERENCE: Final = "difference"
"""The field that says why a rating differs from the score."""

_OPTIONAL_PART: Final = 0.5  # of the questions that need no answer
_YES_PART: Final = 0.8
_FAR: Final = 0.4  # from the mean of the scores
_MID_YEAR: Final = 0.45  # of the year has passed
_ANY_TEXT: Final = "other"


@dataclass(frozen=True)
class Company:
    """Who works in the sample organisation, what roles ask for, and whom people name as peers."""

    people: Organisation
    profiles: ProfileSet
    nominees: Mapping[PersonId, tuple[Person, ...]]
    sent_back: Collection[Number] = ()
    above: ObjectiveTree = field(default_factory=ObjectiveTree)

    def served(self, reviewee: Person, theme: JsonValue) -> JsonValue:
        """Give the objective below a theme that is nearest to somebody: their lead's, or the theme.

        Near is whoever leads them soonest; of several objectives of one lead it is the lowest.
        """
        root = self.above.find(str(theme))
        if root is None:
            return theme
        leads = [reviewee.id, *(one.id for one in chain(self.people, reviewee.id))]
        below = [
            (leads.index(one.owner), -depth, one.key)
            for depth, one in self.above.walk(root)
            if one.owner is not None and one.owner in leads
        ]
        return min(below)[2] if below else root.key


@dataclass(frozen=True)
class _Page:
    """A form as it lies before somebody, and the dice for it."""

    reviewee: Person
    round: int
    on: date
    is_own: bool
    chance: Random


class Author:
    """Writes on behalf of everybody; the same seed gives the same words and ratings."""

    def __init__(
        self, words: Words, definition: CycleDefinition, seed: int, company: Company
    ) -> None:
        """Write what `words` offers into the forms of this definition."""
        self._words = words
        self._definition = definition
        self._seed = seed
        self._company = company
        self._of_objectives = ObjectiveWriter(words)
        self._chosen: dict[tuple[PersonId, int], list[Objective]] = {}
        self._of_plans = PlanWriter(words, definition.development or Development())

    def answers(
        self, step: Step, verdict: Verdict, reviewee: Person, actor: Person, round_: int, on: date
    ) -> dict[str, JsonValue]:
        """Fill in the form of a step, or give the reason that the verdict asks for."""
        chance = self.chance("words", step.id, reviewee, actor, round_)
        if verdict in self._words.verdicts:
            return self._reason(verdict, reviewee, chance)
        if step.form is None:
            return {}
        fields = self._definition.forms[step.form].fields
        page = _Page(reviewee, round_, on, is_own=actor.id == reviewee.id, chance=chance)
        said = {
            field.id: self._answer(field, page)
            for field in fields
            if field.id != DIFFERENCE and (field.required or chance.random() < _OPTIONAL_PART)
        }
        if any(field.id == DIFFERENCE for field in fields) and _differs(said):
            said[DIFFERENCE] = self._text(DIFFERENCE, chance)
        return said

    def deserved(self, reviewee: Person) -> int:
        """Give the level of the scale that a manager sees in somebody this year."""
        levels = _levels(self._definition.rating_scale)
        return levels[round(self.fifth(reviewee) * (len(levels) - 1) / (len(SPREAD) - 1))]

    def why_moved(self, reason_code: str, reviewee: Person) -> str:
        """Say why a panel moves a rating."""
        offered = self._words.panel.get(reason_code) or self._words.texts[_ANY_TEXT]
        return self.chance("panel", reviewee).choice(offered)

    def chance(self, *about: object) -> Random:
        """Give the dice that fall the same way whenever the same thing is decided."""
        named = [each.employee_number if isinstance(each, Person) else each for each in about]
        return Random(":".join(map(str, (self._seed, *named))))  # noqa: S311 - a play, no secret

    def _answer(  # noqa: C901 - one case a kind
        self, field: FormField, page: _Page
    ) -> JsonValue:
        match field.kind:
            case FieldKind.TEXT:
                answer: JsonValue = self._text(field.id, page.chance)
            case FieldKind.GOALS | FieldKind.GOAL_PROGRESS | FieldKind.GOAL_CHANGES:
                answer = self._of_goals(field.kind, page)
            case FieldKind.GOAL_SCORES | FieldKind.SCORES | FieldKind.RATING:
                answer = self._judgement(field, page)
            case FieldKind.ACCOUNTABILITIES | FieldKind.SKILLS | FieldKind.VALUES:
                answer = self._against_profile(field.kind, page)
            case FieldKind.ACTIONS:
                answer = self._actions(page)
            case FieldKind.PLAN:
                answer = self._plan(page)
            case FieldKind.PEOPLE:
                named = self._company.nominees[page.reviewee.id]
                answer = [one.employee_number for one in named]
            case FieldKind.DATE:
                answer = page.on.isoformat()
            case FieldKind.YES_NO:
                answer = page.chance.random() < _YES_PART
            case FieldKind.CHOICE:
                answer = page.chance.choice(field.choices)
            case FieldKind.NUMBER:
                answer = str(field.minimum if field.minimum is not None else 1)
            case _:
                assert_never(field.kind)
        return answer

    def _of_goals(self, kind: FieldKind, page: _Page) -> JsonValue:
        """Propose objectives, read them, or change one of them."""
        if kind is FieldKind.GOALS:
            return list(self.objectives(page.reviewee, page.round))
        agreed = self.objectives(page.reviewee, self._round_agreed(page.reviewee))
        if kind is FieldKind.GOAL_CHANGES:
            return self._of_objectives.changes(agreed, page.chance)
        fifth, chance = self.fifth(page.reviewee), page.chance
        return self._of_objectives.progress(agreed, fifth, _MID_YEAR, page.on, chance)

    def _round_agreed(self, reviewee: Person) -> int:
        return 2 if reviewee.employee_number in self._company.sent_back else 1

    def _against_profile(self, kind: FieldKind, page: _Page) -> JsonValue:
        """Score the lines of the role profile, skills by the level at which they are seen."""
        profile = self.profile(page.reviewee)
        if profile is None:
            return None
        if kind is FieldKind.SKILLS:
            return {skill.id: self._seen(skill, page) for skill in profile.skills}
        titles = titles_of(kind, profile)
        return {line: self._near(page.reviewee, page.chance) for line in titles}

    def _seen(self, skill: ExpectedSkill, page: _Page) -> int:
        """Give the level at which a skill is seen: near the expected, by what they deserve."""
        place = skill.numbers.index(skill.expected)
        place += round((self.fifth(page.reviewee) - 2) / 2) + page.chance.choice((-1, 0, 0))
        return skill.numbers[min(max(place, 0), len(skill.numbers) - 1)]

    def _actions(self, page: _Page) -> JsonValue:
        task = page.chance.choice(self._words.actions)
        owner = page.chance.choice((page.reviewee.employee_number, self._manager(page.reviewee)))
        due = page.on + timedelta(days=task.days)
        return [{"what": task.what, "owner": owner, "due": due.isoformat()}]

    def _plan(self, page: _Page) -> JsonValue:
        reviewee, chance = page.reviewee, page.chance
        manager, profile = self._manager(reviewee), self.profile(reviewee)
        return self._of_plans.plan(
            reviewee, manager, profile, self.fifth(reviewee), page.on, chance
        )

    def _manager(self, reviewee: Person) -> str:
        """Give the number of somebody's manager; of those without one, their own."""
        found = self._company.people.get(reviewee.manager) if reviewee.manager else None
        return (found or reviewee).employee_number

    def _judgement(self, field: FormField, page: _Page) -> JsonValue:
        """Give a level for each line, or one for the whole year."""
        if field.kind is FieldKind.RATING:
            whose = self._own_view if page.is_own else self.deserved
            return whose(page.reviewee)
        lines = field.items or [goal["id"] for goal in self.objectives(page.reviewee)]
        return {str(line): self._near(page.reviewee, page.chance) for line in lines}

    def objectives(self, reviewee: Person, round_: int = 1) -> list[Objective]:
        """Give the objectives somebody proposes in a round."""
        known = self._chosen.get((reviewee.id, round_))
        if known is None:
            chance, served = self.chance("objectives", reviewee), self._company.served
            chosen = self._of_objectives.chosen(reviewee.department, chance, round_)
            known = [{**each, "serves": served(reviewee, each["serves"])} for each in chosen]
            self._chosen[reviewee.id, round_] = known
        return list(known)

    def fifth(self, reviewee: Person) -> int:
        """Give the fifth of the scale, from 0, that somebody deserves."""
        return self.chance("deserved", reviewee).choices(range(len(SPREAD)), SPREAD)[0]

    def near(self, person: Person) -> Sequence[Person]:
        """Give colleagues who see somebody at work."""
        return self._company.nominees[person.id]

    def reading(self, reviewee: Person, on: date, number: int) -> tuple[str, dict[str, JsonValue]]:
        """Read one of somebody's objectives on a day; give its id and what is said of it."""
        agreed = self.objectives(reviewee, self._round_agreed(reviewee))
        chance = self.chance("read", reviewee, number)
        objective = chance.choice(agreed)
        begins, ends = self._definition.begins, self._definition.ends
        season = (on - begins).days / max((ends - begins).days, 1)
        fifth = self.fifth(reviewee)
        told = self._of_objectives.reading(objective, fifth, season, on, chance)
        return str(objective["id"]), told

    def profile(self, reviewee: Person) -> RoleProfile | None:
        """Give what the role of somebody asks for."""
        return profile_of(reviewee, self._company.profiles)

    def _own_view(self, reviewee: Person) -> int:
        """Give the level people see in themselves, which is rarely lower than the manager's."""
        levels = _levels(self._definition.rating_scale)
        place = levels.index(self.deserved(reviewee))
        step = self.chance("own view", reviewee).choices((-1, 0, 1), (8, 60, 32))[0]
        return levels[min(max(place + step, 0), len(levels) - 1)]

    def _near(self, reviewee: Person, chance: Random) -> int:
        levels = _levels(self._definition.rating_scale)
        place = levels.index(self.deserved(reviewee)) + chance.choices((-1, 0, 1), (1, 3, 1))[0]
        return levels[min(max(place, 0), len(levels) - 1)]

    def _text(self, field: str, chance: Random) -> str:
        offered = self._words.texts.get(field) or self._words.texts[_ANY_TEXT]
        return " ".join(chance.sample(offered, min(len(offered), chance.randint(1, 2))))

    def _reason(self, verdict: Verdict, reviewee: Person, chance: Random) -> dict[str, JsonValue]:
        kind = "reason" if verdict in _GIVES_REASON else "comment"
        answers: dict[str, JsonValue] = {kind: chance.choice(self._words.verdicts[verdict])}
        if verdict is Verdict.AMENDED:
            levels = _levels(self._definition.rating_scale)
            better = min(levels.index(self.deserved(reviewee)) + 1, len(levels) - 1)
            answers["rating"] = levels[better]
        return answers


_GIVES_REASON: Final = frozenset({Verdict.SENT_BACK})


def _differs(said: Mapping[str, JsonValue]) -> bool:
    """Whether a rating is far from the scores beside it, so that a reason may be asked for."""
    scores = [
        score
        for answer in said.values()
        if isinstance(answer, dict)
        for score in answer.values()
        if isinstance(score, int)
    ]
    rating = said.get("rating")
    if not scores or not isinstance(rating, int):
        return False
    return abs(rating - sum(scores) / len(scores)) > _FAR


def _levels(scale: RatingScale | None) -> Sequence[int]:
    return [level.value for level in scale.levels] if scale else [1]
