"""Actions: those that are open, those that have ended, and their words for their readers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

import asyncpg

from domain.actions.events import ActionDone, ActionDropped, ActionMoved, ActionTasked
from domain.actions.refusals import NotYoursToRead, UnknownAction
from domain.ids import ActionId, CycleId, PersonId, ReviewId
from domain.tempo import Tempo
from storage.journal import Journal, Recorded, Words
from storage.read_models.asking import row_of, rows_of

_COLUMNS: Final = """
    a.action, a.subject, a.owner, a.tasked_by, a.origin, a.cycle, a.review, a.due_on, a.due,
    a.state, a.reminders, a.rungs, a.tasked_at, a.ended_at, a.ended_by, a.tempo
"""

# actions_of_owner: what lies, or lay, with somebody; what is due first at the top.
ACTIONS_OF_OWNER: Final = f"""
SELECT {_COLUMNS} FROM read.actions AS a
WHERE a.owner = $1 AND (a.state = 'open' OR $2) ORDER BY a.due, a.action
"""  # noqa: S608 - our own columns

# actions_for_subject: what is, or was, to be done for somebody.
ACTIONS_FOR_SUBJECT: Final = f"""
SELECT {_COLUMNS} FROM read.actions AS a
WHERE a.subject = $1 AND (a.state = 'open' OR $2) ORDER BY a.due, a.action
"""  # noqa: S608 - our own columns

# actions_of_review: everything that a review asked for.
ACTIONS_OF_REVIEW: Final = f"""
SELECT {_COLUMNS} FROM read.actions AS a WHERE a.review = $1 ORDER BY a.due, a.action
"""  # noqa: S608 - our own columns

# actions_of_everybody: every action of an organisation.
ACTIONS_OF_EVERYBODY: Final = f"""
SELECT {_COLUMNS} FROM read.actions AS a
WHERE a.organisation = $1 AND (a.state = 'open' OR $2) ORDER BY a.due, a.action
"""  # noqa: S608 - our own columns

# action_of: one action.
ACTION_OF: Final = f"SELECT {_COLUMNS} FROM read.actions AS a WHERE a.action = $1"  # noqa: S608

# readers_of: who may read the words of an action, as the organisation stands.
READERS_OF: Final = """
SELECT a.owner, a.tasked_by, a.subject, p.manager, p.hr_partner, c.hr_owner
FROM read.actions AS a
LEFT JOIN read.people AS p ON p.person = a.subject
LEFT JOIN read.cycles AS c ON c.cycle = a.cycle
WHERE a.action = $1
"""


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action without its words; `is_overdue` as seen from the present of its cycle."""

    action: ActionId
    subject: PersonId
    owner: PersonId
    tasked_by: PersonId
    origin: Literal["review", "plan", "reading", "hand"]
    cycle: CycleId | None
    review: ReviewId | None
    due_on: date
    due: datetime
    state: Literal["open", "done", "dropped"]
    reminders: int
    rungs: int
    tasked_at: datetime
    ended_at: datetime | None
    ended_by: PersonId | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class ActionWords:
    """What an action asks for and what was said of it; empty once its subject was erased."""

    what: str = ""
    goal: str | None = None
    reasons: tuple[str, ...] = ()  # why it was moved, one after the other
    ended: str | None = None  # how it was done, or why it was dropped


async def actions_of(
    pool: asyncpg.Pool,
    owner: PersonId,
    at: datetime,
    *,
    ended: bool = False,
    is_virtual: bool = False,
) -> list[ActionLine]:
    """List what lies with somebody, what is due first at the top; `at` is the real present.

    With `ended` also what has ended; with `is_virtual`, `at` is the present of every action.
    """
    rows = await rows_of(pool, ACTIONS_OF_OWNER, owner, ended)
    return _lines(rows, at, is_virtual=is_virtual)


async def actions_for(
    pool: asyncpg.Pool, subject: PersonId, at: datetime, *, ended: bool = False
) -> list[ActionLine]:
    """List what is to be done for somebody, whoever does it; as `actions_of`."""
    return _lines(await rows_of(pool, ACTIONS_FOR_SUBJECT, subject, ended), at)


async def actions_of_review(pool: asyncpg.Pool, review: ReviewId, at: datetime) -> list[ActionLine]:
    """List everything that a review asked for, ended or not; `at` is the real present."""
    return _lines(await rows_of(pool, ACTIONS_OF_REVIEW, review), at)


async def all_actions(
    pool: asyncpg.Pool, organisation: object, at: datetime, *, ended: bool = False
) -> list[ActionLine]:
    """List the actions of an organisation; as `actions_of`."""
    return _lines(await rows_of(pool, ACTIONS_OF_EVERYBODY, organisation, ended), at)


async def action_line(pool: asyncpg.Pool, action: ActionId, at: datetime) -> ActionLine | None:
    """Give one action; `at` is the real present."""
    row = await row_of(pool, ACTION_OF, action)
    return _lines([row], at)[0] if row else None


def overdue(actions: Iterable[ActionLine]) -> list[ActionLine]:
    """Give those that are open past their day."""
    return [action for action in actions if action.is_overdue]


async def words_of(
    pool: asyncpg.Pool, journal: Journal, action: ActionId, reader: PersonId
) -> ActionWords:
    """Open the words of an action for somebody.

    Raises:
        UnknownAction: there is no such action.
        NotYoursToRead: the reader is neither its owner, nor asked for it, nor is it for them, nor
            are they the manager or the HR partner of whom it is for.
    """
    row = await row_of(pool, READERS_OF, action)
    if row is None:
        raise UnknownAction
    if reader not in tuple(row):
        raise NotYoursToRead
    return await opened(journal, action)


async def opened(journal: Journal, action: ActionId) -> ActionWords:
    """Open the words of an action, whoever asks; who may read them is for the caller to say."""
    return words_in(await journal.read(action, unseal=True))


def words_in(recorded: Iterable[Recorded]) -> ActionWords:
    """Give the words in the stream of an action, which must have been read with its words open."""
    found: dict[str, str] = {}
    reasons: list[str] = []
    for each in recorded:
        words: Words = next(iter((each.confidential or {}).values()), {})
        match each.event:
            case ActionTasked():
                found |= {name: str(words[name]) for name in ("what", "goal") if words.get(name)}
            case ActionMoved():
                reasons.extend([str(words["reason"])] if "reason" in words else [])
            case ActionDone() | ActionDropped():
                found["ended"] = str(next(iter(words.values()), ""))
            case _:
                continue
    return ActionWords(
        what=found.get("what", ""),
        goal=found.get("goal"),
        reasons=tuple(reasons),
        ended=found.get("ended"),
    )


def _lines(
    rows: Iterable[asyncpg.Record], at: datetime, *, is_virtual: bool = False
) -> list[ActionLine]:
    found = []
    for row in rows:
        values = dict(row)
        tempo = Tempo.model_validate_json(str(values.pop("tempo")))
        now = at if is_virtual else tempo.virtual(at)
        is_overdue = row["state"] == "open" and row["due"] < now
        found.append(ActionLine(**values, is_overdue=is_overdue))
    return found
