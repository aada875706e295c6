"""What opens next once something is done: steps in their stage, then the next stage."""

from datetime import datetime

from domain.definition.words import Act, Start
from domain.review import events as e
from domain.review.deadlines import due_of, stage_opens
from domain.review.nominating import awaits_names, name_peers
from domain.review.plan import PlannedStage, PlannedStep
from domain.review.state import OpenStep, ReviewState
from domain.review.story import Story
from domain.working_calendar import NoWorkingDay


def advance(story: Story, at: datetime) -> None:
    """Tell everything that follows by itself from where the review stands.

    A stage with a date that lies ahead is opened early, in the same decision as the step before
    it; its steps can be done from that date on.
    """
    while not story.state.is_closed:
        name_peers(story, at)
        stage = _current_stage(story)
        if stage is not None:
            _open_what_can(story, stage, at)
            if not _is_completed(story, stage):
                return
            story.tell(e.StageCompleted(at=at, stage=stage.id, again=story.state.returns))
        _enter_next_stage(story, at)


def _current_stage(story: Story) -> PlannedStage | None:
    place = story.state.stage
    return story.state.planned.stages[place] if place >= 0 else None


def _enter_next_stage(story: Story, at: datetime) -> None:
    """Open the next stage, or complete the review when there is none."""
    place = story.state.stage + 1
    if place >= len(story.state.planned.stages):
        story.tell(e.ReviewCompleted(at=at, signature=story.state.signature))
        return
    stage = story.state.planned.stages[place]
    opens = stage_opens(story.state, stage, at)
    again = story.state.returns
    story.tell(e.StageOpened(at=at, stage=stage.id, opens=opens, again=again))


def _is_completed(story: Story, stage: PlannedStage) -> bool:
    return all(story.state.is_done(s) for s in stage.steps if story.state.applies(s))


def _open_what_can(story: Story, stage: PlannedStage, at: datetime) -> None:
    """Open every step whose turn has come."""
    for place, step in enumerate(stage.steps):
        state = story.state
        if not state.applies(step) or state.is_done(step):
            continue
        if awaits_names(step) or any(o.step == step.id for o in state.open):
            continue
        earlier = (s for s in stage.steps[:place] if state.applies(s))
        if step.starts is Start.WITH_STAGE or all(state.is_done(s) for s in earlier):
            _open_step(story, step, at)


def _open_step(story: Story, step: PlannedStep, at: datetime) -> None:
    """Open all seats of a step for its next round."""
    round_ = story.state.rounds.get(step.id, 0) + 1
    opens = max(at, story.state.opens or at)
    if step.act is Act.CALIBRATE:
        story.tell(
            e.StepOpened(at=at, step=step.id, round=round_, assignee=None, opens=opens, due=None)
        )
        return
    for place, seat in enumerate(step.seats):
        fresh = OpenStep(
            step=step.id, seat=place, round=round_, holder=seat, opens=opens, clock=None
        )
        _open_seat(story, fresh, at)


def _open_seat(story: Story, fresh: OpenStep, at: datetime) -> None:
    """Open one seat; nobody, or somebody away for more than a year, leaves it blocked."""
    due = _due(story.state, fresh)
    if fresh.holder is None or due is None:
        block(story, fresh, at)
        return
    story.tell(
        e.StepOpened(
            at=at,
            step=fresh.step,
            seat=fresh.seat,
            round=fresh.round,
            assignee=fresh.holder.person,
            opens=fresh.opens,
            due=due,
        )
    )


def _due(state: ReviewState, fresh: OpenStep) -> datetime | None:
    if fresh.holder is None:
        return None
    calendar = state.planned.calendar_of(fresh.holder)
    try:
        return due_of(state, state.spec(fresh.step), calendar, fresh.opens, fresh.round)
    except NoWorkingDay:
        return None


def block_unheard(story: Story, turned_down: OpenStep, at: datetime) -> None:
    """Block the last seat of a step that everybody turned down; others still have their turn."""
    state = story.state
    if turned_down.step in state.done or any(o.step == turned_down.step for o in state.open):
        return
    block(story, turned_down, at, times=turned_down.times + 1)


def block(story: Story, instance: OpenStep, at: datetime, times: int = 0) -> None:
    """Tell that a seat has no valid person; HR owns it from now on.

    `times` says how often one that is open no more has changed hands.
    """
    state, spec = story.state, story.state.spec(instance.step)
    opens = max(at, instance.opens)
    known = state.instance(instance.step, instance.seat)
    story.tell(
        e.StepBlocked(
            at=at,
            step=instance.step,
            seat=instance.seat,
            round=instance.round,
            role=spec.role,
            owner=state.planned.blocked.person,
            opens=opens,
            due=due_of(state, spec, state.planned.owner_calendar, opens, instance.round),
            times=known.times + 1 if known else times,
        )
    )
