"""Coming in, on a phone and on a desk."""

from tests.browser.walk import Walk, fits, is_accessible


async def test_the_way_in_is_open_to_everybody(walk: Walk) -> None:
    async with walk.stranger(phone=True) as page:
        await page.goto("/")
        assert page.url.endswith("/sign-in")
        await is_accessible(page)
        await fits(page)
