"""Reads actions, development plans and colleagues out of a form."""

from typing import Final

from pydantic import JsonValue

from gateway.fields.facts import FieldFacts
from gateway.fields.naming import Sent, below
from gateway.fields.reading_rows import Parts, named, rows_read, typed

_WHAT: Final = ("what", "seen_by")


def read_action_rows(sent: Sent, path: str, facts: FieldFacts) -> JsonValue:
    """Read the actions below a path; who is called by a name alone gets their address."""
    return named(rows_read(sent, path, lambda row: _action(sent, row, facts)))


def read_plan_parts(sent: Sent, path: str, facts: FieldFacts) -> JsonValue:
    """Read a plan; {} where nothing was written, whatever rhythm was picked."""
    plan: Parts = typed(sent, path, ("strengths", "support"))
    aims = rows_read(sent, below(path, "aims"), lambda row: _aim(sent, row))
    goals = rows_read(sent, below(path, "goals"), lambda row: typed(sent, row, _WHAT))
    rows: Parts = {
        "aims": named(aims),
        "goals": named(goals),
        "actions": read_action_rows(sent, below(path, "actions"), facts),
    }
    plan |= {part: told for part, told in rows.items() if told}
    rhythm = sent.word(path, "rhythm")
    return {**plan, "rhythm": rhythm} if plan and rhythm else plan


def read_people(sent: Sent, path: str, facts: FieldFacts) -> JsonValue:
    """Read the colleagues who are named, each by an address, a number or a name."""
    written = (sent.word(path, place) for place in sent.rows(path))
    return [facts.word_for(word) for word in written if word]


def _action(sent: Sent, row: str, facts: FieldFacts) -> Parts:
    action = typed(sent, row, ("what", "owner", "due"))
    owner, due = sent.word(row, "owner"), sent.word(row, "due")
    if owner:
        action["owner"] = facts.word_for(owner)
    if due:
        action["due"] = due
    return action


def _aim(sent: Sent, row: str) -> Parts:
    return typed(sent, row, ("skill", *_WHAT))
