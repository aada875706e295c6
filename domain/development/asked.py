"""Reads a development plan as somebody writes it in a form or a file."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from pydantic import JsonValue

from domain.answers import NotAnAnswer, is_blank, shown, text_of
from domain.definition.conversation import Development
from domain.development.asked_actions import Find, read_own_actions
from domain.development.state import PlanState
from domain.development.words import PlanWords
from domain.expectations.profile import RoleProfile

Answer = Mapping[str, JsonValue]

MOST_GOALS: Final = 5
LONGEST: Final = 300
"""Most words in one text of a plan."""

_PARTS: Final = ("strengths", "aims", "goals", "actions", "support", "rhythm")
_AIM: Final = frozenset({"id", "skill", "what", "seen_by"})
_GOAL: Final = _AIM - {"skill"}


def read_plan(
    answer: JsonValue,
    rules: Development,
    profile: RoleProfile | None,
    find: Find,
    today: date,
    known: PlanState | None = None,
) -> JsonValue:
    """Give the plan as it is kept: the JSON of a `PlanWords`.

    Aims, goals and actions without an id of their own are numbered. A plan without a rhythm gets
    the first of the definition.

    Args:
        answer: what was written.
        rules: the rhythms there are, and how many aims a plan may have.
        profile: the role profile whose skills aims may name.
        find: finds the owner of an action.
        today: actions are due after this day.
        known: the plan that is edited, if one is; its actions, left as they are, may be of the
            past, and one that differs is a new action.

    Raises:
        NotAnAnswer: says everything that is wrong, in sentences.
    """
    if not isinstance(answer, dict):
        raise NotAnAnswer("Please write the plan with strengths, aims, actions and support.")
    problems = [
        f"'{shown(part)}' is not part of a plan; its parts are: {', '.join(_PARTS)}."
        for part in answer
        if part not in _PARTS
    ]
    kept: dict[str, JsonValue] = {}
    readers: dict[str, Callable[[JsonValue], JsonValue]] = {
        "strengths": lambda said: _text(said, "say what the strengths are"),
        "aims": lambda said: _aims(said, rules, profile),
        "actions": lambda said: read_own_actions(said, find, today, known),
        "support": lambda said: _text(said, "say what the manager promises"),
        "rhythm": lambda said: _rhythm(said, rules),
        "goals": lambda said: _goals(said, needs_goals=_decides(kept.get("rhythm"), rules)),
    }
    for part, read in readers.items():
        try:
            kept[part] = read(answer.get(part))
        except NotAnAnswer as refused:
            problems.extend(refused.sentences)
    if problems:
        raise NotAnAnswer(*problems)
    return PlanWords.model_validate(kept).model_dump(mode="json")


def _decides(rhythm: JsonValue, rules: Development) -> bool:
    return isinstance(rhythm, str) and rules.rhythms[rhythm].decides


def _text(answer: JsonValue, missing: str) -> str:
    if is_blank(answer):
        raise NotAnAnswer(f"Please {missing}.")
    return text_of(answer, LONGEST)


def _rhythm(answer: JsonValue, rules: Development) -> str:
    if is_blank(answer):
        return next(iter(rules.rhythms))
    if isinstance(answer, str):
        for name, rhythm in rules.rhythms.items():
            if answer.strip().casefold() in (name.casefold(), rhythm.title.casefold()):
                return name
    known = ", ".join(rules.rhythms)
    raise NotAnAnswer(f"There is no rhythm '{shown(answer)}'; there are: {known}.")


def _aims(answer: JsonValue, rules: Development, profile: RoleProfile | None) -> JsonValue:
    items = _items(answer, "Please give the aims as a list.")
    if not items:
        raise NotAnAnswer("A plan needs at least one aim; name what to grow in.")
    if len(items) > rules.aims:
        raise NotAnAnswer(
            f"There are {len(items)} aims; please choose {rules.aims} at most, so that each gets"
            " its time."
        )
    return _each("Aim", items, lambda item: _aim(item, profile), _AIM)


def _aim(item: Answer, profile: RoleProfile | None) -> dict[str, JsonValue]:
    skill: JsonValue = None
    if not is_blank(item.get("skill")):
        skill = _skill(item["skill"], profile)
    return {"skill": skill, **_what_and_how(item, "what to grow in")}


def _skill(answer: JsonValue, profile: RoleProfile | None) -> str:
    if profile is None:
        raise NotAnAnswer(
            "there is no role profile to take the skill from; leave 'skill' out and say it in"
            " 'what'."
        )
    wanted = answer.strip().casefold() if isinstance(answer, str) else ""
    for skill in profile.skills:
        if wanted in (skill.id.casefold(), skill.title.casefold()):
            return skill.id
    known = ", ".join(skill.id for skill in profile.skills)
    raise NotAnAnswer(f"the role profile has no skill '{shown(answer)}'; it has: {known}.")


def _goals(answer: JsonValue, *, needs_goals: bool) -> JsonValue:
    items = [] if is_blank(answer) else _items(answer, "Please give the goals as a list.")
    if needs_goals and not items:
        raise NotAnAnswer(
            "This rhythm ends with a decision; name at least one goal by which it is made."
        )
    if len(items) > MOST_GOALS:
        raise NotAnAnswer(f"There are {len(items)} goals; please keep to {MOST_GOALS}.")
    return _each("Goal", items, lambda item: _what_and_how(item, "what is to be reached"), _GOAL)


def _what_and_how(item: Answer, what: str) -> dict[str, JsonValue]:
    problems = []
    found: dict[str, JsonValue] = {}
    for part, missing in (("what", f"say {what}."), ("seen_by", "say how one will see it.")):
        if is_blank(item.get(part)):
            problems.append(missing)
            continue
        found[part] = text_of(item[part], LONGEST)
    if problems:
        raise NotAnAnswer(*problems)
    return found


def _items(answer: JsonValue, sentence: str) -> list[JsonValue]:
    if is_blank(answer):
        return []
    if not isinstance(answer, list):
        raise NotAnAnswer(sentence)
    return answer


def _each(
    kind: str,
    items: Sequence[JsonValue],
    read: Callable[[Answer], dict[str, JsonValue]],
    parts: frozenset[str],
) -> JsonValue:
    """Read every item of a list, with ids that are given or counted, and no id twice."""
    kept: list[JsonValue] = []
    problems: list[str] = []
    names: set[str] = set()
    for number, item in enumerate(items, start=1):
        try:
            name, fields = _named(item, number, parts)
            kept.append({"id": name, **read(fields)})
            problems.extend(_repeated(kind, name, names))
        except NotAnAnswer as refused:
            problems.extend(f"{kind} {number}: {sentence}" for sentence in refused.sentences)
    if problems:
        raise NotAnAnswer(*problems)
    return kept


def _repeated(kind: str, name: str, names: set[str]) -> list[str]:
    if name in names:
        return [f"{kind}: two have the id '{shown(name)}'; give each its own."]
    names.add(name)
    return []


def _named(item: JsonValue, number: int, parts: frozenset[str]) -> tuple[str, Answer]:
    if not isinstance(item, dict):
        raise NotAnAnswer("say what, and how one will see it.")
    unknown = sorted(set(item) - parts)
    if unknown:
        raise NotAnAnswer(f"'{shown(unknown[0])}' is not part of it.")
    given = item.get("id")
    return (str(number) if is_blank(given) else text_of(given, 1)), item
