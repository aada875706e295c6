"""Actions, development plans and colleagues to write: who does what, by when, and what for."""

from collections.abc import Mapping
from typing import Final

from pydantic import JsonValue

from domain.actions.asked import MOST
from domain.definition.forms import FormField
from domain.development.asked import LONGEST, MOST_GOALS
from gateway.fields.controls import (
    Entry,
    Group,
    Kept,
    Manner,
    Option,
    Part,
    Picks,
    Words,
    day_entry,
)
from gateway.fields.naming import below
from gateway.fields.repeating import Asking, Kind, repeating
from gateway.fields.written import as_text, items_of, parts_of

WHO: Final = "Employee number or work address."

_Answer = Mapping[str, JsonValue]


def actions_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw a row for each action, and an empty one."""
    return (_actions(field.id, answer, asking),)


def plan_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw a plan: strengths, aims, actions, support, and how often the two look at it."""
    path, plan = field.id, parts_of(answer)
    return (
        _text(below(path, "strengths"), "Strengths to build on", plan.get("strengths")),
        _aims(below(path, "aims"), plan, asking),
        _actions(below(path, "actions"), plan.get("actions"), asking),
        _text(below(path, "support"), "The support the manager promises", plan.get("support")),
        *_rhythm(path, plan, asking),
    )


def people_parts(field: FormField, answer: JsonValue, asking: Asking) -> tuple[Part, ...]:
    """Draw a line for each colleague who may be named."""
    count = asking.facts.peers.count

    def draw(path: str, item: JsonValue, number: str) -> Part:
        return _somebody(path, f"Colleague {number}", item, asking)

    kind = Kind("Add another colleague", count, count)
    return (repeating(field.id, items_of(answer), kind, asking, draw),)


def _actions(path: str, answer: JsonValue, asking: Asking) -> Part:
    def draw(row: str, item: JsonValue, number: str) -> Part:
        told = parts_of(item)
        parts: tuple[Part, ...] = (
            Kept(below(row, "id"), as_text(told.get("id"))),
            Words(below(row, "what"), "What is to be done", as_text(told.get("what")), rows=2),
            _somebody(below(row, "owner"), "Who does it", told.get("owner"), asking),
            day_entry(below(row, "due"), "By which day", as_text(told.get("due"))),
        )
        called = f"Action {number}"
        return Group(row, called, parts, called, removal="Remove this action")

    kind = Kind("Add another action", 1, MOST)
    return repeating(path, items_of(answer), kind, asking, draw)


def _aims(path: str, plan: _Answer, asking: Asking) -> Part:
    def draw(row: str, item: JsonValue, number: str) -> Part:
        told = parts_of(item)
        parts = (
            Kept(below(row, "id"), as_text(told.get("id"))),
            *_skill(below(row, "skill"), as_text(told.get("skill")), asking),
            *_what_and_how(row, "What to grow in", told),
        )
        called = f"Aim {number}"
        return Group(row, called, parts, called, removal="Remove this aim")

    kind = Kind("Add another aim", 1, asking.facts.development.aims)
    return repeating(path, items_of(plan.get("aims")), kind, asking, draw)


def _skill(name: str, told: str, asking: Asking) -> tuple[Part, ...]:
    """Offer the skills of the role profile; what was named and is none of them stays."""
    profile = asking.facts.profile
    if profile is None:
        return (Kept(name, told),) if told else ()
    known = {skill.id: skill.title for skill in profile.skills}
    if told and told not in known:
        known = {told: told, **known}
    options = tuple(Option(key, title, key == told) for key, title in known.items())
    nothing = Option("", "None of the profile; in my own words", not told)
    return (Picks(name, (nothing, *options), "Skill", manner=Manner.LIST),)


def _rhythm(path: str, plan: _Answer, asking: Asking) -> tuple[Part, ...]:
    """Ask for the rhythm where there are several, and for goals where one ends in a decision."""
    rhythms = asking.facts.development.rhythms
    told = as_text(plan.get("rhythm")) or next(iter(rhythms))
    options = tuple(Option(key, each.title, key == told) for key, each in rhythms.items())
    deciding = tuple(key for key, each in rhythms.items() if each.decides)
    name, label = below(path, "rhythm"), "How often you two look at it"
    asked: Part = Picks(name, options, label) if len(rhythms) > 1 else Kept(name, told)
    if not deciding and not plan.get("goals"):
        return (asked,)
    return (asked, _goals(below(path, "goals"), plan, asking))


def _goals(path: str, plan: _Answer, asking: Asking) -> Part:
    def draw(row: str, item: JsonValue, number: str) -> Part:
        told = parts_of(item)
        parts = (
            Kept(below(row, "id"), as_text(told.get("id"))),
            *_what_and_how(row, "What is to be reached", told),
        )
        called = f"Goal {number}"
        return Group(row, called, parts, called, removal="Remove this goal")

    kind = Kind("Add another goal", 1, MOST_GOALS)
    rows = repeating(path, items_of(plan.get("goals")), kind, asking, draw)
    title = "What is to be reached, if the rhythm ends with a decision"
    return Group(below(path, "decided"), title, (rows,))


def _what_and_how(row: str, label: str, told: _Answer) -> tuple[Part, ...]:
    return (
        Words(below(row, "what"), label, as_text(told.get("what")), rows=2),
        Words(below(row, "seen_by"), "How one will see it", as_text(told.get("seen_by")), rows=2),
    )


def _text(name: str, label: str, told: JsonValue) -> Words:
    return Words(name, label, as_text(told), most=LONGEST)


def _somebody(name: str, label: str, told: JsonValue, asking: Asking) -> Entry:
    word = asking.facts.word_for(as_text(told))
    return Entry(name, label, word, WHO, suggests=True)
