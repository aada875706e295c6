"""The sample organisation and its definition, without a server, for tests of the demonstration."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from activities.intake.people_file import read_people_file, time_zones
from activities.intake.profiles_file import read_profiles_file
from domain.definition.cycle import CycleDefinition
from domain.definition.words import Act, Role
from domain.expectations.profile import ProfileSet
from domain.expectations.sheet import profiles_in
from domain.ids import CycleId, PersonId, StepId, cycle_id, review_id
from domain.people import Organisation, Person
from domain.people_entry import ImportRules
from storage.read_models.open_steps import WaitingStep
from tests.invented_people import NAMING_KEY
from workers.demo.answers import Author, Company
from workers.demo.colleagues import nominees
from workers.demo.participants import Participants
from workers.demo.performance import sample_definition
from workers.demo.script import PEOPLE, PROFILES, read_script, read_words
from workers.settings import Settings

OPENS: Final = datetime(2026, 1, 12, 7, tzinfo=UTC)
DUE: Final = datetime(2026, 1, 26, 17, tzinfo=UTC)


@cache
def company() -> Organisation:
    """Everybody of the sample."""
    return Organisation(read_people_file(PEOPLE, ImportRules(NAMING_KEY, time_zones())).people)


@cache
def definition() -> CycleDefinition:
    """What is played."""
    return sample_definition()


def numbered(number: str) -> Person:
    """Somebody of the sample by employee number."""
    found = company().by_number(number)
    assert found is not None, number
    return found


@cache
def author(seed: int = 7) -> Author:
    """Who writes for everybody."""
    profiles = read_profiles_file(PROFILES).sheet
    assert profiles is not None
    script, people = read_script(), company()
    near = nominees(people, seed, script.leaving(people))
    roles = ProfileSet(profiles_in(profiles), profiles.values or ())
    return Author(
        read_words(), definition(), seed, Company(people, roles, near, script.goals_sent_back)
    )


@cache
def participants(seed: int = 7) -> Participants:
    """Everybody with their habits."""
    return Participants(company(), definition(), read_script(), author(seed))


def cycle() -> CycleId:
    """The cycle that is played."""
    return cycle_id(Settings.model_fields["organisation"].default, definition().key)


def waiting(
    step: str, reviewee: Person, assignee: PersonId | None, *, round_: int = 1, rungs: int = 0
) -> WaitingStep:
    """A step of somebody's review that lies before somebody, or before nobody."""
    spec = definition().step(StepId(step))
    return WaitingStep(
        review=review_id(cycle(), reviewee.id),
        reviewee=reviewee.id,
        step=spec.id,
        seat=0,
        round=round_,
        role=Role(spec.role),
        act=Act(spec.act),
        assignee=assignee,
        owner=None if assignee else reviewee.hr_partner,
        opens_at=OPENS,
        due=DUE,
        reminders=0,
        rungs=rungs,
        times=0,
    )


def overdue(step: WaitingStep, rungs: int) -> WaitingStep:
    """The same step once so many rungs of its ladder were climbed."""
    return replace(step, rungs=rungs)


def days(count: float) -> timedelta:
    """That many days."""
    return timedelta(days=count)
