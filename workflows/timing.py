"""One timer at a time, armed for the next thing that falls due.

A deadline that moves away costs nothing: the old timer fires, finds nothing to do, and the next
one is armed. Only a deadline that comes nearer ends the wait early, and a process that has moved
on to other steps, for which the old timer would fire in vain.
"""

from collections.abc import Callable
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.in_clear import WAITS
    from activities.starting import NEWER_BUILD
    from domain.process_state import Shown, WakeUp
    from domain.tempo import Tempo

from workflows.sentences import SENTENCES
from workflows.sight import shown_anew


class CycleTime:
    """The time a cycle lives by, told from the time of the workflow."""

    def __init__(self, tempo: Tempo) -> None:
        """Run at the tempo the cycle was launched with: real time outside demonstrations."""
        self._tempo = tempo

    def now(self) -> datetime:
        """Give the present moment of the cycle."""
        return self._tempo.virtual(workflow.now())

    async def wait(
        self,
        next_wake: Callable[[], WakeUp | None],
        is_over: Callable[[], bool],
        place: Callable[[], object] = lambda: None,
    ) -> bool:
        """Wait for the next wake; True when it has come, False when something came between.

        Args:
            next_wake: tells what falls due next; asked again whenever something has happened.
            is_over: tells whether there is anything left to wait for.
            place: tells where the process stands; no timer is kept for where it stood before.
        """
        armed, stood = next_wake(), place()

        def is_outdated() -> bool:
            wake = next_wake()
            if armed is None or wake is None:
                return wake is not armed and (armed is None or place() != stood)
            return wake.at < armed.at or (wake.at != armed.at and place() != stood)

        try:
            await workflow.wait_condition(
                lambda: is_over() or is_outdated(),
                timeout=self._tempo.until(armed.at, workflow.now()) if armed else None,
                timeout_summary=WAITS[armed.what].value if armed else None,
            )
        except TimeoutError:
            wake = next_wake()
            return wake is not None and wake.at <= self.now()
        return False


class Renewable:
    """A process that waits for months and can be told to look whether it is time to renew."""

    @workflow.signal(name=NEWER_BUILD, description=SENTENCES[NEWER_BUILD])
    def newer_build(self) -> None:
        """Do nothing but wake: a signal without a handler would have nobody look again."""


def is_time_to_renew() -> bool:
    """Whether this run should go on as a new one: a long history, or a newer build to move to."""
    info = workflow.info()
    return info.is_continue_as_new_suggested() or info.is_target_worker_deployment_version_changed()


async def renewed(start: Callable[[], object], shown: Callable[[], Shown]) -> None:
    """Go on as a new run that begins where this one stands, on the newest build.

    Where it stands, and how everybody sees it, is asked once nothing is being recorded any more.
    """
    await workflow.wait_condition(workflow.all_handlers_finished)
    workflow.continue_as_new(
        start(),
        search_attributes=shown_anew(shown()),
        initial_versioning_behavior=workflow.ContinueAsNewVersioningBehavior.AUTO_UPGRADE
        if workflow.info().is_target_worker_deployment_version_changed()
        else None,
    )
