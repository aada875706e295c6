"""The development plans of the people of the demonstration."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Final

from pydantic import JsonValue

from domain.definition.conversation import Development
from domain.expectations.profile import RoleProfile
from domain.people import Person
from workers.demo.script import Words

NEEDS_MORE: Final = 1
"""Up to which fifth of the scale a plan has the rhythm that decides."""


@dataclass(frozen=True)
class PlanWriter:
    """Writes development plans; the same chance gives the same plan."""

    words: Words
    rules: Development

    def plan(
        self, reviewee: Person, manager: str, profile: RoleProfile | None, fifth: int, on: date,
        chance: Random,
    ) -> dict[str, JsonValue]:  # fmt: skip
        """Write a plan: two aims, an action for each of the two people, and what is promised."""
        told = self.words.plan
        rhythm = self.rhythm(fifth)
        aims = chance.sample(told.aims, min(2, self.rules.aims, len(told.aims)))
        mine, theirs = chance.sample(told.actions, 2)
        plan: dict[str, JsonValue] = {
            "strengths": chance.choice(told.strengths),
            "aims": [
                {"what": aim.what, "seen_by": aim.seen_by, **_skill(profile, chance)}
                for aim in aims
            ],
            "actions": [
                {"what": task.what, "owner": owner, "due": (on + timedelta(task.days)).isoformat()}
                for task, owner in ((mine, reviewee.employee_number), (theirs, manager))
            ],
            "support": chance.choice(told.support),
            "rhythm": rhythm,
        }
        if self.rules.rhythms[rhythm].decides:
            goal = chance.choice(told.goals)
            plan["goals"] = [{"what": goal.what, "seen_by": goal.seen_by}]
        return plan

    def rhythm(self, fifth: int) -> str:
        """Choose the rhythm: the usual one, or the one that ends with a decision."""
        usual, *others = self.rules.rhythms
        deciding = [name for name in others if self.rules.rhythms[name].decides]
        return deciding[0] if deciding and fifth < NEEDS_MORE else usual


def _skill(profile: RoleProfile | None, chance: Random) -> dict[str, JsonValue]:
    if profile is None or not profile.skills:
        return {}
    return {"skill": chance.choice(profile.skills).id}
