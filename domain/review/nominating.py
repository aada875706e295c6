"""Naming who is asked for feedback: put forward by one, approved by another, never silently."""

from collections.abc import Iterator
from datetime import datetime

from domain.definition.words import Act, Role
from domain.review import events as e
from domain.review import refusals as r
from domain.review.commands import SubmitStep
from domain.review.plan import PlannedStep, ReviewPlan
from domain.review.state import OpenStep, ReviewState
from domain.review.story import Story


def check_nominees(state: ReviewState, command: SubmitStep) -> None:
    """Refuse a nomination of nobody, of oneself or of the same person twice.

    Raises:
        NothingToNominate: the step nominates nobody.
        NobodyNominated, NotYourself, NominatedTwice: what is wrong with those who are named.
        UnknownPlace: the working days of somebody are missing.
    """
    plan = state.planned
    if state.spec(command.step).act is not Act.NOMINATE:
        if command.peers:
            raise r.NothingToNominate
        return
    people = [seat.person for seat in command.peers]
    if not people:
        raise r.NobodyNominated
    if plan.reviewee in people:
        raise r.NotYourself("Nobody gives feedback on themselves; name somebody else.")
    if len(set(people)) < len(people):
        raise r.NominatedTwice
    if {seat.place for seat in command.peers} - {*plan.calendars, *command.calendars}:
        raise r.UnknownPlace


def nominate(story: Story, command: SubmitStep, instance: OpenStep) -> None:
    """Tell who was put forward, beside the submission that did."""
    plan = story.state.planned
    unknown = {
        place: calendar
        for place, calendar in command.calendars.items()
        if place not in plan.calendars
    }
    story.tell(
        e.PeersNominated(
            at=command.at,
            step=command.step,
            seat=instance.seat,
            round=instance.round,
            steps=tuple(s.id for s in _to_be_named(story.state, story.state.spec(command.step))),
            peers=command.peers,
            calendars=unknown,
            leaves=command.leaves,
        )
    )


def name_peers(story: Story, at: datetime) -> None:
    """Tell who is asked, wherever that is settled by now: approved, or let pass.

    Where nobody was nominated in time this is told as well, and the step will be blocked.
    """
    for nominating in story.state.planned.steps:
        if nominating.act is not Act.NOMINATE or not _is_settled(story.state, nominating):
            continue
        state, steps = story.state, _to_be_named(story.state, nominating)
        waiting = state.nominated.get(nominating.id, ())
        unnamed = [step for step in steps if not step.seats]
        if not waiting and not unnamed:
            continue
        story.tell(
            e.PeersNamed(
                at=at,
                step=nominating.id,
                round=state.rounds.get(nominating.id, 1),
                steps=tuple(step.id for step in (steps if waiting else unnamed)),
                peers=tuple(seat.person if seat else None for seat in waiting),
            )
        )


def awaits_names(step: PlannedStep) -> bool:
    """Whether nobody can say yet who sits at a step of peers."""
    return step.role is Role.PEER and not step.seats


def peer_steps_of(plan: ReviewPlan, nominating: PlannedStep) -> Iterator[PlannedStep]:
    """Give the steps of peers from one that nominates to the next that does."""
    has_begun = False
    for step in plan.steps:
        if step.act is Act.NOMINATE:
            has_begun = step.id == nominating.id
        elif has_begun and step.role is Role.PEER:
            yield step


def _to_be_named(state: ReviewState, nominating: PlannedStep) -> list[PlannedStep]:
    """Give the steps whose peers a nomination names: what is open or done keeps its own."""
    is_open = {instance.step for instance in state.open}
    found = peer_steps_of(state.planned, nominating)
    return [step for step in found if step.id not in is_open and step.id not in state.done]


def _is_settled(state: ReviewState, nominating: PlannedStep) -> bool:
    """Whether the nomination is done, and approved where somebody approves it."""
    plan = state.planned
    stage = plan.stage_of(nominating.id)
    if not state.applies(nominating):
        return plan.stages.index(stage) <= state.stage
    approving = (s for s in stage.steps if s.returns_to == nominating.id and state.applies(s))
    return state.is_done(nominating) and all(_is_approved(state, s) for s in approving)


def _is_approved(state: ReviewState, approving: PlannedStep) -> bool:
    """Whether the approval is given, or stands behind a step of peers and comes too late."""
    stage = state.planned.stage_of(approving.id)
    before = stage.steps[: stage.steps.index(approving)]
    return state.is_done(approving) or any(
        awaits_names(step) and state.applies(step) for step in before
    )
