"""How a definition and an organisation become the plan of one person's review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from domain.anonymity import anonymous_steps, is_anonymous
from domain.definition.cycle import CycleDefinition, Stage, Step
from domain.definition.deadlines import Ladder, Rung
from domain.definition.words import Act, AtExpiry, FieldKind, Role, RungTarget
from domain.ids import CycleId, OrganisationId, PersonId, SessionId, review_id
from domain.people import EmploymentStatus, Organisation, Person
from domain.reporting_line import chain, manager_of, peers_of, second_line_of
from domain.review.plan import Follows, PlannedStage, PlannedStep, ReviewPlan, RungSeat, Seat
from domain.tempo import Tempo
from domain.working_calendar import WorkingCalendar

HEARS_OF_BLOCKED = (2, 3)
"""Working days after which HR, then whoever is above in HR, hears of a blocked step again."""


@dataclass(frozen=True)
class Setting:
    """What all plans of a cycle have in common."""

    organisation_id: OrganisationId
    cycle: CycleId
    definition: CycleDefinition
    people: Organisation
    calendars: Mapping[str, WorkingCalendar]  # by place, see `place_of`
    on: date  # the day the organisation is looked at
    hr_owner: PersonId | None = None
    sessions: Mapping[PersonId, SessionId] = field(default_factory=dict)
    tempo: Tempo = Tempo()  # noqa: RUF009 - a frozen value


def place_of(person: Person) -> str:
    """Name the place whose days and hours somebody works by."""
    return f"{person.country or ''}|{person.time_zone}"


def can_act(person: Person | None, on: date) -> bool:
    """Whether somebody can be given a step: employed, and not gone by that day."""
    if person is None or person.employment_status is not EmploymentStatus.ACTIVE:
        return False
    return not person.has_left(on)


def hr_partner_of(setting: Setting, reviewee: Person) -> Person | None:
    """Give the reviewee's HR partner, or else whoever in HR owns the cycle."""
    for candidate in (reviewee.hr_partner, setting.hr_owner):
        person = setting.people.get(candidate) if candidate else None
        if can_act(person, setting.on) and person is not None and person.id != reviewee.id:
            return person
    return None


def holders(setting: Setting, reviewee: Person, role: Role) -> tuple[Person | None, ...]:
    """Give who acts in a role for this reviewee; None where nobody valid is to be found."""
    match role:
        case Role.REVIEWEE:
            found: tuple[Person | None, ...] = (reviewee,)
        case Role.MANAGER:
            found = (manager_of(setting.people, reviewee.id),)
        case Role.SECOND_LINE_MANAGER:
            found = (second_line_of(setting.people, reviewee.id),)
        case Role.PEER:
            found = peers_of(setting.people, reviewee.id, setting.definition.peers.count) or (None,)
        case Role.HR_PARTNER | Role.PANEL:
            found = (hr_partner_of(setting, reviewee),)
        case _:
            assert_never(role)
    others = role is not Role.REVIEWEE
    return tuple(
        person
        if person and can_act(person, setting.on) and not (others and person.id == reviewee.id)
        else None
        for person in found
    )


def seat_at(setting: Setting, reviewee: Person, person: Person, step: Step) -> Seat:
    """Seat a person at a step, with the ladder of the step."""
    quiet = is_anonymous(setting.definition, step)
    return seat_of(setting, reviewee, person, step.ladder, quiet=quiet)


def is_quiet(definition: CycleDefinition, role: Role | None) -> bool:
    """Whether people in that role write anonymously, so that others do not hear of them."""
    return role is Role.PEER and bool(anonymous_steps(definition))


def seat_of(
    setting: Setting,
    reviewee: Person,
    person: Person,
    ladder: str | None,
    *,
    quiet: bool = False,
) -> Seat:
    """Seat a person, with everybody who hears when they are late, each once in a row.

    Where they write anonymously nobody but they themselves and HR may hear of it (`quiet`), and
    nobody in HR who leads the reviewee.
    """
    rungs: list[RungSeat] = []
    grace = 0
    for rung in climb(setting.definition.ladders, ladder):
        grace += rung.after
        is_told_of_others = quiet and rung.to is not RungTarget.ASSIGNEE
        target = (
            _knows_authors(setting, reviewee)
            if is_told_of_others
            else _target(setting, reviewee, person, rung.to)
        )
        if target is None or (rungs and rungs[-1].to == target.id):
            continue
        rungs.append(RungSeat(to=target.id, after=grace))
        grace = 0
    return Seat(person=person.id, place=place_of(person), rungs=tuple(rungs))


def _knows_authors(setting: Setting, reviewee: Person) -> Person | None:
    above = {one.id for one in chain(setting.people, reviewee.id)}
    for candidate in (reviewee.hr_partner, setting.hr_owner):
        person = setting.people.get(candidate) if candidate else None
        is_apart = person is not None and person.id not in {*above, reviewee.id}
        if is_apart and can_act(person, setting.on):
            return person
    return None


