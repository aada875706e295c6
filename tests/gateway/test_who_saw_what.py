"""Whatever lays somebody's words before somebody is noted: who, what of whom, and as what."""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

import httpx2
import pytest
from temporalio.client import Client

from domain.ids import PersonId, ReviewId
from domain.offices import Office
from gateway.api.app import ROUTERS as API_ROUTERS
from gateway.app import ROUTERS
from gateway.offices import give_office
from storage.archive import Archive
from storage.read_models.development import plans_of
from storage.views import View, ViewsAsked, forget_views, record_view, views_found
from tests.architecture.test_pages_reference import routes_in
from tests.gateway.begun_plan import with_a_plan
from tests.gateway.house import House
from tests.gateway.program import acting
from tests.gateway.quiet_house import QuietHouse, quiet_house
from tests.gateway.steps import AGREE, MANAGER, path_of, played
from tests.gateway.test_work_actions import action_in, asked
from tests.played_cycle import PlayedCycle
from tests.storage.steered import manager_of

SIGNED: Final = {
    "work.review_page.show": "/reviews/{review}",
    "packet.pages.document": "/reviews/{review}/packet.pdf",
    "packet.pages.signature": "/reviews/{review}/packet.pdf.sig",
    "work.feedback_page.show": "/feedback",
    "api.reviews.show_review": "/reviews/{review}",
    "api.reviews.show_timeline": "/reviews/{review}/timeline",
    "api.packets.download_packet": "/reviews/{review}/packet.pdf",
    "api.packets.download_packet_signature": "/reviews/{review}/packet.pdf.sig",
    "api.feedback.list_feedback": "/feedback?which=given",
}
"""What a manager reads of a review that was signed."""

FOLLOWED: Final = {
    "console.review_page.show": "/hr/reviews/{review}",
    "console.audit.audit": "/hr/cycles/{cycle}/audit",
    "api.audit.list_audit": "/cycles/{cycle}/audit",
    "api.followed_reviews.follow_review": "/reviews/{review}/process",
    "api.followed_reviews.list_messages_of_review": "/reviews/{review}/process/messages",
    "api.exports.export_results": "/cycles/{cycle}/exports/results",
    "api.exports.export_status": "/cycles/{cycle}/exports/status",
    "api.exports.export_packets": "/cycles/{cycle}/exports/packets",
}
"""What HR reads of it."""

PLANS: Final = {
    "work.plan_page.show": "/plans/{plan}",
    "work.plan_edit.edit": "/plans/{plan}/edit",
    "api.plans.show_plan": "/plans/{plan}",
}
"""What a manager reads of a plan."""

UNDER_WAY: Final = {
    "step.form_page.show": "{step}",
    "api.beside.show_beside_step": "{step}/beside",
    "work.action_page.show": "/actions/{action}",
    "api.actions.show_action": "/actions/{action}",
    "work.my_work_page.show": "/work",
    "api.work.show_my_work": "/work",
}
"""What a manager reads to do what is before them."""

ELSEWHERE: Final = {
    "board.boards.show_board": "test_api_boards",
    "board.boards.watch_board": "goes on where show_board began",
    "board.rows.show_row": "test_api_boards",
    "board.rows.show_history": "test_api_boards",
    "board.leading.show_lock": "test_api_boards",
    "api.boards.show_board": "test_api_boards",
    "api.boards.follow_board": "test_api_boards",
    "api.boards.show_row": "test_api_boards",
    "api.boards.weigh_lock": "test_api_boards",
    "step.form_page.checked": "as the page of the step",
    "step.submit_page.status": "as the page of the step",
    "step.others_page.show_delegating": "as the page of the step",
    "step.others_page.show_asking": "as the page of the step",
    "step.way_page.show": "as the page of the step",
    "api.steps.show_step": "as the page of the step",
    "api.steps.show_form": "as the page of the step",
}
"""What is noted by the same lines, or tested where its scene is."""

_WORDLESS: Final = """
    site.health.lives site.health.ready entry.landing.land entry.landing.not_mine
    entry.reporting.ask_to_report entry.sign_in.ask_who entry.sign_in.ask_code
    entry.sign_in.ask_to_leave entry.provider_pages.go entry.provider_pages.come_back
    entry.tickets.offer entry.pages.begin catcher.pages.show_inbox catcher.pages.show_mail
    catcher.pages.show_html board.boards.show_boards board.leading.show_leaders
    console.recurring.show_all console.recurring.show_one console.recurring_form.ask
    console.recurring_form.ask_anew
    work.action_ask.ask work.feedback_give.form packet.pages.public_key console.home.show
    console.launch_people.show console.launch_process.show console.launch_dates.show
    console.launch_last.show console.launch_last.save console.progress.show
    console.progress.follow console.people.show console.changes.overview console.changes.done
    console.changes.nudge_form console.changes.form console.exports.choose
    console.operations.show console.review_process.show
    console.sessions.show api.documentation.documentation api.me.who_am_i api.tokens.list_tokens
    api.me.list_tokens api.steps.show_status api.packets.download_packet_key
    api.cycles.list_cycles api.cycles.show_cycle api.cycles.follow_cycle
    api.cycles.list_people_in_cycle api.cycles.list_sessions_in_cycle
    api.launches.list_templates api.launches.list_launches api.changes.list_changes
    api.changes.show_change api.audit.list_views api.messages.list_own_messages
    api.messages.list_messages_of_person api.boards.list_boards api.offices.list_offices
    api.webhooks.list_webhooks api.webhooks.show_webhook_secret api.events.follow_events
"""
WORDLESS: Final = frozenset(_WORDLESS.split())
"""What tells of process, of the reader alone, or nothing: names, days, counts, and no words."""


