"""Fields of forms on a phone: they fit, a machine can read them, and scripts only add to them."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Browser, Page, expect
from pydantic import JsonValue

from domain.definition.forms import Form, FormField
from domain.definition.words import FieldKind
from gateway.fields.widgets import widgets
from gateway.site.static_files import STATIC
from tests.browser.walk import PHONE, fits, is_accessible
from tests.gateway.as_a_browser import drawn
from tests.gateway.test_fields_round_trip import PERSON, RULES, facts_for, somebody

HEAD = '<!doctype html><html lang="en"><head><title>T</title></head><body><main><h1>T</h1><form>'
QUESTIONS: dict[FieldKind, dict[str, JsonValue]] = {
    FieldKind.TEXT: {"max_words": 3},
    FieldKind.CHOICE: {"choices": ["One", "Another"]},
    FieldKind.SCORES: {"items": ["Speed", "Care"]},
}


def page_of(*kinds: FieldKind) -> str:
    fields = tuple(
        FormField.model_validate(
            {"id": kind.value, "label": f"What of {kind}?", "kind": kind, **QUESTIONS.get(kind, {})}
        )
        for kind in kinds
    )
    facts = replace(facts_for(RULES, (somebody(PERSON),)), goals=RULES.goals[:1])
    wrong = {field.id: ("Please answer this question.",) for field in fields}
    shown = drawn(widgets(Form(title="F", fields=fields), {}, facts, wrong))
    return f"{HEAD}{shown}</form></main></body></html>"


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=PHONE, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield await context.new_page()
    await context.close()


async def show(page: Page, content: str, *, scripts: bool = False) -> None:
    await page.set_content(content)
    for sheet in ("perennial.css", "fields.css"):
        await page.add_style_tag(path=STATIC / sheet)
    if scripts:
        await page.add_script_tag(path=STATIC / "fields.js", type="module")


async def test_every_kind_of_question_fits_a_phone_and_asks_for_what_matters(phone: Page) -> None:
    await show(phone, page_of(*FieldKind))
    await fits(phone)
    await is_accessible(phone)
    baseline = phone.locator('[name="goals.0.baseline"]')
    await expect(baseline).to_be_hidden()
    await phone.get_by_label("A number that is to rise").first.check()
    await expect(baseline).to_be_visible()
    await phone.get_by_label("Milestones: things").first.check()
    await expect(baseline).to_be_hidden()
    await expect(phone.locator('[name="goals.0.milestones.0.title"]')).to_be_visible()


async def test_with_scripts_rows_are_added_in_place_and_words_and_weights_are_counted(
    phone: Page,
) -> None:
    await show(phone, page_of(FieldKind.TEXT, FieldKind.GOALS), scripts=True)
    await phone.get_by_label("What of text?").fill("one two three four")
    await expect(phone.get_by_text("1 word too many.")).to_be_visible()
    await phone.get_by_role("button", name="Add another objective").click()
    await expect(phone.locator('[name="goals.1.title"]')).to_be_focused()
    await phone.get_by_role("group", name="Objective 2").get_by_label("Milestones: things").check()
    await phone.get_by_role("button", name="Add another milestone").last.click()
    await expect(phone.locator('[name="goals.1.milestones.2.title"]')).to_be_focused()
    await phone.locator('[name="goals.0.weight"]').fill("33,33")
    await expect(phone.get_by_text("The weights sum to 33.33; it has to be 100.")).to_be_visible()
    await phone.locator('[name="goals.1.weight"]').fill("66.67")
    await expect(phone.get_by_text("The weights sum to 100; as it should be.")).to_be_visible()
