"""HR launches a cycle from the browser: four screens, a dry run, a schedule, and the launch."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID

import httpx2
import pytest
import xlsxwriter

from activities import naming, starting
from domain.cycle.events import CycleLaunched
from domain.cycle.scheduling import LaunchedAlready
from domain.ids import cycle_id
from domain.offices import Office
from gateway.cycle_start import LaunchRequest
from gateway.offices import give_office
from gateway.scheduling import Scheduling
from storage.launch_drafts import LaunchDrafts
from storage.read_models.reviews import count_open
from storage.read_models.scheduled_launches import waiting_launches
from tests.gateway.console_room import ADMIN, PARTNER, ConsoleRoom
from tests.gateway.house import House, form_token
from tests.invented_people import file_of, line
from tests.workflow.company import lines_of

CHIEF = "2"
KEY = "half-year-next"


@pytest.fixture
async def admin(house: House) -> AsyncIterator[httpx2.AsyncClient]:
    archive = house.front.archive
    await give_office(archive, house.person(CHIEF), Office.HR_ADMIN, datetime.now(UTC))
    async with house.visitor(CHIEF) as client:
        yield client


@pytest.fixture
async def planner(console: ConsoleRoom) -> AsyncIterator[httpx2.AsyncClient]:
    async with console.visitor(ADMIN) as client:
        yield client


Files = Mapping[str, tuple[str, bytes] | bytes]


async def send(
    client: httpx2.AsyncClient, page: str, path: str, files: Files | None = None, **values: str
) -> str:
    """Send a form that stands on a page, as a browser does, and say where it leads to."""
    shown = (await client.get(page)).text
    found = re.search(r'name="version" value="(\d+)"', shown)
    version = {"version": found.group(1)} if found else {}
    answer = await client.post(
        path, data={"_csrf": form_token(shown), **version, **values}, files=files
    )
    if answer.status_code != 303:
        return answer.text
    return str(answer.headers["location"])


async def prepared(client: httpx2.AsyncClient, key: str = KEY, begins: str = "2027-01-04") -> str:
    """Prepare a launch of half a year as far as its preview; give where its screens stand."""
    room = (await send(client, "/hr", "/hr/launch")).removesuffix("/people")
    assert await send(client, f"{room}/people", f"{room}/people", whom="everybody", owner="3")
    at = f"{room}/process"
    await send(client, at, f"{at}/source", start="template:half-year", files={"file": b""})
    source = await source_at(client, at)
    to = await send(client, at, at, source=source, key=key, title="Half a year")
    assert to == f"{room}/dates"
    await send(client, to, to, do="move", move_to=begins)
    assert await send(client, to, to, do="go") == f"{room}/preview"
    return room


async def source_at(client: httpx2.AsyncClient, at: str) -> str:
    """Give the definition as it stands on the second screen."""
    shown = (await client.get(at)).text
    source = re.search(r'name="source"[^>]*>(.*?)</textarea>', shown, re.DOTALL)
    assert source is not None
    return _plain(source.group(1))


def _plain(words: str) -> str:
    for written, meant in (("&#34;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")):
        words = words.replace(written, meant)
    return words.replace("&amp;", "&")


async def test_a_launch_is_prepared_previewed_and_done(admin: httpx2.AsyncClient) -> None:
    room = await prepared(admin)
    preview = (await admin.get(f"{room}/preview")).text
    assert "The first messages" in preview
    assert "there is one thing for you" in preview
    assert "actions if nobody needs a reminder" in preview
    dry = (await admin.get(f"{room}/dry-run.json")).json()
    assert (dry["key"], dry["asked"]) == (KEY, 12)
    at = await send(admin, f"{room}/preview", f"{room}/launch")
    assert re.fullmatch(r"/hr/cycles/[0-9a-f-]{36}", at)
    assert "Half a year" in (await admin.get(at)).text
    back = await admin.get(f"{room}/preview")
    assert back.headers["location"] == at, "the way back leads to the cycle, not to a second launch"


async def test_a_launch_that_is_pressed_twice_is_one_launch(admin: httpx2.AsyncClient) -> None:
    room = await prepared(admin)
    shown = (await admin.get(f"{room}/preview")).text
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version is not None
    values = {"_csrf": form_token(shown), "version": version.group(1)}
    both = await asyncio.gather(*(admin.post(f"{room}/launch", data=values) for _ in range(2)))
    late = await admin.post(f"{room}/launch", data=values)
    assert {each.status_code for each in (*both, late)} == {303}
    assert len({each.headers["location"] for each in (*both, late)}) == 1


async def test_nothing_is_launched_that_who_launches_has_not_seen(
    admin: httpx2.AsyncClient, house: House
) -> None:
    room = await prepared(admin)
    seen = (await admin.get(f"{room}/preview")).text
    version = re.search(r'name="version" value="(\d+)"', seen)
    assert version is not None
    days = f"{room}/dates"
    await send(admin, days, days, do="move", move_to="2027-02-01")
    values = {"_csrf": form_token(seen), "version": version.group(1)}
    answer = await admin.post(f"{room}/launch", data=values)
    assert answer.status_code == 409
    assert "changed in another window" in answer.text
    archive = house.front.archive
    assert await archive.journal.read(cycle_id(archive.organisation, KEY)) == []


async def test_a_key_that_a_cycle_has_already_is_refused_where_it_is_typed(
    house: House, admin: httpx2.AsyncClient
) -> None:
    taken = house.launched.request.definition
    room = await prepared(admin)
    at = f"{room}/process"
    source = await source_at(admin, at)
    assert await send(admin, at, at, source=source, key=taken.key) == f"{at}#key"
    shown = (await admin.get(at)).text
    assert f"The cycle “{taken.title}” has this key. Give another." in shown
    refused = await send(admin, f"{room}/preview", f"{room}/launch")
    assert "A cycle of this key has been launched already." in refused


async def test_a_scheduled_launch_is_shown_called_off_and_made_again(
    admin: httpx2.AsyncClient,
) -> None:
    room = await prepared(admin)
    past = await send(admin, f"{room}/preview", f"{room}/schedule", moment="2026-01-01T09:00")
    assert "That moment has passed" in past
    moment = f"{datetime.now(UTC) + timedelta(days=9):%Y-%m-%dT%H:%M}"
    assert await send(admin, f"{room}/preview", f"{room}/schedule", moment=moment) == "/hr"
    page = (await admin.get("/hr")).text
    assert "It begins by itself on" in page
    off = re.search(r'action="(/hr/scheduled/.*?)".*?name="request" value="(.*?)"', page, re.DOTALL)
    assert off is not None
    refused = await send(admin, f"{room}/preview", f"{room}/launch")
    assert "call it off first" in refused
    assert await send(admin, "/hr", off.group(1), request=off.group(2)) == "/hr"
    page = (await admin.get("/hr")).text
    assert "It begins by itself on" not in page
    assert f"{room}/people" in page, "what was prepared can be changed again"
    assert "/hr/cycles/" in await send(admin, f"{room}/preview", f"{room}/launch")


async def test_a_scheduled_launch_begins_by_itself_and_no_sooner(house: House) -> None:
    archive, chief = house.front.archive, house.person(CHIEF)
    definition = house.launched.request.definition.model_copy(update={"key": "later"})
    asked = LaunchRequest(definition, [house.person("101")], hr_owner=house.person("3"))
    scheduling = Scheduling(archive, house.front.client)
    begins = datetime.now(UTC) + timedelta(seconds=1.5)
    for _ in range(2):
        await scheduling.schedule(asked, begins, "wish", datetime.now(UTC), chief)
    cycle = cycle_id(archive.organisation, "later")
    waiting = house.front.client.get_workflow_handle(naming.cycle_workflow(cycle))
    await waiting.signal(starting.REVIEWS_DONE)
    async with asyncio.timeout(20):
        await _until(lambda: count_open(archive.readers, cycle))
    recorded = [each.event for each in await archive.journal.read(cycle)]
    assert [type(each).__name__ for each in recorded[:2]] == ["LaunchScheduled", "CycleLaunched"]
    assert isinstance(recorded[1], CycleLaunched)
    assert recorded[1].at >= begins
    assert await waiting_launches(archive.readers, archive.organisation) == []
    with pytest.raises(LaunchedAlready):
        await scheduling.call_off(cycle, "wish", datetime.now(UTC), chief)


async def test_faults_of_a_process_are_named_by_line(planner: httpx2.AsyncClient) -> None:
    room = (await send(planner, "/hr", "/hr/launch")).removesuffix("/people")
    at = f"{room}/process"
    files = {"file": ("mine.yaml", b"key: A b\ntitle: x\nbegins: 2026-13-01\n")}
    await send(planner, at, f"{at}/source", start="file", files=files)
    shown = (await planner.get(at)).text
    assert "It cannot be launched like this" in shown
    assert "<td>1:" in shown
    assert (await planner.get(f"{room}/preview")).headers["location"] == at


async def test_days_that_do_not_fit_are_told_at_their_field(planner: httpx2.AsyncClient) -> None:
    room = await prepared(planner)
    at = f"{room}/dates"
    assert await send(planner, at, at, None, do="go", **{"ends.on": "2026-01-01"}) == at
    shown = (await planner.get(at)).text
    assert "before it begins on" in shown
    neither = await send(planner, at, at, None, do="go", **{"ends.on": ""})
    assert 'href="#ends.on"' in neither


async def test_a_people_file_is_read_first_and_then_taken_in(
    house: House, admin: httpx2.AsyncClient
) -> None:
    at = await send(admin, "/hr", "/hr/launch")
    room = at.removesuffix("/people")
    rows = [*lines_of(12), line("777", "10", display_full_name="Nora New")]
    for file in (("people.xlsx", _sheet(rows)), ("people.csv", file_of(rows))):
        await send(admin, at, f"{at}/file", files={"file": file})
        shown = (await admin.get(at)).text
        assert "13 rows read" in shown
        assert "<dt>joined</dt><dd>1</dd>" in shown
        assert "There are 12 people in the directory" in shown
    await send(admin, at, f"{at}/import")
    await house.settled()
    assert "There are 13 people in the directory" in (await admin.get(at)).text
    broken = file_of([line("778", "nobody", start_date="soon")])
    await send(admin, at, f"{at}/file", files={"file": ("people.csv", broken)})
    assert "nothing can be taken in" in (await admin.get(at)).text
    assert (await admin.get(f"{room}/people")).status_code == 200


async def test_two_who_prepare_the_same_launch_do_not_overwrite_each_other(
    console: ConsoleRoom, planner: httpx2.AsyncClient
) -> None:
    at = await send(planner, "/hr", "/hr/launch")
    token = form_token((await planner.get(at)).text)
    values = {"_csrf": token, "version": "1", "whom": "everybody", "owner": "3"}
    first, second = await asyncio.gather(*(planner.post(at, data=values) for _ in range(2)))
    assert sorted([first.status_code, second.status_code]) == [303, 409]
    drafts = LaunchDrafts.of(console.front.archive)
    found = await drafts.load(UUID(at.split("/")[3]))
    assert found is not None
    assert found.version == 2


async def test_only_who_may_launch_gets_to_the_screens(console: ConsoleRoom) -> None:
    async with console.visitor(PARTNER) as partner:
        page = (await partner.get("/hr")).text
        answer = await partner.post("/hr/launch", data={"_csrf": form_token(page)})
        screen = await partner.get(f"/hr/launch/{UUID(int=1)}/people")
    assert "Prepare a launch" not in page
    assert (answer.status_code, screen.status_code) == (403, 403)


async def _until(is_so: Callable[[], Awaitable[object]]) -> None:
    """Look again and again; whoever waits says for how long."""
    if not await is_so():
        await asyncio.sleep(0.1)
        await _until(is_so)


def _sheet(rows: list[str]) -> bytes:
    """Write lines of a people file as a spreadsheet, numbers as numbers and days as days."""
    target = BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        lines = file_of(rows).decode().splitlines()
        for row, cells in enumerate(each.split(",") for each in lines):
            for column, cell in enumerate(cells):
                if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
                    sheet.write_datetime(row, column, datetime.fromisoformat(cell), day)
                elif cell.isdigit():
                    sheet.write_number(row, column, int(cell))
                else:
                    sheet.write_string(row, column, cell)
    return target.getvalue()
