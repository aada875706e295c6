"""The one list of ready queries: what an operator asks Temporal's visibility, and does then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from activities import starting
from activities.search_attributes import (
    CYCLE_ID,
    NEXT_WAKE_UP,
    ORGANISATION_ID,
    PROCESS_STATE,
)
from domain.ids import CycleId, OrganisationId
from domain.process_state import ProcessState

LATE_BY: Final = timedelta(hours=1)
PROBLEMS: Final = ("category=WorkflowTaskFailed", "category=WorkflowTaskTimedOut")
"""What Temporal 1.32 writes into TemporalReportedProblems; beside each stands a `cause=...`."""

_QUOTED: Final = ", ".join(f"'{each}'" for each in PROBLEMS)
REPORTED: Final = f"TemporalReportedProblems IN ({_QUOTED})"
"""Finds processes whose code fails again and again."""

_VERSION: Final = "TemporalWorkerDeploymentVersion"


@dataclass(frozen=True)
class ReadyQuery:
    """A question that is asked again and again.

    Attributes:
        name: what it is called in addresses and on the page.
        finds: what it finds, in a sentence.
        condition: what stands beside the organisation; `{build}` is the current build of the
            workers, `{late}` an hour ago.
        next_step: what to do with what it finds.
        is_of_a_cycle: whether it is worth asking of a single cycle.
        is_trouble: whether somebody has to look at what it finds.
    """

    name: str
    finds: str
    condition: str
    next_step: str
    is_of_a_cycle: bool = True
    is_trouble: bool = False

    @property
    def needs_a_build(self) -> bool:
        """Whether it cannot be asked where workers have no build id."""
        return "{build}" in self.condition


def _state(state: ProcessState) -> str:
    return f"{PROCESS_STATE.name} = '{state.value}'"


READY: Final[tuple[ReadyQuery, ...]] = (
    ReadyQuery(
        "blocked",
        "Processes with a step that nobody can do: no valid assignee was found.",
        _state(ProcessState.BLOCKED),
        "Open it, see which step has HR for a holder, and have HR name somebody: "
        "`perennial ops reassign`, or the console.",
        is_trouble=True,
    ),
    ReadyQuery(
        "overdue",
        "Processes in which the time of something that is open is over.",
        _state(ProcessState.OVERDUE),
        "Nothing, as a rule: reminders and the ladder go on by themselves. Where nobody stirs, "
        "`perennial ops nudge`.",
        is_trouble=True,
    ),
    ReadyQuery(
        "stuck",
        "Processes whose code fails again and again, five times and more: they wait for a mend, "
        "and lose nothing meanwhile.",
        REPORTED,
        "Read the cause in the UI, put the build back that worked or start the mended one. Press "
        "neither Terminate nor Reset.",
        is_trouble=True,
    ),
    ReadyQuery(
        "waiting for calibration",
        "Reviews that wait for their panel to lock.",
        _state(ProcessState.WAITING_FOR_CALIBRATION),
        "Look whether the session is overdue; its facilitator locks it at the board.",
    ),
    ReadyQuery(
        "waiting for sign-off",
        "Reviews in which only talking and signing is left, and somebody was reminded of it.",
        _state(ProcessState.WAITING_FOR_SIGN_OFF),
        "Nothing before it is overdue as well; then HR declines it or names a witness.",
    ),
    ReadyQuery(
        "failed deliveries",
        "Deliveries that could not send a message and try again.",
        f"WorkflowType = '{starting.DELIVERY}' AND {_state(ProcessState.FAILING)}",
        "See whether the mail server answers (`perennial doctor`), then `perennial ops resend`.",
        is_trouble=True,
    ),
    ReadyQuery(
        "paused",
        "Reviews whose clocks HR has stopped, and deliveries that an operator has stopped.",
        _state(ProcessState.PAUSED),
        "Ask whether they are still meant to stand: `perennial ops resume`.",
    ),
    ReadyQuery(
        "not on the current build",
        "Processes that are pinned to another build of the workers than the current one.",
        f"({_VERSION} != '{{build}}' OR {_VERSION} IS NULL)",
        "Keep the workers of their build up until none is left: `perennial ops drain` moves them.",
        is_of_a_cycle=False,
    ),
    ReadyQuery(
        "late to wake",
        "Processes whose next wake-up, as it stood when their state last changed, is over for "
        "more than an hour.",
        f"{NEXT_WAKE_UP.name} < '{{late}}'",
        "Most have woken since: the wake-up is shown anew only with a new state. `perennial ops "
        "explain` says what fires next; where that is over too, look whether workers run.",
    ),
    ReadyQuery(
        "everything that runs",
        "Every process of the organisation that has not ended, or every one of a cycle.",
        "",
        "Narrow it down with one of the others.",
    ),
)


@dataclass(frozen=True)
class Asked:
    """Of whom and when something is asked.

    Attributes:
        build: the current build as Temporal writes it, `deployment:build`; None where workers
            have none.
        cycle: the one cycle that is meant; None for all of the organisation.
    """

    organisation: OrganisationId
    at: datetime
    build: str | None = None
    cycle: CycleId | None = None


def written(ready: ReadyQuery, asked: Asked) -> str:
    """Write a query for Temporal's visibility."""
    late = f"{asked.at - LATE_BY:%Y-%m-%dT%H:%M:%SZ}"
    own = ready.condition.replace("{build}", asked.build or "").replace("{late}", late)
    parts = [f"{ORGANISATION_ID.name} = '{asked.organisation}'"]
    if asked.cycle is not None:
        parts.append(f"{CYCLE_ID.name} = '{asked.cycle}'")
    return " AND ".join([*parts, "ExecutionStatus = 'Running'", *([own] if own else [])])


def answerable(asked: Asked) -> Sequence[ReadyQuery]:
    """Give the queries that have a meaning here."""
    return [
        each
        for each in READY
        if (asked.build is not None or not each.needs_a_build)
        and (asked.cycle is None or each.is_of_a_cycle)
    ]


def list_in_ui(ui: str, namespace: str, query: str) -> str:
    """Give the address at which the Temporal UI lists what a query finds."""
    return f"{_place(ui, namespace)}?query={quote(query, safe='')}"


def everything_in_ui(ui: str | None, namespace: str) -> str | None:
    """Give the address at which the Temporal UI lists all there is; None where no UI is named."""
    return _place(ui, namespace) if ui else None


def workflow_in_ui(ui: str, namespace: str, workflow: str) -> str:
    """Give the address at which the Temporal UI shows a workflow, its latest run."""
    return f"{_place(ui, namespace)}/{quote(workflow, safe='')}"


def _place(ui: str, namespace: str) -> str:
    return f"{ui.rstrip('/')}/namespaces/{quote(namespace, safe='')}/workflows"
