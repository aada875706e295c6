"""Everything compared with everything else: whether all is as it should be."""

from temporalio.client import Client
from temporalio.service import RPCError

from activities.rebuilding.errors import ServerNotReady
from activities.verifying.difference import Difference, Verification
from activities.verifying.log import LogLookedAt
from activities.verifying.running import Running
from activities.verifying.shown import ShownLookedAt
from activities.verifying.standing import Standings
from activities.verifying.timers import compare_timers
from activities.verifying.told import OutboxLookedAt
from storage.archive import Archive


async def verified(
    archive: Archive,
    client: Client,
    database: str,
    *,
    sample: int | None = None,
    is_quick: bool = False,
) -> Verification:
    """Compare Temporal, log, read models, outbox and ledger; changes nothing of any of them.

    Args:
        archive: the log, and what is read from it.
        client: the Temporal whose workflows are looked at.
        database: URL under which the read models can be folded a second time, to compare them.
        sample: how many workflows are asked where they stand, and how many streams are folded in
            full; None for all of them.
        is_quick: leave out whatever reads the whole log or asks workflows: positions, versions,
            what runs, and how far the read models are remain.

    Raises:
        LogOutOfReach: the database did not answer.
    """
    found = Verification()
    at_most = 0 if is_quick else sample
    await LogLookedAt(archive, found, at_most).look()
    await ShownLookedAt(archive, database, found, is_quick).look()
    await OutboxLookedAt(archive, found).look()
    try:
        await Running(archive, client, found, Standings(client, found, at_most)).compare()
        await compare_timers(archive, client, found)
    except (RPCError, ServerNotReady) as failure:
        found.differences.append(
            Difference(
                "temporal",
                "cannot be asked",
                client.namespace,
                f"Temporal cannot be asked what runs: {failure}",
                "Run `perennial doctor`; it says what is missing.",
            )
        )
    return found
