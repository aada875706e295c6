import time

from domain.review import events as e
from tests.unit.review.sample_plan import annual, of_one, step
from tests.workflow.engine import Engine


async def test_reminders_and_rungs_fire_from_durable_timers_on_their_days(engine: Engine) -> None:
    t=time.time()
    review = await engine.begin(of_one(step("notes")))
    print(time.time()-t); t=time.time()
    await review.until("2026-04-15 10:00")
    print(time.time()-t); t=time.time()
    print(await review.when(e.AssigneeReminded))
    print(await review.when(e.RungReached))
    print(await review.submit("notes"))
    print(time.time()-t); t=time.time()
    for x in await review.history(): print(EventType.Name(x.event_type), x.ByteSize())
from temporalio.api.enums.v1 import EventType
