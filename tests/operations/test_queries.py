"""Dashboards and rules ask only for what there is, and the rules judge as they should."""

import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from storage.metrics import Kind, Metric
from tests.operations.dashboards import DASHBOARDS, FOLDER, drawn
from tests.operations.queries import DEPLOY, RULES, alerts, metrics_in, queries, rules
from workers.metrics.catalogue import METRICS

PROMTOOL = Path(__file__).parents[2] / ".venv" / "bin" / "promtool"
has_promtool = pytest.mark.skipif(
    not PROMTOOL.exists() and shutil.which("promtool") is None,
    reason="promtool is not here: `make promtool` fetches it where Debian's packages are in reach",
)


def promtool(*words: str) -> None:
    program = str(PROMTOOL) if PROMTOOL.exists() else "promtool"
    folder = DEPLOY / "prometheus" / "tests"
    ended = subprocess.run(
        [program, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def samples_of(metric: Metric) -> set[str]:
    """The names under which Prometheus keeps a metric."""
    if metric.kind is Kind.HISTOGRAM:
        return {f"{metric.name}_{part}" for part in ("bucket", "sum", "count")}
    return {metric.name}


def test_the_metrics_in_a_query_are_found() -> None:
    query = 'sum by (a, b) (rate(x_total{y="z{_w"}[5m])) / on (c) max(p:q:r5m) > 0.5 and time() > 3'
    assert metrics_in(query) == {"x_total", "p:q:r5m"}


def test_every_query_names_metrics_that_exist() -> None:
    ours = {name for metric in METRICS.values() for name in samples_of(metric)}
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    for where, query in queries():
        for metric in metrics_in(query):
            if not metric.startswith(("temporal_", "service_")):  # see test_temporal_metrics.py
                assert metric in ours | recorded | {"up"}, f"{where}: {metric}"


def test_every_recorded_query_is_asked() -> None:
    asked = {metric for _, query in queries() for metric in metrics_in(query)}
    assert {rule["record"] for rule in rules() if "record" in rule} <= asked


def test_the_dashboards_are_those_that_are_drawn() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {each.name for each in DASHBOARDS}
    for each in DASHBOARDS:
        found = (FOLDER / f"{each.name}.json").read_text(encoding="utf-8")
        assert found == drawn(each), "draw it anew: python -m tests.operations.dashboards"


def test_every_alert_has_a_severity_and_a_test_that_fires_it_and_one_that_does_not() -> None:
    folder = DEPLOY / "prometheus" / "tests"
    tests = "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))
    for alert in alerts():
        assert alert["labels"]["severity"] in {"page", "ticket"}
        assert f"name: {alert['alert']} fires" in tests
        assert f"name: {alert['alert']} is quiet" in tests


@has_promtool
def test_the_rules_and_what_prometheus_asks_are_sound() -> None:
    promtool("check", "rules", *map(str, RULES))
    promtool("check", "config", str(DEPLOY / "prometheus" / "prometheus.yml"))


@has_promtool
def test_each_alert_fires_on_what_it_is_for_and_is_quiet_otherwise() -> None:
    promtool("test", "rules", *sorted(p.name for p in (DEPLOY / "prometheus" / "tests").iterdir()))


def test_prometheus_asks_the_services_of_the_composed_installation() -> None:
    yaml = YAML(typ="safe")
    services = yaml.load(DEPLOY / "compose" / "compose.yaml")["services"]
    jobs = yaml.load(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]
    asked = {
        t.partition(":")[0] for job in jobs for c in job["static_configs"] for t in c["targets"]
    }
    ours = {name for name, each in services.items() if "run" in (each.get("command") or [])[:1]}
    assert asked == ours | {"temporal"}
    assert len(ours) >= 4
