"""The four dashboards, as what they show; `python -m tests.operations.dashboards` draws them.

A row is a heading and its panels; a panel is a title, a unit of Grafana, and its queries, each with
what its lines are called. `$i` stands for the installation that is looked at.
"""

import json
from pathlib import Path
from typing import Any, Final, NamedTuple

FOLDER: Final = Path(__file__).parents[2] / "deploy" / "grafana" / "dashboards"
SOURCE: Final = {"type": "prometheus", "uid": "perennial"}
HERE: Final = 'installation=~"$installation"'
FRONTEND: Final = 'service_name="frontend"'
WIDTH: Final = 24
HEIGHT: Final = 7


class Panel(NamedTuple):
    """One picture: what it is called, its unit, and each query with the name of its lines."""

    title: str
    unit: str
    queries: tuple[tuple[str, str], ...]
    says: str = ""


class Row(NamedTuple):
    """Panels side by side under a heading."""

    heading: str
    panels: tuple[Panel, ...]


class Dashboard(NamedTuple):
    """A page of Grafana."""

    name: str
    title: str
    rows: tuple[Row, ...]


def panel(title: str, unit: str, *queries: tuple[str, str], says: str = "") -> Panel:
    """Give a panel; `$i` in its queries becomes the choice of the installation."""
    return Panel(title, unit, tuple((q.replace("$i", HERE), name) for q, name in queries), says)


def rate(metric: str, by: str = "") -> str:
    """Ask how many there are in a second, over five minutes."""
    grouped = f"sum by ({by}) " if by else "sum"
    return f"{grouped}(rate({metric}{{$i}}[5m]))"


MEAN_BATCH: Final = " / ".join(
    rate(f"perennial_log_batch_decisions_{part}") for part in ("sum", "count")
)


def p95(metric: str, by: str = "") -> str:
    """Ask for what nineteen of twenty stay below."""
    labels = f"{by}, le" if by else "le"
    return f"histogram_quantile(0.95, sum by ({labels}) (rate({metric}_bucket{{$i}}[5m])))"


PROCESS: Final = Dashboard(
    "process",
    "Perennial: the process of reviews",
    (
        Row(
            "What waits for people",
            (
                panel(
                    *("Open steps by what is to be done", "short"),
                    ('max by (act) (perennial_steps{state="open", $i})', "{{act}}"),
                ),
                panel(
                    *("Overdue steps", "short"),
                    ("max by (act) (perennial_steps_overdue{$i})", "{{act}}"),
                ),
                panel(
                    *("Blocked steps, and those in nobody's care", "short"),
                    ('max by (act) (perennial_steps{state="blocked", $i})', "blocked: {{act}}"),
                    ("max(perennial_steps_unowned{$i})", "in nobody's care"),
                ),
            ),
        ),
        Row(
            "Where the processes stand",
            (
                panel(
                    *("Reviews by state", "short"),
                    ('max by (state) (perennial_processes{kind="review", $i})', "{{state}}"),
                ),
                panel(
                    *("Cycles, sessions, actions and plans", "short"),
                    (
                        'max by (kind, state) (perennial_processes{kind!="review", $i})',
                        "{{kind}}: {{state}}",
                    ),
                ),
                panel(
                    *("Steps done", "ops"),
                    (
                        'sum(rate(perennial_projector_facts_total{type="StepSubmitted", $i}[1h]))',
                        "handed in",
                    ),
                    (
                        'sum(rate(perennial_projector_facts_total{type="StepExpired", $i}[1h]))',
                        "given up",
                    ),
                ),
            ),
        ),
        Row(
            "What the system does by itself",
            (
                panel(
                    *("Reminders and escalations", "ops"),
                    ("sum(perennial:reminders:rate1h{$i})", "reminders"),
                    ("sum(perennial:escalations:rate1h{$i})", "escalations"),
                ),
                panel(
                    *("Stands still", "short"),
                    ("max(perennial_workflows_without_progress{$i})", "without progress"),
                    ("max(perennial_workflows_with_problems{$i})", "failing tasks"),
                    ("max(perennial_follow_ups_waiting{$i})", "follow-ups not begun"),
                ),
                panel(
                    *("Refusals", "ops"),
                    (
                        "topk(8, sum by (code) (rate(perennial_refusals_total{$i}[15m])))",
                        "{{code}}",
                    ),
                ),
            ),
        ),
        Row(
            "The site",
            (
                panel(
                    *("Requests by status", "reqps"),
                    ("sum by (status) (perennial:http_requests:rate5m{$i})", "{{status}}"),
                ),
                panel(
                    *("Slowest routes, 95 of 100 below", "s"),
                    (f"topk(8, {p95('perennial_http_request_seconds', 'route')})", "{{route}}"),
                    ("max(perennial:request_seconds:p95_5m{$i})", "answers of workflows"),
                ),
                panel(
                    *("What was asked of workflows", "reqps"),
                    (rate("perennial_requests_total", "outcome"), "{{outcome}}"),
                    (rate("perennial_requests_relayed_total", "outcome"), "again: {{outcome}}"),
                ),
            ),
        ),
    ),
)

