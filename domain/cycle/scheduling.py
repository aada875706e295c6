"""A launch that begins by itself at a moment HR chose, and may be called off until then."""

from collections.abc import Collection
from typing import ClassVar

from domain.cycle.commands import CallOffLaunch
from domain.cycle.events import LaunchCalledOff, LaunchScheduled
from domain.errors import ReviewError


class LaunchedAlready(ReviewError):
    """This cycle is launched already; its launch can no longer be scheduled or called off."""

    code: ClassVar[str] = "launched_already"


class LaunchIsScheduled(ReviewError):
    """The launch of this cycle is scheduled; call it off first, or let it begin by itself."""

    code: ClassVar[str] = "launch_is_scheduled"


class LaunchWasCalledOff(ReviewError):
    """This launch was called off."""

    code: ClassVar[str] = "launch_was_called_off"


def check_schedule(waiting: LaunchScheduled | None, request: str | None) -> None:
    """Let nothing begin but the launch that was asked for last.

    Args:
        waiting: the launch that is scheduled, if any.
        request: by which the launch that begins was scheduled; None when it was not.

    Raises:
        LaunchIsScheduled: another one waits for its moment.
        LaunchWasCalledOff: the one that begins was called off.
    """
    if request is None and waiting is not None:
        raise LaunchIsScheduled
    if request != (waiting.request if waiting else None):
        raise LaunchWasCalledOff


def schedule(
    launch: LaunchScheduled,
    waiting: LaunchScheduled | None,
    seen: Collection[str],
    *,
    is_launched: bool,
) -> tuple[LaunchScheduled, ...]:
    """Give the event that schedules a launch; none when it was scheduled by this request before.

    Raises:
        LaunchedAlready: the cycle is launched.
        LaunchIsScheduled: another launch of it waits.
    """
    if launch.request in seen:
        return ()
    if is_launched:
        raise LaunchedAlready
    if waiting is not None:
        raise LaunchIsScheduled
    return (launch,)


def call_off(
    command: CallOffLaunch,
    waiting: LaunchScheduled | None,
    seen: Collection[str],
    *,
    is_launched: bool,
) -> tuple[LaunchCalledOff, ...]:
    """Give the event that calls a launch off; none when it was called off before.

    Raises:
        LaunchedAlready: it is too late.
        LaunchWasCalledOff: nothing of that request was ever scheduled.
    """
    if is_launched:
        raise LaunchedAlready
    if waiting is not None and waiting.request == command.request:
        return (LaunchCalledOff(at=command.at, request=command.request, by=command.by),)
    if command.request in seen:
        return ()
    raise LaunchWasCalledOff
