"""A link in wrong hands is reported on the page itself, and the right person gets a new one."""

from dataclasses import replace

from activities.notify.channel import Message, Unreachable
from storage.links import LinkBook
from tests.gateway.doorway import Doorway, send, who
from tests.gateway.house import BASE
from tests.played_cycle import LAUNCHED_AT


async def test_a_reported_link_opens_nothing_and_ends_what_it_began(doorway: Doorway) -> None:
    link = await doorway.link()
    async with doorway.stranger() as thief, doorway.stranger() as finder:
        await send(thief, link)
        reported = await send(finder, f"{link}/report", confirmed="yes")
        assert "The link is revoked" in reported.text
        assert await who(thief, doorway.page()) is None
        shown, sent = await finder.get(link), await send(finder, "/sign-in", link)
    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "This link was revoked" in shown.text
    assert "Person 5" not in reported.text + shown.text


async def test_hr_is_told_that_a_link_was_reported_and_not_by_whom(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        await doorway.let_in(browser, doorway.manager)
        await send(browser, f"{await doorway.link()}/report", confirmed="yes")
        (letter,) = doorway.postbox.messages
    assert letter.address == "p2@halden.example"
    assert "a link that was made for Person 5" in letter.words.text
    assert doorway.manager.display_full_name not in letter.words.text
    (kept,) = await LinkBook(doorway.log.hosts).reported(LAUNCHED_AT)
    assert kept.link.person == doorway.reviewee.id


async def test_nothing_is_revoked_without_the_box_being_ticked(doorway: Doorway) -> None:
    link = await doorway.link()
    async with doorway.stranger() as browser:
        sent = await send(browser, f"{link}/report")
        assert (sent.status_code, "Tick the box" in sent.text) == (422, True)
        assert (await browser.get(link)).status_code == 200
    assert doorway.postbox.messages == []


async def test_a_new_link_goes_to_the_right_person_alone(doorway: Doorway) -> None:
    link = await doorway.link()
    async with doorway.stranger() as finder:
        await send(finder, f"{link}/report", confirmed="yes")
        unasked = await send(finder, link, f"{link}/fresh")
        sent = await send(finder, link, f"{link}/fresh", confirmed="yes")
    assert (unasked.status_code, sent.status_code) == (422, 200)
    fresh = await doorway.link()
    assert fresh != link
    letter = doorway.postbox.messages[-1]
    assert letter.address == doorway.reviewee.work_email
    assert f"{BASE}{fresh}" in letter.words.text
    assert fresh not in sent.text
    async with doorway.stranger() as owner:
        assert (await owner.get(fresh)).status_code == 200


async def test_new_links_are_sent_three_times_an_hour_at_most(doorway: Doorway) -> None:
    link = await doorway.link()
    async with doorway.stranger() as finder:
        await send(finder, f"{link}/report", confirmed="yes")
        sent = [await send(finder, link, f"{link}/fresh", confirmed="yes") for _ in range(4)]
    assert [each.status_code for each in sent] == [200, 200, 200, 429]
    assert len(doorway.postbox.messages) == 1 + 3


async def test_a_link_that_is_good_is_not_replaced(doorway: Doorway) -> None:
    link = await doorway.link()
    async with doorway.stranger() as browser:
        sent = await send(browser, "/sign-in", f"{link}/fresh", confirmed="yes")
    assert (sent.status_code, sent.headers["location"]) == (303, link)
    assert doorway.postbox.messages == []


async def test_a_link_can_be_reported_from_the_page_it_opened(doorway: Doorway) -> None:
    link, page = await doorway.link(), doorway.page()
    async with doorway.stranger() as browser:
        assert (await browser.get(f"{page}/not-mine")).status_code == 404
        await send(browser, link)
        shown = await browser.get(f"{page}/not-mine")
        assert shown.headers["location"] == f"{link}/report"
        assert (await browser.get("/hr/not-mine")).status_code == 404


async def test_a_mail_server_that_is_away_takes_nothing_back(doorway: Doorway) -> None:
    silent = replace(doorway, front=replace(doorway.front, mail=Away()))
    behind = silent.with_site(doorway.front.site)
    link = await doorway.link()
    async with behind.stranger() as browser:
        reported = await send(browser, f"{link}/report", confirmed="yes")
        assert reported.status_code == 200
        assert (await browser.get(link)).status_code == 410


class Away:
    """A channel that cannot be reached."""

    name = "away"

    async def send(self, _: Message) -> str:
        raise Unreachable

    async def rest(self) -> None:
        return
