"""What HR's programs ask for is looked at first: rehearsed, scheduled, called off, refused."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from activities.intake.cycle_template import template_text
from tests.gateway.doorway import Doorway
from tests.gateway.program import acting, once

SOURCE = template_text("annual-six-stage")


@pytest.fixture
async def admin(doorway: Doorway) -> AsyncIterator[httpx2.AsyncClient]:
    await doorway.in_hr(doorway.manager)
    async with acting(doorway.app, doorway.manager.id) as client, doorway.showing():
        yield client


async def test_a_launch_is_rehearsed_scheduled_and_called_off(
    doorway: Doorway, admin: httpx2.AsyncClient
) -> None:
    people = {"whom": "named", "named": [doorway.reviewee.employee_number]}
    sent = {"source": SOURCE, "key": "next-year", "people": people}
    told = (await admin.post("/launches/rehearsal", json=sent)).json()
    assert (told["key"], told["asked"]) == ("next-year", 1)
    assert told["reviews"] + sum(each["count"] for each in told["left_out"]) == 1
    later = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    key = once("launch-next-year")
    begins = {**sent, "begins_at": later}
    made = [await admin.post("/launches", json=begins, headers=key) for _ in range(2)]
    assert made[0].status_code == 200, made[0].text
    assert made[0].json() == made[1].json()
    (waiting,) = (await admin.get("/launches")).json()
    assert waiting["cycle"] == made[0].json()["id"]
    path = f"/launches/{waiting['cycle']}/call-off"
    assert (await admin.post(path, headers=once())).status_code == 200
    assert (await admin.get("/launches")).json() == []


async def test_a_launch_that_cannot_be_is_refused_in_words(
    doorway: Doorway, admin: httpx2.AsyncClient
) -> None:
    broken = await admin.post("/launches/rehearsal", json={"source": "key: [\n"})
    nobody = {
        "source": SOURCE,
        "people": {"whom": "named", "named": [str(doorway.reviewee.id), "nobody"]},
    }
    unknown = await admin.post("/launches/rehearsal", json=nobody)
    before = {"source": SOURCE, "dates": {"ends": {"on": "2001-01-01"}}}
    dates = await admin.post("/launches/rehearsal", json=before)
    for answer in (broken, unknown, dates):
        assert (answer.status_code, answer.json()["code"]) == (422, "answers_not_accepted")
        assert answer.json()["errors"]
    async with acting(doorway.app, doorway.reviewee.id) as stranger:
        assert (await stranger.post("/launches", json=nobody, headers=once())).status_code == 403


async def test_a_change_that_cannot_be_made_names_every_field(
    doorway: Doorway, admin: httpx2.AsyncClient
) -> None:
    path = f"/cycles/{doorway.firm.cycle}/changes"
    answer = await admin.post(f"{path}/extend/effect", json={"whom": "department"})
    told = {each["field"] for each in answer.json()["errors"]}
    assert (answer.status_code, told) == (422, {"group", "reason", "stage", "until"})
    async with acting(doorway.app, doorway.reviewee.id) as stranger:
        why = {"reason": "I would like that."}
        refused = await stranger.post(f"{path}/close", json=why, headers=once())
    assert refused.status_code == 404
