"""How activities are tried: one named set of options for each kind of work."""

from datetime import timedelta
from typing import Final, TypedDict

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.starting import CONTROL_QUEUE, NOTIFY_QUEUE, STORE_QUEUE


class Options(TypedDict, total=False):
    """Where an activity runs, how long it may take, and how it is tried again."""

    task_queue: str
    start_to_close_timeout: timedelta
    heartbeat_timeout: timedelta
    retry_policy: RetryPolicy
    cancellation_type: workflow.ActivityCancellationType


# What is under way when somebody asks to cancel is waited for: see `workflows.cancelling`.
_WAITED_FOR: Final = workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED

# A fact must reach the log however long the database is away; one try a minute costs little. On
# the workflow's own queue the server hands the activity straight back to the worker that asked.
RECORD: Final[Options] = {
    "start_to_close_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(maximum_interval=timedelta(minutes=1)),
    "cancellation_type": _WAITED_FOR,
}

# What is read or written beside a decision.
STORE: Final[Options] = {
    "task_queue": STORE_QUEUE,
    "start_to_close_timeout": timedelta(seconds=30),
    "retry_policy": RetryPolicy(maximum_interval=timedelta(minutes=1)),
    "cancellation_type": _WAITED_FOR,
}

# A page of a launch goes on where it stood, so it may be tried for as long as it takes.
PAGE: Final[Options] = {
    "task_queue": CONTROL_QUEUE,
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": timedelta(seconds=60),
    "retry_policy": RetryPolicy(maximum_interval=timedelta(minutes=1)),
    "cancellation_type": _WAITED_FOR,
}

# A round that has failed so often has failed for two minutes: then everybody sees it.
FIRST_TRIES: Final[Options] = {
    "task_queue": NOTIFY_QUEUE,
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": timedelta(seconds=60),
    "retry_policy": RetryPolicy(maximum_attempts=8),
}

# Mail servers come back; a round that fails is tried again and sends only what is left.
NOTIFY: Final[Options] = {
    "task_queue": NOTIFY_QUEUE,
    "start_to_close_timeout": timedelta(minutes=10),
    "heartbeat_timeout": timedelta(seconds=60),
    "retry_policy": RetryPolicy(maximum_interval=timedelta(minutes=5)),
}
