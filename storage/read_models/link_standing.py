"""How a thing that a link opens stands at present, for the person the link was made for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

import asyncpg

from domain.ids import PersonId
from domain.reach import ActionReach, Link, StepReach
from storage.read_models.asking import row_of
from storage.read_models.cycles import definition_in

# step_standing: a step before one seat in one round, its review, and the rules of its cycle.
STEP_STANDING: Final = """
SELECT s.state, s.assignee, s.actor, r.state AS review, r.paused_at IS NOT NULL AS is_paused,
       c.definition
FROM read.steps AS s
JOIN read.reviews AS r USING (review)
LEFT JOIN read.cycles AS c ON c.cycle = s.cycle
WHERE s.review = $1 AND s.step = $2 AND s.seat = $3 AND s.round = $4
"""

# action_standing: an action, who does it, and the rules of the cycle it came from.
ACTION_STANDING: Final = """
SELECT a.state, a.owner, c.definition
FROM read.actions AS a
LEFT JOIN read.cycles AS c ON c.cycle = a.cycle
WHERE a.action = $1
"""


class Standing(StrEnum):
    """How it stands, seen from the person of the link."""

    OPEN = "open"
    PAUSED = "paused"
    DONE = "done"
    PASSED_ON = "passed_on"  # to somebody else
    RAN_OUT = "ran_out"  # nobody did it in time
    OVER = "over"  # the review, or the need for it
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LinkStanding:
    """How it stands, and whether the cycle asks for sign-in on every link."""

    standing: Standing
    asks_for_sign_in: bool = False


async def standing_of_link(pool: asyncpg.Pool, link: Link) -> LinkStanding:
    """Say how what a link opens stands for the person it was made for."""
    match link.reach:
        case StepReach(review=review, step=step, seat=seat, round=round_):
            row = await row_of(pool, STEP_STANDING, review, step, seat, round_)
            return _told(row, _of_step(row, link.person)) if row else _UNKNOWN
        case ActionReach(action=action):
            row = await row_of(pool, ACTION_STANDING, action)
            return _told(row, _of_action(row, link.person)) if row else _UNKNOWN
        case _:
            assert_never(link.reach)


_UNKNOWN: Final = LinkStanding(Standing.UNKNOWN)


def _told(row: asyncpg.Record, standing: Standing) -> LinkStanding:
    text = row["definition"]
    return LinkStanding(standing, definition_in(text).sign_in_on_links if text else False)


def _of_step(row: asyncpg.Record, person: PersonId) -> Standing:
    if row["state"] in {"done", "sent_back", "reopened"}:
        return Standing.DONE if row["actor"] == person else Standing.PASSED_ON
    if row["review"] != "open" or row["state"] == "cancelled":
        return Standing.OVER
    if row["state"] == "expired":
        return Standing.RAN_OUT
    if row["state"] != "open" or row["assignee"] != person:
        return Standing.PASSED_ON
    return Standing.PAUSED if row["is_paused"] else Standing.OPEN


def _of_action(row: asyncpg.Record, person: PersonId) -> Standing:
    if row["owner"] != person:
        return Standing.PASSED_ON
    match row["state"]:
        case "open":
            return Standing.OPEN
        case "done":
            return Standing.DONE
        case _:
            return Standing.OVER
