"""What HR does in the demonstration: names people, gives time, ends reviews, imports files."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from activities import naming, starting
from activities.intake.people_import import import_people
from activities.steer_cycle import signal_if_running
from domain.calibration.commands import WithdrawMember
from domain.definition.cycle import CycleDefinition
from domain.definition.deadlines import When
from domain.definition.words import Role
from domain.ids import CycleId, PersonId, review_id
from domain.people import Organisation, Person
from domain.review.commands import CancelReview
from gateway.asking import Wish, ask
from gateway.people_changes import tell_reviews
from gateway.steering import NewDeadline, NewHands, Steering, seat_for, setting_of
from storage.read_models.open_steps import WaitingStep
from storage.read_models.reviews import review_of
from workers.demo.participants import Instance, Participants
from workers.demo.script import PEOPLE, Change, Extension, HrPlan, Withdrawal
from workers.office import Office

_NAMED: Final = {
    Role.PEER: "Works with them every week and can say something about it.",
    Role.MANAGER: "Takes the manager's part on behalf of the supervisory board.",
}
_NAMED_ANYHOW: Final = "Stands in until the vacancy is filled."


@dataclass(frozen=True)
class HrDesk:
    """HR at work in one cycle; everything goes the way it goes for a real one.

    Attributes:
        office: what to ask workflows and the archive through.
        cycle: the cycle that is played.
        definition: its definition.
        plan: what HR has planned for the year.
        people: everybody as they were at the launch.
        folder: where files of the HR system are put before they are imported.
        reviewees: those who have a review.
    """

    office: Office
    cycle: CycleId
    definition: CycleDefinition
    plan: HrPlan
    people: Organisation
    folder: Path
    reviewees: frozenset[PersonId]

    def names_at(self, blocked: WaitingStep, participants: Participants) -> datetime | None:
        """Say when HR names somebody for a blocked step: after some working days of looking."""
        if blocked.owner is None:
            return None
        calendar = participants.calendar_of(self.people[blocked.owner])
        return calendar.open_of(calendar.add_working_days(blocked.opens_at, self.plan.names_after))

    async def name_somebody(self, blocked: WaitingStep) -> None:
        """Give a blocked step to somebody, and the later steps of the same part with it."""
        reviewee = self.people[blocked.reviewee]
        person = self._stand_in(blocked.role, reviewee)
        setting = setting_of(self.office.archive, self.cycle, self.definition, self.people)
        seat, calendars = seat_for(setting, reviewee, person, blocked.role)
        hands = NewHands(
            request=Instance.of(blocked).submission,
            cycle=self.cycle,
            review=blocked.review,
            role=blocked.role,
            from_person=None,
            to=seat,
            calendars=calendars,
            by=blocked.owner,
            reason=_NAMED.get(blocked.role, _NAMED_ANYHOW),
        )
        await self._steering.hand_over(hands)

    async def do(self, day: date, at: datetime) -> None:
        """Do what is planned for a day; `at` is the moment of the cycle's time."""
        for extension in self.plan.extensions:
            if extension.on == day:
                await self._extend(extension)
        for withdrawal in self.plan.withdrawals:
            if withdrawal.on == day:
                await self._withdraw(withdrawal)
        if any(change.on == day for change in self.plan.changes):
            await self._import(day, at)

    async def _extend(self, planned: Extension) -> None:
        """Give more time to a department, or to one person."""
        concerned = [
            person
            for person in self.people.values()
            if person.id in self.reviewees
            and (planned.who == person.employee_number or planned.department == person.department)
        ]
        if not concerned:
            return
        deadline = NewDeadline(
            request=f"demo:{planned.on}:{planned.stage}",
            cycle=self.cycle,
            stage=planned.stage,
            by_rule=When(on=planned.until, working_days=planned.working_days),
            reviews=[review_id(self.cycle, person.id) for person in concerned],
            by=concerned[0].hr_partner,
            reason=planned.reason,
        )
        await self._steering.move_deadline(deadline)

    async def _withdraw(self, planned: Withdrawal) -> None:
        """End a review, and let its panel know."""
        person = self._numbered(planned.who)
        review = review_id(self.cycle, person.id)
        request = f"demo:{planned.on}:withdrawn"
        command = CancelReview(cause="withdrawn", request=request, by=person.hr_partner)
        client = self.office.client
        name = naming.review_workflow(self.cycle, review)
        wish = Wish(name, "cancel", command, f"{request}:{review}")
        await ask(self.office.archive, client, wish)
        line = await review_of(self.office.archive.readers, review)
        if line is not None and line.session is not None:
            name = naming.session_workflow(self.cycle, line.session)
            told = WithdrawMember(review=review)
            await signal_if_running(client, name, starting.MEMBER_WITHDRAWN, told)

    async def _import(self, day: date, at: datetime) -> None:
        """Import the file the HR system gives out that day, and tell the reviews it concerns."""
        archive, before = self.office.archive, await self.office.archive.people()
        due = [change for change in self.plan.changes if change.on <= day]
        file = write_people(self.folder / f"people-{day}.csv", due)
        done = await import_people(file, archive.directory, await archive.naming_key(), at)
        if done.events:
            await tell_reviews(self.office.archive, self.office.client, before, done.events)

    def _stand_in(self, role: Role, reviewee: Person) -> Person:
        """Choose who takes a vacant part: a colleague for a peer, else who HR has chosen."""
        if role is Role.PEER:
            for person in self.people.values():
                is_near = person.department == reviewee.department or reviewee.manager is None
                is_peer_already = person.manager == reviewee.manager
                if (
                    is_near
                    and not is_peer_already
                    and person.id not in {reviewee.id, reviewee.manager}
                ):
                    return person
        return self._numbered(self.plan.stand_in)

    def _numbered(self, number: str) -> Person:
        found = self.people.by_number(number)
        if found is None:
            raise ValueError(f"the sample has nobody with the number {number}")
        return found

    @property
    def _steering(self) -> Steering:
        return Steering(self.office.archive, self.office.client)


def write_people(file: Path, changes: Sequence[Change]) -> Path:
    """Write the people of the sample as they stand after these changes; give the file."""
    with PEOPLE.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    now = {row["employee_number"]: row for row in rows}
    for change in changes:
        now[change.who].update(change.now)
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file
