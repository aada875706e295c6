"""An installation of the release before, run with its own code: `python release_before.py`.

Asked on standard input and answering on standard output, one JSON object a line. It imports
nothing of the tests, and finds the code of its release on PYTHONPATH.
"""

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid5

from temporalio.client import Client

import workers
from activities import naming
from activities.codec import Keyring, data_converter
from activities.intake.cycle_file import read_cycle
from activities.intake.people_import import import_people
from activities.notify.channel import Message
from domain.cycle.events import PeopleTakenIn
from domain.ids import CycleId, OrganisationId, StepId, review_id
from domain.review.commands import SubmitStep
from domain.review.verdict import Verdict
from domain.tempo import Segment, Tempo
from gateway.cycle_start import LaunchRequest
from gateway.launching import launch
from storage.archive import Archive
from storage.master_key import MasterKey
from storage.migrate import check, migrate
from storage.pool import Role, open_pool
from storage.projections.projector import Projector
from storage.read_models.inbox import inbox
from storage.read_models.waiting import wait_for
from workers.projector import run_projector
from workers.waking import Waker
from workers.worker import workers_of
from workflows.messages import Receipt

Asked = dict[str, Any]
URL, TEMPORAL = os.environ["OLD_POSTGRES"], os.environ["OLD_TEMPORAL"]
ORGANISATION = OrganisationId(UUID(os.environ["OLD_ORGANISATION"]))


class Nowhere:
    """A channel on which messages are lost."""

    name: ClassVar[str] = "nowhere"

    async def send(self, message: Message) -> str:  # noqa: ARG002 - nobody reads it
        return self.name

    async def rest(self) -> None:
        return


@dataclass
class Installation:
    """What answers while workers and projector of this release run."""

    archive: Archive
    client: Client

    async def hire(self, asked: Asked) -> Asked:
        at = datetime.fromisoformat(asked["at"])
        key = await self.archive.naming_key()
        found = await import_people(Path(asked["file"]), self.archive.directory, key, at)
        return {"joined": found.counts.joined}

    async def launch(self, asked: Asked) -> Asked:
        people = await self.archive.people()
        chosen = [people.by_number(number) for number in asked["reviewees"]]
        definition = read_cycle(Path(asked["definition"]).read_text()).definition
        assert definition is not None
        at = datetime.fromisoformat(asked["at"])
        tempo = Tempo(segments=(Segment(real=datetime.now(UTC), virtual=at, rate=1.0),))
        owner = people.by_number(asked["owner"])
        reviewees = tuple(person.id for person in chosen if person is not None)
        request = LaunchRequest(definition, reviewees, owner.id if owner else None, tempo)
        cycle, _ = await launch(self.archive, self.client, request)
        async with asyncio.timeout(60):
            while not await self._has_taken_in(cycle, len(reviewees)):  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.02)
        return {"cycle": str(cycle)}

    async def _has_taken_in(self, cycle: CycleId, people: int) -> bool:
        recorded = await self.archive.journal.read(cycle)
        pages = [each.event for each in recorded if isinstance(each.event, PeopleTakenIn)]
        return sum(len(page.results) for page in pages) == people

    async def submit(self, asked: Asked) -> Asked:
        people = await self.archive.people()
        reviewee, actor = people.by_number(asked["review"]), people.by_number(asked["actor"])
        assert reviewee is not None
        assert actor is not None
        cycle, request = CycleId(UUID(asked["cycle"])), asked["request"]
        name = uuid5(cycle, request)
        review = review_id(cycle, reviewee.id)
        words = {"text": "words of the release before"}
        command = SubmitStep(
            step=StepId(asked["step"]),
            actor=actor.id,
            verdict=Verdict(asked["verdict"]),
            submission=request,
            content=await self.archive.vault.stage(name, reviewee.id, words),
        )
        handle = self.client.get_workflow_handle(naming.review_workflow(cycle, review))
        receipt: Receipt = await handle.execute_update(
            "submit_step", command, id=request, result_type=Receipt
        )
        shown = await wait_for(self.archive.readers, receipt.position or 0, 20)
        return {"version": receipt.version, "shown": shown}

    async def inbox(self, asked: Asked) -> Asked:
        person = (await self.archive.people()).by_number(asked["person"])
        assert person is not None
        found = await inbox(self.archive.readers, person.id, datetime.now(UTC))
        return {"to_do": sorted(step.step for step in found.to_do)}


async def answer() -> None:
    """Answer until nobody asks any more."""
    if os.environ.get("OLD_MIGRATES"):
        await migrate(URL)
    await check(URL)
    keyring = Keyring.parse(os.environ["OLD_CODEC_KEY"])
    client = await Client.connect(TEMPORAL, data_converter=data_converter(keyring), identity="old")
    stop = asyncio.Event()
    async with AsyncExitStack() as running:
        archive = await running.enter_async_context(
            Archive.open(URL, MasterKey(b"k" * 32), ORGANISATION)
        )
        async with await open_pool(URL, Role.PROJECTOR) as pool:
            await Projector(archive.store, pool, archive.keys).catch_up()
        waker = Waker(client, archive)
        projector = asyncio.create_task(run_projector(URL, archive.keys, stop, waker))
        for worker in workers_of(client, archive, Nowhere()):
            await running.enter_async_context(worker)
        installation = Installation(archive, client)
        say({"code": str(Path(workers.__file__).parent.parent)})
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked = json.loads(line)
            say(await getattr(installation, asked["act"])(asked))
        stop.set()
        await projector


def say(told: Asked) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(answer())
