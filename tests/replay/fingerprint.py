"""The fingerprint of each workflow: `python -m tests.replay.fingerprint` writes them down anew.

A text that shows, in a diff, that a workflow does something else than it did: the order of its
commands as the code has it, and as each golden history has it.
"""

import sys
from pathlib import Path
from typing import Final

from temporalio.client import WorkflowHistory

from activities import starting
from tests.replay.golden import HISTORIES
from tests.replay.order_in_code import Order
from tests.replay.order_in_history import order_of

FINGERPRINTS: Final = Path(__file__).parent / "fingerprints"
WORKFLOWS: Final = {
    "action": starting.ACTION,
    "cycle": starting.CYCLE,
    "delivery": starting.DELIVERY,
    "plan": starting.PLAN,
    "recurrence": starting.RECURRENCE,
    "review": starting.REVIEW,
    "session": starting.SESSION,
}
"""The workflows by what their golden histories are called."""

IN_CODE, IN_HISTORIES = "in the code", "in the histories"


def fingerprint(name: str) -> str:
    """Give the order of commands of a workflow."""
    return "\n".join([IN_CODE, *_indented(order_in_code(name)), *_told(name)]) + "\n"


def order_in_code(name: str) -> list[str]:
    """Give what the code of a workflow asks of Temporal, in the order in which it stands there."""
    return Order().of(WORKFLOWS[name])


def orders_in_histories(name: str) -> dict[str, list[str]]:
    """Give what was asked in each golden history of a workflow."""
    files = sorted(HISTORIES.glob(f"{name}-*.json"))
    return {f.stem: order_of(WorkflowHistory.from_json("", f.read_text()).events) for f in files}


def frozen(name: str) -> str:
    """Give the fingerprint that was written down."""
    return (FINGERPRINTS / f"{name}.txt").read_text()


def _told(name: str) -> list[str]:
    """Write the histories out; one that is the beginning of another is told by it."""
    orders, lines = orders_in_histories(name), [IN_HISTORIES]
    for story, order in orders.items():
        longer = [other for other, found in orders.items() if len(found) > len(order)]
        whole = next((o for o in longer if orders[o][: len(order)] == order), None)
        lines.append(f"  {story}")
        begins = [f"the first {len(order)} turns of {whole}"] if whole else order
        lines += [f"    {line}" for line in begins]
    return lines


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


if __name__ == "__main__":
    FINGERPRINTS.mkdir(exist_ok=True)
    for kind in WORKFLOWS:
        text = fingerprint(kind)
        (FINGERPRINTS / f"{kind}.txt").write_text(text)
        sys.stdout.write(f"{kind}: {len(text.splitlines())} lines\n")
