"""How recurring cycles are launched: the way of every launch, and of everybody taken in later."""

from typing import Final

from temporalio.client import Client

from activities.recurring.occasions import Asked
from domain.ids import CycleId
from gateway.asking import OnItsWay
from gateway.changing import Added, Changes
from gateway.cycle_start import LaunchRequest
from gateway.launching import launch
from storage.archive import Archive

FELL_DUE: Final = "Their review fell due after their hire."


class AsHrLaunches:
    """Launches a cycle, or takes people into one, as HR would."""

    def __init__(self, archive: Archive, client: Client) -> None:
        """Launch from this archive through this client."""
        self._archive = archive
        self._client = client

    async def launch(self, asked: Asked) -> None:
        """Launch a cycle; launched again, nothing happens.

        Raises:
            OtherDefinition: a cycle of that key runs with another definition.
            LaunchIsScheduled: one waits for its moment.
        """
        request = LaunchRequest(asked.definition, tuple(asked.people), asked.hr_owner)
        await launch(self._archive, self._client, request)

    async def add(self, cycle: CycleId, asked: Asked, request: str) -> bool:
        """Take people into a cycle that runs; False while that is on its way.

        Raises:
            Refused: the cycle is closed or paused.
        """
        added = Added(request, cycle, tuple(asked.people), asked.hr_owner, FELL_DUE)
        return not isinstance(await Changes(self._archive, self._client).add(added), OnItsWay)
