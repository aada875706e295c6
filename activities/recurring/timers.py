"""The timers of all recurring cycles against the log: missing, different, or in vain."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from temporalio.client import Client

from activities import naming
from activities.recurring.book import RecurrenceBook
from activities.recurring.timer import is_as_asked, set_timer, timer_at, timer_of
from domain.recurrence.recurrences import Recurrence
from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class TimerAmiss:
    """A timer that is not as the log has it; `recurrence` is None where the log knows none."""

    name: str
    how: Literal["missing", "different", "in_vain"]
    recurrence: Recurrence | None = None


async def timers_amiss(archive: Archive, client: Client) -> AsyncIterator[TimerAmiss]:
    """Give every timer of an organisation that is not as the log has it; changes nothing.

    Raises:
        RPCError: Temporal did not answer.
        LogOutOfReach: the database did not answer.
    """
    known = await RecurrenceBook(archive).read()
    for recurrence in known.listed():
        name = naming.recurrence_timer(archive.organisation, recurrence.id)
        found = await timer_at(client, archive.organisation, recurrence.id)
        if recurrence.is_ended:
            if found is not None:
                yield TimerAmiss(name, "in_vain", recurrence)
        elif found is None:
            yield TimerAmiss(name, "missing", recurrence)
        elif not is_as_asked(found, timer_of(archive.organisation, recurrence)):
            yield TimerAmiss(name, "different", recurrence)


async def timers_mended(
    archive: Archive, client: Client, *, is_dry: bool = False
) -> list[TimerAmiss]:
    """Have every timer be as the log has it; give those that were not.

    Raises: as `timers_amiss`.
    """
    amiss = [each async for each in timers_amiss(archive, client)]
    for each in amiss:
        if each.recurrence is not None and not is_dry:
            await set_timer(client, archive.organisation, each.recurrence)
    return amiss