def names() -> Iterable[str]:
    for router in (*ROUTERS, *API_ROUTERS):
        for route in routes_in(router.routes):
            if "GET" in (route.methods or ()):
                module = route.endpoint.__module__.removeprefix("gateway.")
                yield f"{module}.{route.endpoint.__name__}"


def test_of_every_address_it_is_known_whether_it_shows_words() -> None:
    noted = (*SIGNED, *FOLLOWED, *PLANS, *UNDER_WAY, *ELSEWHERE)
    assert not WORDLESS & {*noted}
    assert {*names()} - {*noted} - WORDLESS == set()
    assert {*noted} - {*names()} == set()


@dataclass(frozen=True)
class Readers:
    """Somebody before pages and before the API."""

    archive: Archive
    browser: httpx2.AsyncClient
    program: httpx2.AsyncClient
    person: PersonId

    async def unnoted(self, wanted: dict[str, str], **places: object) -> list[str]:
        """Read all of it, and give what was read and not noted."""
        missing = []
        for name, place in wanted.items():
            before = len(await self._views())
            client = self.program if name.startswith("api.") else self.browser
            answer = await client.get(place.format(**places))
            assert answer.status_code == 200, (name, answer.status_code, answer.text[:300])
            missing += [] if len(await self._views()) > before else [name]
        return missing

    async def _views(self) -> Sequence[object]:
        return await views_found(self.archive.hosts, ViewsAsked(viewer=self.person), 1000)


async def test_what_a_manager_reads_of_a_signed_review_is_noted(
    signed: QuietHouse, year: PlayedCycle
) -> None:
    told = year.stories[0]
    boss = manager_of(told)
    async with signed.visitor(boss) as browser, acting(signed.app, boss) as program:
        readers = Readers(signed.archive, browser, program, boss)
        assert await readers.unnoted(SIGNED, review=told.review) == []
    about = ViewsAsked(viewer=boss, subject=told.state.planned.reviewee)
    (latest, *_) = await views_found(signed.archive.hosts, about, 10)
    assert (latest.view.right, latest.view.review) == ("manager", told.review)


async def test_what_hr_reads_of_it_is_noted(signed: QuietHouse, year: PlayedCycle) -> None:
    told, hr = year.stories[0], year.launch.hr_owner
    assert hr is not None
    await give_office(signed.archive, hr, Office.HR_ADMIN, datetime.now(UTC))
    async with signed.visitor(hr) as browser, acting(signed.app, hr) as program:
        readers = Readers(signed.archive, browser, program, hr)
        cycle = told.state.planned.cycle
        assert await readers.unnoted(FOLLOWED, review=told.review, cycle=cycle) == []


@pytest.fixture
async def house(database: str, temporal_client: Client) -> AsyncIterator[QuietHouse]:
    async with quiet_house(database, temporal_client) as house:
        yield house


async def test_who_reads_a_plan_is_noted(house: QuietHouse) -> None:
    place = await with_a_plan(house)
    boss = manager_of(place.stories[0])
    (plan,) = await plans_of(house.archive.readers, place.reviewee)
    async with house.visitor(boss) as browser, acting(house.app, boss) as program:
        readers = Readers(house.archive, browser, program, boss)
        assert await readers.unnoted(PLANS, plan=plan.plan) == []


async def test_what_is_read_to_do_a_step_and_an_action_is_noted(short: House) -> None:
    await played(short, AGREE)
    archive, reader = short.front.archive, short.person(MANAGER)
    async with short.visitor(MANAGER) as browser, acting(short.app, reader) as program:
        action = action_in(await asked(short, browser, MANAGER))
        await short.settled()
        readers = Readers(archive, browser, program, reader)
        of = {"step": path_of(short, AGREE), "action": action}
        assert await readers.unnoted(UNDER_WAY, **of) == []


async def test_of_somebody_who_was_erased_no_view_is_left(house: QuietHouse) -> None:
    hosts, gone, other = house.archive.hosts, PersonId(uuid4()), PersonId(uuid4())
    review, now = ReviewId(uuid4()), datetime.now(UTC)
    for view in (
        View(gone, "review", "peer", now),
        View(other, "feedback", "manager", now, subject=gone),
        View(other, "review", "manager", now, review=review),
        View(other, "review", "manager", now - timedelta(days=1)),
    ):
        await record_view(hosts, view)
    assert len(await views_found(hosts, ViewsAsked(since=now), 10)) == 3
    await forget_views(hosts, gone, [review])
    (left,) = await views_found(hosts, ViewsAsked(), 10)
    assert (left.view.viewer, left.view.subject) == (other, None)
