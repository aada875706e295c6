"""In a demonstration an address signs in without a code; elsewhere there is no such address."""

from dataclasses import replace

import pytest

from gateway.entry.tickets import entry_url
from gateway.site.visitor import NotFound
from storage.tickets import TicketBook
from tests.gateway.doorway import Doorway, send, who
from tests.gateway.house import BASE


async def test_the_address_that_a_demonstration_prints_signs_in(doorway: Doorway) -> None:
    demo = doorway.with_site(replace(doorway.front.site, caught=list))
    address = await entry_url(demo.front, demo.reviewee.id, "/hr")
    assert await entry_url(demo.front, demo.reviewee.id, "/hr") == address
    page = address.removeprefix(BASE)
    async with demo.stranger() as browser:
        shown = await browser.get(page)
        assert ("Continue as P.?" in shown.text, await who(browser)) == (True, None)
        sent = await send(browser, page)
        assert (sent.status_code, sent.headers["location"]) == (303, "/hr")
        assert await who(browser) == "Person 5 reaches everything"


async def test_a_revoked_ticket_signs_nobody_in(doorway: Doorway) -> None:
    demo = doorway.with_site(replace(doorway.front.site, caught=list))
    page = (await entry_url(demo.front, demo.reviewee.id)).removeprefix(BASE)
    async with demo.stranger() as browser:
        await send(browser, page)
        await TicketBook(demo.log.hosts).revoke_all(demo.reviewee.id, demo.front.now())
        assert await who(browser) is None
        assert (await browser.get(page)).status_code == 404


async def test_where_mail_really_goes_out_there_are_no_tickets(doorway: Doorway) -> None:
    demo = doorway.with_site(replace(doorway.front.site, caught=list))
    page = (await entry_url(demo.front, demo.reviewee.id)).removeprefix(BASE)
    with pytest.raises(NotFound):
        await entry_url(doorway.front, doorway.reviewee.id)
    async with doorway.stranger() as browser:
        assert (await browser.get(page)).status_code == 404
        assert (await send(browser, "/sign-in", page)).status_code == 404
        assert await who(browser) is None