WORKERS: Final = Dashboard(
    "workers",
    "Perennial: workers and Temporal",
    (
        Row(
            "Work",
            (
                panel(
                    *("Waiting for a worker, 95 of 100 below", "s"),
                    (
                        "max by (task_queue) (perennial:workflow_task_wait_seconds:p95_5m{$i})",
                        "{{task_queue}}: decisions",
                    ),
                    (
                        "max by (task_queue) (perennial:activity_wait_seconds:p95_5m{$i})",
                        "{{task_queue}}: activities",
                    ),
                ),
                panel(
                    *("Activities", "ops"),
                    (
                        rate("temporal_activity_execution_latency_seconds_count", "activity_type"),
                        "{{activity_type}}",
                    ),
                ),
                panel(
                    *("Activities that failed", "ops"),
                    (
                        rate("temporal_activity_execution_failed_total", "activity_type"),
                        "{{activity_type}}",
                    ),
                ),
            ),
        ),
        Row(
            "Decisions",
            (
                panel(
                    *("Decisions of workflows", "ops"),
                    (
                        rate(
                            "temporal_workflow_task_execution_latency_seconds_count",
                            "workflow_type",
                        ),
                        "{{workflow_type}}",
                    ),
                ),
                panel(
                    *("Decisions that failed", "ops"),
                    (
                        rate("temporal_workflow_task_execution_failed_total", "workflow_type"),
                        "{{workflow_type}}",
                    ),
                ),
                panel(
                    *("How long they take, 95 of 100 below", "s"),
                    (p95("temporal_workflow_task_execution_latency_seconds"), "decision"),
                    (p95("temporal_workflow_task_replay_latency_seconds"), "replay"),
                ),
            ),
        ),
        Row(
            "Workers",
            (
                panel(
                    *("Pollers by queue", "short"),
                    ("sum by (task_queue) (temporal_num_pollers{$i})", "{{task_queue}}"),
                ),
                panel(
                    *("Room for work", "short"),
                    (
                        "sum by (worker_type) (temporal_worker_task_slots_available{$i})",
                        "free: {{worker_type}}",
                    ),
                    (
                        "sum by (worker_type) (temporal_worker_task_slots_used{$i})",
                        "taken: {{worker_type}}",
                    ),
                ),
                panel(
                    *("Workflows at hand", "short"),
                    ("sum by (instance) (temporal_sticky_cache_size{$i})", "{{instance}}"),
                    ("max(perennial_workflows_on_older_builds{$i})", "on older builds"),
                ),
            ),
        ),
        Row(
            "Processes and Temporal",
            (
                panel(
                    *("Ready, and how late the loop comes round", "short"),
                    ("min by (instance, part) (perennial_ready{$i})", "{{instance}} {{part}}"),
                    ("max by (instance) (perennial_loop_lag_seconds{$i})", "late: {{instance}}"),
                ),
                panel(
                    *("Memory", "bytes"),
                    (
                        'sum by (instance) (process_resident_memory_bytes{job="perennial", $i})',
                        "{{instance}}",
                    ),
                ),
                panel(
                    *("What Temporal is asked, and how long it takes", "s"),
                    (
                        p95("service_latency", "operation").replace("$i", FRONTEND),
                        "{{operation}}",
                    ),
                    says="Of a Temporal server of your own; Temporal Cloud shows its own pages.",
                ),
            ),
        ),
    ),
)

LOG: Final = Dashboard(
    "log",
    "Perennial: the log and its pages",
    (
        Row(
            "Appending",
            (
                panel(
                    *("Decisions handed to the log", "ops"),
                    ("sum by (outcome) (perennial:appends:rate5m{$i})", "{{outcome}}"),
                ),
                panel(
                    *("Decisions in one statement", "short"),
                    (p95("perennial_log_batch_decisions"), "95 of 100 below"),
                    (
                        MEAN_BATCH,
                        "mean",
                    ),
                ),
                panel(
                    *("One statement takes, 95 of 100 below", "s"),
                    (p95("perennial_log_append_seconds"), "append"),
                ),
            ),
        ),
        Row(
            "Following",
            (
                panel(
                    *("Pages behind the log", "short"),
                    ("max(perennial_projector_lag_events{$i})", "facts"),
                    ("max(perennial_projector_lag_seconds{$i})", "seconds"),
                ),
                panel(
                    *("Facts folded", "ops"),
                    (
                        "topk(10, sum by (type) (rate(perennial_projector_facts_total{$i}[5m])))",
                        "{{type}}",
                    ),
                ),
                panel(
                    *("Who leads, and how long a page takes", "short"),
                    ("sum by (instance) (perennial_projector_leads{$i})", "{{instance}}"),
                    (p95("perennial_projector_page_seconds"), "seconds, 95 of 100 below"),
                ),
            ),
        ),
        Row(
            "Inbox and seal",
            (
                panel(
                    *("Handed in, without an answer", "short"),
                    ("max(perennial_inbox_requests{$i})", "requests"),
                    ("max(perennial_inbox_oldest_seconds{$i})", "oldest, in seconds"),
                ),
                panel(
                    *("Age of the last checkpoint", "s"),
                    ("time() - max(perennial_checkpoint_timestamp_seconds{$i})", "age"),
                    ("max by (code) (perennial_checkpoint_trouble{$i})", "in the way: {{code}}"),
                ),
                panel(
                    *("Length of the log, and how much is sealed", "short"),
                    ("max(perennial_log_head{$i})", "facts"),
                    ("max(perennial_projector_position{$i})", "shown"),
                    ("max(perennial_checkpoint_events{$i})", "sealed"),
                ),
            ),
        ),
    ),
)

