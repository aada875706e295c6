"""The timers of recurring cycles against the log, as differences."""

from typing import Final

from temporalio.client import Client

from activities.recurring.timers import timers_amiss
from activities.verifying.difference import REBUILD_MISSING, Difference, Verification
from storage.archive import Archive

WORDS: Final = {
    "missing": "The schedule {name} is not there in Temporal, though its cycle is to come again.",
    "different": "The schedule {name} is not as the log has it: paused or set otherwise.",
    "in_vain": "The schedule {name} is there in Temporal, and its recurring cycle was ended.",
}


async def compare_timers(archive: Archive, client: Client, found: Verification) -> None:
    """Name every timer that is not as the log has it.

    Raises:
        RPCError: Temporal did not answer.
    """
    async for each in timers_amiss(archive, client):
        what = WORDS[each.how].format(name=each.name)
        difference = Difference("temporal", f"timer {each.how}", each.name, what, REBUILD_MISSING)
        found.differences.append(difference)
