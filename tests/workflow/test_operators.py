"""What an operator does to reviews and cycles: recorded with who and why, and done once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.cycle.events import ChangeOrdered
from domain.definition.words import Role
from domain.offices import Office
from domain.operations.events import ProcessSteered, operations_stream
from domain.review import events as e
from gateway.explaining import explained
from gateway.offices import give_office
from gateway.operating import Operating
from gateway.operators import NotAnOperator, Order
from gateway.process_meant import NoSuchProcess, process_meant, review_meant
from gateway.reassigning import NotForOperators, PartIsKept, Reassigning
from gateway.stuck import StuckSort, find_stuck
from storage.read_models.waiting import wait_for
from tests.workflow.company import HEAD, HR, Company, Launched, hire
from tests.workflow.engine import Engine
from tests.workflow.under_way import UnderWay

WHY = "They asked for it on the telephone"
OPERATOR = "1"


async def launched_on(office: Engine, folder: Path) -> tuple[Launched, UnderWay, Order]:
    """A cycle with one review, and an order of somebody with the office."""
    company = await hire(office, folder, 8)
    launched = await company.launch(reviewees=("101",))
    review = await launched.review_of("101")
    await review.until_it_waits()
    operator = company[OPERATOR]
    archive = office.archive
    await give_office(archive, operator, Office.OPS, datetime.now(UTC))
    assert await wait_for(archive.readers, await archive.store.head(), 20)
    return launched, review, Order(operator, WHY)


def dry(order: Order) -> Order:
    return Order(order.by, order.reason, order.request, is_dry=True)


async def why(office: Engine, review: UnderWay, kind: type[e.ReviewEvent]) -> list[object]:
    recorded = await office.archive.journal.read(review.plan.review, unseal=True)
    return [each.confidential for each in recorded if isinstance(each.event, kind)]


async def test_a_review_is_paused_once_and_resumed_once_with_the_reason(
    office: Engine, tmp_path: Path
) -> None:
    launched, review, order = await launched_on(office, tmp_path)
    operating, name = Operating(office.archive, office.client), str(review.plan.review)
    outcomes = []
    for change in ("pause", "pause", "resume", "resume", "pause"):
        meant = await process_meant(office.archive, name)
        done = await operating.set_clocks("pause" if change == "pause" else "resume", meant, order)
        outcomes.append(done.outcome)
    assert outcomes == ["done", "was_so", "done", "was_so", "done"]
    assert [each.by for each in await review.all(e.ReviewPaused)] == [order.by] * 2
    told = await why(office, review, e.ReviewPaused)
    assert told[0] == {office.archive.organisation: {"reason": WHY}}
    assert await launched.facts()


async def test_a_dry_run_says_what_would_be_done_and_records_nothing(
    office: Engine, tmp_path: Path
) -> None:
    launched, review, order = await launched_on(office, tmp_path)
    await review.until("2026-01-13 10:00")
    operating, head = Operating(office.archive, office.client), await office.archive.store.head()
    one = await process_meant(office.archive, review.handle.id)
    paused = await operating.set_clocks("pause", one, dry(order))
    assert paused.outcome == "would_be_done"
    assert paused.sentences[0].startswith("The clocks of the review would stop")
    whole = await process_meant(office.archive, str(launched.id))
    nudged = await operating.nudge(whole, dry(order))
    assert "has an open step in 1 open review would be asked" in nudged.sentences[0]
    nudged = await operating.nudge(whole, dry(order), late=True)
    assert "has an overdue step in 1 open review would be asked" in nudged.sentences[0]
    assert await office.archive.store.head() == head


async def test_a_nudge_goes_out_once_a_day_and_its_reason_is_kept_beside_it(
    office: Engine, tmp_path: Path
) -> None:
    _, review, order = await launched_on(office, tmp_path)
    await review.until("2026-01-13 10:00")
    operating = Operating(office.archive, office.client)
    meant = await process_meant(office.archive, str(review.plan.review))
    assert (await operating.nudge(meant, order)).outcome == "done"
    again = await process_meant(office.archive, str(review.plan.review))
    assert (await operating.nudge(again, order)).outcome == "was_so"
    (nudged,) = await review.all(e.StepNudged)
    assert (nudged.by, nudged.content) == (order.by, None)
    stream = operations_stream(office.archive.organisation)
    (kept,) = await office.archive.journal.read(stream, unseal=True)
    assert isinstance(kept.event, ProcessSteered)
    assert (kept.event.act, kept.event.about) == ("nudge", review.handle.id)
    assert kept.confidential == {office.archive.organisation: {"reason": WHY}}


async def test_a_whole_cycle_is_paused_once(office: Engine, tmp_path: Path) -> None:
    launched, review, order = await launched_on(office, tmp_path)
    operating = Operating(office.archive, office.client)
    for outcome in ("done", "was_so"):
        meant = await process_meant(office.archive, launched.request.definition.key)
        assert (await operating.set_clocks("pause", meant, order)).outcome == outcome
    await review.until_told(e.ReviewPaused)
    ordered = [fact for fact in await launched.facts() if isinstance(fact, ChangeOrdered)]
    assert [(each.change, each.by) for each in ordered] == [("pause", order.by)]


async def test_a_part_is_given_once_and_on_the_word_of_hr_alone(
    office: Engine, tmp_path: Path
) -> None:
    launched, review, order = await launched_on(office, tmp_path)
    reassigning = Reassigning(office.archive, office.client)
    company = launched.company
    head, word = company.people[company[HEAD]], Order(company[HR], WHY)
    name = str(review.plan.review)
    with pytest.raises(NotForOperators):
        await reassign(reassigning, company, name, order)
    meant = await review_meant(office.archive, name)
    with pytest.raises(PartIsKept):
        await reassigning.reassign(meant, Role.REVIEWEE, head, word)
    would = await reassign(reassigning, company, name, dry(word))
    assert would == f"The part of the manager would go from {company['10']} to {head.id}."
    assert "now has the part" in await reassign(reassigning, company, name, word)
    assert "has that part already" in await reassign(reassigning, company, name, word)
    (given,) = await review.all(e.PartHandedOver)
    assert (given.by, given.to and given.to.person) == (company[HR], head.id)


async def reassign(reassigning: Reassigning, company: Company, name: str, order: Order) -> str:
    """Give the part of the manager to the head; the first sentence of what came of it."""
    meant = await review_meant(company.engine.archive, name)
    head = company.people[company[HEAD]]
    return (await reassigning.reassign(meant, Role.MANAGER, head, order)).sentences[0]


async def test_who_has_no_office_and_what_is_not_there_is_refused(
    office: Engine, tmp_path: Path
) -> None:
    launched, review, _ = await launched_on(office, tmp_path)
    operating = Operating(office.archive, office.client)
    meant = await process_meant(office.archive, str(review.plan.review))
    with pytest.raises(NotAnOperator, match="`perennial office give NUMBER ops` gives it"):
        await operating.set_clocks("pause", meant, Order(launched.company["101"], WHY))
    with pytest.raises(NoSuchProcess, match="no review and no cycle here"):
        await process_meant(office.archive, "review/of/nobody")
    with pytest.raises(NoSuchProcess, match="is a cycle"):
        await review_meant(office.archive, str(launched.id))


async def test_what_does_not_run_or_waits_for_nobody_stands_still(
    office: Engine, tmp_path: Path
) -> None:
    _, review, _ = await launched_on(office, tmp_path)
    assert [each.what for each in (await find_stuck(office.archive, office.client)).things] == []
    await review.handle.terminate("the wrong button")
    found = await find_stuck(office.archive, office.client)
    (lost,) = found.things
    assert (lost.sort, lost.about) == (StuckSort.NOT_RUNNING, review.handle.id)
    assert lost.mend == "Run `perennial rebuild --missing`."
    quick = await find_stuck(office.archive, office.client, is_quick=True)
    assert quick.things == ()
    told = await explained(office.archive, office.client, str(review.plan.review))
    assert "Its workflow was terminated in Temporal" in " ".join(told.sentences)


async def test_an_explanation_says_what_was_sent_and_where_temporal_stands(
    office: Engine, tmp_path: Path
) -> None:
    launched, review, _ = await launched_on(office, tmp_path)
    said = " ".join((await explained(office.archive, office.client, review.handle.id)).sentences)
    assert "Temporal stands where the log stands" in said
    assert str(review.plan.reviewee) in said
    away = await explained(office.archive, None, review.handle.id)
    assert "Temporal does not answer; all this is what the log says." in away.sentences
    whole = await explained(office.archive, office.client, launched.request.definition.key)
    assert "1 reviews were opened, 1 are open" in " ".join(whole.sentences)
