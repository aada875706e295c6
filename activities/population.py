"""Whom a cycle is launched for: the setting that all plans share, and the groups of its panels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from activities.calendars import calendars_of
from domain.calibration.events import Member, SessionPlan
from domain.calibration.groups import groups
from domain.cycle.eligibility import LeftOut, lacks_profile, left_out
from domain.cycle.events import CycleLaunched
from domain.definition.cycle import CycleDefinition
from domain.definition.timetable import timetable
from domain.definition.words import Act
from domain.expectations.profile import ProfileSet
from domain.ids import PersonId, SessionId, review_id, session_id
from domain.people import Organisation, Person
from domain.review.deadlines import by_rule
from domain.review.plan import ReviewPlan
from domain.review.planning import Setting, holders, hr_partner_of, plan_review, seat_of

NO_PROFILES: Final = ProfileSet()


@dataclass(frozen=True)
class Population:
    """The people of a launch, each with a plan or with the reason why there is none."""

    launch: CycleLaunched
    setting: Setting
    members: dict[SessionId, tuple[PersonId, ...]]
    without_profile: frozenset[PersonId] = frozenset()

    def plan(self, person: PersonId) -> ReviewPlan | LeftOut:
        """Compile the plan of one person, or say why they are left out."""
        found = self.setting.people.get(person)
        if found is None:
            return LeftOut.HAS_LEFT
        reason = left_out(self.launch.definition, found, self.setting.on)
        if reason is not None:
            return reason
        if person in self.without_profile and _asks_for_profiles(self.launch.definition):
            return LeftOut.NO_PROFILE
        return plan_review(self.setting, found) or LeftOut.NO_HR_PARTNER


def populate(
    launch: CycleLaunched,
    people: Organisation,
    at: datetime,
    profiles: ProfileSet = NO_PROFILES,
) -> Population:
    """Look at the organisation and its role profiles, and gather the reviews into sessions."""
    setting = Setting(
        organisation_id=launch.organisation,
        cycle=launch.cycle,
        definition=launch.definition,
        people=people,
        calendars=calendars_of(launch.definition, people.values()),
        on=at.date(),
        hr_owner=launch.hr_owner,
        tempo=launch.tempo,
    )
    lacking = _without_profile(launch, setting, profiles)
    members = _sessions(launch, setting, lacking)
    of_person = {person: session for session, group in members.items() for person in group}
    return Population(launch, replace(setting, sessions=of_person), members, lacking)


def _asks_for_profiles(definition: CycleDefinition) -> bool:
    return definition.expectations is not None and definition.expectations.required


def _without_profile(
    launch: CycleLaunched, setting: Setting, profiles: ProfileSet
) -> frozenset[PersonId]:
    """Name everybody who would be taken in and has no role profile."""
    definition = launch.definition
    return frozenset(
        each
        for each in launch.people
        if (person := setting.people.get(each)) is not None
        and lacks_profile(definition, person, profiles)
        and left_out(definition, person, setting.on) is None
    )


def _sessions(
    launch: CycleLaunched, setting: Setting, lacking: frozenset[PersonId]
) -> dict[SessionId, tuple[PersonId, ...]]:
    rules = launch.definition.calibration
    if rules is None or all(step.act is not Act.CALIBRATE for step in launch.definition.steps):
        return {}
    missed = lacking if _asks_for_profiles(launch.definition) else frozenset()
    reviewees = [
        person
        for each in launch.people
        if (person := setting.people.get(each)) is not None
        and left_out(launch.definition, person, setting.on) is None
        and each not in missed
        and hr_partner_of(setting, person) is not None
    ]
    found = groups(rules, setting.people, reviewees)
    return {session_id(launch.cycle, key): members for key, members in found.items()}


def plan_session(population: Population, session: SessionId, at: datetime) -> SessionPlan | None:
    """Compile the plan of a session; None when nobody in HR can facilitate it."""
    setting, definition = population.setting, population.launch.definition
    reviewees = [setting.people[person] for person in population.members[session]]
    rules = definition.calibration
    if rules is None:
        return None
    led_by = (f for one in reviewees for f in holders(setting, one, rules.facilitator))
    owners = (hr_partner_of(setting, one) for one in reviewees)
    first = next((person for person in (*led_by, *owners) if person is not None), None)
    if first is None:
        return None
    stage = next(s for s in definition.stages for t in s.steps if t.act is Act.CALIBRATE)
    step = next(t for t in stage.steps if t.act is Act.CALIBRATE)
    planned = next(t for t in timetable(definition) if t.step == step.id)
    facilitator = seat_of(setting, first, first, step.ladder)
    calendar = setting.calendars[facilitator.place]
    opens = max(at, calendar.open_of(planned.opens))
    due = max(calendar.due_after(calendar.open_of(planned.due), 0), calendar.due_after(opens, 1))
    if rules.due is not None:
        due = by_rule(calendar, rules.due, opens, opens)
    return SessionPlan(
        organisation=setting.organisation_id,
        cycle=setting.cycle,
        session=session,
        members=tuple(_member(population, reviewee) for reviewee in reviewees),
        facilitator=facilitator,
        panel=_panel(setting, reviewees),
        opens=opens,
        may_begin=None if stage.opens.on else at,
        due=due,
        reminders=step.reminders,
        lock_without_missing=rules.lock_without_missing,
        calendars={facilitator.place: calendar},
        tempo=setting.tempo,
    )


def _member(population: Population, reviewee: Person) -> Member:
    """Hide a row from the reviewee, from whoever reports to them, and by policy from who leads."""
    people, rules = population.setting.people, population.launch.definition.calibration
    kept = [reviewee.id, *(report.id for report in people.reports_of(reviewee.id))]
    if rules is not None and rules.hide_own_reports and reviewee.manager is not None:
        kept.append(reviewee.manager)
    return Member(
        review=review_id(population.launch.cycle, reviewee.id),
        reviewee=reviewee.id,
        hidden_from=tuple(dict.fromkeys(kept)),
    )


def _panel(setting: Setting, reviewees: Sequence[Person]) -> tuple[PersonId, ...]:
    """Seat the managers of the group, or whichever roles the definition names."""
    rules = setting.definition.calibration
    if rules is None:
        return ()
    seats = [
        person.id
        for reviewee in reviewees
        for role in rules.panel
        for person in holders(setting, reviewee, role)
        if person is not None
    ]
    return tuple(dict.fromkeys(seats))
