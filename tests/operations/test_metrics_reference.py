"""The reference of metrics is the catalogue, and the page on telemetry names every alert."""

from tests.architecture.documentation import DOCS, REFERENCE, table_rows, text_of
from tests.operations.dashboards import DASHBOARDS
from tests.operations.queries import alerts, asked_of_temporal
from workers.metrics.catalogue import METRICS

PAGE = text_of(REFERENCE / "metrics.md")
OURS, _, OF_TEMPORAL = PAGE.partition("## Temporal's SDK")
TELEMETRY = text_of(DOCS / "operations" / "telemetry.md")


def bare(cell: str) -> str:
    return cell.replace("`", "")


def test_the_reference_tells_every_metric_as_it_is() -> None:
    told = {bare(row[0]): row[1:] for row in table_rows(OURS) if row[0].startswith("`")}
    assert told.keys() == METRICS.keys()
    for name, (kind, labels, says) in told.items():
        metric = METRICS[name]
        assert (kind, says) == (metric.kind, metric.says)
        assert [each for each in bare(labels).split(", ") if each] == list(metric.labels)


def test_the_reference_tells_what_is_asked_of_temporal() -> None:
    told = {bare(row[0]) for row in table_rows(OF_TEMPORAL) if row[0].startswith("`")}
    assert told == asked_of_temporal()


def test_the_page_on_telemetry_leads_to_every_alert_and_names_every_dashboard() -> None:
    for alert in alerts():
        page = alert["annotations"]["runbook"].removeprefix("docs/operations/")
        assert f"[{alert['alert']}]({page})" in TELEMETRY
    assert all(f"| {each.name} |" in TELEMETRY for each in DASHBOARDS)
