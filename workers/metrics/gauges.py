"""What is read from time to time about how the work stands; each has its place on the board."""

from typing import Final

from storage.metrics import Kind, Metric, declared


def read(name: str, says: str, *labels: str) -> Metric:
    """Declare what is read from time to time."""
    return declared(name, Kind.GAUGE, says, labels)


LEADS: Final = read(
    "perennial_projector_leads", "1 where the projector of a process leads, 0 where it stands by."
)
STEPS: Final = read(
    "perennial_steps",
    "Steps that stand open or blocked, by what is to be done.",
    *("act", "state"),
)
LATE: Final = read(
    "perennial_steps_overdue", "Open steps whose time is over, by what is to be done.", "act"
)
UNOWNED: Final = read(
    "perennial_steps_unowned",
    "Open or blocked steps that have neither somebody to do them nor an owner who is told.",
)
PROCESSES: Final = read(
    "perennial_processes",
    "Cycles, reviews, calibration sessions, actions and plans, by state.",
    *("kind", "state"),
)
NOTICES: Final = read(
    "perennial_notices_waiting", "Notices that may go out and wait for their round or for the day."
)
NOTICES_AGE: Final = read(
    "perennial_notices_oldest_seconds", "For how long the oldest of these notices waits."
)
REQUESTS: Final = read(
    "perennial_inbox_requests", "What was asked of workflows and has no definite answer yet."
)
REQUESTS_AGE: Final = read(
    "perennial_inbox_oldest_seconds", "For how long the oldest of these requests waits."
)
HEAD: Final = read("perennial_log_head", "Position of the last fact of the log.")
SHOWN: Final = read("perennial_projector_position", "Position up to which the pages show it.")
BEHIND: Final = read("perennial_projector_lag_events", "Facts that the pages do not show yet.")
LAG: Final = read(
    "perennial_projector_lag_seconds", "For how long the first fact waits that no page shows."
)
FOLLOW_UPS: Final = read(
    "perennial_follow_ups_waiting", "Actions and plans that reviews asked for and nobody began yet."
)
RUNNING: Final = read(
    "perennial_workflows_running", "Workflows of reviews that run, according to Temporal."
)
REPORTED: Final = read(
    "perennial_workflows_with_problems",
    "Running workflows whose tasks fail or time out, as Temporal reports them.",
)
WITHOUT_PROGRESS: Final = read(
    "perennial_workflows_without_progress",
    "Reviews that are overdue by the log, and whose workflow has not noticed it.",
)
FAILING: Final = read(
    "perennial_deliveries_failing", "Delivery workflows that cannot deliver at present."
)
OLDER_BUILDS: Final = read(
    "perennial_workflows_on_older_builds",
    "Running workflows that are pinned to a build which is not the current one.",
)
SIGNED_AT: Final = read(
    "perennial_checkpoint_timestamp_seconds", "When the last checkpoint was signed (Unix time)."
)
SEALED: Final = read("perennial_checkpoint_events", "Facts that the last checkpoint covers.")
TROUBLE: Final = read(
    "perennial_checkpoint_trouble",
    "1 where the log could not be sealed at the last try, by the code of why.",
    "code",
)
LOOKED_AT: Final = read(
    "perennial_look_timestamp_seconds",
    "When that source was asked last (Unix time).",
    "source",
)

FOUND_IN_DATABASE: Final = (
    *(STEPS, LATE, UNOWNED, PROCESSES, NOTICES, NOTICES_AGE, REQUESTS, REQUESTS_AGE),
    *(HEAD, SHOWN, BEHIND, LAG, FOLLOW_UPS),
)
FOUND_IN_TEMPORAL: Final = (RUNNING, REPORTED, WITHOUT_PROGRESS, FAILING, OLDER_BUILDS)
FOUND_IN_SEALING: Final = (SIGNED_AT, SEALED, TROUBLE)
GAUGES: Final = (LEADS, *FOUND_IN_DATABASE, *FOUND_IN_TEMPORAL, *FOUND_IN_SEALING, LOOKED_AT)
