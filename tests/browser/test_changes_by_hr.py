from playwright.async_api import Page

from tests.browser.conftest import Picture
from tests.browser.walk import Walk, fits, is_accessible

WHY = "The fair takes everybody's time."


async def is_sound(page: Page) -> None:
    await fits(page)
    await is_accessible(page)


async def test_hr_gives_more_time_on_a_phone_by_keyboard(walk: Walk, picture: Picture) -> None:
    base = f"/hr/cycles/{walk.house.launched.id}"
    async with walk.visitor("3", phone=True) as page:
        await page.goto(f"{base}/changes/extend")
        await is_sound(page)
        await page.get_by_role("button", name="Show the effect").press("Enter")
        await page.wait_for_selector("#errors")
        await is_sound(page)
        await page.get_by_label("Stage").select_option("goal_setting")
        await page.get_by_label("Working days more").fill("5")
        await page.get_by_label("Everybody with an open review").check()
        await page.get_by_label("Why").fill(WHY)
        await page.get_by_role("button", name="Show the effect").press("Enter")
        await page.wait_for_selector("text=Before you confirm")
        await is_sound(page)
        await picture(page, "change-effect-phone")
        await page.get_by_role("button", name="Move the due dates").press("Enter")
        await page.wait_for_selector("text=what became of it")
        await is_sound(page)


async def test_the_pages_of_audit_export_and_review_are_accessible_without_scripts(
    walk: Walk, picture: Picture
) -> None:
    house = walk.house
    base = f"/hr/cycles/{house.launched.id}"
    async with walk.visitor("3", phone=True) as page:
        review = f"/hr/reviews/{house.review('101')}"
        for place in (f"{base}/changes", f"{base}/nudge", f"{base}/export", review):
            await page.goto(place)
            await is_sound(page)
    async with walk.visitor("3", scripts=False) as page:
        await page.goto(f"{base}/audit")
        await picture(page, "audit-desk")
        await page.get_by_label("What").select_option("hr")
        await page.get_by_role("button", name="Filter").click()
        await page.get_by_text("Nothing is found").wait_for()
