"""What processes can be asked and told, in sentences: the UI of Temporal shows them beside each.

The names themselves stand in histories and in programs of earlier builds, and never change.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.starting import NEWER_BUILD, STANDING

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Of a review.
        "submit_step": "A person does a step: submits, agrees, sends back, shares or signs.",
        "extend": "HR moves the deadlines of a stage of this review.",
        "hand_over": "Somebody else takes this over.",
        "pause": "HR stops the clocks of this review.",
        "resume": "HR lets the clocks of this review run again.",
        "cancel": "HR ends this review before its time.",
        "reopen": "HR has a step that was done done again, and what followed it.",
        "nudge": "HR asks after the open steps of this review.",
        "calibration_settled": "The panel has locked: the review goes on with its rating.",
        "stage_extended": "The deadline of a stage was moved for many reviews.",
        "changed": "HR has paused, resumed, ended, reopened or nudged many reviews.",
        "part_changed": "Somebody in this review has another manager or HR partner now.",
        "leave_recorded": "Somebody in this review is away for some days.",
        "reviewee_left": "The person under review has left: the review ends.",
        # Of a calibration session.
        "move_rating": "Somebody on the panel moves a rating, for a reason.",
        "lock": "The facilitator locks the ratings of the group.",
        "name_co_facilitator": "Somebody else leads the session, too.",
        "release_co_facilitator": "Somebody leads the session no more.",
        "member_withdrawn": "A review of the group has ended early.",
        # Of an action.
        "done": "The owner says that the action is done.",
        "drop": "The action is given up, for a reason.",
        "move": "The action is due on another day.",
        # Of a cycle.
        "move_stage_deadline": "HR moves the deadline of a stage for everybody or some.",
        "change_reviews": "HR pauses, resumes, ends, reopens or nudges many reviews.",
        "add_people": "HR takes further people into the cycle.",
        "reviews_done": "No review of the cycle is open any more: it looks whether to close.",
        # Of a delivery.
        "notices_waiting": "New messages wait: a round goes out when the first may be sent.",
        "cycle_closed": "The cycle has closed: send what is left and end.",
        # Of every process.
        STANDING: "Up to which fact of its stream the process stands. Safe to ask.",
        NEWER_BUILD: "Wake up and look whether there is a newer build. Safe to send.",
    }
)