DELIVERY: Final = Dashboard(
    "delivery",
    "Perennial: messages",
    (
        Row(
            "Messages",
            (
                panel(
                    *("Messages by what came of them", "ops"),
                    (
                        "sum by (channel, outcome) (perennial:messages:rate15m{$i})",
                        "{{channel}}: {{outcome}}",
                    ),
                ),
                panel(
                    *("Why messages were given up", "ops"),
                    (
                        f"topk(8, {rate('perennial_message_failures_total', 'channel, reason')})",
                        "{{channel}}: {{reason}}",
                    ),
                ),
                panel(
                    *("Deliveries that stand still", "short"),
                    ("max(perennial_deliveries_failing{$i})", "cycles"),
                ),
            ),
        ),
        Row(
            "What waits to be told",
            (
                panel(
                    *("Notices that may go out", "short"),
                    ("max(perennial_notices_waiting{$i})", "notices"),
                    says="Most wait for the next round, or for the working hours of who is told.",
                ),
                panel(
                    *("The oldest of them waits", "s"),
                    ("max(perennial_notices_oldest_seconds{$i})", "oldest"),
                ),
                panel(
                    *("Other programs that are told", "ops"),
                    (
                        "sum by (outcome) (rate(perennial_webhook_deliveries_total{$i}[15m]))",
                        "{{outcome}}",
                    ),
                ),
            ),
        ),
    ),
)

DASHBOARDS: Final = (PROCESS, WORKERS, LOG, DELIVERY)


def drawn(dashboard: Dashboard) -> str:
    """Give a dashboard as Grafana reads it."""
    panels: list[dict[str, Any]] = []
    top = 0
    for row in dashboard.rows:
        place = {"h": 1, "w": WIDTH, "x": 0, "y": top}
        panels.append({"type": "row", "title": row.heading, "gridPos": place, "panels": []})
        width = WIDTH // len(row.panels)
        for number, each in enumerate(row.panels):
            place = {"h": HEIGHT, "w": width, "x": number * width, "y": top + 1}
            panels.append(_panel(each, place))
        top += HEIGHT + 1
    numbered = [{"id": number, **each} for number, each in enumerate(panels, start=1)]
    return json.dumps(_page(dashboard, numbered), indent=2) + "\n"


def _panel(panel: Panel, place: dict[str, int]) -> dict[str, Any]:
    queries = [
        {"refId": chr(ord("A") + number), "expr": query, "legendFormat": name}
        for number, (query, name) in enumerate(panel.queries)
    ]
    return {
        "type": "timeseries",
        "title": panel.title,
        "description": panel.says,
        "datasource": SOURCE,
        "gridPos": place,
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}},
        "targets": queries,
    }


def _page(dashboard: Dashboard, panels: list[dict[str, Any]]) -> dict[str, Any]:
    choice = {
        "name": "installation",
        "label": "Installation",
        "type": "query",
        "datasource": SOURCE,
        "query": 'label_values(up{job="perennial"}, installation)',
        "includeAll": True,
        "allValue": ".*",
        "current": {"text": "All", "value": "$__all"},
        "refresh": 2,
    }
    return {
        "uid": f"perennial-{dashboard.name}",
        "title": dashboard.title,
        "tags": ["perennial"],
        "editable": False,
        "schemaVersion": 39,
        "refresh": "30s",
        "time": {"from": "now-6h", "to": "now"},
        "templating": {"list": [choice]},
        "panels": panels,
    }


def draw() -> None:
    """Write the files that Grafana is given."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for dashboard in DASHBOARDS:
        (FOLDER / f"{dashboard.name}.json").write_text(drawn(dashboard), encoding="utf-8")


if __name__ == "__main__":
    draw()
