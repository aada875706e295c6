"""One click, followed from the page of a step to the mail that tells of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from opentelemetry.proto.trace.v1.trace_pb2 import Span
from structlog.testing import capture_logs
from temporalio.client import Client

from activities import naming
from storage.spans import is_followed, span
from tests.gateway.house import House
from tests.gateway.steps import NOTES, REVIEWEE, at_step, house_of_steps
from tests.workers.collector import Collector, collecting
from tests.workflow.under_way import Handle, until_it_waits
from workers.embedded.ports import settle_ports
from workers.settings import Settings
from workers.tracing.exporting import traced

MARK = "Quxzwort"
WORDS = {"progress": f"{MARK}, all of it.", "obstacles": f"None of {MARK}."}
SUBMITTED = "POST /reviews/{review}/steps/{step}/{seat}/{round}/submit"


@asynccontextmanager
async def followed(
    database: str, client: Client, folder: Path, ratio: float = 1
) -> AsyncIterator[tuple[House, Collector]]:
    """A house whose every click is followed; what was sent is complete after the block."""
    async with collecting() as collector:
        settings = Settings(otlp_endpoint=collector.server.url, trace_ratio=ratio)
        async with (
            traced(settings, ["site", "worker"]),
            house_of_steps(database, client, folder) as house,
        ):
            yield house, collector


async def hand_in(house: House) -> None:
    """Hand the notes in, as somebody does in a browser."""
    async with at_step(house, NOTES, REVIEWEE) as browser:
        await browser.post("/check", _do="check", **WORDS)
        await browser.post("/submit", "/check", confirmed="yes")
        await browser.settled()


async def deliver_what_follows(house: House) -> None:
    """Let two days go by for the delivery of the cycle."""
    engine = house.engine
    name = naming.delivery_workflow(house.launched.id)
    delivery: Handle = engine.client.get_workflow_handle(name)
    await house.settled()
    await until_it_waits(delivery)
    await engine.advance(delivery, timedelta(days=2))
    await until_it_waits(delivery)


def linked_to(span: Span, spans: list[Span]) -> list[Span]:
    """Give those that follow from what a trace did."""
    return [each for each in spans if span.trace_id in {link.trace_id for link in each.links}]


def path_of(span: Span, spans: list[Span]) -> list[str]:
    """Name a span and what it is a part of, up to the beginning of the trace."""
    by_id = {each.span_id: each for each in spans}
    names = [span.name]
    while span.parent_span_id:
        span = by_id[span.parent_span_id]
        names.append(span.name)
    return names


async def headers_in_history(house: House) -> int:
    """Count what rides along with what was asked and done, in the history of the review."""
    review = await house.launched.review_of(REVIEWEE)
    history = await review.history()
    asked = [each.workflow_execution_update_accepted_event_attributes for each in history]
    assert "submit_step" in {each.accepted_request.input.name for each in asked}
    done = [each.activity_task_scheduled_event_attributes.header for each in history]
    headers = (*done, *(each.accepted_request.input.header for each in asked))
    return sum(len(header.fields) for header in headers)


async def test_a_click_is_followed_from_the_page_to_the_mail(
    database: str, temporal_client: Client, tmp_path: Path
) -> None:
    async with followed(database, temporal_client, tmp_path) as (house, collector):
        await hand_in(house)
        await deliver_what_follows(house)
        assert await headers_in_history(house) == 0, "a header would stand in every history"
        people = [*(await house.front.archive.people()).values()]
    [click] = collector.named(SUBMITTED)
    trace = collector.trace_of(click)
    assert path_of(next(span for span in trace if span.name == "append facts"), trace) == [
        *("append facts", "activity record", "ask submit_step"),
        SUBMITTED,
    ]
    assert "sql stage and write down" in {span.name for span in trace}
    followers = {span.name for span in linked_to(click, collector.spans)}
    assert {"fold page", "delivery round", "send message"} <= followers
    known = [MARK, *(word for each in people for word in (each.display_full_name, each.work_email))]
    assert not [word for word in known if word.encode() in collector.raw]


async def test_nothing_is_sent_of_what_is_not_to_be_kept(
    database: str, temporal_client: Client, tmp_path: Path
) -> None:
    async with followed(database, temporal_client, tmp_path, ratio=0) as (house, collector):
        await hand_in(house)
        meta = await house.front.archive.writers.fetch("SELECT DISTINCT meta FROM log.event")
    assert collector.requests == []
    assert [row["meta"] for row in meta] == ["{}"]


async def test_a_process_without_a_collector_follows_nothing() -> None:
    async with traced(Settings(), ["site"]):
        assert not is_followed()


async def test_a_collector_that_is_away_is_said_once_and_stops_nobody() -> None:
    ports, _ = settle_ports({"nobody": 0})
    with capture_logs() as said:
        away = Settings(otlp_endpoint=f"http://127.0.0.1:{ports['nobody']}", trace_ratio=1)
        async with asyncio.timeout(20), traced(away, ["site"]):
            with span("seen"):
                pass
    assert [line["event"] for line in said] == ["collector_away"]
    assert "PERENNIAL_OTLP_ENDPOINT" in said[0]["sentence"]
