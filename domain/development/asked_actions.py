"""Reads the actions of a development plan, in a new plan and in one that is edited."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

from pydantic import JsonValue

from domain.actions.asked import read_actions
from domain.answers import NotAnAnswer, is_blank
from domain.development.state import PlanState
from domain.development.words import PlannedAction
from domain.ids import PersonId

Find = Callable[[str], PersonId | None]
"""Gives the person that a number, an address or an id names, if there is one."""


def read_own_actions(
    answer: JsonValue, find: Find, today: date, known: PlanState | None
) -> JsonValue:
    """Give the actions as they are kept: the JSON of a list of `PlannedAction`.

    Those of the plan so far, left as they are, keep their ids, and their days may be past. One
    that is new or has changed gets an id that no other has had.

    Raises:
        NotAnAnswer: says of every action what is wrong with it.
    """
    items = [] if is_blank(answer) else answer
    if not isinstance(items, list):
        raise NotAnAnswer("Please give the actions as a list.")
    if not items:
        raise NotAnAnswer("A plan needs at least one action; say who does what by when.")
    before = {action.id: action for action in known.plan.actions} if known else {}
    taken = known.action_ids if known else frozenset()
    kept: dict[int, PlannedAction] = {}
    asked: list[JsonValue] = []
    for place, item in enumerate(items):
        same = _same(item, before, find)
        if same is not None:
            kept[place] = same
        if same is not None:
            later = (today + timedelta(days=1)).isoformat()
            asked.append({**same.model_dump(mode="json"), "due": later})
        else:
            asked.append(_with_own_id(item, taken, place))
    read = read_actions(asked, find, today)
    fresh = read if isinstance(read, list) else []
    return [
        kept[place].model_dump(mode="json") if place in kept else item
        for place, item in enumerate(fresh)
    ]


def _same(item: JsonValue, before: Mapping[str, PlannedAction], find: Find) -> PlannedAction | None:
    """Give the action of the plan so far that this one is, in every respect."""
    if not isinstance(item, dict) or not isinstance(item.get("id"), str | int):
        return None
    was = before.get(str(item["id"]).strip())
    owner = item.get("owner")
    if was is None or not isinstance(owner, str) or find(owner.strip()) != was.owner:
        return None
    is_same = item.get("what") == was.what and item.get("due") == was.due.isoformat()
    return was if is_same else None


def _with_own_id(item: JsonValue, taken: Collection[str], place: int) -> JsonValue:
    """Give an action that is new or has changed an id that none in the plan had so far."""
    if not isinstance(item, dict):
        return item
    given = str(item["id"]).strip() if isinstance(item.get("id"), str | int) else ""
    if given and given not in taken:
        return {**item, "id": given}
    number = place + 1
    while str(number) in taken:
        number += len(taken)
    return {**item, "id": str(number)}
