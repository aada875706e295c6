"""What happened to an action, in sentences that never say what is to be done."""

from typing import assert_never

from domain.actions import events as actions
from domain.views.telling import Telling, day_in_words


def action_sentence(  # noqa: C901, PLR0911 - one case an event
    event: actions.Event, tell: Telling
) -> str:
    """Tell an event of an action in one sentence."""
    match event:
        case actions.ActionTasked():
            task = event.task
            by, owner = tell.name(task.tasked_by), tell.name(task.owner.person)
            due = tell.day(task.due, task.owner.person)
            is_own = task.owner.person == task.subject
            what = "an action" + (" of their own" if is_own else f" for {tell.name(task.subject)}")
            if task.owner.person == task.tasked_by:
                return f"{owner} took on {what}, due {due}."
            return f"{by} asked {owner} for {what}, due {due}."
        case actions.ActionReminded():
            due = tell.day(event.due, event.recipient)
            return f"{tell.name(event.recipient)} was reminded of the action, due {due}."
        case actions.ActionRungReached():
            who = tell.name(event.recipient)
            return f"{who} was told that the action is overdue with {tell.name(event.owner)}."
        case actions.ActionMoved():
            by, was = tell.name(event.actor), tell.day(event.was)
            return f"{by} moved the action from {was} to {day_in_words(event.on)}, with a reason."
        case actions.ActionHandedOver():
            was, to = tell.name(event.from_person), tell.name(event.to.person)
            due = tell.day(event.due, event.to.person)
            return f"The action went from {was} to {to}, due {due}."
        case actions.ActionDone():
            return f"{tell.name(event.actor)} said that the action is done."
        case actions.ActionDropped():
            return f"{tell.name(event.actor)} dropped the action, with a reason."
        case _:
            assert_never(event)
