"""Who has yet to rate sees nothing that would rate for them, on whichever way they come to it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from activities.population import populate
from domain.definition.words import FieldKind, Role, VisibleFrom
from domain.ids import PersonId, ReviewId, StepId, cycle_id
from domain.review.commands import OpenReview
from domain.review.plan import ReviewPlan
from domain.review.refusals import NotYourStep
from gateway.beside import Looked, RateFirst, beside
from gateway.whose_step import refuse_strangers
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.projections.projector import Projector
from storage.read_models.cycles import cycle_of
from storage.read_models.reviews import review_of
from storage.read_models.viewing import viewing
from tests.played_cycle import ORGANISATION, PROMPT, SILENT, Batch, Story, annual, play
from tests.storage.company_with_goals import AFTER_MID_YEAR, ANSWERS, Firm, firm, speaking
from tests.storage.reading import record
from tests.storage.steered import manager_of

HANDED_OVER = datetime(2026, 2, 10, 12, tzinfo=UTC)
SIGNED = datetime(2027, 2, 1, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 2, 8, tzinfo=UTC)
NOW = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture
async def archive(database: str, master: MasterKey) -> AsyncIterator[Archive]:
    async with Archive.open(database, master, ORGANISATION) as archive:
        yield archive


async def looked(archive: Archive, place: Firm, review: ReviewId, reader: PersonId) -> Looked:
    line = await review_of(archive.readers, review)
    assert line is not None
    cycle = await cycle_of(archive.readers, line.cycle)
    assert cycle is not None
    return Looked(line, cycle, place.people[place.reviewee], reader)


async def next_year(
    archive: Archive, live: Projector, place: Firm, *, independent_first: bool = True
) -> Story:
    """Launch another cycle for the same person a year later; nobody has done anything in it."""
    definition = place.launch.definition.model_copy(
        update={"key": "annual-2027", "independent_first": independent_first}
    )
    cycle = cycle_id(ORGANISATION, definition.key)
    launch = place.launch.model_copy(
        update={"definition": definition, "cycle": cycle, "at": NEXT_YEAR}
    )
    plan = populate(launch, place.people, NEXT_YEAR).plan(place.reviewee)
    assert isinstance(plan, ReviewPlan)
    told = Story(plan.review, PROMPT, archive.vault.stage)
    told.ask(OpenReview(at=NEXT_YEAR, plan=plan))
    await record(archive.journal, [Batch(cycle, 0, (launch,)), *told.batches])
    await live.catch_up()
    return told


async def test_last_years_review_is_closed_to_a_manager_who_is_about_to_rate_anew(
    archive: Archive, live: Projector
) -> None:
    place = await firm(archive, live, SIGNED)
    manager = manager_of(place.stories[0])
    last = await looked(archive, place, place.review, manager)
    assert (await beside(archive, last, NOW)).passages
    await next_year(archive, live, place)
    with pytest.raises(RateFirst, match="once you have"):
        await beside(archive, last, NOW)
    own = await looked(archive, place, place.review, place.reviewee)
    assert (await beside(archive, own, NOW)).passages


async def test_a_cycle_that_is_not_independent_first_leaves_last_year_open(
    archive: Archive, live: Projector
) -> None:
    place = await firm(archive, live, SIGNED)
    await next_year(archive, live, place, independent_first=False)
    manager = manager_of(place.stories[0])
    last = await looked(archive, place, place.review, manager)
    assert (await beside(archive, last, NOW)).passages


async def test_readings_in_a_form_are_shown_when_the_form_is(
    archive: Archive, live: Projector
) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    manager = manager_of(place.stories[0])
    seen = await looked(archive, place, place.review, manager)
    told = (await beside(archive, seen, NOW)).goals
    assert told is not None
    assert any(each.readings for each in told.goals)
    forms = {
        name: form.model_copy(update={"visible_from": VisibleFrom.RATED})
        for name, form in seen.cycle.definition.forms.items()
    }
    later = seen.cycle.definition.model_copy(update={"forms": forms})
    closed = replace(seen, cycle=replace(seen.cycle, definition=later))
    for reader, count in ((manager, 0), (place.reviewee, 2)):
        found = (await beside(archive, replace(closed, reader=reader), NOW)).goals
        assert found is not None
        assert len([each for each in found.goals if each.readings]) == count


async def test_a_step_and_what_its_refusals_tell_are_for_those_who_have_it(
    archive: Archive, live: Projector
) -> None:
    place = await firm(archive, live, AFTER_MID_YEAR)
    manager, rate = manager_of(place.stories[0]), StepId("rate")
    await refuse_strangers(archive, place.review, rate, manager)
    peer = next(one for one in place.people if one not in (manager, place.reviewee))
    for stranger in (peer, place.reviewee):
        with pytest.raises(NotYourStep):
            await refuse_strangers(archive, place.review, rate, stranger)


async def test_who_acts_in_the_managers_place_sees_no_more_than_the_manager_would(
    archive: Archive, live: Projector
) -> None:
    place = await firm(archive, live, HANDED_OVER, habit=SILENT)
    story = place.stories[0]
    (instead,) = [each for each in story.state.open if each.step == "agree_goals"]
    assert instead.assignee is not None
    assert instead.assignee != manager_of(story)
    look = await viewing(archive.readers, place.review, instead.assignee)
    assert Role.MANAGER in look.viewer.acting_roles


async def test_what_travels_into_the_next_cycle_is_for_those_who_could_read_it_then(
    archive: Archive, live: Projector, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan: JsonValue = {"strengths": "Calm", "aims": [{"id": "1", "what": "Ask more"}]}
    monkeypatch.setitem(ANSWERS, FieldKind.PLAN, lambda: plan)
    year = await play(1, speaking(archive.vault.stage, annual()))
    await record(archive.journal, year.batches())
    await live.catch_up()
    place = Firm(year.people, year.launch, tuple(year.stories))
    told = await next_year(archive, live, place)
    head, manager = place.people.by_number("1"), manager_of(place.stories[0])
    assert head is not None
    for reader, strengths in ((manager, "Calm"), (head.id, None)):
        seen = await looked(archive, place, told.review, reader)
        earlier = (await beside(archive, seen, NOW)).earlier
        assert earlier is not None
        assert earlier.strengths == strengths
        assert bool(earlier.aims) is (strengths is not None)
        assert earlier.goals