def climb(ladders: Mapping[str, Ladder], name: str | None) -> Sequence[Rung]:
    """List the rungs of a ladder and of those it leads to; a loop ends the climb."""
    rungs: list[Rung] = []
    climbed: set[str] = set()
    while name is not None and name not in climbed and name in ladders:
        climbed.add(name)
        rungs.extend(ladders[name].rungs)
        name = ladders[name].then
    return rungs


def _target(setting: Setting, reviewee: Person, person: Person, to: RungTarget) -> Person | None:
    """Find who hears at a rung; a gap or a loop in the reporting line leads to HR.

    The reviewee never hears that somebody else is late with their review.
    """
    if to is RungTarget.ASSIGNEE:
        return person
    above = chain(setting.people, person.id)
    place = {RungTarget.MANAGER_OF_ASSIGNEE: 0, RungTarget.SECOND_LINE_OF_ASSIGNEE: 1}.get(to)
    found = above[place] if place is not None and place < len(above) else None
    if found is not None and found.id != reviewee.id and can_act(found, setting.on):
        return found
    return hr_partner_of(setting, reviewee)


def plan_review(setting: Setting, reviewee: Person) -> ReviewPlan | None:
    """Compile the plan of one review; None when nobody in HR could own a blocked step."""
    owner = hr_partner_of(setting, reviewee)
    if owner is None:
        return None
    stages = tuple(_plan_stage(setting, reviewee, stage) for stage in setting.definition.stages)
    involved = _involved(stages, owner.id, reviewee.id)
    people = [setting.people[person] for person in involved]
    return ReviewPlan(
        organisation=setting.organisation_id,
        cycle=setting.cycle,
        review=review_id(setting.cycle, reviewee.id),
        reviewee=reviewee.id,
        place=place_of(reviewee),
        stages=stages,
        blocked=_owner_seat(setting, owner),
        session=setting.sessions.get(reviewee.id),
        disputes=setting.definition.sign_off.disputes,
        calendars={place_of(one): setting.calendars[place_of(one)] for one in people},
        leaves={
            one.id: tuple((leave.start, leave.end) for leave in one.leaves)
            for one in people
            if one.leaves
        },
        tempo=setting.tempo,
    )


def _owner_seat(setting: Setting, owner: Person) -> Seat:
    above = manager_of(setting.people, owner.id)
    second = above.id if above and can_act(above, setting.on) else owner.id
    first, then = HEARS_OF_BLOCKED
    rungs = (RungSeat(to=owner.id, after=first), RungSeat(to=second, after=then))
    return Seat(person=owner.id, place=place_of(owner), rungs=rungs)


def _plan_stage(setting: Setting, reviewee: Person, stage: Stage) -> PlannedStage:
    steps = tuple(_plan_step(setting, reviewee, step) for step in stage.steps)
    return PlannedStage(id=stage.id, opens=stage.opens, steps=steps)


def _plan_step(setting: Setting, reviewee: Person, step: Step) -> PlannedStep:
    is_settled_later = step.role is Role.PANEL or is_nominated(setting.definition, step)
    seats = () if is_settled_later else holders(setting, reviewee, step.role)
    return PlannedStep(
        id=step.id,
        role=step.role,
        act=step.act,
        starts=step.starts,
        only_if=step.only_if,
        due=step.due,
        rework_days=step.rework_days,
        reminders=step.reminders,
        at_expiry=step.at_expiry,
        grace=step.grace,
        hand_to=_hand_to(setting, reviewee, step),
        returns_to=step.returns_to,
        seats=tuple(
            seat_at(setting, reviewee, person, step) if person else None for person in seats
        ),
        follows=_follows(setting.definition, step),
    )


def _follows(definition: CycleDefinition, step: Step) -> tuple[Follows, ...]:
    """Say what the form of a step asks for that is to be followed up."""
    form = definition.forms.get(step.form) if step.form else None
    kinds = {field.kind for field in form.fields} if form else set()
    return tuple(follow for follow, kind in _FOLLOWED.items() if kind in kinds)


_FOLLOWED: Mapping[Follows, FieldKind] = {
    "actions": FieldKind.ACTIONS,
    "plan": FieldKind.PLAN,
}


def is_nominated(definition: CycleDefinition, step: Step) -> bool:
    """Whether the peers of a step are named by people, at a step before it."""
    if step.role is not Role.PEER:
        return False
    before = definition.steps[: definition.steps.index(step)]
    return any(each.act is Act.NOMINATE for each in before)


def _hand_to(setting: Setting, reviewee: Person, step: Step) -> Seat | None:
    if step.at_expiry is not AtExpiry.HAND_TO or step.hand_to is None:
        return None
    person = holders(setting, reviewee, step.hand_to)[0]
    return seat_at(setting, reviewee, person, step) if person else None


def _involved(
    stages: Sequence[PlannedStage], owner: PersonId, reviewee: PersonId
) -> Sequence[PersonId]:
    """List everybody with a seat in the plan, each once, in the order of the plan."""
    seats = [
        seat.person
        for stage in stages
        for step in stage.steps
        for seat in (*step.seats, step.hand_to)
        if seat is not None
    ]
    return list(dict.fromkeys([owner, reviewee, *seats]))
