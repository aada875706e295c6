"""A link opens one step for one person, names nobody, and nothing happens by looking at it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from temporalio.client import Client

from domain.definition.words import Role as Part
from domain.reach import Link
from domain.review import commands as c
from storage.links import LinkBook
from tests.gateway.doorway import Doorway, doorway_on, found, send, who
from tests.played_cycle import LAUNCHED_AT
from tests.storage.steered import OPENED

A_DAY_LATER = OPENED + timedelta(days=1, hours=1)


async def test_a_link_asks_by_initials_whether_to_go_on(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        shown = await browser.get(await doorway.link())
    assert shown.status_code == 200
    assert "Continue as P.?" in shown.text
    for secret in (doorway.reviewee.display_full_name, "objectives", "review 2026", "halden"):
        assert secret not in shown.text.lower()


async def test_a_link_leaves_no_trace_on_its_way(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        shown = await browser.get(await doorway.link())
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["x-robots-tag"] == "noindex"


async def test_going_on_lets_in_to_the_one_step_and_no_further(doorway: Doorway) -> None:
    page = doorway.page()
    async with doorway.stranger() as browser:
        sent = await send(browser, await doorway.link())
        assert (sent.status_code, sent.headers["location"]) == (303, page)
        assert await who(browser, page) == f"Person 5 reaches {page}"
        for elsewhere in ("", "/hr", page.replace("/0/1", "/0/2"), page.partition("/steps")[0]):
            assert await who(browser, elsewhere) is None


async def test_a_form_from_another_site_lets_nobody_in(doorway: Doorway) -> None:
    link = await doorway.link()
    async with doorway.stranger() as browser:
        await browser.get(link)
        forged = await browser.post(link, data={"_csrf": "made up"})
        assert forged.status_code == 403
        assert await who(browser, doorway.page()) is None


async def test_cookies_go_over_https_to_this_host_alone(doorway: Doorway) -> None:
    secure = doorway.with_site(replace(doorway.front.site, base_url="https://perennial.test"))
    async with secure.stranger("https://perennial.test") as browser:
        sent = await send(browser, (await doorway.link()))
    (cookie,) = [each for each in sent.headers.get_list("set-cookie") if "perennial-" in each]
    assert cookie.startswith("__Host-perennial-")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


async def test_a_guessed_link_is_no_page(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        for token in ("x", "A" * 66, "%00", "e" * 3000):
            assert (await browser.get(f"/s/{token}")).status_code == 404


async def test_who_guesses_on_and_on_is_asked_to_wait(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        answers = [await browser.get(f"/s/guess{n}") for n in range(61)]
        assert {each.status_code for each in answers[:60]} == {404}
        assert answers[60].status_code == 429
        assert 0 < int(answers[60].headers["retry-after"]) <= 600
        assert "Try again in 10 minutes" in answers[60].text
        assert (await browser.get(await doorway.link())).status_code == 200


async def test_a_link_made_with_a_key_that_was_thrown_away_is_no_page(doorway: Doorway) -> None:
    name = await LinkBook(doorway.log.hosts).ensure(
        Link(person=doorway.reviewee.id, reach=doorway.step()), LAUNCHED_AT
    )
    elsewhere = doorway.front.site.signer.for_purpose("something else").sign(name)
    async with doorway.stranger() as browser:
        assert (await browser.get(f"/s/{elsewhere}")).status_code == 404


async def test_a_link_expires_with_its_step(database: str, temporal_client: Client) -> None:
    firm = await found(database, A_DAY_LATER)
    async with doorway_on(database, temporal_client, firm) as later:
        proposed = later.step(Part.MANAGER).model_copy(update={"step": "propose_goals"})
        link = await later.link(proposed)
        async with later.stranger() as browser:
            shown = await browser.get(link)
            sent = await send(browser, "/sign-in", link)
    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "This is done" in shown.text
    assert "/sign-in" in shown.text


async def test_a_step_that_lies_with_somebody_else_is_not_opened(doorway: Doorway) -> None:
    link = await doorway.link(person=doorway.manager)
    async with doorway.stranger() as browser:
        shown = await browser.get(link)
        sent = await send(browser, "/sign-in", link)
        assert await who(browser, doorway.page()) is None
    assert (shown.status_code, sent.status_code) == (410, 410)
    assert "passed on to somebody else" in shown.text


async def test_a_link_to_nothing_says_so(doorway: Doorway) -> None:
    nothing = doorway.step().model_copy(update={"review": uuid4()})
    async with doorway.stranger() as browser:
        shown = await browser.get(await doorway.link(nothing))
    assert (shown.status_code, "opens nothing" in shown.text) == (410, True)


async def test_a_paused_review_says_that_the_link_will_open_it_again(doorway: Doorway) -> None:
    await doorway.happens(c.PauseReview(at=LAUNCHED_AT, request="merger", by=doorway.manager.id))
    async with doorway.stranger() as browser:
        shown = await browser.get(await doorway.link())
    assert (shown.status_code, "This is paused" in shown.text) == (409, True)


async def test_the_link_of_a_cancelled_review_is_over(doorway: Doorway) -> None:
    link = await doorway.link()
    await doorway.happens(c.CancelReview(at=LAUNCHED_AT, cause="withdrawn", request="again"))
    async with doorway.stranger() as browser:
        shown = await browser.get(link)
    assert (shown.status_code, "This is over" in shown.text) == (410, True)


async def test_who_is_signed_in_already_comes_straight_to_the_step(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        await doorway.let_in(browser, doorway.reviewee)
        shown = await browser.get(await doorway.link())
        assert (shown.status_code, shown.headers["location"]) == (303, doorway.page())
        assert await who(browser, doorway.page()) == "Person 5 reaches everything"


async def test_a_link_of_somebody_else_is_gone_on_with_as_them(doorway: Doorway) -> None:
    async with doorway.stranger() as browser:
        await doorway.let_in(browser, doorway.manager)
        await send(browser, await doorway.link())
        assert (await who(browser, doorway.page()) or "").startswith("Person 5")
        assert (await who(browser) or "").startswith(doorway.manager.display_full_name)


async def test_a_cycle_may_ask_everybody_to_sign_in(database: str, temporal_client: Client) -> None:
    firm = await found(database, sign_in_on_links=True)
    async with doorway_on(database, temporal_client, firm) as strict:
        link = await strict.link()
        async with strict.stranger() as browser:
            shown = await browser.get(link)
            sent = await send(browser, link)
            assert "Sign in to continue" in shown.text
            assert sent.headers["location"] == f"/sign-in?to={strict.page()}"
            assert await who(browser, strict.page()) is None
