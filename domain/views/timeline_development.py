"""What happened to a development plan, in sentences that fit every plan.

They say neither what the plan says nor how often the two talk, and closed is closed, whoever
decided that and why.
"""

from typing import assert_never

from domain.development import events as e
from domain.views.telling import NOBODY, Telling, day_in_words


def plan_sentence(event: e.Event, tell: Telling) -> str:
    """Tell an event of a plan in one sentence."""
    match event:
        case e.PlanBegun():
            beside = f" with {tell.name(event.manager)}" if event.manager else ""
            return f"The development plan of {tell.name(event.reviewee)}{beside} began."
        case e.PlanHandedOver():
            was, to = tell.name(event.from_person), tell.name(event.to)
            return f"The development plan went from {was} to {to}."
        case e.PlanClosed():
            return f"The development plan was closed{_CAUSES[event.cause]}."
        case e.PlanClosingAsked():
            return f"{tell.name(event.by)} asked to close the development plan."
        case e.CheckInAnnounced() | e.CheckInReminded() | e.CheckInHeld() | e.CheckInAcknowledged():
            return _talk(event, tell)
        case (
            e.PlanEdited()
            | e.PlanAcknowledged()
            | e.AcknowledgementReminded()
            | e.StandstillReported()
        ):
            return _edition(event, tell)
        case _:
            assert_never(event)


_CAUSES = {
    "completed": "",
    "next_cycle": ", because the next one has begun",
    "left": ", because the reviewee has left the organisation",
}


def _talk(
    event: e.CheckInAnnounced | e.CheckInReminded | e.CheckInHeld | e.CheckInAcknowledged,
    tell: Telling,
) -> str:
    match event:
        case e.CheckInAnnounced():
            return f"A talk about the development plan is due by {day_in_words(event.due)}."
        case e.CheckInReminded():
            who, due = tell.name(event.recipient), day_in_words(event.due)
            return f"{who} was reminded of the talk about the development plan, due by {due}."
        case e.CheckInHeld():
            return f"{tell.name(event.by)} noted a talk about the development plan."
        case e.CheckInAcknowledged():
            return f"{tell.name(event.by)} acknowledged what was noted of the talk."
        case _:
            assert_never(event)


def _edition(
    event: e.PlanEdited | e.PlanAcknowledged | e.AcknowledgementReminded | e.StandstillReported,
    tell: Telling,
) -> str:
    match event:
        case e.PlanEdited():
            who = tell.name(event.by)
            return f"{who} changed the development plan; it waits until both acknowledge it."
        case e.PlanAcknowledged():
            return f"{tell.name(event.by)} acknowledged the development plan."
        case e.AcknowledgementReminded():
            return f"{tell.name(event.recipient)} was reminded to acknowledge the development plan."
        case e.StandstillReported():
            who = tell.name(event.recipient) if event.recipient else NOBODY.capitalize()
            return f"{who} in HR was told that the development plan stands still."
        case _:
            assert_never(event)
